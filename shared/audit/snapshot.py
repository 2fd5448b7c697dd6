"""The database's part of the audit, read in one snapshot through the read_ views."""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.audit import missing, queries
from shared.audit.missing import Missing
from shared.ids import AccountKey
from shared.postgres.sessions import Connection, Pool, transaction

ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
PATIENCE = "SET LOCAL statement_timeout = '10min'"
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A send request as it lies on `outbound`."""

    account_id: int
    send_id: UUID


@dataclass(frozen=True, slots=True)
class OpenGap:
    """A message that could not be had yet; `next_try_at` None: it is not asked for any more."""

    account_id: int
    folder: str
    uid: int
    reason: str
    detail: str
    attempts: int
    next_try_at: datetime | None

    def __str__(self) -> str:
        """One line for people."""
        again = f"again at {self.next_try_at:%Y-%m-%d %H:%M:%S %Z}" if self.next_try_at else "not asked for any more"
        what = f"account {self.account_id}: {self.folder} UID {self.uid}: {self.reason} ({self.detail})"
        return f"{what}; {self.attempts} attempts since, {again}"


@dataclass(frozen=True, slots=True)
class Look:
    """When the server's own list was last compared with what was read, and why the latest attempt failed."""

    at: datetime | None
    said: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`counts` by name and account; `states` are how many sends of an account are in which state.

    `open_gaps` are the first thousand, `open_gap_counts` all, by account and reason.
    """

    addresses: dict[int, str]
    counts: dict[str, dict[int, int]]
    states: dict[int, dict[str, int]]
    missing: frozenset[Missing]
    open_gaps: tuple[OpenGap, ...] = ()
    open_gap_counts: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    looks: Mapping[int, Look] = field(default_factory=dict)


async def read_snapshot(pool: Pool, asked: Collection[Asked], account_id: int | None) -> Snapshot:
    """All accounts, or one. Raises TransientError while the database is away."""
    async with transaction(pool) as connection:
        await connection.execute(ONE_MOMENT)
        await connection.execute(PATIENCE)
        reader = _Reader(connection, account_id)
        accounts = await reader.rows(queries.ACCOUNTS)
        keys = {number: AccountKey(key) for number, _, key in accounts}
        states: dict[int, dict[str, int]] = {}
        for number, state, count in await reader.rows(queries.SEND_STATES):
            states.setdefault(number, {})[state] = count
        gap_counts: dict[int, dict[str, int]] = {}
        for number, reason, count in await reader.rows(queries.OPEN_GAP_COUNTS):
            gap_counts.setdefault(number, {})[reason] = count
        return Snapshot(
            {number: address for number, address, _ in accounts},
            {name: dict(await reader.rows(query)) for name, query in queries.COUNTS.items()},
            states,
            frozenset([each async for each in _missing(reader, keys)]) | await _unknown(reader, asked),
            tuple(OpenGap(*row) for row in await reader.rows(queries.OPEN_GAPS)),
            gap_counts,
            {number: Look(at, said) for number, at, said in await reader.rows(queries.LOOKS)},
        )


class _Reader:
    def __init__(self, connection: Connection, account_id: int | None) -> None:
        self._connection = connection
        self._values: dict[str, object] = {"account_id": account_id}
        self.account_id = account_id

    async def rows(self, query: str, **values: object) -> list[Row]:
        return await (await self._connection.execute(query, self._values | values)).fetchall()


async def _missing(reader: _Reader, keys: dict[int, AccountKey]) -> AsyncIterator[Missing]:
    for row in await reader.rows(queries.HOLES):
        yield missing.passed(*row)
    for row in await reader.rows(queries.UNACCOUNTED):
        yield missing.unaccounted(*row)
    for account_id, folder, uidvalidity, first, last in await reader.rows(queries.UIDS_WITHOUT_COPY):
        for uid in range(first, last + 1):
            yield missing.copy(account_id, keys.get(account_id), folder, uidvalidity, uid)
    for row in await reader.rows(queries.UIDLS_WITHOUT_COPY):
        yield missing.pop3_copy(*row)
    for account_id, send_id in await reader.rows(queries.SENT_WITHOUT_COPY):
        yield missing.sent_copy(account_id, keys.get(account_id), send_id)
    for row in await reader.rows(queries.COPIES_WITHOUT_MESSAGE):
        yield missing.mail(*row)
    for account_id, mail_id, is_placed in await reader.rows(queries.MESSAGES_UNFINISHED):
        yield (missing.rule_run if is_placed else missing.placement)(account_id, mail_id)
    for row in await reader.rows(queries.DECISIONS_WITHOUT_SEND):
        yield missing.request(*row)
    for row in await reader.rows(queries.SENDS_WITHOUT_OUTCOME):
        yield missing.outcome(*row)


async def _unknown(reader: _Reader, asked: Collection[Asked]) -> frozenset[Missing]:
    known = await reader.rows(queries.KNOWN_SENDS, send_ids=[each.send_id for each in asked]) if asked else []
    return frozenset(_unknown_of(asked, {send_id for (send_id,) in known}, reader.account_id))


def _unknown_of(asked: Collection[Asked], known: set[UUID], account_id: int | None) -> Iterator[Missing]:
    for each in asked:
        if each.send_id not in known and account_id in (None, each.account_id):
            yield missing.request(each.account_id, each.send_id)
