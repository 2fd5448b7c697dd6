"""Opening SMTP sessions: connect, TLS and login by aiosmtplib; then the wire is ours."""

import asyncio
import socket
import ssl
from functools import partial
from pathlib import Path
from typing import cast

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPHeloError,
    SMTPServerDisconnected,
)

from services.sender.domain.account import Security
from services.sender.domain.reply import reply_of
from services.sender.domain.steps import StepName
from services.sender.ports import ServerFaultError, SmtpServer
from services.sender.smtp.certificate import certificate_of
from services.sender.smtp.errors import connect_fault, login_fault, root_of
from services.sender.smtp.session import SmtpSession
from services.sender.smtp.wire import SmtpWire
from shared.dial import addresses_of, connected, others, patience_s, peer_of
from shared.errors import ConfigurationError
from shared.walk import Walk

LOOK_WITHIN_S = 5.0
ONE_BY_ONE_S = 3600.0
"""So long a server gets its commands one by one after it left some unanswered that came together."""


class AioSmtpConnector:
    """Opens sessions; certificates are always verified."""

    def __init__(self, timeout_s: float, data_timeout_s: float, ca_file: Path | None) -> None:
        """Raises ConfigurationError when `ca_file` cannot be used."""
        self._timeout_s = timeout_s
        self._data_timeout_s = data_timeout_s
        self._one_by_one_until: dict[tuple[str, int], float] = {}
        self._tls = ssl.create_default_context()
        if ca_file is not None:
            try:
                self._tls.load_verify_locations(ca_file)
            except (OSError, ssl.SSLError) as error:
                raise ConfigurationError(
                    f"EMAIL_TLS_CA_FILE {ca_file} cannot be used ({type(error).__name__}): give a PEM file"
                ) from error

    async def connect(self, server: SmtpServer, walk: Walk | None = None) -> SmtpSession:
        """Connected, protected and logged in; raises ServerFaultError with one line that says what to do."""
        walk = walk or Walk((), asyncio.get_running_loop().time)
        try:
            client = await self._spoken_to(server, walk)
        except (SMTPException, OSError, ValueError) as error:
            raise await self._fault(server, error) from error
        try:
            await _protect(client, server, walk)
        except asyncio.CancelledError:
            client.close()
            raise
        except (SMTPException, OSError, ValueError) as error:
            client.close()
            raise await self._fault(server, error) from error
        if server.credential is not None:
            walk.reach(StepName.AUTH)
        await _login(client, server)
        if client.transport is None:
            raise connect_fault(server, ConnectionResetError("connection lost"))
        wire = SmtpWire(cast("asyncio.Transport", client.transport))
        extensions = frozenset(client.esmtp_extensions) - self._distrusted(server)
        doubt = partial(self._doubt_pipelining, server)
        return SmtpSession(wire, extensions, server.account, self._timeout_s, self._data_timeout_s, doubt)

    async def _spoken_to(self, server: SmtpServer, walk: Walk) -> SMTP:
        """Greeted by the first address of the name that says anything."""
        walk.reach(StepName.RESOLVE)
        async with asyncio.timeout(self._timeout_s):
            left = await addresses_of(server.host, server.port)
        walk.note(", ".join(str(address[4][0]) for address in left))
        while True:
            walk.reach(StepName.CONNECT)
            async with asyncio.timeout(self._timeout_s):
                connection = await connected(left)
            walk.note(peer_of(connection))
            left = others(left, connection)
            client = self._client_on(connection, server)
            try:
                await _greeted(client, server, patience_s(self._timeout_s, left), walk)
            except TimeoutError:
                client.close()
                if not left:
                    raise
            except BaseException:
                client.close()
                raise
            else:
                return client

    def _client_on(self, connection: socket.socket, server: SmtpServer) -> SMTP:
        return SMTP(
            hostname=server.host,
            sock=connection,
            timeout=self._timeout_s,
            use_tls=server.security is Security.IMPLICIT_TLS,
            start_tls=False,
            tls_context=self._tls,
            local_hostname=server.client_name,
        )

    async def _fault(self, server: SmtpServer, error: Exception) -> ServerFaultError:
        """What the error means; a certificate that did not verify is looked at, to say what is wrong."""
        if not isinstance(root_of(error), ssl.SSLCertVerificationError):
            return connect_fault(server, error)
        return connect_fault(server, error, await certificate_of(server, min(LOOK_WITHIN_S, self._timeout_s)))

    def _distrusted(self, server: SmtpServer) -> frozenset[str]:
        """What the server offers and has not kept to lately."""
        now = asyncio.get_running_loop().time()
        is_doubted = self._one_by_one_until.get((server.host, server.port), now) > now
        return frozenset({"pipelining"}) if is_doubted else frozenset()

    def _doubt_pipelining(self, server: SmtpServer) -> None:
        self._one_by_one_until[server.host, server.port] = asyncio.get_running_loop().time() + ONE_BY_ONE_S


async def _greeted(client: SMTP, server: SmtpServer, patience_s: float, walk: Walk) -> None:
    """TLS where it is there from the start, and the greeting: the library reads both in one step."""
    walk.reach(StepName.TLS if server.security is Security.IMPLICIT_TLS else StepName.GREETING)
    try:
        async with asyncio.timeout(patience_s):
            await client.connect()
    except (SMTPException, OSError, ValueError) as error:
        if not isinstance(root_of(error), ssl.SSLError):
            walk.reach(StepName.GREETING)
        raise
    walk.reach(StepName.GREETING)


async def _protect(client: SMTP, server: SmtpServer, walk: Walk) -> None:
    walk.reach(StepName.EHLO)
    await _greet(client)
    walk.note(" ".join(sorted(name.upper() for name in client.esmtp_extensions)))
    if server.security is Security.STARTTLS:
        walk.reach(StepName.STARTTLS)
        await client.starttls()
        await _greet(client)


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
        except (SMTPServerDisconnected, ConnectionError):
            if refusal is None:
                raise
            break
        else:
            return
    if refusal is not None:
        raise refusal
    await client.login(username, password)  # there is no method: the library says what is missing
