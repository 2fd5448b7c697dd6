"""Requests that must reach the process that holds an account's lease: they wait in tables that it looks at."""

from collections.abc import Collection, Sequence

from services.poller.domain.command import CommandState, refusal
from services.poller.domain.schedule import PollOrder
from shared.events import MailboxRequested, PollRequested
from shared.ids import AccountId
from shared.postgres.sessions import Connection, Pool, transaction

ASK_POLL = """
INSERT INTO poll_request AS waiting (account_id, force, max_messages, witness) VALUES (%s, %s, %s, %s)
ON CONFLICT (account_id) DO UPDATE
SET force = waiting.force OR excluded.force, max_messages = excluded.max_messages, requested_at = now(),
    witness = waiting.witness OR excluded.witness
"""
# Taken before it is done: a process that dies with it polls every account anew when it starts.
TAKE_POLLS = "DELETE FROM poll_request WHERE account_id = ANY(%s) RETURNING account_id, force, max_messages, witness"
ADD_COMMAND = """
INSERT INTO account_command (command_id, account_id, command, folder, uid, state, result)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (command_id) DO NOTHING
"""
# A copy that was not fetched yet is not touched: changing it on the server comes only after it is safe (DESIGN §3).
# What an account wants done with all of its mail waits until the mail is stored, and is not done once it wants another
# thing.
IS_RIPE = """
state = 'waiting' AND due_at <= now()
AND (mail_id IS NULL OR EXISTS (SELECT FROM read_stored_mail AS stored WHERE stored.mail_id = account_command.mail_id))
AND (after_fetch IS NULL OR after_fetch = (SELECT read_account.after_fetch FROM read_account
                                           WHERE read_account.id = account_command.account_id))
AND NOT EXISTS (
    SELECT FROM folder_cursor WHERE folder_cursor.account_id = account_command.account_id
    AND folder_cursor.folder = account_command.folder AND folder_cursor.last_uid < account_command.uid
    AND folder_cursor.uidvalidity = (account_command.command->>'uidvalidity')::bigint)
"""
RIPE_ACCOUNTS = f"SELECT DISTINCT account_id FROM account_command WHERE account_id = ANY(%s) AND {IS_RIPE}"  # noqa: S608
RIPE_COMMANDS = (
    f"SELECT command FROM account_command WHERE account_id = %s AND {IS_RIPE} ORDER BY requested_at LIMIT 100"  # noqa: S608
)
FINISH_COMMAND = """
UPDATE account_command SET state = %s, result = %s, finished_at = now() WHERE command_id = %s AND state = 'waiting'
"""
ONLY_OBSERVING = "SELECT id FROM read_account WHERE id = ANY(%s) AND mode = 'observe'"
# Longer than records stay in mailbox.requested: one that is read again is known.
FORGET_COMMANDS = "DELETE FROM account_command WHERE finished_at < now() - interval '30 days'"
COUNT_ATTEMPT = "UPDATE account_command SET attempts = attempts + 1 WHERE command_id = %s RETURNING attempts"


async def ask_polls(pool: Pool, events: Sequence[PollRequested]) -> None:
    """Writes the requests down."""
    async with transaction(pool) as connection:
        for event in sorted(events, key=lambda event: event.account_id):
            values = (event.account_id, event.force, event.max_messages, event.witness)
            await connection.execute(ASK_POLL, values)


async def add_commands(pool: Pool, events: Sequence[MailboxRequested]) -> list[str]:
    """Writes the commands down, each once, with their refusals; gives these, empty for a command that may be done."""
    refusals = []
    async with transaction(pool) as connection:
        rows = await connection.execute(ONLY_OBSERVING, ([event.account_id for event in events],))
        observing = {account_id for (account_id,) in await rows.fetchall()}
        for event in events:
            why_not = refusal(event, only_observes=event.account_id in observing)
            refusals.append(why_not)
            state = CommandState.REFUSED if why_not else CommandState.WAITING
            values = (event.command_id, event.account_id, event.model_dump_json(), event.folder, event.uid)
            await connection.execute(ADD_COMMAND, (*values, state, why_not))
    return refusals


async def take_polls(connection: Connection, held: Collection[AccountId]) -> dict[AccountId, PollOrder]:
    """The polls that were asked for of these accounts."""
    rows = await (await connection.execute(TAKE_POLLS, (list(held),))).fetchall()
    return {account_id: PollOrder(*order) for account_id, *order in rows}


async def accounts_with_commands(connection: Connection, held: Collection[AccountId]) -> set[AccountId]:
    """Those of these accounts that have something to do."""
    rows = await (await connection.execute(RIPE_ACCOUNTS, (list(held),))).fetchall()
    return {row[0] for row in rows}


async def commands_of(pool: Pool, account_id: AccountId) -> list[MailboxRequested]:
    """The account's commands that can be done now, oldest first."""
    async with transaction(pool) as connection:
        rows = await (await connection.execute(RIPE_COMMANDS, (account_id,))).fetchall()
    return [MailboxRequested.model_validate(row[0]) for row in rows]


async def finish_command(pool: Pool, command: MailboxRequested, state: CommandState, result: str) -> None:
    """Writes down what became of a command."""
    async with transaction(pool) as connection:
        await connection.execute(FINISH_COMMAND, (state, result, command.command_id))


async def count_attempt(pool: Pool, command: MailboxRequested) -> int:
    """How often the connection was lost over a command, this time included."""
    async with transaction(pool) as connection:
        row = await (await connection.execute(COUNT_ATTEMPT, (command.command_id,))).fetchone()
    return int(row[0]) if row is not None else 1


async def forget_commands(pool: Pool) -> None:
    """Those that were finished long ago."""
    async with transaction(pool) as connection:
        await connection.execute(FORGET_COMMANDS)
