"""Opening SMTP sessions: connect, TLS and login by aiosmtplib; then the wire is ours."""

import asyncio
import ssl
from pathlib import Path
from typing import cast

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException, SMTPServerDisconnected

from services.sender.domain.account import Security
from services.sender.domain.client_name import address_literal, is_full_name
from services.sender.domain.reply import reply_of
from services.sender.ports import SmtpServer
from services.sender.smtp.errors import connect_fault, is_passing, login_fault
from services.sender.smtp.hello import hello
from services.sender.smtp.quirks import Quirk, Quirks
from services.sender.smtp.session import SmtpSession
from services.sender.smtp.wire import SmtpWire
from shared.errors import ConfigurationError

ANY_NAME = "[127.0.0.1]"  # each EHLO is given its own; without one here the library asks the resolver


class AioSmtpConnector:
    """Opens sessions; certificates are always verified."""

    def __init__(self, timeout_s: float, data_timeout_s: float, ca_file: Path | None, client_name: str = "") -> None:
        """`client_name` is what EHLO says where it is a full domain name, else the address that a session comes from.

        Raises ConfigurationError when `ca_file` cannot be used.
        """
        self._client_name = client_name if is_full_name(client_name) else ""
        self._timeout_s = timeout_s
        self._data_timeout_s = data_timeout_s
        self._quirks = Quirks()
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
            start_tls=False,
            tls_context=self._tls,
            local_hostname=ANY_NAME,
        )
        try:
            await client.connect()
            await self._greet(client, is_to_be_protected=server.security is Security.STARTTLS)
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
        quirks = self._quirks.of(server)
        broken = {"pipelining"} if quirks.has(Quirk.LEAVES_UNANSWERED) else set()
        extensions = frozenset(client.esmtp_extensions) - broken
        return SmtpSession(wire, extensions, server.account, self._timeout_s, self._data_timeout_s, quirks)

    async def _greet(self, client: SMTP, *, is_to_be_protected: bool) -> None:
        """EHLO, again after STARTTLS (RFC 3207 §4.2)."""
        literal = address_literal(client.get_transport_info("sockname")[0])
        names = (self._client_name, literal) if self._client_name else (literal,)
        await hello(client, names)
        if is_to_be_protected:
            await client.starttls()
            await hello(client, names)


async def _login(client: SMTP, server: SmtpServer) -> None:
    if server.credential is None:
        return
    try:
        await _authenticate(client, server.username, server.credential.secret.get_secret_value())
    except asyncio.CancelledError:
        client.close()
        raise
    except (ConnectionError, TimeoutError) as error:
        client.close()
        raise connect_fault(server, error) from error
    except (SMTPException, ValueError) as error:
        client.close()
        raise login_fault(server, error) from error


async def _authenticate(client: SMTP, username: str, password: str) -> None:
    """By each method that the server offers until one is taken; what is told is the first refusal.

    A server may hang up after a refusal: the next method then finds no connection, which explains nothing.
    """
    methods = client.supported_auth_methods if client.supports_extension("auth") else []
    refusal: SMTPAuthenticationError | None = None
    for method in methods:
        try:
            await getattr(client, f"auth_{method.replace('-', '')}")(username, password)
        except SMTPAuthenticationError as error:
            refusal = refusal or error
            if is_passing(reply_of(error.code, error.message)):
                break  # another method would be told the same
        except (SMTPServerDisconnected, ConnectionError):
            if refusal is None:
                raise
            break
        else:
            return
    if refusal is not None:
        raise refusal
    await client.login(username, password)  # there is no method: the library says what is missing
