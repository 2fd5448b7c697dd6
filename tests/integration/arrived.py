"""Mail that came the whole way: sealed, published, parsed, threaded and ruled in the database of a running REST."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import make_msgid
from uuid import UUID

from pydantic import SecretStr

from shared.events import Effects, MessageRuled, RawFetched
from shared.ids import AccountId, AccountKey, content_hash, imap_copy_id, mail_id
from shared.kafka.publish import publisher
from tests.harness.pipe import pipe_on
from tests.integration.rest import SECRET_KEY, RunningApi

NO_FILES: Mapping[str, tuple[str, bytes]] = {}
NOW = datetime.now(UTC)
KEY_OF = "SELECT account_key FROM account WHERE id = %s"


def letter(subject: str = "Hello", files: Mapping[str, tuple[str, bytes]] = NO_FILES) -> EmailMessage:
    """A message; `files` are content types and bytes by their names."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Ada <ada@newcustomer.com>", "support@company.test", subject
    message["Message-ID"] = make_msgid(domain="newcustomer.com")
    message["Date"] = NOW
    message.set_content(f"The text of {subject}.\n")
    for name, (content_type, content) in files.items():
        maintype, _, subtype = content_type.partition("/")
        message.add_attachment(content, maintype, subtype, filename=name)
    return message


def arrive(api: RunningApi, raw: bytes, *, account_id: int = 1, uid: int = 1) -> UUID:
    """The id of the message that these bytes are, once rules have seen it."""
    ((account_key,),) = api.run(KEY_OF, account_id)
    return asyncio.run(_arrive(api, raw, AccountKey(account_key), account_id, uid))


async def _arrive(api: RunningApi, raw: bytes, account_key: AccountKey, account_id: int, uid: int) -> UUID:
    fetched = RawFetched(
        account_id=AccountId(account_id),
        account_key=account_key,
        copy_id=imap_copy_id(account_key, "INBOX", 1, uid),
        mail_id=mail_id(account_key, content_hash(raw)),
        source="imap",
        uidvalidity=1,
        uid=uid,
        effects=Effects.ALLOWED,
        arrived_at=NOW,
        fetched_at=datetime.now(UTC),
        size_bytes=len(raw),
        sha256=content_hash(raw),
    )
    async with (
        pipe_on(api.database_url, SecretStr(SECRET_KEY), api.settings.blob_url) as pipe,
        publisher(api.settings) as connected,
    ):
        sealed = await pipe.seal(fetched, raw)
        await connected.publish([sealed])
        (ruled,) = [event for event in await pipe.handle([sealed]) if isinstance(event, MessageRuled)]
    return ruled.mail_id
