"""Which rules match a message, and what comes of it."""

from dataclasses import dataclass, replace

from services.rules.domain.book import AUTO_REPLY, Rule, RuleBook
from services.rules.domain.conditions import matches
from services.rules.domain.reply import answer_subject, plain_line, reply_address, reply_references, usable_id
from services.rules.domain.templates import Defect, Rendered, render
from shared.events import Decision, MessageThreaded, RuleMatch, SendKind, SendMessage
from shared.ids import SendId, rule_send_id

FIRST_ACTION = 0


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is stored of a message's rule run; it is final. `commands` are those of the decisions not withheld."""

    matches: tuple[RuleMatch, ...] = ()
    decisions: tuple[Decision, ...] = ()
    commands: tuple[SendMessage, ...] = ()


def decide(message: MessageThreaded, book: RuleBook, withheld: str) -> Ruling:
    """Every matching rule decides, in the order of position; at most one answers.

    `withheld` says why nothing may be done for this message; empty when something may.
    """
    ruling = Ruling()
    for rule in book.rules_for(message.account_id):
        if matches(rule.condition_type, rule.condition_value, message):
            ruling = _with_rule(ruling, rule, message, book, withheld)
    return ruling


def _with_rule(ruling: Ruling, rule: Rule, message: MessageThreaded, book: RuleBook, withheld: str) -> Ruling:
    condition = f"{rule.condition_type} {rule.condition_value}"
    match = RuleMatch(rule_id=rule.id, rule_version=rule.version, name=rule.name, condition=condition)
    answer = _answer(rule, message, book, withheld or ("another rule answered" if ruling.commands else ""))
    decision = Decision(rule_id=rule.id, action_index=FIRST_ACTION, action=rule.action)
    ruled = replace(ruling, matches=(*ruling.matches, match))
    if isinstance(answer, Defect):
        refused = decision.model_copy(update={"withheld": answer.reason})
        return replace(ruled, decisions=(*ruling.decisions, refused))
    sent = decision.model_copy(update={"send_id": answer.send_id})
    return replace(ruled, decisions=(*ruling.decisions, sent), commands=(*ruling.commands, answer))


def _answer(rule: Rule, message: MessageThreaded, book: RuleBook, withheld: str) -> SendMessage | Defect:
    if rule.action != AUTO_REPLY:
        return Defect(f"{rule.action} is no action of this release")
    if withheld:
        return Defect(withheld)
    recipient = reply_address(message)
    if recipient is None:
        return Defect("it has no valid address to answer to")
    template = book.templates.get(rule.template_id) if rule.template_id is not None else None
    if template is None:
        return Defect(f"template {rule.template_id} does not exist")
    rendered = render(template, _values(message, book, recipient))
    if isinstance(rendered, Defect):
        return Defect(f"template {template.name!r}: {rendered.reason}")
    return _command(rule, message, recipient, rendered)


def _values(message: MessageThreaded, book: RuleBook, recipient: str) -> dict[str, str]:
    """The variables that an auto-reply has."""
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
