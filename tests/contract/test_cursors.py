"""The Cursors and UidlBook ports: the store on PostgreSQL, and the books in memory that `make fuzz` reads by."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from services.poller.domain.copies import Cursor, Gap, GapReason, Listed, Passed
from services.poller.domain.tally import Tally
from services.poller.store.cursors import CursorStore
from services.poller.store.leased import LeasedAccount
from shared.postgres.lease import Claimant
from shared.postgres.sessions import transaction
from tests.fakes.model_mailbox import World
from tests.fuzz.receiving.books import Books
from tests.harness.accounts import add_account
from tests.integration.projections import Database, database_of

SINCE = datetime(2026, 11, 16, tzinfo=UTC)
BEGUN = Cursor("INBOX", 7, 3, 5, SINCE)
TALLY = Tally(SINCE)
GAPS = "SELECT uidvalidity, uid, reason FROM read_fetch_gap ORDER BY uidvalidity, uid"


@dataclass(frozen=True)
class Kept:
    """An adapter (a CursorStore or Books), and its database."""

    cursors: Any
    database: Database | None = None

    async def gaps(self) -> list[tuple[int, int, str]]:
        if self.database is not None:
            return await self.database.run(GAPS)
        return sorted((validity, uid, gap.reason.value) for (validity, uid), gap in self.cursors.world.gaps.items())


@asynccontextmanager
async def stored(url: str) -> AsyncIterator[Kept]:
    account_id, _ = add_account(url)
    async with database_of("poller", url) as database:
        async with transaction(database.pool) as connection:
            granted = await Claimant("poller", uuid4(), ttl_s=60).acquire(connection, [str(account_id)])
        lease = granted[str(account_id)]
        yield Kept(CursorStore(LeasedAccount(database.pool, account_id, lease)), database)


@pytest.fixture(params=["memory", pytest.param("PostgreSQL", marks=pytest.mark.stack)])
async def kept(request: pytest.FixtureRequest) -> AsyncIterator[Kept]:
    if request.param == "memory":
        yield Kept(Books(World()))
    else:
        async with stored(request.getfixturevalue("database_url")) as on_postgres:
            yield on_postgres


async def test_a_folder_has_no_cursor_until_reading_begins_and_then_the_one_that_was_settled(kept: Kept) -> None:
    assert await kept.cursors.cursor("INBOX") is None
    await kept.cursors.begin(BEGUN)
    assert await kept.cursors.cursor("INBOX") == BEGUN
    moved = replace(BEGUN, last_uid=6)
    await kept.cursors.settle(moved, Passed(4, [Listed(5, 1)]), [], TALLY)
    assert await kept.cursors.cursor("INBOX") == moved
    anew = replace(BEGUN, uidvalidity=8, last_uid=0, live_from_uid=1, activation=2)
    await kept.cursors.begin(anew)
    assert await kept.cursors.cursor("INBOX") == anew


async def test_gaps_are_settled_with_the_cursor_each_once(kept: Kept) -> None:
    await kept.cursors.begin(BEGUN)
    refused = Gap(5, GapReason.REFUSED, 10, "[SERVERBUG] corrupt")
    for last_uid in (5, 6):
        await kept.cursors.settle(replace(BEGUN, last_uid=last_uid), Passed(4, [Listed(5, 10)]), [refused], TALLY)
    assert await kept.gaps() == [(7, 5, "refused")]


async def test_a_poll_keeps_its_row_of_the_log(kept: Kept) -> None:
    await kept.cursors.begin(BEGUN)
    first = await kept.cursors.settle(replace(BEGUN, last_uid=4), Passed(4), [], TALLY)
    second = await kept.cursors.settle(replace(BEGUN, last_uid=5), Passed(4), [], replace(first, found=1))
    assert first.log_id == second.log_id != None  # noqa: E711 - all three at once
    assert second.found == 1


async def test_refusals_of_a_copy_are_counted_in_a_row(kept: Kept) -> None:
    await kept.cursors.begin(BEGUN)
    assert [await kept.cursors.count_refusal(BEGUN, uid) for uid in (4, 4, 4, 5, 4)] == [1, 2, 3, 1, 1]
    await kept.cursors.begin(BEGUN)
    assert await kept.cursors.count_refusal(BEGUN, 4) == 1


async def ranks(kept: Kept, uidls: Sequence[str]) -> dict[str, int]:
    return dict(await kept.cursors.numbers(uidls))


async def test_uidls_keep_their_numbers_and_what_comes_later_has_higher_ones(kept: Kept) -> None:
    first = await ranks(kept, ["b", "a"])
    second = await ranks(kept, ["a", "c", "b", "d"])
    assert first["b"] < first["a"]
    assert {name: second[name] for name in first} == first
    assert first["a"] < second["c"] < second["d"]


async def test_a_uidl_that_was_forgotten_comes_back_under_a_number_that_nobody_had(kept: Kept) -> None:
    first = await ranks(kept, ["a", "b"])
    assert (await ranks(kept, ["b"]))["b"] == first["b"]
    again = await ranks(kept, ["a", "b"])
    assert again["b"] == first["b"]
    assert again["a"] > max(first.values())
