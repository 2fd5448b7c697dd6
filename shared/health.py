"""Is the process alive (it makes progress) and ready (nothing that it needs is missing)? Served as `/live`, `/ready`.

A part is any name: a consumer, a loop, a dependency. What is expected of a part counts as missing until it was seen,
so that nobody is ready by default. Liveness is progress, not an answer from a broker: a part that once reported
progress must do so again within its limit, or `/live` says 503 and whatever supervises restarts it.
"""

import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from prometheus_client import make_asgi_app

from shared import metrics
from shared.clock import Clock

PROGRESS_WITHIN_S = 300.0
OK = "ok"
NOT_YET_SEEN = "not yet seen to work"
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Progress:
    at: float
    within_s: float


class Health:
    """What the parts of one process say about themselves."""

    def __init__(self, service: str, clock: Clock) -> None:
        self._service = service
        self._metrics = make_asgi_app(metrics.registry_of(service))
        self.clock = clock
        self._parts: dict[str, str] = {}
        self._progress: dict[str, _Progress] = {}
        self.returns = 0
        """How often a part has come to work, or to work again: who waits for one may look now."""

    def expect(self, part: str, reason: str = NOT_YET_SEEN) -> None:
        """Without this part the service is not ready, which is no fault yet; `ready` says that it was seen to work."""
        self._set(part, reason)

    def unready(self, part: str, reason: str) -> None:
        """The part cannot work; the reason says what to do. Logged when it is new."""
        if self._parts.get(part) != reason:
            logger.warning("not ready: %s: %s", part, reason)
        self._set(part, reason)

    def ready(self, part: str) -> None:
        """The part works (again)."""
        if self._parts.get(part, OK) != OK:
            self.returns += 1
            logger.info("ready: %s", part)
        self._set(part, OK)

    def _set(self, part: str, state: str) -> None:
        self._parts[part] = state
        metrics.READY.labels(part).set(state == OK)

    def progress(self, part: str, *, within_s: float = PROGRESS_WITHIN_S) -> None:
        """The part did a step just now and will do the next one within this time."""
        self._progress[part] = _Progress(self.clock.monotonic(), within_s)

    def excuse(self, part: str, seconds: float) -> None:
        """Nobody could expect a step in the last seconds: they do not count."""
        if (step := self._progress.get(part)) is not None:
            self._progress[part] = _Progress(min(step.at + seconds, self.clock.monotonic()), step.within_s)

    def rest(self, part: str) -> None:
        """No progress is expected of the part any more."""
        self._progress.pop(part, None)

    def not_ready(self) -> dict[str, str]:
        """The reasons by part; empty means ready."""
        return {part: state for part, state in self._parts.items() if state != OK}

    def not_live(self) -> dict[str, str]:
        """The parts that stand still; empty means alive."""
        now = self.clock.monotonic()
        return {
            part: f"no progress for {now - step.at:.0f} s (at most {step.within_s:.0f} s)"
            for part, step in self._progress.items()
            if now - step.at > step.within_s
        }

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """The ASGI application behind `/metrics`, `/live` and `/ready`."""
        if scope["path"] == "/metrics":
            await self._metrics(scope, receive, send)
        elif scope["path"] == "/live":
            reasons = self.not_live()
            await self._answer(send, "live", not reasons, reasons=reasons)
        elif scope["path"] == "/ready":
            await self._answer(send, "ready", not self.not_ready(), parts=self._parts)
        else:
            await _respond(send, 404, {"error": "there are /metrics, /live and /ready"})

    async def _answer(self, send: Send, question: str, is_so: bool, **details: dict[str, str]) -> None:
        await _respond(send, 200 if is_so else 503, {"service": self._service, question: is_so, **details})


async def _respond(send: Send, status: int, body: dict[str, Any]) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})
