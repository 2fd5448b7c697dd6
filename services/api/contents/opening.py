"""Content that its account keeps sealed, opened by the keys of its mails."""

import asyncio
import logging
from collections.abc import Mapping
from uuid import UUID

from pydantic import ValidationError

from shared.content import Content
from shared.errors import DefectiveRecord
from shared.ids import MailId
from shared.postgres.sessions import Connection
from shared.seal import ContentKey, Vault

logger = logging.getLogger(__name__)


async def opened(connection: Connection, vault: Vault, sealed: Mapping[UUID, bytes]) -> Mapping[UUID, Content]:
    """By mail; what was erased, or is damaged, is not among them."""
    if not sealed:
        return {}
    keys = await vault.keys_of(connection, [MailId(mail_id) for mail_id in sealed])
    return await asyncio.to_thread(_opened, sealed, keys)


def _opened(sealed: Mapping[UUID, bytes], keys: Mapping[MailId, ContentKey]) -> Mapping[UUID, Content]:
    found: dict[UUID, Content] = {}
    for mail_id, content in sealed.items():
        key = keys.get(MailId(mail_id))
        if key is None:
            continue
        try:
            found[mail_id] = Content.from_bytes(key.open(content))
        except DefectiveRecord as error:
            logger.error("message %s cannot be shown: %s", mail_id, error)  # noqa: TRY400
        except ValidationError:
            logger.error("message %s cannot be shown: its content is not in a form that this release knows", mail_id)  # noqa: TRY400
    return found
