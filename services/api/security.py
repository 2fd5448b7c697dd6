"""Before any route: the bearer token (RFC 6750) and the largest request."""

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

from pydantic import SecretStr

from services.api.problems import problem_response

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Message, Receive, Send], Awaitable[None]]
SCHEME = b"bearer "
READ_ON = 16
"""A request that is too large is read on, up to so many times the limit: who is cut off sending sees no answer."""


class TokenRequired:
    """Lets only requests with the token through; `open_paths` need none."""

    def __init__(self, app: Asgi, token: SecretStr, open_paths: frozenset[str]) -> None:
        self._app = app
        self._token = token.get_secret_value().encode()
        self._open_paths = open_paths

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        if scope["type"] != "http" or scope["path"] in self._open_paths or self._is_allowed(scope["headers"]):
            await self._app(scope, receive, send)
            return
        refusal = problem_response(
            HTTPStatus.UNAUTHORIZED,
            "send the header `Authorization: Bearer …` with the value of EMAIL_API_TOKEN",
            headers={"WWW-Authenticate": "Bearer"},
        )
        await refusal(scope, receive, send)

    def _is_allowed(self, headers: list[tuple[bytes, bytes]]) -> bool:
        given = [value for name, value in headers if name == b"authorization"]
        if len(given) != 1 or given[0][: len(SCHEME)].lower() != SCHEME:
            return False
        return hmac.compare_digest(given[0][len(SCHEME) :], self._token)


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
