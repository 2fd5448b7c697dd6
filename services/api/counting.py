"""Counts every answer, by method, route and status."""

from services.api.security import Asgi, Message, Receive, Send
from shared import metrics

NO_ROUTE = "none"


class Counted:
    """Around a whole application; what no route answered (a refused token, an unknown path) has the route `none`."""

    def __init__(self, app: Asgi, prefix: str = "") -> None:
        """`prefix`: what all routes lie under; FastAPI's releases differ in whether a route's path has it."""
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = self._route(scope)
                metrics.HTTP_REQUESTS.labels(scope["method"], route, str(message["status"])).inc()
            await send(message)

        await self._app(scope, receive, counting)

    def _route(self, scope: Message) -> str:
        """The path of the route, not of the request: so there are not more series than routes."""
        path: str | None = getattr(scope.get("route"), "path", None)
        if path is None:
            return NO_ROUTE
        return path if path.startswith(self._prefix) else self._prefix + path
