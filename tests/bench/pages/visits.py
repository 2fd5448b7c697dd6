"""Pages of the screen, asked for one after the other: how long the server takes, and how large they are."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import quantiles

import httpx
import psycopg

from tests.bench.pages.filling import RARE

LONGEST_THREAD = "SELECT thread_id FROM live.thread ORDER BY message_count DESC LIMIT 1"
WITH_HTML = "SELECT mail_id FROM live.message WHERE html_body <> '' ORDER BY length(html_body) DESC LIMIT 1"
A_SEND = "SELECT send_id FROM core.send LIMIT 1"
ALL = "support"
TWO = "support customer"
FREQUENT_AND_NOT = "kona -ramo"


@dataclass(frozen=True, slots=True)
class Visit:
    """What asking for one page many times came to."""

    page: str
    p50_ms: float
    p95_ms: float
    kilobytes: float


def pages(database_url: str) -> dict[str, str]:
    """Every kind of page: what to call it, and its address on this database."""
    with psycopg.connect(database_url) as connection:
        thread_id, mail_id, send_id = (
            connection.execute(query.encode()).fetchall()[0][0] for query in (LONGEST_THREAD, WITH_HTML, A_SEND)
        )
    return {
        "overview": "/",
        "accounts": "/accounts",
        "one account": "/accounts/1",
        "an account's form": "/accounts/1/edit",
        "threads": "/threads",
        "threads of an account": "/threads?account=2",
        "threads closed": "/threads?status=closed",
        "search, a rare word": f"/threads?q={RARE}",
        "search, a word in all": f"/threads?q={ALL}",
        "search, two words in all": f"/threads?q={TWO}",
        "search, one word without another": f"/threads?q={FREQUENT_AND_NOT}",
        "search, no match": "/threads?q=nowhere",
        "the longest thread": f"/threads/{thread_id}",
        "its frame": f"/messages/{mail_id}/html",
        "why rules did or did not": f"/messages/{mail_id}/rules",
        "sends": "/sends",
        "sends that failed": "/sends?state=failed",
        "one send": f"/sends/{send_id}",
        "rules": "/rules",
        "one rule": "/rules/1",
        "a rule's form": "/rules/1/edit",
        "templates": "/templates",
        "one template": "/templates/1",
        "dead letters": "/dead-letters",
        "unaccounted": "/unaccounted",
    }


def visits(client: httpx.Client, addresses: dict[str, str], requests: int) -> Iterator[Visit]:
    """Each page `requests` times, after one that is not counted; an answer that is no page is an error."""
    for page, address in addresses.items():
        _ask(client, address)
        asked = [_ask(client, address) for _ in range(requests)]
        times = sorted(each[0] for each in asked)
        p95 = quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]
        yield Visit(page, times[len(times) // 2], p95, max(each[1] for each in asked) / 1000)


def table(found: Sequence[Visit]) -> list[str]:
    """As docs/benchmark.md has it."""
    lines = ["| page | p50 ms | p95 ms | KB |", "|---|---|---|---|"]
    return lines + [f"| {each.page} | {each.p50_ms:.0f} | {each.p95_ms:.0f} | {each.kilobytes:.0f} |" for each in found]


def _ask(client: httpx.Client, address: str) -> tuple[float, int]:
    """Milliseconds until the last byte, and bytes. Of loopback, so that it is the server's time and a little more."""
    began = time.perf_counter()
    answer = client.get(address)
    took = (time.perf_counter() - began) * 1000
    answer.raise_for_status()
    return took, len(answer.content)
