"""The table of imports: what was asked for, and how far each folder is. Every move is fenced by the account's lease."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.poller.domain.copies import Cursor, Gap, Listed
from services.poller.domain.imports import Counts, ImportFolder, ImportJob, ImportState, Span, cursor_of
from services.poller.domain.retry import first_try_s
from services.poller.store.cursors import ADD_GAP, END_RENUMBERED, READ_CURSOR
from services.poller.store.downloads import add_download
from services.poller.store.leased import LeasedAccount
from services.poller.store.seen import add_seen
from shared.errors import MailweaveError
from shared.events import ImportRequested
from shared.ids import AccountId
from shared.postgres.sessions import Connection, Pool, transaction

ADD_JOB = """
INSERT INTO import_job (import_id, account_id, since, until, requested_at) VALUES (%s, %s, %s, %s, coalesce(%s, now()))
ON CONFLICT (import_id) DO NOTHING
"""
ADD_FOLDERS = """
INSERT INTO import_folder (import_id, folder, position)
SELECT %s, folder, min(position) FROM unnest(%s::text[]) WITH ORDINALITY AS asked (folder, position) GROUP BY folder
ON CONFLICT DO NOTHING
"""
CANCEL_JOB = """
UPDATE import_job SET state = 'cancelled', finished_at = now(), rate = 0, said = 'somebody asked for it'
WHERE import_id = %s AND account_id = %s AND state IN ('waiting', 'running')
"""
BUSY_ACCOUNTS = """
SELECT DISTINCT account_id FROM import_job WHERE state IN ('waiting', 'running') AND account_id = ANY(%s)
"""
NEXT_JOB = """
SELECT import_id, since, until FROM import_job WHERE account_id = %s AND state IN ('waiting', 'running')
ORDER BY EXISTS (SELECT FROM import_folder AS one WHERE one.import_id = import_job.import_id
                 AND one.state IN ('waiting', 'running')) DESC, requested_at, import_id LIMIT 1
"""
START_JOB = """
UPDATE import_job SET state = 'running', started_at = coalesce(started_at, now())
WHERE import_id = %(import_id)s AND state IN ('waiting', 'running')
"""
FOLDERS = """
SELECT folder, state, uidvalidity, last_uid, end_uid FROM import_folder
WHERE import_id = %s AND state IN ('waiting', 'running') ORDER BY position
"""
# As the folder was last read by an import, in case no live poll reads it.
LAST_NUMBERING = """
SELECT folder, uidvalidity, last_uid, last_uid, now() FROM import_folder JOIN import_job USING (import_id)
WHERE account_id = %s AND folder = %s AND uidvalidity IS NOT NULL ORDER BY requested_at DESC LIMIT 1
"""
BEGIN_FOLDER = """
UPDATE import_folder SET state = 'running', said = '', uidvalidity = %(uidvalidity)s, begun_uid = %(last_uid)s,
    last_uid = %(last_uid)s, end_uid = %(end_uid)s, found = %(found)s, passed = '{}', read = 0, known = 0, failed = 0,
    refused_uid = NULL, refused_times = 0
WHERE import_id = %(import_id)s AND folder = %(folder)s
"""
# Listed before and no gap: known. What a gap is open for, or was taken for gone, is asked for like the rest.
WANTED = """
SELECT listed.uid FROM unnest(%(uids)s::bigint[]) AS listed (uid)
LEFT JOIN seen_uid AS seen ON seen.account_id = %(account_id)s AND seen.folder = %(folder)s
    AND seen.uidvalidity = %(uidvalidity)s AND seen.block = listed.uid / 1024
LEFT JOIN fetch_gap AS gap ON gap.account_id = %(account_id)s AND gap.folder = %(folder)s
    AND gap.uidvalidity = %(uidvalidity)s AND gap.uid = listed.uid
WHERE (gap.uid IS NULL AND NOT coalesce(seen.uids @> listed.uid, false))
   OR (gap.uid IS NOT NULL AND gap.closed_at IS NULL) OR gap.closed_as = 'gone'
