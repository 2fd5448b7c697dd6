"""The older mail of an account, brought in beside its live polls: without effects, once, and to its end."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events import Effects, ImportRequested, RawFetched
from shared.events.topics import RAW_FETCHED, RAW_FETCHED_BULK
from shared.ids import AccountId
from tests.fakes.mail_server import HANG_UP, scripted_imap_server
from tests.harness.wait import eventually
from tests.integration.imap_answers import NO_HISTORY, bodies, body, folder, listed
from tests.integration.poller import Bench
from tests.integration.poller_by_hand import add_scripted

NOW = datetime.now(UTC)
FOLDERS = """
SELECT folder, state, found, read, known, failed FROM read_import_folder WHERE import_id = %s ORDER BY position
"""
SAID = "SELECT state, said FROM read_import WHERE import_id = %s"


@pytest.fixture
def address(topic_prefix: str) -> str:
    return f"{topic_prefix}history@example.org"


def mail(name: str) -> bytes:
    return b"Subject: %s\r\nMessage-ID: <%s@old.test>\r\n\r\nold\r\n" % (name.encode(), name.encode())


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def asked(account_id: AccountId, since: date, *folders: str, **fields: Any) -> ImportRequested:
    values = {"account_id": account_id, "import_id": uuid4(), "since": since, "requested_at": datetime.now(UTC)}
    return ImportRequested.model_validate({**values, "folders": folders or ("INBOX",), **fields})


async def walked(bench: Bench, import_id: UUID, *states: str) -> list[dict[str, Any]]:
    """The folders of an import once they are all in these states."""

    def reached() -> list[dict[str, Any]]:
        rows = bench.rows(FOLDERS, import_id)
        return rows if rows and [row["state"] for row in rows] == list(states) else []

    return await eventually(reached, deadline_s=60, what=f"the folders are {states}")


def subjects(raws: list[bytes]) -> list[str]:
    return sorted(raw.split(b"\r\n")[0].removeprefix(b"Subject: ").decode() for raw in raws)


async def imported(bench: Bench, account_id: AccountId) -> tuple[list[RawFetched], list[str]]:
    events = await bench.fetched(account_id, RAW_FETCHED_BULK)
    return events, subjects([await bench.opened(event) for event in events])


async def test_old_mail_comes_in_without_effects_and_new_mail_is_left_to_the_live_poll(
    bench: Bench, address: str
) -> None:
    account_id = bench.add_account(address, initial_history_days=7)
    for name, days in (("ancient", 900), ("old", 400), ("older", 399), ("lately", 6)):
        bench.append(address, mail(name), arrived_at=days_ago(days))
    async with bench.poller() as run:
        await bench.live(account_id)
        bench.append(address, mail("new"))
        await bench.moved_to(account_id, 5)
        request = asked(account_id, days_ago(500).date())
        await run.publisher.publish([request])
        (row,) = await walked(bench, request.import_id, "done")
        before = bench.rows("SELECT last_uid, live_from_uid FROM read_folder_cursor")
        again = asked(account_id, days_ago(500).date())
        await run.publisher.publish([again, request])
        (second,) = await walked(bench, again.import_id, "done")
    assert (row["found"], row["read"], row["known"], row["failed"]) == (3, 2, 1, 0)
    assert (second["read"], second["known"]) == (0, 3)
    events, names = await imported(bench, account_id)
    assert names == ["old", "older"]
    assert {event.effects for event in events} == {Effects.IMPORT}
    live = await bench.fetched(account_id, RAW_FETCHED)
    assert [event.effects for event in live] == [Effects.HISTORY, Effects.ALLOWED]
    assert before == bench.rows("SELECT last_uid, live_from_uid FROM read_folder_cursor")


async def test_days_and_folders_are_chosen(bench: Bench, address: str) -> None:
    account_id = bench.add_account(address)
    wanted = datetime(2024, 5, 3, 12, tzinfo=UTC)
    for name, days in (("two before", -2), ("first day", 0), ("last day", 1), ("behind", 3)):
        bench.append(address, mail(name), arrived_at=wanted + timedelta(days=days), folder="Archive")
    async with bench.poller() as run:
        await bench.live(account_id)
        request = asked(account_id, wanted.date(), "Archive", "Nowhere", until=date(2024, 5, 4))
        await run.publisher.publish([request])
        archive, nowhere = await walked(bench, request.import_id, "done", "failed")
    assert (archive["read"], nowhere["read"]) == (2, 0)
    assert (await imported(bench, account_id))[1] == ["first day", "last day"]


async def test_pop3_is_refused_in_a_sentence(bench: Bench, address: str) -> None:
    account_id = bench.add_account(address, incoming_protocol="pop3")
    async with bench.poller() as run:
        request = asked(account_id, days_ago(9).date())
        await run.publisher.publish([request])
        await walked(bench, request.import_id, "failed")
    said = bench.rows("SELECT said FROM read_import_folder WHERE import_id = %s", request.import_id)
    assert "POP3" in said[0]["said"]


async def test_a_cancelled_import_stops_and_stays_so(bench: Bench, address: str) -> None:
    account_id = bench.add_account(address, status="inactive")
    request = asked(account_id, days_ago(9).date())
    async with bench.poller() as run:
        await run.publisher.publish([request])
        waiting = [{"state": "waiting", "said": ""}]
        await eventually(lambda: bench.rows(SAID, request.import_id) == waiting, deadline_s=30, what="it waits")
        await run.publisher.publish([request.model_copy(update={"action": "cancel"}), request])
        ended = [{"state": "cancelled", "said": "somebody asked for it"}]
        await eventually(lambda: bench.rows(SAID, request.import_id) == ended, deadline_s=30, what="it is cancelled")
        bench.execute("UPDATE account SET status = 'active', version = version + 1 WHERE id = %s", account_id)
        await bench.live(account_id)
    assert bench.rows(SAID, request.import_id) == ended
    assert await bench.fetched(account_id, RAW_FETCHED_BULK) == []


async def test_a_folder_that_is_renumbered_is_walked_anew_without_doubles(bench: Bench, address: str) -> None:
    """By a server that shows another UIDVALIDITY when it is asked again; the connection broke in between."""
    async with scripted_imap_server(
        EXAMINE=(folder(7, 1), folder(7, 4), folder(8, 4)),
        UID_SEARCH=(NO_HISTORY, b"* SEARCH 1 2 3\r\n<tag> OK done\r\n"),
        UID_FETCH=(
            *(listed(1, 2, 3), body(1) + HANG_UP),
            *(listed(1, 2, 3), bodies(1), bodies(2), bodies(3)),
        ),
    ) as server:
        account_id = add_scripted(bench, server, poll_frequency=3600)
        async with bench.poller() as run:
            await bench.live(account_id)
            request = asked(account_id, date(2020, 1, 1), "Old")
            await run.publisher.publish([request])
            (row,) = await walked(bench, request.import_id, "done")
    events = await bench.fetched(account_id, RAW_FETCHED_BULK)
    assert (row["read"], row["failed"]) == (3, 0)
    assert {(event.uidvalidity, event.uid) for event in events} == {(8, 1), (8, 2), (8, 3)}
    assert len({event.mail_id for event in events}) == 3
