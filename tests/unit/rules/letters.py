"""Threaded messages, rules and templates for tests, with everything that a test does not name filled in."""

from typing import Any

from services.rules.domain.book import AccountNames, Rule, RuleBook
from shared.events import MessageEvent, MessageThreaded
from shared.ids import AccountId, thread_id
from shared.rulebook.actions import AutoReply
from shared.rulebook.conditions import Leaf
from shared.rulebook.templates import Template
from tests.unit.threader.letters import parsed

THREADED = frozenset(MessageThreaded.model_fields) - frozenset(MessageEvent.model_fields)
TEMPLATE = Template(
    name="Thanks",
    subject="Thank you",
    html_content="",
    plain_content="Dear {{customer_name}}, we have your message {{subject}}. {{account_name}}",
    variables=("customer_name", "account_name", "subject"),
)


def threaded(label: str, **fields: Any) -> MessageThreaded:
    """The message `label` in a thread of its own."""
    mine = {name: fields.pop(name) for name in THREADED & fields.keys()}
    message = parsed(label, **fields)
    given: dict[str, Any] = {
        "thread_id": thread_id(message.account_key, message.message_id, message.mail_id),
        "is_new_thread": True,
        "placement_reason": "first",
        "placement_confidence": 1.0,
        "seq": 1,
        "customer_name": "Ada",
    }
    shared_fields = {name: getattr(message, name) for name in MessageEvent.model_fields.keys() - {"schema_version"}}
    return MessageThreaded(**(shared_fields | given | mine))


def rule(number: int = 1, **fields: Any) -> Rule:
    """An auto-reply to everybody at customer.test."""
    given: dict[str, Any] = {
        "id": number,
        "version": 1,
        "account_id": None,
        "name": f"rule {number}",
        "condition": Leaf("from_contains", "@customer.test"),
        "action": AutoReply(template_id=1),
        "position": 100,
    }
    return Rule(**(given | fields))


def book(*rules: Rule, template: Template = TEMPLATE) -> RuleBook:
    return RuleBook(
        rules=rules,
        templates={1: template},
        accounts={AccountId(1): AccountNames("Support", "support@mailweave.test")},
        own_addresses=frozenset({"support@mailweave.test"}),
    )
