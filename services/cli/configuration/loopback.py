"""A listener on this machine, to which a browser comes back after a login (RFC 8252 §7.3)."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from shared.oauth.person import LoginRefusedError

PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Mailweave</title>
<p>{said} You can close this window and go back to the terminal.</p></html>"""
READ_WITHIN_S = 5.0
LOOK_EVERY_S = 0.2
Take = Callable[[str], bool]
"""Told the path with its query that a browser came with; whether that was what was waited for."""


class Loopback:
    """One port of this machine, of the system's choice."""

    def __init__(self, take: Take) -> None:
        listener = self
        self.take = take
        self.is_over = False
        self.no: LoginRefusedError | None = None

        class Handler(_Handler):
            loopback = listener

        self._http = HTTPServer(("127.0.0.1", 0), Handler)
        self._http.timeout = LOOK_EVERY_S

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._http.server_address[1])

    def wait(self, timeout_s: float) -> bool:
        """Until somebody came with the right thing; False when the time is over. `take` may raise LoginRefusedError."""
        until = time.monotonic() + timeout_s
        while not self.is_over and time.monotonic() < until:
            self._http.handle_request()
        if self.no is not None:
            raise self.no
        return self.is_over

    def came(self, path: str) -> bool:
        """Whether this ends the wait; what is raised here would be lost in the library, so it is kept."""
        try:
            is_right = path.startswith("/?") and self.take(path)
        except LoginRefusedError as error:
            self.no, is_right = error, True
        self.is_over = self.is_over or is_right
        return is_right

    def close(self) -> None:
        """Listens no more."""
        self._http.server_close()


@contextmanager
def loopback(take: Take) -> Iterator[Loopback]:
    """One, while the block runs."""
    listener = Loopback(take)
    try:
        yield listener
    finally:
        listener.close()


class _Handler(BaseHTTPRequestHandler):
    loopback: Loopback
    timeout = READ_WITHIN_S  # who connects and says nothing must not keep the browser out

    def do_GET(self) -> None:
        is_right = self.loopback.came(self.path)
        said = "Mailweave has its answer." if is_right else "This is not the login that Mailweave waits for."
        body = PAGE.format(said=said).encode()
        self.send_response(200 if is_right else 400)
        for name, value in {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": "default-src 'none'",
            "Referrer-Policy": "no-referrer",
            "Connection": "close",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Nothing: the path holds the code."""
