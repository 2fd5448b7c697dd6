"""Waiting for what another service does."""

from collections.abc import Awaitable, Callable

import pytest

from shared.waiting import looked_for

LONG = 60.0


def looks(*seen: str) -> Callable[[], Awaitable[str]]:
    left = list(seen)

    async def look() -> str:
        return left.pop(0)

    return look


@pytest.mark.parametrize(
    ("seen", "within_s", "expected"),
    [
        pytest.param(("done", "never"), LONG, "done", id="at once"),
        pytest.param(("waits", "waits", "done", "never"), LONG, "done", id="later"),
        pytest.param(("done", "never"), 0.0, "done", id="at once, with no time to wait"),
        pytest.param(("waits", "never"), 0.0, "waits", id="not in time"),
    ],
)
async def test_what_is_given_is_the_first_look_that_sees_it_or_the_last(
    seen: tuple[str, ...], within_s: float, expected: str
) -> None:
    assert await looked_for(looks(*seen), lambda state: state == "done", within_s=within_s, each_s=0.0) == expected
