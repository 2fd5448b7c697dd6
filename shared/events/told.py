"""What an event says of one message, in a few words and in ids: the log's line of a stage."""

from shared.events.accounts import AccountChanged
from shared.events.mail import Decision, MessageParsed, MessageRuled, MessageThreaded, RawFetched
from shared.events.sending import DeliveryChanged, SendMessage
from shared.events.threads import ThreadChanged, ThreadRequested
from shared.events.wire import Event

LONGEST_REASON = 200
IDS = ("account_id", "mail_id", "send_id", "request_id", "correlation_id")


def told(event: Event) -> str:
    """What came of the stage that published this event; no word of the message itself."""
    match event:
        case MessageRuled():
            return f"ruled: {'; '.join(map(_decided, event.decisions)) or 'no rule matched'}"
        case MessageThreaded():
            is_new = "new " if event.is_new_thread else ""
            return f"threaded: {is_new}thread {event.thread_id} ({event.placement_reason})"
        case MessageParsed():
            defects = f", defects {' '.join(event.defects)}" if event.defects else ""
            return f"parsed: {len(event.attachments)} attachments{_reported(event)}{defects}"
        case RawFetched():
            return f"fetched: {event.size_bytes} bytes, {event.source} {event.direction}"
        case SendMessage():
            count = len(event.to_emails) + len(event.cc_emails) + len(event.bcc_emails)
            return f"send asked for: {event.kind} to {count} recipients"
        case DeliveryChanged():
            return f"send {event.state}: {event.recipient}, attempt {event.attempt}{_because(event)}"
        case AccountChanged():
            return f"account {event.to_state}: {event.service}, before {event.from_state or 'unknown'}"
        case ThreadRequested():
            return f"thread {event.thread_id}: {event.wanted.status} asked for by {event.requested_by}"
        case ThreadChanged():
            return f"thread {event.thread_id}: {event.changed.before} -> {event.changed.after}, by {event.by}"
    return f"published: {type(event).__name__}"


def ids_of(event: Event) -> dict[str, str]:
    """The ids that an event carries, by name."""
    found = {name: getattr(event, name, None) for name in IDS}
    return {name: str(value) for name, value in found.items() if value is not None}


def _reported(event: MessageParsed) -> str:
    if event.report is None:
        return ""
    reasons = " ".join(dict.fromkeys(each.reason for each in event.report.recipients))
    return f", {event.report.kind} about {len(event.report.recipients)} recipients {reasons}".rstrip()


def _decided(decision: Decision) -> str:
    outcome = f"withheld ({decision.withheld})" if decision.withheld else "fired"
    return f"rule {decision.rule_id} {outcome}"


def _because(event: DeliveryChanged) -> str:
    said = " ".join(str(each) for each in (event.reply_code, event.enhanced_status, event.reason) if each)
    return f" ({said[:LONGEST_REASON]})" if said else ""
