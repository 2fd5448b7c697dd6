"""Rows of mail whose account keeps its content sealed, such as the parser writes them."""

import asyncio
from uuid import UUID

import psycopg

from shared.content import Content, FileName
from shared.ids import AccountId, MailId
from shared.seal import Vault
from tests.integration.rest import RunningApi

SEAL = """
UPDATE message SET plain_body = '', html_body = '', reply_text = NULL, quoted_text = NULL, signature = NULL,
                   sealed_content = %s
WHERE mail_id = %s
"""
XERUS = {"value": "Xerus Ltd", "line": "Xerus Ltd"}
CONTENT = Content(
    plain_body="Walrus.\n> Numbat?",
    html_body="<p>Walrus.</p>",
    reply_text="Walrus.",
    quoted_text="> Numbat?",
    signature="Xerus Ltd",
    files=(FileName(position=0, filename="okapi.csv", content_id="dugong@x"),),
    contact={**dict.fromkeys(("name", "title")), "emails": [], "phones": [], "urls": [], "company": XERUS},
)


def seal_message(api: RunningApi, mail_id: UUID, content: Content = CONTENT) -> None:
    """The row has this content and nothing of it in clear; its files have lost their names."""

    async def key_made() -> bytes:
        async with await psycopg.AsyncConnection.connect(
            api.database_url, options="-c search_path=core", autocommit=True
        ) as connection:
            keys = await Vault(api.settings.secret_key).keys_for_new(connection, AccountId(1), [MailId(mail_id)])
        return keys[MailId(mail_id)].seal_alike(content.to_bytes())

    api.run(SEAL, asyncio.run(key_made()), mail_id)
    api.run("UPDATE attachment SET filename = '', content_id = NULL WHERE mail_id = %s", mail_id)


def erase_message(api: RunningApi, mail_id: UUID) -> None:
    """Its key is deleted."""
    api.run("DELETE FROM content_key WHERE mail_id = %s", mail_id)