"""
MOVE = """
UPDATE import_folder SET last_uid = %(to_uid)s, read = read + %(read)s, known = known + %(known)s,
    failed = failed + %(failed)s, passed = passed + int8multirange(int8range(%(first_uid)s, %(to_uid)s + 1)),
    refused_uid = NULL, refused_times = 0
WHERE import_id = %(import_id)s AND folder = %(folder)s AND uidvalidity = %(uidvalidity)s AND last_uid <= %(to_uid)s
  AND EXISTS (SELECT FROM import_job WHERE import_id = %(import_id)s AND state = 'running' FOR SHARE)
"""
SHOW_RATE = "UPDATE import_job SET rate = %(rate)s, said = '' WHERE import_id = %(import_id)s AND state = 'running'"
CLOSE_GAPS = """
UPDATE fetch_gap SET closed_at = now(), closed_as = 'read', next_try_at = NULL
WHERE account_id = %(account_id)s AND folder = %(folder)s AND uidvalidity = %(uidvalidity)s AND uid = ANY(%(uids)s)
  AND closed_at IS NULL
"""
COUNT_REFUSAL = """
UPDATE import_folder SET refused_times = CASE WHEN refused_uid = %(uid)s THEN refused_times + 1 ELSE 1 END,
    refused_uid = %(uid)s
WHERE import_id = %(import_id)s AND folder = %(folder)s RETURNING refused_times
"""
END_FOLDER = """
UPDATE import_folder SET state = %(state)s, said = %(said)s, found = read + known + failed
WHERE import_id = %(import_id)s AND folder = %(folder)s
"""
END_JOB = """
UPDATE import_job SET finished_at = now(), rate = 0,
    state = CASE WHEN EXISTS (SELECT FROM import_folder AS one WHERE one.import_id = %(import_id)s
                              AND one.state = 'failed') THEN 'failed' ELSE 'done' END,
    said = coalesce((SELECT string_agg(said, '; ' ORDER BY position) FROM import_folder AS one
                     WHERE one.import_id = %(import_id)s AND one.state = 'failed'), '')
