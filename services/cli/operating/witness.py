"""Asking the poller to hold the servers' own lists against what was read, and waiting until it has."""

from dataclasses import dataclass
from uuid import uuid4

from services.cli.settings import CliSettings
from shared.events import PollRequested
from shared.ids import AccountId
from shared.kafka.publish import publisher
from shared.postgres.sessions import Pool, database_pool, transaction
from shared.waiting import looked_for

LOOK_EACH_S = 0.3
LOOKS = """
SELECT account.id, account.email_address, coalesce(witness.looks, 0), coalesce(witness.said, '')
FROM read_account AS account LEFT JOIN read_server_witness AS witness ON witness.account_id = account.id
WHERE account.status = 'active' AND account.incoming_server <> ''
  AND (%(account_id)s::integer IS NULL OR account.id = %(account_id)s)
ORDER BY account.id
"""


@dataclass(frozen=True, slots=True)
class Looks:
    """How often an account's server was asked for its list, and why that failed the last time."""

    address: str
    count: int
    said: str


async def compared(settings: CliSettings, account_id: int | None, wait_s: float) -> list[str]:
    """Asks for every active account, or one; a line for each whose list was not compared within `wait_s`."""
    async with database_pool(settings, service="cli") as pool:
        before = await _looks(pool, account_id)
        async with publisher(settings) as connected:
            await connected.publish(_request(number) for number in before)
        now = await looked_for(
            lambda: _looks(pool, account_id),
            lambda found: not any(_is_late(found, number, known) for number, known in before.items()),
            within_s=wait_s,
            each_s=LOOK_EACH_S,
        )
    return [_line(number, now[number], wait_s) for number, known in before.items() if _is_late(now, number, known)]


def _request(account_id: int) -> PollRequested:
    return PollRequested(account_id=AccountId(account_id), correlation_id=uuid4(), force=True, witness=True)


def _is_late(now: dict[int, Looks], number: int, before: Looks) -> bool:
    return number in now and now[number].count <= before.count


def _line(number: int, looks: Looks, wait_s: float) -> str:
    why = looks.said or "`mailweave email-monitor --show-errors` shows how its polls go; --wait gives more time"
    return f"account {number} ({looks.address}): its server's list was not compared within {wait_s:g} s: {why}"


async def _looks(pool: Pool, account_id: int | None) -> dict[int, Looks]:
    async with transaction(pool) as connection:
        rows = await (await connection.execute(LOOKS, {"account_id": account_id})).fetchall()
    return {number: Looks(address, count, said) for number, address, count, said in rows}
