"""SMTP command by command, so that it is known how far a message came."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from services.sender.domain.mime.downgrade import downgraded
from services.sender.domain.null_path import is_about_sender
from services.sender.domain.reply import Command, Reply
from services.sender.domain.transparency import as_data
from services.sender.ports import ConnectionLostError, Envelope, InDoubtError, ReversePathRefusedError
from services.sender.smtp.quirks import Quirk, ServerQuirks
from services.sender.smtp.wire import SmtpWire, WireError
from shared.crash import CrashPoint, crash_point_once_written

START_INPUT = 354
SERVICE_CLOSING = 421
BAD_SEQUENCE = 503
CLOSE_TIMEOUT_S = 2.0
NO_SMTPUTF8 = Reply(
    553, "5.6.7 not sent: the server does not offer SMTPUTF8, which this address needs; use one in ASCII"
)
"""Ours, in the words of RFC 6531 §4.3, for what no server without the extension may be asked."""


class _PartlyAnsweredError(ConnectionLostError):
    """The connection ended after these replies to commands that belong together."""

    def __init__(self, message: str, replies: Sequence[Reply]) -> None:
        super().__init__(message)
        self.replies = replies


def _lost_after(error: _PartlyAnsweredError, envelope: Envelope, *, is_last: bool) -> ConnectionLostError:
    """What recipients were told before stays true, unless another reverse-path might change it."""
    of_recipients = dict(zip(envelope.forward_paths, error.replies[1:], strict=False)) if is_last else {}
    refused = {address: reply for address, reply in of_recipients.items() if reply.is_permanent}
    return ConnectionLostError(str(error), refused)


class SmtpSession:
    """A session on an open wire, which belongs to it from here on."""

    def __init__(
        self,
        wire: SmtpWire,
        extensions: frozenset[str],
        account: str,
        timeout_s: float,
        data_timeout_s: float,
        quirks: ServerQuirks,
    ) -> None:
        """`extensions` are EHLO's keywords in lower case; `data_timeout_s` bounds all from DATA to the last reply."""
        self._wire = wire
        self._extensions = extensions
        self._account = account
        self._timeout_s = timeout_s
        self._data_timeout_s = data_timeout_s
        self._quirks = quirks
        self._may_change_path = False

    @property
    def is_open(self) -> bool:
        """Whether another transaction can be tried."""
        return self._wire.is_open

    async def offer(self, envelope: Envelope) -> Mapping[str, Reply]:
        """MAIL and RCPT: the reply to each recipient, that to MAIL for all where it was refused."""
        if self._takes_utf8 or all(map(str.isascii, envelope.forward_paths)):
            return await self._offer(envelope)
        possible = replace(envelope, forward_paths=tuple(filter(str.isascii, envelope.forward_paths)))
        replies = await self._offer(possible) if possible.forward_paths else {}
        return {address: replies.get(address, NO_SMTPUTF8) for address in envelope.forward_paths}

    @property
    def _takes_utf8(self) -> bool:
        return "smtputf8" in self._extensions

    async def _offer(self, envelope: Envelope) -> Mapping[str, Reply]:
        replies: Mapping[str, Reply] = {}
        refusal: Reply | None = None
        for reverse_path in self._usable(envelope.reverse_paths):
            if refusal is not None and not await self._is_begun_anew(refusal):
                break
            is_path_refused, replies = await self._offer_under(reverse_path, envelope)
            if refusal is not None and any(reply.is_positive for reply in replies.values()):
                self._quirks.saw(Quirk.REFUSES_NULL_PATH)
            if not is_path_refused:
                break
            refusal = next(iter(replies.values()))
        return replies

    def _usable(self, reverse_paths: Sequence[str]) -> Sequence[str]:
        if not self._quirks.has(Quirk.REFUSES_NULL_PATH):
            return reverse_paths
        return [path for path in reverse_paths if path] or reverse_paths

    async def _is_begun_anew(self, refusal: Reply) -> bool:
        """For another reverse-path, if need be on another session, which then begins with it.

        Where the server hung up, and did not mean the reverse-path, its refusal stands.
        """
        await self.reset()
        if self.is_open:
            return True
        if refusal.to is not Command.MAIL and not is_about_sender(refusal):
            return False
        self._quirks.saw(Quirk.REFUSES_NULL_PATH)
        raise ConnectionLostError(f"{self._account}: the server hung up after it refused the reverse-path ({refusal})")

    async def _offer_under(self, reverse_path: str, envelope: Envelope) -> tuple[bool, Mapping[str, Reply]]:
        """The replies under one reverse-path, and whether it was the path that the server did not take.

        Some servers (GreenMail 2.1) accept the null reverse-path and then ask every recipient for a MAIL first.
        """
        self._may_change_path = reverse_path != envelope.reverse_paths[-1]
        notify = " NOTIFY=NEVER" if envelope.wants_no_reports and "dsn" in self._extensions else ""
        mail = f"MAIL FROM:<{reverse_path}>{self._parameters(envelope)}"
        try:
            of_mail, *of_recipients = await self._asked(
                mail, *(f"RCPT TO:<{address}>{notify}" for address in envelope.forward_paths)
            )
        except _PartlyAnsweredError as error:
            raise _lost_after(error, envelope, is_last=not self._may_change_path) from error
        if not of_mail.is_positive:
            refusal = replace(of_mail, to=Command.MAIL)
            return refusal.is_permanent, dict.fromkeys(envelope.forward_paths, refusal)
        replies = dict(zip(envelope.forward_paths, of_recipients, strict=True))
        if reverse_path == "":  # some refuse it where they look at the recipient: another path tells which it was
            return all(reply.is_permanent for reply in of_recipients), replies
        return all(reply.code == BAD_SEQUENCE for reply in of_recipients), replies

    def _parameters(self, envelope: Envelope) -> str:
        size = f" SIZE={envelope.size_bytes}" if "size" in self._extensions else ""
        is_utf8 = envelope.has_utf8_header or not all(map(str.isascii, envelope.forward_paths))
        return f"{size} BODY=8BITMIME SMTPUTF8" if is_utf8 and self._takes_utf8 else size

    async def _asked(self, *commands: str) -> list[Reply]:
        """The reply to each command; all of them leave at once where the server takes them so (RFC 2920).

        A server that has said 421, or has refused the first one, need not answer the rest: the same reply counts.
        """
        replies: list[Reply] = []
        is_pipelined = "pipelining" in self._extensions
        if is_pipelined:
            self._ask(*commands)
        for command in commands:
            try:
                if not is_pipelined:
                    self._ask(command)
                replies.append(await self._answer(command, self._timeout_s))
            except ConnectionLostError as error:
                if replies and not replies[0].is_positive:
                    break
                if is_pipelined:
                    self._quirks.saw(Quirk.LEAVES_UNANSWERED)
                raise _PartlyAnsweredError(str(error), replies) from error
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
            return replace(start, to=Command.DATA)
        if start.code != START_INPUT or not self._wire.is_open:
            self._wire.close()
            raise ConnectionLostError(f"{self._account}: nothing could be sent after the reply to DATA, {start}")
        try:
            self._wire.send(as_data(raw if self._takes_utf8 else downgraded(raw)))
            await crash_point_once_written(CrashPoint.SENDER_IN_DATA)
            self._wire.end_data()
            await crash_point_once_written(CrashPoint.SENDER_AFTER_FINAL_DOT)
            return await self._last_word(until - loop.time())
        except ReversePathRefusedError:
            raise
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
        if self._may_change_path and is_about_sender(reply):
            self._quirks.saw(Quirk.REFUSES_NULL_PATH)
            raise ReversePathRefusedError(reply)
        return reply if reply.is_positive else replace(reply, to=Command.MESSAGE)

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
            self._wire.ask(*(command.encode() for command in commands))
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
