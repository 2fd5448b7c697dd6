"""When a canary's turn comes, how it is known, and what its absence means."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from services.poller.domain import canary
from services.poller.domain.canary import Canary, CanaryState, Token
from shared.events import CANARY_FIELD, Effects, SendKind
from shared.ids import AccountId, AccountKey, SendId
from shared.seal import Vault
from tests.harness.accounts import SECRET_KEY

KEY, OTHER = AccountKey(UUID(int=7)), AccountKey(UUID(int=8))
SEND = SendId(UUID(int=0xABCDEF))
NOW = datetime(2026, 11, 29, 12, 0, 0, tzinfo=UTC)
MARK = bytes(range(16))
FIELD = f"{CANARY_FIELD}: {canary.token_text(SEND, MARK)}".encode()
OTHER_KEYS = SecretStr("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
moments = st.floats(0, 4e9).map(lambda at: datetime.fromtimestamp(at, UTC))


@given(moments, st.uuids(), st.sampled_from([60, 900, 86_400]))
def test_a_turn_is_the_last_one_and_the_next_one_follows_it(now: datetime, key: UUID, every_s: int) -> None:
    turn = canary.turn(AccountKey(key), every_s, now)
    assert turn.due_at <= now < turn.due_at + timedelta(seconds=every_s)
    assert canary.turn(AccountKey(key), every_s, turn.due_at) == turn
    after = now + timedelta(seconds=canary.next_turn_s(AccountKey(key), every_s, now))
    assert canary.turn(AccountKey(key), every_s, after + timedelta(seconds=0.5)).send_id != turn.send_id


def test_two_accounts_and_two_paces_have_canaries_of_their_own() -> None:
    turns = {canary.turn(key, every_s, NOW).send_id for key in (KEY, OTHER) for every_s in (60, 900)}
    assert len(turns) == 4


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (FIELD + b"\r\nSubject: x\r\n\r\nbody", Token(SEND, MARK)),
        (b"Received: a\nSubject: x\n" + FIELD + b"\n\nbody", Token(SEND, MARK)),
        (FIELD, Token(SEND, MARK)),
        (b"Subject: x\r\n\r\n" + FIELD + b"\r\n", None),
        (b"Subject: x\r\n " + FIELD + b"\r\n\r\n", None),
        (FIELD + b"\r\n" + FIELD + b"\r\n\r\n", None),
        (FIELD + b"x\r\n\r\n", None),
        (FIELD[:-1] + b"\r\n\r\n", None),
        (FIELD.replace(b".", b"=") + b"\r\n\r\n", None),
        (FIELD + b"\r\n\r\n" + b"x" * canary.MOST_BYTES, None),
        (b"", None),
    ],
    ids=[
        *("first", "last, by LF", "no body", "in the body", "folded into another", "twice", "longer", "shorter"),
        *("no token", "too large", "empty"),
    ],
)
def test_a_token_stands_in_the_header_once(raw: bytes, found: Token | None) -> None:
    assert canary.token_in(raw) == found


@given(st.binary(max_size=300))
def test_any_bytes_have_a_token_or_none(raw: bytes) -> None:
    assert canary.token_in(raw) is None
    canary.token_in(FIELD[:21] + raw)


@pytest.mark.parametrize(
    ("content", "mark_of", "is_marked"),
    [
        ((KEY, SEND), Vault(SECRET_KEY), True),
        ((OTHER, SEND), Vault(SECRET_KEY), False),
        ((KEY, UUID(int=1)), Vault(SECRET_KEY), False),
        ((KEY, SEND), Vault(OTHER_KEYS), False),
        ((KEY, SEND), Vault(SecretStr(f"{OTHER_KEYS.get_secret_value()},{SECRET_KEY.get_secret_value()}")), False),
    ],
    ids=["its own", "another account", "another mail", "another installation", "a key that is not there any more"],
)
def test_a_mark_holds_for_one_account_and_one_mail(
    content: tuple[AccountKey, UUID], mark_of: Vault, is_marked: bool
) -> None:
    mark = mark_of.mark(canary.marked_content(KEY, SEND))
    assert Vault(SECRET_KEY).is_marked(canary.marked_content(*content), mark) is is_marked


def test_a_mark_holds_while_its_key_is_on_the_ring() -> None:
    both = Vault(SecretStr(f"{OTHER_KEYS.get_secret_value()},{SECRET_KEY.get_secret_value()}"))
    assert both.is_marked(b"x", Vault(SECRET_KEY).mark(b"x"))
    assert not both.is_marked(b"x", b"")


@pytest.mark.parametrize(
    ("raw", "has_travelled"),
    [
        (b"Received: from a by b\r\nSubject: x\r\n\r\n", True),
        (b"Subject: x\r\nreceived: from a by b\r\n\r\n", True),
        (b"Subject: x\r\n\r\nReceived: from a by b\r\n", False),
    ],
    ids=["first", "whatever its case", "in the body"],
)
def test_a_copy_that_no_server_has_received_shows_nothing(raw: bytes, has_travelled: bool) -> None:
    assert canary.has_travelled(raw) is has_travelled


def test_a_request_is_made_from_its_row_alone() -> None:
    turn = canary.turn(KEY, 60, NOW)
    asked = canary.request(AccountId(3), "a@b.example", turn, "t.t", NOW)
    assert asked == canary.request(AccountId(3), "a@b.example", turn, "t.t", NOW)
    assert (asked.kind, asked.effects, asked.generation) == (SendKind.CANARY, Effects.ALLOWED, 0)
    assert (asked.to_emails, asked.send_id, asked.requested_at) == (("a@b.example",), turn.send_id, NOW)


def waiting(age_s: float, send_state: str | None) -> Canary:
    return Canary(SEND, NOW, age_s, CanaryState.WAITING, send_state, "550 no")


@pytest.mark.parametrize(
    ("one", "state", "said"),
    [
        (waiting(10, None), None, ""),
        (waiting(10, "waiting"), None, ""),
        (waiting(10, "sent"), None, ""),
        (waiting(900, "sent"), CanaryState.OVERDUE, "a canary sent at 2026-11-29 12:00:00 UTC was not seen"),
        (waiting(10, "failed"), CanaryState.NOT_SENT, "the canary of 2026-11-29 12:00:00 UTC was not sent: 550 no"),
        (waiting(900, "in_doubt"), CanaryState.NOT_SENT, "was not sent: 550 no"),
        (waiting(900, None), CanaryState.NOT_SENT, "check that the sender runs"),
        (waiting(900, "sending"), CanaryState.NOT_SENT, "check that the sender runs"),
        (Canary(SEND, NOW, 900, CanaryState.SEEN, "sent"), None, ""),
    ],
    ids=["new", "taken up", "sent", "overdue", "failed", "in doubt", "no sender", "on its way for long", "seen"],
)
def test_what_becomes_of_one_that_waits(one: Canary, state: CanaryState | None, said: str) -> None:
    found = canary.verdicts([one], overdue_s=900)
    assert [verdict.state for verdict in found] == ([state] if state is not None else [])
    assert all(said in verdict.said for verdict in found)


@pytest.mark.parametrize(
    ("states", "is_missing"),
    [
        ("", False),
        ("waiting", False),
        ("overdue", True),
        ("waiting overdue", True),
        ("seen overdue", False),
        ("not_sent overdue", True),
        ("overdue seen", True),
        ("not_sent", False),
    ],
)
def test_the_latest_that_anything_is_known_of_decides(states: str, is_missing: bool) -> None:
    canaries = [Canary(SEND, NOW, 0, CanaryState(state)) for state in states.split()]
    assert (canary.missing(canaries) is not None) is is_missing
