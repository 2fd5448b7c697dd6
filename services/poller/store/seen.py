"""What servers have listed, whatever became of it: the audit's first witness."""

from collections.abc import Sequence

from services.poller.domain.copies import Cursor, Listed
from shared.ids import AccountId
from shared.postgres.sessions import Connection

ADD_SEEN = """
INSERT INTO seen_uid AS known (account_id, folder, uidvalidity, block, uids)
SELECT %(account_id)s, %(folder)s, %(uidvalidity)s, uid / 1024, range_agg(int8range(uid, uid + 1))
FROM unnest(%(uids)s::bigint[]) AS uid GROUP BY uid / 1024
ON CONFLICT (account_id, folder, uidvalidity, block) DO UPDATE SET uids = known.uids + excluded.uids
"""
ADD_SEEN_UIDLS = """
INSERT INTO seen_uidl (account_id, uidl, number)
SELECT %(account_id)s, uidl, number FROM unnest(%(uidls)s::text[], %(uids)s::bigint[]) AS listed (uidl, number)
ON CONFLICT (account_id, uidl) DO UPDATE SET number = excluded.number
"""


async def add_seen(connection: Connection, account_id: AccountId, cursor: Cursor, copies: Sequence[Listed]) -> None:
    """Writes down what was listed in the cursor's folder."""
    if not copies:
        return
    values = {
        "account_id": account_id,
        "folder": cursor.folder,
        "uidvalidity": cursor.uidvalidity,
        "uids": [copy.uid for copy in copies],
        "uidls": [copy.uidl for copy in copies],
    }
    await connection.execute(ADD_SEEN if copies[0].uidl is None else ADD_SEEN_UIDLS, values)
