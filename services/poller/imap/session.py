"""One IMAP connection on which every wait has an end and every loss is told: open, log in, run a command, close."""

import asyncio
import socket
import ssl
from collections.abc import Coroutine
from functools import partial
from typing import Any, TypeVar

from aioimaplib import aioimaplib

from services.poller.connecting import ask_for_tls, begin_where_it_speaks, handshake_failure
from services.poller.domain import failures
from services.poller.domain.failures import quote
from services.poller.domain.steps import StepName
from services.poller.imap.client import Client
from services.poller.imap.starttls import begin_tls, need_greeting
from services.poller.imap.wire import Wire, WireError
from services.poller.ports import SourceFailedError
from services.poller.store.accounts import Login
from services.poller.tls import context_for, need_proof
from shared.oauth.sasl import SaslLogin, challenge_words, offered_mechanism, plain_login, token_login
from shared.tls import Contexts
from shared.trust import Security
from shared.walk import Walk

CLOSE_WITHIN_S = 2.0
T = TypeVar("T")


class ImapSession:
    """A logged-in connection. Any failure ends it: `SourceFailedError`."""

    def __init__(self, login: Login, contexts: Contexts, *, timeout_s: float, max_literal_bytes: int) -> None:
        self._login = login
        self._contexts = contexts
        self._timeout_s = timeout_s
        self._max_literal_bytes = max_literal_bytes
        self._client: Client | None = None

    @property
    def server(self) -> str:
        """How errors name it."""
        return self._login.server

    @property
    def client(self) -> Client:
        """The library's client; only while open."""
        if self._client is None:
            raise SourceFailedError(failures.hung_up(self.server, "the session is closed"))
        return self._client

    @property
    def wire(self) -> Wire:
        """The connection under it."""
        return self.client.protocol

    @property
    def is_over(self) -> bool:
        """Whether the server or we have ended it."""
        return self._client is None or self._client.protocol.lost.done()

    async def open(self, walk: Walk) -> None:
        """Connects, reads the greeting, logs in; what the server is able to do is asked only once TLS is there."""
        begin = partial(self._begin, context_for(self._login, self._contexts), walk)
        await begin_where_it_speaks(self._login, self._timeout_s, walk, begin)
        await self.run(self.wire.capability())
        walk.reach(StepName.LOGIN)
        await self._logged_in()
        walk.reach(StepName.CAPABILITY)
        await self.run(self.wire.capability())
        await self.run(self.wire.enable_utf8())

    async def run(self, work: Coroutine[Any, Any, T], deadline_s: float | None = None) -> T:
        """The outcome of one exchange; over with the connection, with the server's silence, or after `deadline_s`."""
        task = asyncio.ensure_future(work)
        try:
            await self._waited(task, deadline_s or self._timeout_s)
            if not task.done():
                raise self._ended()
            return task.result()
        except (aioimaplib.AioImapException, TimeoutError) as fault:
            raise self._meaning(fault) from None  # their text quotes the command, and LOGIN holds the password
        except (LookupError, ValueError) as fault:
            what = f"an answer that cannot be understood ({type(fault).__name__})"
            raise SourceFailedError(failures.broken_answer(self.server, what)) from None
        finally:
            task.cancel()

    async def close(self) -> None:
        """Says goodbye without waiting for the answer."""
        client, self._client = self._client, None
        if client is None:
            return
        client.close_now()
        if client.protocol.transport is not None:
            try:
                async with asyncio.timeout(CLOSE_WITHIN_S):
                    await client.protocol.closed.wait()
            except TimeoutError:
                client.protocol.transport.abort()

    async def _waited(self, task: asyncio.Future[Any], deadline_s: float) -> None:
        loop, wire = asyncio.get_running_loop(), self.wire
        began = loop.time()
        while not (task.done() or wire.lost.done()):
            silent_at = max(began, wire.heard_at) + self._timeout_s
            left_s = min(began + deadline_s, silent_at) - loop.time()
            if left_s <= 0:
                return
            await asyncio.wait({task, wire.lost}, timeout=left_s, return_when=asyncio.FIRST_COMPLETED)

    async def _begin(
        self, context: ssl.SSLContext | None, walk: Walk, connection: socket.socket, patience_s: float
    ) -> None:
        login, is_by_starttls = self._login, self._login.security is Security.STARTTLS
        try:
            await self.close()  # what another address left
            if is_by_starttls:
                await ask_for_tls(begin_tls, connection, login, walk, patience_s, self._timeout_s)
        except BaseException:
            connection.close()
            raise
        if login.security is Security.IMPLICIT_TLS:
            walk.reach(StepName.TLS)
        limits = self._timeout_s, self._max_literal_bytes
        self._client = Client(connection, login.host, login.port, context, *limits, is_greeted=is_by_starttls)
        await self._connected(self._client, self._timeout_s if is_by_starttls else patience_s, walk)
        if not is_by_starttls:
            walk.reach(StepName.GREETING)
            await self._greeted(patience_s)

    async def _connected(self, client: Client, within_s: float, walk: Walk) -> None:
        try:
            async with asyncio.timeout(within_s):
                await client.connected()
        except OSError as error:
            raise SourceFailedError(await handshake_failure(self._login, within_s, error, begin_tls)) from None
        if self._login.security is not Security.PLAINTEXT and client.protocol.transport is not None:
            need_proof(self._login, client.protocol.transport.get_extra_info("ssl_object"), walk)

    async def _greeted(self, patience_s: float) -> None:
        wire = self.wire
        await asyncio.wait({wire.greeting, wire.lost}, timeout=patience_s, return_when=asyncio.FIRST_COMPLETED)
        if not wire.greeting.done():
            raise self._ended()
        need_greeting(self.server, wire.greeting.result())

    async def _logged_in(self) -> None:
        if self.wire.state == aioimaplib.AUTH:
            return
        if self._login.is_by_token:
            await self._show_token()
        else:
            await self._say_password()

    async def _say_password(self) -> None:
        password = self._login.secret
        if aioimaplib.CONTROL_CHARS.search(self._login.username + password):
            raise SourceFailedError(
                failures.refused_login(self.server, quote(self._login.username), "it holds a line break, not sent")
            )
        plain = plain_login(self._login.username, password)
        answer = await self.run(self._password_said(plain))
        if answer.result != "OK":
            said = quote(plain.hidden_in(_last_line(answer)), password)
            raise SourceFailedError(failures.refused_login(self.server, self._login.username, said))

    async def _password_said(self, plain: SaslLogin) -> aioimaplib.Response:
        """By LOGIN, unless it is switched off (RFC 9051 §6.2.3) or cannot hold what is no ASCII: then by PLAIN."""
        login, offers = self._login, {name.upper() for name in self.wire.capabilities}
        is_off = "LOGINDISABLED" in offers
        if "AUTH=PLAIN" in offers and (is_off or not (login.username + login.secret).isascii()):
            return await self.wire.authenticate(plain)
        if is_off:
            raise SourceFailedError(failures.login_disabled(self.server))
        answer: aioimaplib.Response = await self.wire.login(aioimaplib.quoted(login.username), login.secret)
        return answer

    async def _show_token(self) -> None:
        login, wire = self._login, self.wire
        offers = [name[5:] for name in wire.capabilities if name.upper().startswith("AUTH=")]
        mechanism = offered_mechanism(offers)
        if mechanism is None:
            raise SourceFailedError(failures.no_token_taken(self.server, quote(" ".join(sorted(offers)))))
        try:
            token = token_login(mechanism, login.username, login.host, login.port, login.secret)
        except ValueError as error:
            raise SourceFailedError(
                failures.refused_token(self.server, quote(login.username), f"{error}, not sent")
            ) from None
        answer = await self.run(wire.authenticate(token))
        if answer.result != "OK":
            said = quote(token.hidden_in(_last_line(answer)), login.secret)
            why = challenge_words(wire.challenge, (login.secret,))
            raise SourceFailedError(failures.refused_token(self.server, login.username, f"{said} {why}".strip()))

    def _ended(self) -> SourceFailedError:
        return self._meaning(self.wire.lost.result() if self.wire.lost.done() else TimeoutError())

    def _meaning(self, fault: Exception) -> SourceFailedError:
        secret = self._login.secret
        if isinstance(fault, WireError):
            told = failures.broken_answer if fault.broken else failures.hung_up
            return SourceFailedError(told(self.server, quote(str(fault), secret)))
        if isinstance(fault, TimeoutError | aioimaplib.CommandTimeout):
            return SourceFailedError(failures.silent(self.server, self._timeout_s))
        return SourceFailedError(failures.broken_answer(self.server, "an answer out of turn"))


def _last_line(answer: aioimaplib.Response) -> str:
    return bytes(answer.lines[-1]).decode("utf-8", "replace") if answer.lines else "NO"
