"""What is lost, set aside or on its way, decided from two snapshots, the dead letters and what has gone through."""

from uuid import UUID

import pytest
from aiokafka import ConsumerRecord

from shared.audit import missing, queries
from shared.audit.balance import balance
from shared.audit.missing import Missing
from shared.audit.snapshot import Snapshot
from shared.audit.topics import Passage, traces
from shared.kafka.decode import RawRecord

MAIL = UUID(int=1)
PLACEMENT = missing.placement(1, MAIL)
HOLE = missing.passed(1, "INBOX", 7, 5, 8)
ALL = frozenset({"parser", "threader", "rules", "sender"})
LETTERS = {"threader": frozenset({str(MAIL)})}
BEHIND = "threader has 3 records of parsed to do"


def snapshot(*absent: Missing) -> Snapshot:
    return Snapshot({1: "a@b.test"}, {name: {} for name in queries.COUNTS}, {}, frozenset(absent))


@pytest.mark.parametrize(
    ("first", "second", "letters", "passage", "expected"),
    [
        pytest.param([], [], {}, Passage(ALL), (0, 0, 0, True), id="nothing is missing"),
        pytest.param([PLACEMENT], [], {}, Passage(ALL), (0, 0, 0, True), id="it came"),
        pytest.param([PLACEMENT], [PLACEMENT], {}, Passage(ALL), (0, 0, 1, False), id="it never came"),
        pytest.param([], [PLACEMENT], {}, Passage(ALL), (0, 1, 0, True), id="not looked for twice"),
        pytest.param(
            [PLACEMENT], [PLACEMENT], {}, Passage(frozenset({"parser"}), BEHIND), (0, 1, 0, False), id="not through"
        ),
        pytest.param([PLACEMENT], [PLACEMENT], LETTERS, Passage(ALL), (1, 0, 0, True), id="set aside"),
        pytest.param([], [PLACEMENT], LETTERS, Passage(ALL), (1, 0, 0, True), id="just set aside"),
        pytest.param(
            [PLACEMENT],
            [PLACEMENT],
            {"rules": LETTERS["threader"]},
            Passage(ALL),
            (0, 0, 1, False),
            id="later copy aside",
        ),
        pytest.param([HOLE], [HOLE], {}, Passage(frozenset(), BEHIND), (0, 0, 4, False), id="nobody owes it"),
        pytest.param([], [], {}, Passage(frozenset(), BEHIND), (0, 0, 0, True), id="work that is owed nothing"),
    ],
)
def test_whereabouts(
    first: list[Missing],
    second: list[Missing],
    letters: dict[str, frozenset[str]],
    passage: Passage,
    expected: tuple[int, int, int, bool],
) -> None:
    accounts = balance(snapshot(*first), snapshot(*second), letters, passage)
    (account,) = accounts.accounts
    assert (account.set_aside, account.on_its_way, account.unaccounted, accounts.is_balanced) == expected


def record(key: bytes | None, value: bytes | None, *headers: tuple[str, bytes]) -> RawRecord:
    return ConsumerRecord("t", 0, 0, 0, 0, key, value, None, 0, 0, headers)


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        (record(b"7", b'{"mail_id": "m", "send_id": null}'), {"m"}),
        (record(b"7", b'{"send_id": "s"}'), {"s"}),
        (record(b"7", b'["mail_id"]'), set()),
        (record(b"7", b"\xff not JSON"), set()),
        (record(None, None), set()),
        (record(b"copy", b"sealed", ("fetched", b'{"account_id": 3, "uidl": "u"}')), {"copy", "3 u"}),
        (record(b"copy", b"sealed", ("fetched", b"\xff")), {"copy"}),
        (record(b"\xff", b"sealed", ("fetched", b'{"mail_id": "m"}')), {"\ufffd"}),
    ],
    ids=["mail", "send", "no object", "no JSON", "tombstone", "pop3 copy", "broken header", "broken key"],
)
def test_a_dead_letter_is_known_by_its_ids(letter: RawRecord, expected: set[str]) -> None:
    assert traces(letter) == expected
