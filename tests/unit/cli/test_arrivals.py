"""What the demo tells of a message that arrives and of what becomes of an answer."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.cli.demo.arrivals import line_of
from shared.events import Decision, DeliveryChanged, Direction, MessageRuled, RuleMatch
from shared.events.wire import Address

AT = datetime(2026, 1, 1, tzinfo=UTC)
ID = UUID("0b6e8a52-53f5-4d0b-9d2a-2f1f3a2f9a11")
MATCH = RuleMatch(rule_id=1, rule_version=1, name="Welcome", condition="from_contains @new.test")
ARRIVED = "arrived  “hello” from you@new.test to us@own.test, thread 0b6e8a52: "
CHANGED = {"account_id": 1, "send_id": ID, "message_id": "a@b", "attempt": 1, "at": AT}


def ruled(**changes: Any) -> MessageRuled:
    fields: dict[str, Any] = {
        **dict.fromkeys(("account_key", "mail_id", "copy_id", "effect_id", "thread_id"), ID),
        "account_id": 1,
        "direction": Direction.INBOUND,
        "folder": "INBOX",
        "message_id": "a@b",
        "subject": "hello",
        "from_addresses": (Address(address="you@new.test"),),
        "to": (Address(address="us@own.test"),),
        "sort_at": AT,
        "fetched_at": AT,
        "size_bytes": 1,
        "seq": 1,
        "is_new_thread": True,
        "placement_reason": "new",
        "placement_confidence": 1.0,
        **changes,
    }
    return MessageRuled(**fields)


def decision(withheld: str = "") -> Decision:
    return Decision(rule_id=1, action_index=0, action="auto_reply", withheld=withheld)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, f"{ARRIVED}no rule matches"),
        ({"matches": (MATCH,), "decisions": (decision(),)}, f"{ARRIVED}answered by “Welcome”"),
        ({"matches": (MATCH,), "decisions": (decision("it is a list's"),)}, f"{ARRIVED}not answered, it is a list's"),
        ({"direction": Direction.OUTBOUND}, ""),
        ({"from_addresses": ()}, ARRIVED.replace("you@new.test", "nobody") + "no rule matches"),
        ({"to": ()}, ARRIVED.replace("us@own.test", "account 1") + "no rule matches"),
    ],
    ids=["no rule", "answered", "withheld", "our own", "no author", "no recipient"],
)
def test_a_message_that_arrives_is_a_line(changes: dict[str, Any], line: str) -> None:
    assert line_of(ruled(**changes)) == line


@pytest.mark.parametrize(
    ("kind", "state", "reason", "line"),
    [
        ("auto_reply", "sent", "", "sent     answer to you@new.test"),
        ("request", "failed", "550 no", "failed   message to you@new.test: 550 no"),
        ("forward", "in_doubt", "no reply", "in doubt forwarded message to you@new.test: no reply"),
    ],
)
def test_what_became_of_a_send_is_a_line(kind: str, state: str, reason: str, line: str) -> None:
    changed = DeliveryChanged.model_validate(
        {**CHANGED, "kind": kind, "state": state, "reason": reason, "recipient": "you@new.test"}
    )
    assert line_of(changed) == line
