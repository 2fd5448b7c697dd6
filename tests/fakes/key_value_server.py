"""A KV store, version 2, over real HTTP as HashiCorp Vault and OpenBao document it; it errs as the next fault says.

Entries have versions, of which the last may be deleted; a token reads the paths of its policy alone.
"""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DELETED = None
Fields = dict[str, Any]


class Fault(StrEnum):
    """What is done instead of answering."""

    SEALED = "503, sealed"
    ERROR = "500"
    RATE_LIMIT = "429"
    HTML = "200 with HTML"
    HTML_REFUSAL = "403 with HTML"
    REDIRECT = "307 to elsewhere"
    VERSION_1 = "200 as of version 1"
    LIST = "200 with a list"
    HANG_UP = "the connection ends"
    SILENT = "never an answer"


@dataclass
class KeyValueServer:
    """Listens on a free port of this machine. `asked`: paths that came, with their namespaces."""

    tokens: dict[str, str] = field(default_factory=lambda: {"hvs.planted-token": "secret/"})
    """By token the beginning of what it may read and write."""
    entries: dict[str, list[Fields | None]] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)
    is_down: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        server = self

        class Handler(_Handler):
            store = server

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def put(self, place: str, fields: Fields | None) -> None:
        """Another version of the entry at mount/path."""
        self.entries.setdefault(place, []).append(fields)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@contextmanager
def key_value_server() -> Iterator[KeyValueServer]:
    """One, while the block runs."""
    server = KeyValueServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()


class _Handler(BaseHTTPRequestHandler):
    store: KeyValueServer

    def do_GET(self) -> None:
        self.store.asked.append((self.path, self.headers.get("X-Vault-Namespace", "")))
        if self.store.is_down:
            self._document(503, {"errors": ["Vault is sealed"]})
        elif self.store.faults:
            self._err(self.store.faults.popleft())
        else:
            self._document(*self._answer())

    def do_POST(self) -> None:
        """A new version, by whoever may."""
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        place = self._place()
        if not self._may(place):
            return self._document(403, {"errors": ["permission denied"]})
        self.store.put(place, body["data"])
        return self._document(200, {"data": _metadata(self.store.entries[place])})

    def _place(self) -> str:
        mount, _, path = self.path.removeprefix("/v1/").partition("/data/")
        return f"{mount}/{path}"

    def _may(self, place: str) -> bool:
        beginning = self.store.tokens.get(self.headers.get("X-Vault-Token", ""))
        return beginning is not None and place.startswith(beginning)

    def _answer(self) -> tuple[int, object]:
        place = self._place()
        if not self._may(place):
            return 403, {"errors": ["1 error occurred:\n\t* permission denied\n\n"]}
        versions = self.store.entries.get(place, [])
        if not versions:
            return 404, {"errors": []}
        answer = {"request_id": "5a9d4a5b", "lease_id": "", "renewable": False, "lease_duration": 0, "auth": None}
        status = 404 if versions[-1] is DELETED else 200
        return status, {**answer, "data": {"data": versions[-1], "metadata": _metadata(versions)}}

    def _document(self, status: int, document: object) -> None:
        self._send(status, json.dumps(document).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _err(self, fault: Fault) -> None:
        page = b"<!DOCTYPE html><title>Sign in</title><p>Please accept our terms"
        match fault:
            case Fault.SEALED:
                self._document(503, {"errors": ["Vault is sealed"]})
            case Fault.ERROR:
                self._document(500, {"errors": ["internal error"]})
            case Fault.RATE_LIMIT:
                self._document(429, {"errors": ["request path: rate limit quota exceeded"]})
            case Fault.HTML:
                self._send(200, page, "text/html")
            case Fault.HTML_REFUSAL:
                self._send(403, page + self.headers["X-Vault-Token"].encode(), "text/html")
            case Fault.REDIRECT:
                self._send(307, b"", "text/html", Location=f"{self.store.url}/v1/elsewhere/data/x")
            case Fault.VERSION_1:
                self._document(200, {"data": {"password": "planted-version-1"}})
            case Fault.LIST:
                self._document(200, [{"data": {}}])
            case Fault.HANG_UP:
                self.close_connection = True
            case Fault.SILENT:
                self.store.stopping.wait(60)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Nothing: tests read what came."""


def _metadata(versions: list[Fields | None]) -> dict[str, object]:
    deleted_at = "2026-11-29T12:00:00Z" if versions[-1] is DELETED else ""
    return {"version": len(versions), "destroyed": False, "deletion_time": deleted_at, "custom_metadata": None}
