"""Which rules match a message, and what comes of it."""

from dataclasses import dataclass, field, replace

from services.rules.domain.book import Rule, RuleBook
from services.rules.domain.outcome import Refused, Why
from services.rules.domain.permission import Withheld
from services.rules.domain.reply import answer_subject, plain_line, reply_address, reply_references, usable_id
from shared.events import Decision, Event, MessageThreaded, RuleMatch, SendKind, SendMessage
from shared.ids import SendId, rule_send_id
from shared.rulebook.actions import AutoReply, UnknownAction
from shared.rulebook.conditions import described, matches
from shared.rulebook.defect import Defect
from shared.rulebook.templates import Rendered, render

FIRST_ACTION = 0
WOULD_HAVE_FIRED = "the account only observes (mode: observe): otherwise it would have fired"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is stored of a message's rule run; it is final. `commands`, of any kind, are what was not withheld.

    `outcomes`, one a decision and None for what fired, are counted when it is made; they are not stored.
    """

    matches: tuple[RuleMatch, ...] = ()
    decisions: tuple[Decision, ...] = ()
    commands: tuple[Event, ...] = ()
    outcomes: tuple[Why | None, ...] = field(default=(), compare=False)


def decide(message: MessageThreaded, book: RuleBook, withheld: Withheld) -> Ruling:
    """Every matching rule decides, in the order of position; at most one answers."""
    ruling = Ruling()
    has_answer = False
    for rule in book.rules_for(message.account_id):
        if not matches(rule.condition, message):
            continue
        done = _done(rule, message, book, withheld, has_answer=has_answer)
        has_answer = has_answer or (rule.action.is_answer and not isinstance(done, Refused))
        if withheld.observes and not isinstance(done, Refused):
            done = Refused(Why.OBSERVE, WOULD_HAVE_FIRED)
        ruling = _with_rule(ruling, rule, done)
    return ruling


def _with_rule(ruling: Ruling, rule: Rule, done: SendMessage | Refused) -> Ruling:
    match = RuleMatch(rule_id=rule.id, rule_version=rule.version, name=rule.name, condition=described(rule.condition))
    decision = Decision(rule_id=rule.id, action_index=FIRST_ACTION, action=rule.action.type)
    why = done.why if isinstance(done, Refused) else None
    ruled = replace(ruling, matches=(*ruling.matches, match), outcomes=(*ruling.outcomes, why))
    if isinstance(done, Refused):
        refused = decision.model_copy(update={"withheld": done.reason})
        return replace(ruled, decisions=(*ruling.decisions, refused))
    sent = decision.model_copy(update={"send_id": done.send_id})
    return replace(ruled, decisions=(*ruling.decisions, sent), commands=(*ruling.commands, done))


def _done(
    rule: Rule, message: MessageThreaded, book: RuleBook, withheld: Withheld, *, has_answer: bool
) -> SendMessage | Refused:
    """The command that the rule's action comes to, or why it is not given."""
    action = rule.action
    if isinstance(action, UnknownAction):
        return Refused(Why.ACTION, f"{action.type} is no action of this release")
    if refused := withheld.refused(is_answer=action.is_answer):
        return refused
    if action.is_answer and has_answer:
        return Refused(Why.ANOTHER_RULE, "another rule answered")
    return _answer(rule, action, message, book)


def _answer(rule: Rule, action: AutoReply, message: MessageThreaded, book: RuleBook) -> SendMessage | Refused:
    recipient = reply_address(message)
    if recipient is None:
        return Refused(Why.NO_ADDRESS, "it has no valid address to answer to")
    template = book.templates.get(action.template_id) if action.template_id is not None else None
    if template is None:
        return Refused(Why.TEMPLATE, f"template {action.template_id} does not exist")
    rendered = render(template, _values(message, book, recipient))
    if isinstance(rendered, Defect):
        return Refused(Why.TEMPLATE, f"template {template.name!r}: {rendered.reason}")
    return _command(rule, message, recipient, rendered)


def _values(message: MessageThreaded, book: RuleBook, recipient: str) -> dict[str, str]:
    """A value for each of AutoReply.variables."""
    account = book.accounts.get(message.account_id)
    name = message.customer_name or next((author.name for author in message.from_addresses), "")
    return {
        "customer_name": plain_line(name) or recipient,
        "customer_email": recipient,
        "account_name": account.name if account else "",
        "account_email": account.email_address if account else "",
        "subject": plain_line(message.subject),
        "thread_id": str(message.thread_id),
    }


def _command(rule: Rule, message: MessageThreaded, recipient: str, rendered: Rendered) -> SendMessage:
    send_id: SendId = rule_send_id(message.account_key, rule.id, message.effect_id, FIRST_ACTION)
    return SendMessage(
        account_id=message.account_id,
        correlation_id=message.correlation_id,
        generation=message.generation,
        effects=message.effects,
        send_id=send_id,
        kind=SendKind.AUTO_REPLY,
        to_emails=(recipient,),
        subject=answer_subject(rendered.subject, message.subject),
        plain_body=rendered.plain_body,
        html_body=rendered.html_body,
        in_reply_to=usable_id(message.message_id),
        references=reply_references(message),
        answers_message_id=usable_id(message.message_id),
        answers_thread_id=message.thread_id,
        rule_id=rule.id,
        requested_at=message.fetched_at,
    )
