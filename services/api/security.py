"""Before any route: who calls, by the bearer token (RFC 6750), and the largest request."""

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

from pydantic import SecretStr

from services.api.caller import SCOPE_KEY, Caller, Scope
from services.api.problems import problem_response

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Message, Receive, Send], Awaitable[None]]
FindCaller = Callable[[bytes], Caller | None]
SCHEME = b"bearer "
READ_ON = 16
"""A request that is too large is read on, up to so many times the limit: who is cut off sending sees no answer."""


def the_only_token(token: SecretStr) -> FindCaller:
    """Whoever has EMAIL_API_TOKEN may do everything."""
    expected = token.get_secret_value().encode()
    holder = Caller("the holder of EMAIL_API_TOKEN", frozenset(Scope))
    return lambda given: holder if hmac.compare_digest(given, expected) else None


class TokenRequired:
    """Lets only requests of known callers through; what lies under `open_paths` needs none."""

    def __init__(self, app: Asgi, find_caller: FindCaller, open_paths: tuple[str, ...]) -> None:
        self._app = app
        self._find_caller = find_caller
        self._open_paths = open_paths

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        if scope["type"] != "http" or self._is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        caller = self._caller(scope["headers"])
        if caller is not None:
            await self._app({**scope, SCOPE_KEY: caller}, receive, send)
            return
        refusal = problem_response(
            HTTPStatus.UNAUTHORIZED,
            "send the header `Authorization: Bearer …` with the value of EMAIL_API_TOKEN",
            headers={"WWW-Authenticate": "Bearer"},
        )
        await refusal(scope, receive, send)

    def _is_open(self, path: str) -> bool:
        return any(path == open_path or path.startswith(f"{open_path}/") for open_path in self._open_paths)

    def _caller(self, headers: list[tuple[bytes, bytes]]) -> Caller | None:
        given = [value for name, value in headers if name == b"authorization"]
        if len(given) != 1 or given[0][: len(SCHEME)].lower() != SCHEME:
            return None
        return self._find_caller(given[0][len(SCHEME) :])


class LimitedRequest:
    """Reads a request's body up to the limit before the application sees it; refuses a larger one with 413."""

    def __init__(self, app: Asgi, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = bytearray()
        size = 0
        more = True
        while more and size <= self._max_bytes * READ_ON:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            size += len(message.get("body", b""))
            if size <= self._max_bytes:
                body += message.get("body", b"")
            more = message.get("more_body", False)
        if size > self._max_bytes:
            await self._refuse(scope, receive, send)
        else:
            await self._app(scope, _replay(bytes(body), receive), send)

    async def _refuse(self, scope: Message, receive: Receive, send: Send) -> None:
        detail = (
            f"the request is larger than {self._max_bytes} bytes: make it smaller or raise EMAIL_API_MAX_REQUEST_BYTES"
        )
        refusal = problem_response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, headers={"Connection": "close"})
        await refusal(scope, receive, send)


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return waiting.pop() if waiting else await receive()

    return next_message
