"""In which pieces a server's speech comes, and what it says when it says something else."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random

from tests.fuzz.virtual import HANG_UP, SILENCE, Act, Pause

TIMEOUT_S = 10.0
"""What clients here wait for."""
MOST_PACKETS = 40
_REFUSALS = (
    b"[SERVERBUG] internal error %d",
    b"[UNAVAILABLE] backend %d is away",
    b"[LIMIT] too many connections %d",
    b"[INUSE] locked by %d",
    b"[OVERQUOTA] %d",
    b"[NONEXISTENT] %d",
    b"[AUTHENTICATIONFAILED] %d",
    b"request %d is throttled. Suggested Backoff Time: 1500 milliseconds",
    b"try again later, %d",
    b"error %d",
    b"[ALERT] \xe9\x00 %d",
    b"%d",
)


def said_no(rng: Random) -> bytes:
    """Words of a refusal, some about time."""
    return rng.choice(_REFUSALS) % rng.randrange(1000)


def garbage(rng: Random) -> bytes:
    """A line that is no answer."""
    return rng.choice(
        (
            b"",
            b"hello",
            bytes(rng.choice((0, 7, 27, 32, 128, 255)) for _ in range(rng.randint(1, 30))),
            b"1 FETCH",
            b"1 FETCH (",
            b"FETCH (UID 1 BODY[] {3}",
            b"99999999999999999999 EXISTS",
            b"-1 EXISTS",
            b"SEARCH one two",
            b"OK",
            b"NO",
            b"x" * rng.choice((100, 9000)),
            b"(" * 50,
            b"{5}",
            b"250 ok",
            b"+OK",
        )
    )


def delivered(how: str, rng: Random) -> Callable[[bytes], Sequence[Act]]:
    """Cuts what is said: `split` into packets, `slow` with pauses within the time-out, or broken off somewhere."""
    seed = rng.random()

    def deliver(data: bytes) -> Sequence[Act]:
        draws = Random(seed)
        at = draws.randint(0, len(data))
        match how:
            case "split":
                return _split(data, draws)
            case "slow":
                return [act for piece in _split(data, draws, most=4) for act in (Pause(draws.uniform(0, 2)), piece)]
            case "hang up":
                return [data[:at], HANG_UP]
            case "silence":
                return [data[:at], SILENCE]
            case _:
                return [data[:at], Pause(draws.uniform(1, 20) * TIMEOUT_S), data[at:]]

    return deliver


def _split(data: bytes, rng: Random, most: int = MOST_PACKETS) -> Sequence[bytes]:
    if rng.random() < 0.2 and len(data) <= most:
        return [data[i : i + 1] for i in range(len(data))]
    cuts = sorted(rng.randint(0, len(data)) for _ in range(rng.randint(1, most)))
    edges = [0, *cuts, len(data)]
    return [data[start:end] for start, end in pairwise(edges) if start < end]