WHERE import_id = %(import_id)s AND state = 'running' RETURNING state
"""
SAY = "UPDATE import_job SET said = %s, rate = 0 WHERE import_id = %s AND state IN ('waiting', 'running')"


class ImportEndedError(MailweaveError):
    """Somebody has cancelled it meanwhile."""


async def note_imports(pool: Pool, events: Sequence[ImportRequested]) -> None:
    """Writes down what was asked for, each once, and ends what was cancelled."""
    async with transaction(pool) as connection:
        for event in events:
            if event.action == "cancel":
                await connection.execute(CANCEL_JOB, (event.import_id, event.account_id))
                continue
            values = (event.import_id, event.account_id, event.since, event.until, event.requested_at)
            await connection.execute(ADD_JOB, values)
            await connection.execute(ADD_FOLDERS, (event.import_id, list(event.folders)))


async def accounts_with_imports(connection: Connection, held: Collection[AccountId]) -> set[AccountId]:
    """Those of these accounts that have history to bring in."""
    rows = await (await connection.execute(BUSY_ACCOUNTS, (list(held),))).fetchall()
    return {row[0] for row in rows}


@dataclass(frozen=True, slots=True)
class ImportStore:
    """One account's imports, for as long as this process holds its lease.

    A gap in a live folder is asked for again beside its polls, in another one by the next import of it.
    """

    account: LeasedAccount
    live_folders: Collection[str]
    first_retry_s: float

    async def next_job(self) -> ImportJob | None:
        """The oldest with something left to read, else the oldest that is not finished; it counts as started now."""
        async with self.account.transaction() as connection:
            row = await (await connection.execute(NEXT_JOB, (self.account.id,))).fetchone()
            if row is None:
                return None
            import_id, since, until = row
            await connection.execute(START_JOB, {"import_id": import_id})
            folders = await (await connection.execute(FOLDERS, (import_id,))).fetchall()
        made = (ImportFolder(name, ImportState(state), *place) for name, state, *place in folders)
        return ImportJob(import_id, Span(since, until), tuple(made))

    async def numberings(self, folder: str) -> tuple[Cursor | None, Cursor | None]:
        """The live poll's cursor of the folder, and where the last import of it stands."""
        async with transaction(self.account.pool) as connection:
            live = await (await connection.execute(READ_CURSOR, (self.account.id, folder))).fetchone()
            last = await (await connection.execute(LAST_NUMBERING, (self.account.id, folder))).fetchone()
        return Cursor(*live) if live is not None else None, Cursor(*last) if last is not None else None

    async def begin(self, job: ImportJob, folder: ImportFolder, found: int) -> None:
        """The folder is walked from here on; what an earlier walk of it counted is forgotten."""
        values = self._values(job, folder) | {
            "last_uid": folder.last_uid,
            "end_uid": folder.end_uid,
            "found": found,
        }
        async with self.account.transaction() as connection:
            await connection.execute(BEGIN_FOLDER, values)
            await connection.execute(END_RENUMBERED, values)

    async def wanted(self, job: ImportJob, folder: ImportFolder, uids: Sequence[int]) -> set[int]:
        """Those of these listed uids that are not known yet."""
        async with transaction(self.account.pool) as connection:
            values = self._values(job, folder) | {"uids": list(uids)}
            return {uid for (uid,) in await (await connection.execute(WANTED, values)).fetchall()}

    async def settle(
        self,
        job: ImportJob,
        folder: ImportFolder,
        to_uid: int,
        copies: Sequence[Listed],
        gaps: Sequence[Gap],
        counts: Counts,
        rate: float | None = None,
    ) -> None:
        """Everything up to `to_uid` is settled, in one transaction. Raises ImportEndedError, LeaseLostError."""
        values = self._values(job, folder) | {
            "first_uid": folder.last_uid + 1,
            "to_uid": to_uid,
            "read": counts.read,
            "known": counts.known,
            "failed": counts.failed,
            "rate": rate,
        }
        gone = {gap.uid for gap in gaps}
        async with self.account.transaction() as connection:
            if (await connection.execute(MOVE, values)).rowcount != 1:
                raise ImportEndedError(f"import {job.import_id} was ended")
            await add_seen(connection, self.account.id, cursor_of(folder, job.span), copies)
            await add_download(connection, self.account.id, counts.fetched_bytes)
            read = [copy.uid for copy in copies if copy.uid not in gone]
            await connection.execute(CLOSE_GAPS, values | {"uids": read})
            for gap in gaps:
                await connection.execute(ADD_GAP, values | self._gap_values(folder, gap))
            if rate is not None:
                await connection.execute(SHOW_RATE, values)

    async def count_refusal(self, job: ImportJob, folder: ImportFolder, uid: int) -> int:
        """How often in a row the server has not given this copy, this time included."""
        async with self.account.transaction() as connection:
            values = self._values(job, folder) | {"uid": uid}
            row = await (await connection.execute(COUNT_REFUSAL, values)).fetchone()
        return int(row[0]) if row is not None else 1

    async def end_folder(self, job: ImportJob, folder: str, state: ImportState, said: str = "") -> None:
        """The folder is done, or cannot be."""
        async with self.account.transaction() as connection:
            values = {"import_id": job.import_id, "folder": folder, "state": state, "said": said}
            await connection.execute(END_FOLDER, values)

    async def end_job(self, job: ImportJob) -> str:
        """All folders are; gives the state it ended in, empty when it had ended before."""
        async with self.account.transaction() as connection:
            row = await (await connection.execute(END_JOB, {"import_id": job.import_id})).fetchone()
        return str(row[0]) if row is not None else ""

    async def say(self, import_id: UUID, said: str) -> None:
        """Why it does not go on just now."""
        async with self.account.transaction() as connection:
            await connection.execute(SAY, (said, import_id))

    def _values(self, job: ImportJob, folder: ImportFolder) -> dict[str, object]:
        return {
            "import_id": job.import_id,
            "account_id": self.account.id,
            "folder": folder.name,
            "uidvalidity": folder.uidvalidity,
        }

    def _gap_values(self, folder: ImportFolder, gap: Gap) -> dict[str, object]:
        is_live = folder.name in self.live_folders
        return {
            "uid": gap.uid,
            "reason": gap.reason,
            "size_bytes": gap.size_bytes,
            "detail": gap.detail,
            "first_try_s": first_try_s(gap.reason, self.first_retry_s) if is_live else None,
        }
