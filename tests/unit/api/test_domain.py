"""What REST decides."""

import base64
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.api.accounts.checks import plaintext_refusal
from services.api.cursor import Position, decode, encode
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


@pytest.mark.parametrize(
    ("incoming", "smtp", "named"),
    [
        (False, False, []),
        (True, False, ["incoming_use_ssl"]),
        (False, True, ["smtp_use_tls"]),
        (True, True, ["incoming_use_ssl", "smtp_use_tls"]),
    ],
)
def test_plaintext_is_refused_by_the_name_of_the_setting(incoming: bool, smtp: bool, named: list[str]) -> None:
    refusal = plaintext_refusal(incoming_in_clear=incoming, smtp_in_clear=smtp)
    assert [name for name in ("incoming_use_ssl", "smtp_use_tls") if name in refusal] == named
    assert ("allow_plaintext=true" in refusal) == bool(named)


@pytest.mark.parametrize(
    "position",
    [
        Position(datetime(2026, 3, 1, 8, 0, 0, 123456, tzinfo=UTC), UUID(int=7)),
        Position(datetime(1970, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1)),
    ],
    ids=["microseconds", "epoch"],
)
def test_a_position_survives_its_cursor(position: Position) -> None:
    assert decode(encode(position)) == position


@pytest.mark.parametrize(
    "word",
    [
        "",
        "x",
        "====",
        "bm9uc2Vuc2U",
        "MjAyNi0wMy0wMVQwODowMDowMHwx",
        "ü",
        "\x00",
        base64.urlsafe_b64encode(b"2026-03-01T08:00:00|" + str(ACCOUNT).encode()).decode(),
    ],
    ids=["empty", "short", "padding", "nonsense", "no uuid", "not ASCII", "NUL", "without offset"],
)
def test_any_other_word_is_no_position(word: str) -> None:
    assert decode(word) is None


def test_an_idempotency_key_belongs_to_its_account() -> None:
    first = idempotent_send_id(ACCOUNT, "key")
    assert first == idempotent_send_id(ACCOUNT, "key")
    assert first not in (idempotent_send_id(ACCOUNT, "key2"), idempotent_send_id(AccountKey(UUID(int=2)), "key"))
