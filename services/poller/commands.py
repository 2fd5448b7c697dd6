"""Doing on the server what was asked for."""

import logging
from collections.abc import Sequence

from services.poller.domain.command import CommandState, refusal
from services.poller.ports import CommandRefusedError, MailSource, SourceFailedError
from services.poller.store.requests import count_attempt, finish_command
from shared import metrics
from shared.events import MailboxRequested
from shared.postgres.sessions import Pool

MOST_ATTEMPTS = 3
logger = logging.getLogger(__name__)


async def permitted(commands: Sequence[MailboxRequested], pool: Pool, *, only_observes: bool) -> list[MailboxRequested]:
    """Those that may be done by the fence of the domain, asked again: the account may observe since they came.

    Of the others it is written down why not.
    """
    refusals = [(command, refusal(command, only_observes=only_observes)) for command in commands]
    for command, why_not in refusals:
        if why_not:
            await finish_command(pool, command, CommandState.REFUSED, why_not)
            metrics.COMMANDS.labels(command.action, CommandState.REFUSED).inc()
    return [command for command, why_not in refusals if not why_not]


async def do_commands(commands: Sequence[MailboxRequested], source: MailSource, pool: Pool, account: str) -> None:
    """One after another, each with what became of it; raises SourceFailedError when the connection does not survive.

    Then all of them are done again, which changes nothing more.
    """
    outcomes: list[tuple[MailboxRequested, CommandState, str]] = []
    for command in commands:
        try:
            outcomes.append((command, CommandState.DONE, await source.change(command)))
        except CommandRefusedError as error:
            outcomes.append((command, CommandState.REFUSED, str(error)))
            logger.warning("%s: %s of UID %d: %s", account, command.action, command.uid, error)
        except SourceFailedError as error:
            await _count_attempt(command, error, pool, account)
            raise
    await source.finish_changes()
    for outcome in outcomes:
        await finish_command(pool, *outcome)
        metrics.COMMANDS.labels(outcome[0].action, outcome[1]).inc()


async def _count_attempt(command: MailboxRequested, error: SourceFailedError, pool: Pool, account: str) -> None:
    """A command that the connection does not survive must not keep those behind it waiting for ever."""
    attempts = await count_attempt(pool, command)
    if attempts < MOST_ATTEMPTS:
        return
    result = f"given up after {attempts} attempts: {error.failure.happened}"
    logger.warning("%s: command %s: %s", account, command.command_id, result)
    await finish_command(pool, command, CommandState.REFUSED, result)
