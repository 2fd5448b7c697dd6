"""Waiting for the server to tell of news in the open folder: IDLE (RFC 2177), and NOOP while mail comes in a stream."""

import asyncio

from aioimaplib import aioimaplib

from services.poller.domain import pace
from services.poller.imap.session import ImapSession

LONGEST_IDLE_S = 28 * 60.0


class ImapPush:
    """One session's. Its methods raise SourceFailedError when the session is over."""

    def __init__(self, session: ImapSession, timeout_s: float) -> None:
        self._session = session
        self._timeout_s = timeout_s
        self._is_refused = False
        self._pace = pace.Pace()

    @property
    def is_offered(self) -> bool:
        """Whether the server offers IDLE, and has not refused it since."""
        return not self._is_refused and self._session.client.has_capability("IDLE")

    def came(self) -> None:
        """Mail was read just now."""
        self._pace = self._pace.came(asyncio.get_running_loop().time())

    async def waited(self, stop: asyncio.Event, timeout_s: float, examine_took_s: float) -> bool:
        """True on news; False on `stop` or after the time. `examine_took_s`: what looking costs this server."""
        wire, until = self._session.wire, asyncio.get_running_loop().time() + timeout_s
        if wire.news.is_set() or await self._asked(stop, until, pace.ask_after_s(examine_took_s)):
            return True
        if stop.is_set():
            return False
        try:
            idle = await self._session.run(self._idle_started())
        except ConnectionRefusedError:
            self._is_refused = True
            return False
        await self._rested(stop, min(until - asyncio.get_running_loop().time(), LONGEST_IDLE_S))
        await self._session.run(self._idle_ended(idle))
        return wire.news.is_set()

    async def _asked(self, stop: asyncio.Event, until: float, ask_after_s: float) -> bool:
        """Asks by NOOP while mail comes in a stream: Dovecot keeps news back for half a second of IDLE."""
        loop, wire = asyncio.get_running_loop(), self._session.wire
        until = min(until, self._pace.asks_until)
        while (left_s := until - loop.time()) > 0 and not wire.news.is_set():
            await self._rested(stop, min(ask_after_s, left_s))
            if stop.is_set():
                break
            await self._session.run(wire.simple_command("NOOP"))
        return wire.news.is_set()

    async def _rested(self, stop: asyncio.Event, longest_s: float) -> None:
        """Until `stop`, news, or the end of the connection or of the time."""
        wire = self._session.wire
        waiters = {asyncio.ensure_future(wire.news.wait()), asyncio.ensure_future(stop.wait())}
        try:
            await asyncio.wait({*waiters, wire.lost}, timeout=longest_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiter in waiters:
                waiter.cancel()

    async def _idle_started(self) -> "asyncio.Future[aioimaplib.Response]":
        try:
            return await self._session.client.idle_start(timeout=LONGEST_IDLE_S + self._timeout_s)
        except aioimaplib.Abort:
            raise ConnectionRefusedError from None

    async def _idle_ended(self, idle: "asyncio.Future[aioimaplib.Response]") -> None:
        self._session.client.idle_done()
        await idle
