"""How a bulk slice waits for its turn, and how large it is."""

import asyncio

import pytest

from shared.kafka.turns import LONGEST_WAIT_S, MOST_RECORDS, SLICE_S, Turns


class Clock:
    """Moved by hand."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def turns_after(records: int, slice_s: float, loop_s: float) -> Turns:
    """After one slice that took so long, of which the loop's thread worked so long; the live one is quiet."""
    quiet, now, loop = asyncio.Event(), Clock(), Clock()
    quiet.set()
    turns = Turns("any", quiet, now, loop)
    with turns.slice_of(records):
        now.now_s += slice_s
        loop.now_s += loop_s
    return turns


@pytest.mark.parametrize(
    ("records", "loop_s", "expected"),
    [
        pytest.param(25, 0.001, MOST_RECORDS, id="light records"),
        pytest.param(25, 0.025, 20, id="1 ms each"),
        pytest.param(10, 0.1, 2, id="10 ms each"),
        pytest.param(1, 3.0, 1, id="one that takes longer than a slice"),
        pytest.param(0, 0.0, MOST_RECORDS, id="nothing measured"),
    ],
)
async def test_a_slice_is_25_records_or_20_ms(records: int, loop_s: float, expected: int) -> None:
    turns = turns_after(records, loop_s, loop_s)
    assert await turns.next_slice() == expected
    assert expected == 1 or expected * loop_s / max(1, records) <= SLICE_S + 1e-9


@pytest.mark.parametrize(
    ("slice_s", "expected"),
    [
        pytest.param(0.02, 0.38, id="so that a twentieth is its turn"),
        pytest.param(0.1, 1.9, id="longer after a slice that lasted"),
        pytest.param(30.0, LONGEST_WAIT_S, id="five seconds at most"),
    ],
)
def test_how_long_it_waits(slice_s: float, expected: float) -> None:
    assert turns_after(10, slice_s, 0.0).longest_wait_s == pytest.approx(expected)


async def test_it_waits_until_the_live_one_is_quiet() -> None:
    quiet = asyncio.Event()
    turns = Turns("any", quiet)
    waiting = asyncio.create_task(turns.next_slice())
    for _ in range(10):
        await asyncio.sleep(0)
    assert not waiting.done()
    quiet.set()
    assert await waiting == MOST_RECORDS


async def test_it_goes_on_after_the_longest_wait_while_the_live_one_stays_busy() -> None:
    turns = Turns("any", asyncio.Event())
    with turns.slice_of(1):
        pass
    assert await turns.next_slice() == MOST_RECORDS
