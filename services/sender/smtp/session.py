"""SMTP command by command, so that it is known how far a message came."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress

from services.sender.domain.reply import Reply
from services.sender.domain.transparency import as_data
from services.sender.ports import ConnectionLostError, Envelope, InDoubtError
from services.sender.smtp.wire import SmtpWire, WireError
from shared.crash import CrashPoint, crash_point_once_written

START_INPUT = 354
SERVICE_CLOSING = 421
BAD_SEQUENCE = 503
CLOSE_TIMEOUT_S = 2.0


class SmtpSession:
    """A session on an open wire, which belongs to it from here on."""

    def __init__(
        self,
        wire: SmtpWire,
        extensions: frozenset[str],
        account: str,
        timeout_s: float,
        data_timeout_s: float,
        on_unanswered: Callable[[], None],
    ) -> None:
        """`extensions` are EHLO's keywords in lower case; `data_timeout_s` bounds all from DATA to the last reply.

        `on_unanswered` hears of commands that left together and were not all answered.
        """
        self._wire = wire
        self._extensions = extensions
        self._account = account
        self._timeout_s = timeout_s
        self._data_timeout_s = data_timeout_s
        self._on_unanswered = on_unanswered

    @property
    def is_open(self) -> bool:
        """Whether another transaction can be tried."""
        return self._wire.is_open

    async def offer(self, envelope: Envelope) -> Mapping[str, Reply]:
        """MAIL and RCPT: the reply to each recipient, that to MAIL for all where it was refused."""
        replies: Mapping[str, Reply] = {}
        for reverse_path in envelope.reverse_paths:
            is_path_refused, replies = await self._offer_under(reverse_path, envelope)
            if not is_path_refused or not self.is_open:
                break
            await self.reset()
        return replies

    async def _offer_under(self, reverse_path: str, envelope: Envelope) -> tuple[bool, Mapping[str, Reply]]:
        """The replies under one reverse-path, and whether it was the path that the server did not take.

        Some servers (GreenMail 2.1) accept the null reverse-path and then ask every recipient for a MAIL first.
        """
        size = f" SIZE={envelope.size_bytes}" if "size" in self._extensions else ""
        notify = " NOTIFY=NEVER" if envelope.wants_no_reports and "dsn" in self._extensions else ""
        mail = f"MAIL FROM:<{reverse_path}>{size}"
        of_mail, *of_recipients = await self._asked(
            mail, *(f"RCPT TO:<{address}>{notify}" for address in envelope.forward_paths)
        )
        if not of_mail.is_positive:
            return of_mail.is_permanent, dict.fromkeys(envelope.forward_paths, of_mail)
        replies = dict(zip(envelope.forward_paths, of_recipients, strict=True))
        if reverse_path == "":  # some refuse it where they look at the recipient: another path tells which it was
            return all(reply.is_permanent for reply in of_recipients), replies
        return all(reply.code == BAD_SEQUENCE for reply in of_recipients), replies

    async def _asked(self, *commands: str) -> list[Reply]:
        """The reply to each command; all of them leave at once where the server takes them so (RFC 2920).

        A server that has said 421 answers nothing more: the rest is deferred by the same reply.
        """
        replies: list[Reply] = []
        is_pipelined = "pipelining" in self._extensions
        if is_pipelined:
            self._ask(*commands)
        for command in commands:
            if not is_pipelined:
                self._ask(command)
            try:
                replies.append(await self._answer(command, self._timeout_s))
            except ConnectionLostError:
                if is_pipelined:
                    self._on_unanswered()
                raise
            if replies[-1].code == SERVICE_CLOSING or not (is_pipelined or replies[0].is_positive):
                break
        return replies + replies[-1:] * (len(commands) - len(replies))

    async def transmit(self, raw: bytes) -> Reply:
        """DATA for those whom `offer` got accepted: the server's last word."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._data_timeout_s
        start = await self._command("DATA", timeout_s=self._data_timeout_s / 2)
        if start.is_transient or start.is_permanent:
            await self.reset()  # the envelope outlives a refused DATA (RFC 5321 §4.1.1.4)
            return start
        if start.code != START_INPUT or not self._wire.is_open:
            self._wire.close()
            raise ConnectionLostError(f"{self._account}: nothing could be sent after the reply to DATA, {start}")
        try:
            self._wire.send(as_data(raw))
            await crash_point_once_written(CrashPoint.SENDER_IN_DATA)
            self._wire.end_data()
            await crash_point_once_written(CrashPoint.SENDER_AFTER_FINAL_DOT)
            return await self._last_word(until - loop.time())
        except BaseException:
            # Also when cancelled: nobody may use a session whose last reply is still to come.
            self._wire.close()
            raise

    async def _last_word(self, timeout_s: float) -> Reply:
        try:
            reply = await self._wire.reply(timeout_s)
        except WireError as error:
            raise InDoubtError(f"{self._account}: no reply to the message was seen ({error})") from error
        if not (reply.is_positive or reply.is_transient or reply.is_permanent):
            raise InDoubtError(f"{self._account}: the last reply to the message makes no sense ({reply})")
        return reply

    async def reset(self) -> None:
        """Forgets the envelope; never raises, closes the connection instead."""
        with suppress(ConnectionLostError):
            if (await self._command("RSET")).is_positive:
                return
        self._wire.close()

    async def mail(self, reverse_path: str) -> Reply:
        """MAIL alone, to see whether the server takes it; raises ConnectionLostError."""
        return await self._command(f"MAIL FROM:<{reverse_path}>")

    async def check(self) -> None:
        """NOOP; raises ConnectionLostError."""
        await self._command("NOOP")

    async def close(self) -> None:
        """QUIT where that works; never raises."""
        if self._wire.is_at_rest:
            with suppress(ConnectionLostError):
                await self._command("QUIT", timeout_s=CLOSE_TIMEOUT_S)
        self._wire.close()

    async def _command(self, command: str, *, timeout_s: float | None = None) -> Reply:
        self._ask(command)
        return await self._answer(command, self._timeout_s if timeout_s is None else timeout_s)

    def _ask(self, *commands: str) -> None:
        try:
            self._wire.ask(*(command.encode("ascii") for command in commands))
        except WireError as error:
            raise self._lost(error, commands[0]) from error

    async def _answer(self, command: str, timeout_s: float) -> Reply:
        try:
            reply = await self._wire.reply(timeout_s)
        except WireError as error:
            raise self._lost(error, command) from error
        if reply.code == SERVICE_CLOSING:
            self._wire.close()
        return reply

    def _lost(self, error: WireError, command: str) -> ConnectionLostError:
        verb = command.partition(" ")[0]
        return ConnectionLostError(f"{self._account}: {error} after {verb}")
