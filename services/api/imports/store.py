"""How imports stand: the poller's read_ views."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from psycopg.rows import DictRow, dict_row

from services.api.imports.resources import FolderState, Import
from services.api.lists import Column, Listing, Part
from shared.postgres.sessions import Connection, Pool, transaction

SHOWN = """
SELECT import_id, account_id, since, until, state, said, rate, requested_at, started_at, finished_at FROM read_import
"""
GET_IMPORT = f"{SHOWN} WHERE import_id = %s"
LIST_IMPORTS = f"""{SHOWN}
WHERE (%(account_id)s::integer IS NULL OR account_id = %(account_id)s)
  AND (%(state)s::text IS NULL OR state = %(state)s)
  AND {{after}} ORDER BY {{order}} LIMIT %(limit)s
"""
FOLDERS = """
SELECT import_id, folder, state, said, found, read, known, failed FROM read_import_folder
WHERE import_id = ANY(%s) ORDER BY position
"""
IMPORTS = Listing(
    "imports",
    Column("import_id", "uuid", "import_id"),
    {"requested_at": Column("requested_at", "timestamptz", "requested_at")},
    "-requested_at",
)


@dataclass(frozen=True, slots=True)
class ImportFilter:
    """Which imports; None means any."""

    account_id: int | None = None
    state: str | None = None


class ImportStore:
    """Reads only."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def get(self, import_id: UUID) -> Import | None:
        """None when the poller has not taken it up."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=dict_row)
            found = await _with_folders(connection, await (await cursor.execute(GET_IMPORT, [import_id])).fetchall())
        return found[0] if found else None

    async def list(self, which: ImportFilter, part: Part) -> list[Import]:
        """A part of the imports, and one more when there are more."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=dict_row)
            await cursor.execute(part.statement(LIST_IMPORTS), {**asdict(which), **part.values()})
            return await _with_folders(connection, await cursor.fetchall())


async def _with_folders(connection: Connection, rows: Sequence[DictRow]) -> list[Import]:
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(FOLDERS, [[row["import_id"] for row in rows]])
    folders: dict[UUID, list[FolderState]] = {}
    for row in await cursor.fetchall():
        folders.setdefault(row["import_id"], []).append(FolderState(**row))
    return [_import(row, folders.get(row["import_id"], [])) for row in rows]


def _import(row: DictRow, folders: list[FolderState]) -> Import:
    found = sum(folder.found for folder in folders)
    done = sum(folder.read + folder.known for folder in folders)
    failed = sum(folder.failed for folder in folders)
    rate, left = float(row["rate"]), max(0, found - done - failed)
    eta_s = round(left / rate, 1) if row["state"] == "running" and rate > 0 else None
    return Import(**row, found=found, done=done, failed=failed, rate_per_s=round(rate, 1), eta_s=eta_s, folders=folders)
