"""Counts requests by method, route and status: the one place that every request passes, refused or not."""

from http import HTTPMethod, HTTPStatus

from services.api.security import Asgi, Message, Receive, Send
from shared import metrics

OTHER = "other"
"""For what reached no route and methods that HTTP does not know: who asks for anything must not fill the metrics."""
FOUND_KEY = "mailweave.route"


class CountedRequests:
    """Around everything; the route is known where the application within is a `NotedRoute`."""

    def __init__(self, app: Asgi) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """An ASGI application; an error that escapes is what the server makes of it, a 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        found: dict[str, str] = {}
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR

        async def noted(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app({**scope, FOUND_KEY: found}, receive, noted)
        finally:
            metrics.HTTP_REQUESTS.labels(_method(scope), found.get(FOUND_KEY, OTHER), status).inc()


class NotedRoute:
    """Around the application that has the routes: leaves the path of the one it took, its parameters unfilled."""

    def __init__(self, app: Asgi) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        try:
            await self._app(scope, receive, send)
        finally:
            if (path := _path(scope)) and FOUND_KEY in scope:
                scope[FOUND_KEY][FOUND_KEY] = path


def _path(scope: Message) -> str:
    """With its router's prefix, which FastAPI keeps beside the route."""
    taken = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    return str(getattr(taken, "path", ""))


def _method(scope: Message) -> str:
    method: str = scope["method"]
    return method if method in HTTPMethod.__members__ else OTHER
