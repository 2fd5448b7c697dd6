"""What the tests of the SMTP port share."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

from pydantic import SecretStr

from deploy.local.tls import Certificates
from services.sender.domain.reply import Reply
from services.sender.ports import Envelope, SmtpConnection, SmtpServer
from services.sender.smtp.connect import AioSmtpConnector
from shared.credentials import Credential, CredentialOwner, LoginServer
from shared.ids import AccountKey
from shared.trust import Security
from tests.fakes.smtp_server import ScriptedSmtpServer

ACCOUNT = "account 7 (a@b.example)"
RAW = b"Subject: a message\r\n\r\nIts body.\r\n.\r\n..\r\n.leading dot\r\n" + b"x" * 900 + b"\r\n"
ENVELOPE = Envelope(("from@a.example",), ("to@b.example", "cc@b.example"), len(RAW))
ACCEPTED = Reply(250, "2.1.0 ok")
QUEUED = Reply(250, "2.0.0 queued")


def tls_context(files: Certificates) -> ssl.SSLContext:
    """A server's, with the certificate of "localhost"."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate, files.key)
    return context


def connector(ca_file: Path | None = None, *, timeout_s: float = 5, data_timeout_s: float = 5) -> AioSmtpConnector:
    return AioSmtpConnector(timeout_s, data_timeout_s, ca_file)


def server_at(port: int, security: Security = Security.PLAINTEXT, **login: str) -> SmtpServer:
    credential = credential_of(login["password"]) if login else None
    return SmtpServer(ACCOUNT, "localhost", port, security, login.get("username", ""), credential)


def credential_of(password: str) -> Credential:
    return Credential(CredentialOwner(AccountKey(UUID(int=7)), LoginServer.SMTP), SecretStr(password))


@asynccontextmanager
async def session(
    fake: ScriptedSmtpServer, *, timeout_s: float = 5, data_timeout_s: float = 5
) -> AsyncIterator[SmtpConnection]:
    """Open while the block runs."""
    connection = await connector(timeout_s=timeout_s, data_timeout_s=data_timeout_s).connect(server_at(fake.port))
    try:
        yield connection
    finally:
        await connection.close()
