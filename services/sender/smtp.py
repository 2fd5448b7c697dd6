"""SMTP through aiosmtplib, command by command, so that it is known how far a message came."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from aiosmtplib import SMTP, SMTPException
from aiosmtplib.protocol import SMTPProtocol

from services.sender.domain.reply import Reply, reply_of
from services.sender.domain.transparency import as_data
from services.sender.ports import ConnectionLostError, Envelope, InDoubtError
from services.sender.smtp_errors import said
from shared.crash import CrashPoint, crash_point_once_written

START_INPUT = 354
SERVICE_CLOSING = 421
BAD_SEQUENCE = 503
CLOSE_TIMEOUT_S = 2.0


class AioSmtpConnection:
    """One session on an open aiosmtplib client, which belongs to it from here on."""

    def __init__(self, client: SMTP, account: str, data_timeout_s: float) -> None:
        """`data_timeout_s` bounds everything from DATA to the last reply."""
        self._client = client
        self._account = account
        self._data_timeout_s = data_timeout_s

    @property
    def is_open(self) -> bool:
        """Whether another transaction can be tried."""
        return self._client.is_connected

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
        size = f" SIZE={envelope.size_bytes}" if self._client.supports_extension("size") else ""
        reply = await self._command(b"MAIL", f"FROM:<{reverse_path}>{size}".encode("ascii"))
        if not reply.is_positive:
            return reply.is_permanent, dict.fromkeys(envelope.forward_paths, reply)
        replies = await self._recipients(envelope)
        return all(reply.code == BAD_SEQUENCE for reply in replies.values()), replies

    async def _recipients(self, envelope: Envelope) -> Mapping[str, Reply]:
        wants_never = envelope.wants_no_reports and self._client.supports_extension("dsn")
        suffix = b" NOTIFY=NEVER" if wants_never else b""
        replies: dict[str, Reply] = {}
        reply = Reply(0)
        for address in envelope.forward_paths:
            # A server that has said 421 answers nothing more: the rest is deferred by the same reply.
            if reply.code != SERVICE_CLOSING:
                reply = await self._command(b"RCPT", b"TO:<" + address.encode("ascii") + b">" + suffix)
            replies[address] = reply
        return replies

    async def transmit(self, raw: bytes) -> Reply:
        """DATA for those whom `offer` got accepted: the server's last word."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._data_timeout_s
        start = await self._command(b"DATA", timeout_s=self._data_timeout_s / 2)
        if start.is_transient or start.is_permanent:
            await self.reset()  # the envelope outlives a refused DATA (RFC 5321 §4.1.1.4)
            return start
        protocol = self._client.protocol
        if start.code != START_INPUT or protocol is None or not protocol.is_connected:
            self._client.close()
            raise ConnectionLostError(f"{self._account}: nothing could be sent after the reply to DATA, {start}")
        try:
            protocol.write(as_data(raw))
            await crash_point_once_written(CrashPoint.SENDER_IN_DATA)
            protocol.write(b".\r\n")
            await crash_point_once_written(CrashPoint.SENDER_AFTER_FINAL_DOT)
            return await self._last_word(protocol, until - loop.time())
        except BaseException:
            # Also when cancelled: nobody may use a session whose last reply is still to come.
            self._client.close()
            raise

    async def _last_word(self, protocol: SMTPProtocol, timeout_s: float) -> Reply:
        try:
            reply = reply_of(*await protocol.read_response(timeout=timeout_s))
        except (SMTPException, OSError) as error:
            raise InDoubtError(f"{self._account}: no reply to the message was seen ({said(error)})") from error
        if not (reply.is_positive or reply.is_transient or reply.is_permanent):
            raise InDoubtError(f"{self._account}: the last reply to the message makes no sense ({reply})")
        return reply

    async def reset(self) -> None:
        """Forgets the envelope; never raises, closes the connection instead."""
        try:
            if not (await self._command(b"RSET")).is_positive:
                self._client.close()
        except ConnectionLostError:
            self._client.close()

    async def check(self) -> None:
        """NOOP; raises ConnectionLostError."""
        await self._command(b"NOOP")

    async def close(self) -> None:
        """QUIT where that works; never raises."""
        if self._client.is_connected:
            with suppress(SMTPException, OSError):
                await self._client.quit(timeout=CLOSE_TIMEOUT_S)
        self._client.close()

    async def _command(self, *words: bytes, timeout_s: float | None = None) -> Reply:
        timeout_s = self._client.timeout if timeout_s is None else timeout_s
        try:
            code, text = await self._client.execute_command(*words, timeout=timeout_s)
        except (SMTPException, OSError) as error:
            # Also for what is no SMTP reply: the session is out of step.
            self._client.close()
            raise ConnectionLostError(f"{self._account}: {said(error)} after {words[0].decode()}") from error
        return reply_of(code, text)
