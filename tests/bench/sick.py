"""Healthy accounts beside sick ones in one poller process: what 50 servers that hang, 20 that refuse the login and 10
with a bad certificate cost the mail of 120 others, by turns: without them, with them, without, with.

The delay is that of the part `crowd`: from Dovecot telling another client to the record on `raw.fetched`. Each turn
with the sick begins with all of them anew, so that each tries as often as it ever does.
"""

import contextlib
import time
from collections.abc import Collection, Sequence

from tests.bench.corpus.store import Corpus
from tests.bench.crowd import WATCHED, Watch, address, delays_ms, grown
from tests.bench.ground import Ground
from tests.bench.latency import quantile
from tests.bench.results import Figures
from tests.bench.sick_servers import SickPorts, sick_servers
from tests.harness.wait import eventually_sync

HEALTHY, HANGING, REFUSING, UNTRUSTED = 120, 50, 20, 10
ARRIVALS = 100
TURNS = (False, True, False, True)
"""Whether the sick ones are there."""
SETTLED_S = 5.0
"""All of them have begun to connect by then."""
SWITCH = "UPDATE account SET status = %s, version = version + 1, activation = activation + 1 WHERE id = ANY(%s)"
ILL = "SELECT count(*) FROM read_receiving_state WHERE account_id = ANY(%s) AND state IN ('slow', 'failing')"


def figures(ground: Ground, corpus: Corpus, _: Figures) -> Figures:
    """The part `sick`; a small corpus gives fewer arrivals and fewer accounts."""
    ground.stop_mailweave()
    share = min(1.0, len(corpus) / 1000)
    healthy, arrivals = max(WATCHED, round(HEALTHY * share)), max(5, round(ARRIVALS * share))
    turns: list[list[float]] = []
    with contextlib.ExitStack() as entered:
        opened = (contextlib.closing(Watch(ground.dovecot, address(number))) for number in range(WATCHED))
        watches = [entered.enter_context(watch) for watch in opened]
        grown(ground, range(healthy))
        ports = entered.enter_context(sick_servers(ground.folder, max(1, round(HANGING * share))))
        sick = _added(ground, ports, share)
        for turn, are_there in enumerate(TURNS):
            _switch(ground, sick, are_there=are_there)
            turns.append(delays_ms(ground, f"turn {turn}", watches, arrivals))
        _all_told_sick(ground, sick)
    ground.stop_mailweave()
    return {"sick": _compared(turns, healthy, len(sick))}


def _added(ground: Ground, ports: SickPorts, share: float) -> list[int]:
    """The sick accounts, inactive."""
    places = [
        *((port, False) for port in ports.hanging),
        *[(ports.refusing, False)] * max(1, round(REFUSING * share)),
        *[(ports.untrusted, True)] * max(1, round(UNTRUSTED * share)),
    ]
    return [
        ground.mailweave.add_account(
            f"sick{number}@bench.test",
            incoming_server="localhost",
            incoming_port=port,
            incoming_use_ssl=use_ssl,
            poll_frequency=None,
            status="inactive",
        )
        for number, (port, use_ssl) in enumerate(places)
    ]


def _switch(ground: Ground, sick: Collection[int], *, are_there: bool) -> None:
    with ground.connection() as connection:
        connection.execute(SWITCH, ("active" if are_there else "inactive", list(sick)))
    time.sleep(SETTLED_S)


def _all_told_sick(ground: Ground, sick: Collection[int]) -> None:
    """Else they did not ail, and nothing was measured."""
    with ground.connection() as connection:
        eventually_sync(
            lambda: connection.execute(ILL, (list(sick),)).fetchall() == [(len(sick),)],
            deadline_s=120,
            what="every sick account is shown as slow or failing",
        )


def _compared(turns: Sequence[Sequence[float]], healthy: int, sick: int) -> Figures:
    p95 = [quantile(sorted(delays), 95) for delays in turns]
    absent, present = (
        quantile(sorted(each for delays, are in zip(turns, TURNS, strict=True) if are is wanted for each in delays), 95)
        for wanted in (False, True)
    )
    return {
        "healthy": healthy,
        "sick": sick,
        "turns_p50_ms": [quantile(sorted(delays), 50) for delays in turns],
        "turns_p95_ms": p95,
        "absent_p95_ms": absent,
        "present_p95_ms": present,
        "p95_ratio": present / absent,
    }
