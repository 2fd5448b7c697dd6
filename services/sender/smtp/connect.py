"""Opening SMTP sessions: connect, TLS and login by aiosmtplib; then the wire is ours."""

import asyncio
import socket
import ssl
from pathlib import Path
from typing import cast

from aiosmtplib import SMTP, SMTPException

from services.sender.domain.client_name import address_literal, is_full_name
from services.sender.domain.steps import StepName
from services.sender.ports import ServerFaultError, SmtpServer
from services.sender.smtp.certificate import certificate_of
from services.sender.smtp.errors import another_certificate_fault, connect_fault, fault, root_of
from services.sender.smtp.hello import ANY_NAME, hello
from services.sender.smtp.login import log_in
from services.sender.smtp.quirks import Quirk, Quirks
from services.sender.smtp.session import SmtpSession
from services.sender.smtp.wire import SmtpWire
from shared import metrics
from shared.dial import addresses_of, connected, others, patience_s, peer_of
from shared.errors import ConfigurationError
from shared.tls import Contexts, UnpinnedError, proved
from shared.trust import Security
from shared.walk import Walk

LOOK_WITHIN_S = 5.0


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
        self._contexts = Contexts(ca_file)

    async def connect(self, server: SmtpServer, walk: Walk | None = None) -> SmtpSession:
        """Connected, protected and logged in; raises ServerFaultError with one line that says what to do."""
        walk = walk or Walk((), asyncio.get_running_loop().time)
        try:
            client = await self._spoken_to(server, walk)
        except (SMTPException, OSError, ValueError) as error:
            raise await self._fault(server, error) from error
        try:
            await self._protect(client, server, walk)
        except (SMTPException, OSError, ValueError) as error:
            client.close()
            raise await self._fault(server, error) from error
        except BaseException:
            client.close()
            raise
        if server.credential is not None:
            walk.reach(StepName.AUTH)
        await log_in(client, server)
        if client.transport is None:
            raise connect_fault(server, ConnectionResetError("connection lost"))
        wire = SmtpWire(cast("asyncio.Transport", client.transport))
        quirks = self._quirks.of(server)
        broken = {"pipelining"} if quirks.has(Quirk.LEAVES_UNANSWERED) else set()
        extensions = frozenset(client.esmtp_extensions) - broken
        return SmtpSession(wire, extensions, server.account, self._timeout_s, self._data_timeout_s, quirks)

    async def _spoken_to(self, server: SmtpServer, walk: Walk) -> SMTP:
        """Greeted by the first address of the name that says anything."""
        context = self._context_for(server)
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
            client = self._client_on(connection, server, context)
            try:
                await _greeted(client, server, patience_s(self._timeout_s, left), walk)
            except BaseException as error:
                client.close()
                if client.transport is None:
                    connection.close()
                if not (isinstance(error, TimeoutError) and left):
                    raise
            else:
                return client

    def _client_on(self, connection: socket.socket, server: SmtpServer, context: ssl.SSLContext) -> SMTP:
        return SMTP(
            hostname=server.host,
            sock=connection,
            timeout=self._timeout_s,
            use_tls=server.security is Security.IMPLICIT_TLS,
            start_tls=False,
            tls_context=context,
            local_hostname=ANY_NAME,
        )

    def _context_for(self, server: SmtpServer) -> ssl.SSLContext:
        try:
            return self._contexts.of(server.trust)
        except ConfigurationError as error:
            what, _, advice = str(error).partition(": ")
            raise fault(server, "tls", f"is not connected to: {what}", advice) from None

    async def _fault(self, server: SmtpServer, error: Exception) -> ServerFaultError:
        """What the error means; a certificate that did not verify is looked at, to say what is wrong."""
        if not isinstance(root_of(error), ssl.SSLCertVerificationError):
            return connect_fault(server, error)
        return connect_fault(server, error, await certificate_of(server, min(LOOK_WITHIN_S, self._timeout_s)))

    async def _protect(self, client: SMTP, server: SmtpServer, walk: Walk) -> None:
        """EHLO, and again after STARTTLS (RFC 3207 §4.2)."""
        literal = address_literal(client.get_transport_info("sockname")[0])
        names = (self._client_name, literal) if self._client_name else (literal,)
        walk.reach(StepName.EHLO)
        await hello(client, names)
        walk.note(" ".join(sorted(name.upper() for name in client.esmtp_extensions)))
        if server.security is Security.STARTTLS:
            walk.reach(StepName.STARTTLS)
            await client.starttls()
            _need_proof(client, server, walk)
            await hello(client, names)


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
    if server.security is Security.IMPLICIT_TLS:
        _need_proof(client, server, walk)
    walk.reach(StepName.GREETING)


def _need_proof(client: SMTP, server: SmtpServer, walk: Walk) -> None:
    """Before anything is said by TLS; raises ServerFaultError where a pinned certificate is not the one shown."""
    session = cast("ssl.SSLObject", client.get_transport_info("ssl_object"))
    metrics.CERTIFICATES.met(f"{server.host}:{server.port}", session.getpeercert(binary_form=True))
    try:
        walk.note(proved(server.trust, session))
    except UnpinnedError as error:
        if client.transport is not None:
            cast("asyncio.Transport", client.transport).abort()  # at once: no goodbye of TLS is waited for
        raise another_certificate_fault(server, error) from None
