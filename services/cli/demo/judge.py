"""Says what is missing: expectations on one side, what was read back on the other. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.cli.demo.mail import Planted


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read back about one message; None or empty where a stage has nothing (yet)."""

    mail_id: str | None = None
    is_fetched: bool = False
    subject: str | None = None
    thread_id: str | None = None
    customer: str | None = None
    is_ruled: bool = False
    answered_by: str | None = None
    withheld: str = ""
    send_state: str | None = None
    reply_thread_id: str | None = None
    replies_received: int = 0


NOTHING = Seen()


def missing(planted: Sequence[Planted], seen: Mapping[str, Seen]) -> list[str]:
    """One sentence for each expectation that was not met; empty when all were."""
    return [
        f"{message.key} ({message.what}): {fault}"
        for message in planted
        if (fault := _first_fault(message, seen.get(message.key, NOTHING)))
    ] + _wrong_threads(planted, seen)


def _first_fault(expected: Planted, seen: Seen) -> str | None:
    if not seen.is_fetched:
        return f"never fetched from {expected.account}"
    if seen.mail_id is None:
        return "fetched, but not parsed"
    if seen.subject != expected.subject:
        return f"parsed with the subject {seen.subject!r}, expected {expected.subject!r}"
    if seen.thread_id is None:
        return "parsed, but not threaded"
    if not seen.is_ruled:
        return "threaded, but no rules have run"
    if seen.answered_by != expected.answered_by:
        return f"answered by {seen.answered_by or 'no rule'}, expected {expected.answered_by or 'no rule'}"
    return _reply_fault(expected, seen) if expected.answered_by else _unwanted_reply(seen)


def _reply_fault(expected: Planted, seen: Seen) -> str | None:
    if seen.send_state != "sent":
        return f"the auto-reply is {seen.send_state or 'not in the ledger'}, expected sent"
    if seen.replies_received != 1:
        return f"the customer's mailbox holds {seen.replies_received} auto-replies to it, expected 1"
    if expected.has_message_id and seen.reply_thread_id != seen.thread_id:  # else a reply has nothing to refer to
        return "the auto-reply did not come back into the thread"
    return None


def _unwanted_reply(seen: Seen) -> str | None:
    return f"{seen.replies_received} auto-replies were received, expected none" if seen.replies_received else None


def _wrong_threads(planted: Sequence[Planted], seen: Mapping[str, Seen]) -> list[str]:
    labels: dict[str, set[str]] = defaultdict(set)
    threads: dict[str, set[str]] = defaultdict(set)
    for message in planted:
        thread_id = seen.get(message.key, NOTHING).thread_id
        if thread_id is not None:
            labels[thread_id].add(message.thread)
            threads[message.thread].add(thread_id)
    torn = [f"thread {label}: torn into {len(ids)} threads" for label, ids in threads.items() if len(ids) > 1]
    mixed = [
        f"thread {thread_id}: mixes {', '.join(sorted(found))}" for thread_id, found in labels.items() if len(found) > 1
    ]
    return torn + mixed
