"""Which messages were given up before: an observation (DESIGN §3), since a deadline may strike once and not again."""

from collections.abc import Sequence

from services.parser.domain.given_up import PARSING_GAVE_UP
from shared.ids import MailId
from shared.postgres.sessions import Connection

READ_GIVEN_UP = "SELECT mail_id FROM message WHERE mail_id = ANY(%(mail_ids)s) AND %(defect)s = ANY(defects)"


async def given_up_among(connection: Connection, mail_ids: Sequence[MailId]) -> frozenset[MailId]:
    """Those of these mails that are stored as given up: they stay so, and a repeat is byte-equal."""
    cursor = await connection.execute(READ_GIVEN_UP, {"mail_ids": list(mail_ids), "defect": PARSING_GAVE_UP})
    return frozenset(MailId(mail_id) for (mail_id,) in await cursor.fetchall())
