"""Records by hand: a bad line is named, and what stood above it has gone out."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from deploy.local.console import feed
from shared.errors import ConfigurationError


@pytest.mark.parametrize(
    ("lines", "published", "said"),
    [
        (["1|a\n", "2|b|c"], "1|a\n2|b|c\n", None),
        (["1|a\n", "\n", "  \n", "|b\n"], "1|a\n|b\n", None),
        (["1|a\n", "nonsense\n", "3|c\n"], "1|a\n", "line 2 has no '|': write KEY|VALUE"),
        (["nonsense"], "", "line 1 has no '|': write KEY|VALUE"),
        ([], "", None),
    ],
    ids=["records", "blank lines", "a bad line", "only a bad line", "nothing"],
)
def test_lines_are_published_up_to_the_first_that_is_no_record(
    tmp_path: Path, lines: Sequence[str], published: str, said: str | None
) -> None:
    command = ["tee", str(tmp_path / "published")]
    if said is None:
        assert feed(command, lines) == 0
    else:
        with pytest.raises(ConfigurationError) as refused:
            feed(command, lines)
        assert str(refused.value).startswith(said)
    assert (tmp_path / "published").read_text() == published


def test_the_producers_own_failure_is_its_exit_code() -> None:
    assert feed(["sh", "-c", "exit 3"], ["1|a\n"] * 10_000) == 3
