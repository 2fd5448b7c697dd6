"""Which nodes a message names."""

import pytest

from services.threader.domain.names import own_node, parent_nodes
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
