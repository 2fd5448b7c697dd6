"""Which nodes a message names."""

import pytest

from services.threader.domain.names import is_weak, own_node, parent_nodes
from shared.events import Address, Direction
from shared.ids import thread_id
from tests.unit.threader.letters import ACCOUNT_KEY, mail_id_of, parsed


@pytest.mark.parametrize(
    ("references", "in_reply_to", "expected"),
    [
        pytest.param((), (), [], id="none"),
        pytest.param(("a", "b", "c"), (), ["c", "b", "a"], id="References, nearest first"),
        pytest.param(("a", "b"), ("b",), ["b", "a"], id="the parent in both fields"),
        pytest.param(("a", "b"), ("x", "y"), ["y", "b", "a"], id="the last id of In-Reply-To"),
        pytest.param(("a", "own@test", "", "a"), ("own@test",), ["a"], id="not itself, empty or repeated ids"),
        pytest.param(
            tuple(f"r{n}" for n in range(100)),
            (),
            [f"r{n}" for n in (*range(99, 79, -1), *range(19, -1, -1))],
            id="the last and the first 20",
        ),
        pytest.param(
            tuple(f"r{n}" for n in range(30)), (), [f"r{n}" for n in range(29, -1, -1)], id="no overlap below 40"
        ),
    ],
)
def test_parents(references: tuple[str, ...], in_reply_to: tuple[str, ...], expected: list[str]) -> None:
    message = parsed("own", references=references, in_reply_to=in_reply_to)
    assert [node.name for node in parent_nodes(message)] == expected


@pytest.mark.parametrize(
    ("message_id", "name"),
    [
        pytest.param("a@test", "a@test", id="an id"),
        pytest.param(None, f"mail:{mail_id_of('own')}", id="no id"),
        pytest.param("", f"mail:{mail_id_of('own')}", id="an empty id"),
        pytest.param("a\0b", "a\N{REPLACEMENT CHARACTER}b", id="NUL"),
    ],
)
def test_a_message_s_own_node_has_its_thread_id(message_id: str | None, name: str) -> None:
    node = own_node(parsed("own", message_id=message_id))
    assert (node.id, node.name) == (thread_id(ACCOUNT_KEY, message_id or None, mail_id_of("own")), name)


def test_a_very_long_id_is_named_by_its_hash_and_stays_distinct() -> None:
    one, other = (own_node(parsed("own", message_id="x" * 2000 + end)) for end in "ab")
    assert one != other
    assert len(one.name) == len("sha256:") + 64


@pytest.mark.parametrize(
    ("message_id", "expected"),
    [
        ("1@localhost", True),
        ("1@LOCALHOST.localdomain", True),
        ("scan-0012@copier.local", True),
        ("7@127.0.0.1", True),
        ("7@[192.168.0.7]", True),
        ("7@", True),
        ("4711.0.1772445600000@localhost", False),
        ("1@desk.test", False),
        ("1@localhost.test", False),
        ("1@8.8.8.8", False),
        ("no-at-sign", False),
        ("", False),
    ],
)
def test_ids_that_many_devices_give(message_id: str, expected: bool) -> None:
    assert is_weak(message_id) is expected


def test_a_weak_id_is_another_message_for_every_author_and_the_same_for_both_ends_of_a_conversation() -> None:
    scan, print_ = (parsed(name, message_id="1@localhost", sender=f"{name}@x.test") for name in ("scan", "print"))
    assert own_node(scan) != own_node(print_)
    answer = parsed(
        "answer",
        direction=Direction.OUTBOUND,
        sender="support@mailweave.test",
        to=(Address(address="Scan@x.test"),),
        in_reply_to=("1@localhost",),
    )
    assert parent_nodes(answer) == (own_node(scan),)
    assert parent_nodes(parsed("more", sender="scan@x.test", references=("1@localhost",))) == (own_node(scan),)
