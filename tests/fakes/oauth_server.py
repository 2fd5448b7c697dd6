"""An OAuth2 server over real HTTP, in a thread of its own; its token endpoint errs as the next fault says."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.fakes.oauth_model import OAuthError, OAuthModel

HUGE_BYTES = 8 * 1024 * 1024


class Fault(StrEnum):
    """What the token endpoint does instead of answering."""

    SERVER_ERROR = "500"
    UNAVAILABLE = "503 with Retry-After"
    TOO_MANY = "429 with Retry-After"
    HTML = "200 with HTML"
    HTML_REFUSAL = "403 with HTML"
    REDIRECT = "302 to elsewhere"
    SILENT = "never an answer"
    DRIP = "a byte now and then"
    HUGE = "an answer without end"
    HANG_UP = "the connection ends"
    NO_TOKEN = "200 without a token"
    HOSTILE_TOKEN = "200 with line breaks in the token"
    LIST = "200 with a list"
    DEEP = "200 with JSON nested too deeply"
    MAC_TOKEN = "a token of another type"


class OAuthServer:
    """Listens on a free port of this machine. `faults` strike one token request each; `forms` are those that came."""

    def __init__(self, model: OAuthModel) -> None:
        self.model = model
        self.faults: deque[Fault] = deque()
        self.forms: list[dict[str, str]] = []
        self.elsewhere: list[str] = []
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        server = self

        class Handler(_Handler):
            oauth = server

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self.token_url = f"{self.url}/token"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def columns(self) -> dict[str, object]:
        """An account's fields that lead here."""
        return {
            "auth": "oauth2",
            "oauth_provider": "custom",
            "oauth_client_id": "mailweave",
            "oauth_scopes": "mail",
            "oauth_token_url": self.token_url,
        }

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@contextmanager
def oauth_server(model: OAuthModel | None = None) -> Iterator[OAuthServer]:
    """One, while the block runs."""
    server = OAuthServer(model or OAuthModel())
    server.start()
    try:
        yield server
    finally:
        server.stop()


class _Handler(BaseHTTPRequestHandler):
    oauth: OAuthServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        if parts.path != "/authorize":
            self.oauth.elsewhere.append(self.path)
            return self._document(404, {"error": "not_found"})
        with self.oauth.lock:
            try:
                code = self.oauth.model.authorize(query)
            except OAuthError as error:
                return self._document(400, {"error": error.code, "error_description": error.description})
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}")
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()))
        path = urlsplit(self.path).path
        if path == "/token":
            self.oauth.forms.append(form)
            if self.oauth.faults:
                return self._err(self.oauth.faults.popleft())
        with self.oauth.lock:
            status, document = self._answer(path, form)
        return self._document(status, document)

    def _answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        try:
            match path:
                case "/token":
                    return 200, self.oauth.model.token(form, self.oauth.token_url)
                case "/device":
                    return 200, self.oauth.model.begin_device(form)
                case "/introspect":
                    return 200, self.oauth.model.introspect(form.get("token", ""))
        except OAuthError as error:
            return 400, {"error": error.code, "error_description": error.description}
        self.oauth.elsewhere.append(path)
        return 404, {"error": "not_found"}

    def _document(self, status: int, document: object, **headers: str) -> None:
        self._send(status, json.dumps(document).encode(), "application/json", **headers)

    def _send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _err(self, fault: Fault) -> None:
        page = b"<!DOCTYPE html><title>Sign in</title><p>Please accept our terms"
        good = {"access_token": "access-0123", "token_type": "Bearer", "expires_in": 3600}
        match fault:
            case Fault.SERVER_ERROR:
                self._send(500, page, "text/html")
            case Fault.UNAVAILABLE:
                self._document(503, {"error": "temporarily_unavailable"}, Retry_After="7")
            case Fault.TOO_MANY:
                self._document(429, {}, Retry_After="7")
            case Fault.HTML:
                self._send(200, page, "text/html")
            case Fault.HTML_REFUSAL:
                self._send(403, page, "text/html")
            case Fault.REDIRECT:
                self._send(302, b"", "text/html", Location=f"{self.oauth.url}/elsewhere")
            case Fault.HANG_UP:
                self.close_connection = True
            case Fault.SILENT:
                self.oauth.stopping.wait(60)
            case Fault.DRIP:
                self._drip()
            case Fault.HUGE:
                self._huge()
            case Fault.NO_TOKEN:
                self._document(200, {"token_type": "Bearer"})
            case Fault.HOSTILE_TOKEN:
                self._document(200, good | {"access_token": "a\r\nA1 LOGOUT"})
            case Fault.LIST:
                self._document(200, [good])
            case Fault.DEEP:
                self._send(200, b"[" * 60_000, "application/json")
            case Fault.MAC_TOKEN:
                self._document(200, good | {"token_type": "mac"})

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        try:
            while not self.oauth.stopping.wait(0.05):
                self.wfile.write(b" ")
                self.wfile.flush()
        except OSError:
            pass

    def _huge(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(HUGE_BYTES // 65536):
                self.wfile.write(b" " * 65536)
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Nothing: tests read what came."""
