"""The commands that wait for their message to be stored."""

from collections.abc import Sequence

from services.poller.domain.after_fetch import AfterFetch, PlannedCommand
from services.poller.domain.command import CommandState
from shared.ids import AccountId
from shared.postgres.sessions import Pool, transaction

ADD = """
INSERT INTO account_command (command_id, account_id, command, folder, uid, state, mail_id, after_fetch, due_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (command_id) DO NOTHING
"""
GIVE_UP = """
UPDATE account_command SET state = 'refused', finished_at = now(),
    result = 'given up: the account wants something else now'
WHERE account_id = %s AND state = 'waiting' AND after_fetch <> %s
"""


async def add_planned(pool: Pool, planned: Sequence[PlannedCommand]) -> None:
    """Writes them down, each once however often its copy is read."""
    if not planned:
        return
    rows = [
        (
            each.command.command_id,
            each.command.account_id,
            each.command.model_dump_json(),
            each.command.folder,
            each.command.uid,
            CommandState.WAITING,
            each.mail_id,
            each.wanted,
            each.due_at,
        )
        for each in planned
    ]
    async with transaction(pool) as connection, connection.cursor() as cursor:
        await cursor.executemany(ADD, rows)


async def give_up_others(pool: Pool, account_id: AccountId, wanted: AfterFetch) -> int:
    """What waits and is not what the account wants now is not done any more; returns how many those were."""
    async with transaction(pool) as connection:
        return (await connection.execute(GIVE_UP, (account_id, wanted))).rowcount
