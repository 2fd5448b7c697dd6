"""What REST decides."""

import base64
import json
from typing import Any
from uuid import UUID

import pytest

from services.api.accounts.checks import plaintext_refusal
from services.api.cursor import Kind, Position, decode, encode
from services.api.sends.ids import idempotent_send_id
from services.api.sends.status import outbound_status
from shared.ids import AccountKey

ACCOUNT = AccountKey(UUID(int=1))


@pytest.mark.parametrize(
    ("states", "status"),
    [
        ([], "queued"),
        (["waiting"], "queued"),
        (["sending"], "queued"),
        (["deferred", "failed"], "queued"),
        (["in_doubt", "sent"], "queued"),
        (["unheard of"], "queued"),
        (["sent"], "sent"),
        (["sent", "failed"], "failed"),
        (["sent", "suppressed"], "failed"),
        (["rejected"], "failed"),
        (["failed", "bounced"], "bounced"),
    ],
    ids=str,
)
def test_a_message_is_queued_until_all_are_settled_then_the_worst(states: list[str], status: str) -> None:
    assert outbound_status(states) == status


ENCRYPTED = {
    "incoming_server": "a",
    "incoming_use_ssl": True,
    "incoming_tls": None,
    "smtp_server": "a",
    "smtp_use_tls": True,
    "smtp_tls": None,
    "allow_plaintext": False,
}


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        pytest.param({}, "", id="all by TLS"),
        pytest.param({"incoming_use_ssl": False}, "incoming_use_ssl=false", id="incoming"),
        pytest.param({"smtp_use_tls": False}, "smtp_use_tls=false", id="SMTP"),
        pytest.param({"smtp_use_tls": False, "smtp_server": ""}, "", id="no server, nothing in clear"),
        pytest.param(
            {"incoming_tls": "none", "smtp_use_tls": False}, "incoming_tls=none and smtp_use_tls=false", id="both"
        ),
        pytest.param({"incoming_use_ssl": False, "incoming_tls": "starttls"}, "", id="the mode decides"),
        pytest.param({"smtp_tls": "none", "allow_plaintext": True}, "", id="allowed"),
    ],
)
def test_plaintext_is_refused_by_the_name_of_the_setting(fields: dict[str, Any], named: str) -> None:
    refusal = plaintext_refusal(ENCRYPTED | fields)
    assert refusal.partition(" would send")[0] == named
    assert ("allow_plaintext=true" in refusal) == bool(named)


AT = "2026-03-01T08:00:00.123456+00:00"
POSITIONS: list[tuple[Kind, Position]] = [
    ("timestamptz", Position(AT, str(UUID(int=7)))),
    ("timestamptz", Position("1970-01-01T00:00:00+00:00", str(UUID(int=2**128 - 1)))),
    ("text", Position("ünder 'quotes'", str(UUID(int=1)))),
    ("text", Position("", str(UUID(int=1)))),
    ("integer", Position("-7", str(UUID(int=1)))),
]


@pytest.mark.parametrize(("kind", "position"), POSITIONS, ids=str)
def test_a_position_survives_its_cursor(kind: Kind, position: Position) -> None:
    assert decode(encode("sends", "-at", position), "sends", "-at", kind, "uuid") == position


def word(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


NONE_OF_OURS = "it is not one of ours: take it from `next` of the page before"


@pytest.mark.parametrize(
    ("cursor", "sentence"),
    [
        ("", NONE_OF_OURS),
        ("x", NONE_OF_OURS),
        ("====", NONE_OF_OURS),
        ("bm9uc2Vuc2U", NONE_OF_OURS),
        ("ü", NONE_OF_OURS),
        ("\x00", NONE_OF_OURS),
        (word("sends", "-at", AT), NONE_OF_OURS),
        (word("sends", "-at", AT, 7), NONE_OF_OURS),
        (word("sends", "-at", AT[:-6], str(UUID(int=7))), NONE_OF_OURS),
        (word("sends", "-at", "'; DROP", str(UUID(int=7))), NONE_OF_OURS),
        (word("sends", "-at", AT, "7"), NONE_OF_OURS),
        (
            word("threads", "-at", AT, str(UUID(int=7))),
            "it belongs to the list of 'threads', this is the list of sends: take it from `next` here",
        ),
        (word("sends", "at", AT, str(UUID(int=7))), "it belongs to the ordering 'at', not -at: begin without a cursor"),
    ],
    ids=[
        *("empty", "short", "padding", "nonsense", "not ASCII", "NUL", "three parts", "a number", "no offset"),
        *("no instant", "no uuid", "another list", "another order"),
    ],
)
def test_any_other_word_is_refused_with_a_sentence(cursor: str, sentence: str) -> None:
    assert decode(cursor, "sends", "-at", "timestamptz", "uuid") == sentence


@pytest.mark.parametrize(
    ("kind", "value", "is_one"),
    [
        ("integer", "2147483647", True),
        ("integer", "2147483648", False),
        ("bigint", "9223372036854775807", True),
        ("bigint", "9223372036854775808", False),
        ("integer", "١", False),
        ("text", "\x00", False),
    ],
)
def test_a_value_must_be_one_that_postgresql_reads(kind: Kind, value: str, is_one: bool) -> None:
    found = decode(encode("l", "o", Position(value, "1")), "l", "o", kind, "integer")
    assert found == (Position(value, "1") if is_one else NONE_OF_OURS)


def test_an_idempotency_key_belongs_to_its_account() -> None:
    first = idempotent_send_id(ACCOUNT, "key")
    assert first == idempotent_send_id(ACCOUNT, "key")
    assert first not in (idempotent_send_id(ACCOUNT, "key2"), idempotent_send_id(AccountKey(UUID(int=2)), "key"))
