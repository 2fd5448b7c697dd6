"""Opening SMTP sessions: connect, TLS and login by aiosmtplib; then the wire is ours."""

import asyncio
import ssl
from pathlib import Path
from typing import cast

from aiosmtplib import SMTP, SMTPException, SMTPHeloError

from services.sender.domain.account import Security
from services.sender.domain.reply import reply_of
from services.sender.ports import SmtpServer
from services.sender.smtp.errors import connect_fault, login_fault
from services.sender.smtp.session import SmtpSession
from services.sender.smtp.wire import SmtpWire
from shared.errors import ConfigurationError


class AioSmtpConnector:
    """Opens sessions; certificates are always verified."""

    def __init__(self, timeout_s: float, data_timeout_s: float, ca_file: Path | None) -> None:
        """Raises ConfigurationError when `ca_file` cannot be used."""
        self._timeout_s = timeout_s
        self._data_timeout_s = data_timeout_s
        self._tls = ssl.create_default_context()
        if ca_file is not None:
            try:
                self._tls.load_verify_locations(ca_file)
            except (OSError, ssl.SSLError) as error:
                raise ConfigurationError(
                    f"EMAIL_TLS_CA_FILE {ca_file} cannot be used ({type(error).__name__}): give a PEM file"
                ) from error

    async def connect(self, server: SmtpServer) -> SmtpSession:
        """Connected, protected and logged in; raises ServerFaultError with one line that says what to do."""
        client = SMTP(
            hostname=server.host,
            port=server.port,
            timeout=self._timeout_s,
            use_tls=server.security is Security.IMPLICIT_TLS,
            start_tls=server.security is Security.STARTTLS,
            tls_context=self._tls,
            local_hostname=server.client_name,
        )
        try:
            await client.connect()
            await _greet(client)
        except asyncio.CancelledError:
            client.close()
            raise
        except (SMTPException, OSError, ValueError) as error:
            client.close()
            raise connect_fault(server, error) from error
        await _login(client, server)
        if client.transport is None:
            raise connect_fault(server, ConnectionResetError("connection lost"))
        wire = SmtpWire(cast("asyncio.Transport", client.transport))
        extensions = frozenset(client.esmtp_extensions)
        return SmtpSession(wire, extensions, server.account, self._timeout_s, self._data_timeout_s)


async def _greet(client: SMTP) -> None:
    if not client.is_ehlo_or_helo_needed:
        return
    try:
        await client.ehlo()
    except SMTPHeloError as refusal:
        # HELO is for servers that do not know EHLO (RFC 5321 §3.2); one that says "later" means both.
        if not client.is_connected or not reply_of(refusal.code, refusal.message).is_permanent:
            raise
        await client.helo()


async def _login(client: SMTP, server: SmtpServer) -> None:
    if server.credential is None:
        return
    try:
        await client.login(server.username, server.credential.secret.get_secret_value())
    except asyncio.CancelledError:
        client.close()
        raise
    except (ConnectionError, TimeoutError) as error:
        client.close()
        raise connect_fault(server, error) from error
    except (SMTPException, ValueError) as error:
        client.close()
        raise login_fault(server, error) from error
