"""A look at a certificate that did not verify, to say what is wrong with it; nobody logs in on this connection."""

import asyncio
from contextlib import suppress
from typing import cast

from aiosmtplib import SMTP, SMTPException

from services.sender.ports import SmtpServer
from services.sender.smtp.hello import ANY_NAME
from shared.dial import certificate_at, shown_certificate, unverified
from shared.trust import Security


async def certificate_of(server: SmtpServer, timeout_s: float) -> bytes | None:
    """The server's certificate (DER); None when it is not shown again."""
    if server.security is Security.IMPLICIT_TLS:
        return await certificate_at(server.host, server.port, timeout_s)
    client = SMTP(hostname=server.host, port=server.port, timeout=timeout_s, start_tls=False, local_hostname=ANY_NAME)
    try:
        with suppress(SMTPException, OSError, ValueError):
            await client.connect()
            await client.starttls(tls_context=unverified())
            if client.transport is not None:
                return await shown_certificate(cast("asyncio.Transport", client.transport))
    finally:
        client.close()
    return None
