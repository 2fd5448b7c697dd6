"""GreenMail: SMTP, IMAP and POP3, with and without TLS, in one JVM; mail is kept in memory only."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from deploy.local.errors import StackError
from deploy.local.jars import class_path
from deploy.local.java import find_java
from deploy.local.tls import KEYSTORE_PASSWORD, certificates
from shared.service.child import Child
from shared.service.ports import HOST, Ports, accepts

_PROTOCOLS = ("smtp", "smtps", "imap", "imaps", "pop3", "pop3s")
MOST_REPLACED = 5
USERS_FILE = Path("greenmail", "users.json")
_MAIN_CLASS = "com.icegreen.greenmail.standalone.GreenMailStandaloneRunner"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where a mail server listens; a port of 0 is not served. `ca_file` verifies its TLS ports for "localhost"."""

    host: str
    smtp: int = 0
    imap: int = 0
    pop3: int = 0
    imaps: int = 0
    pop3s: int = 0
    smtps: int = 0
    ca_file: str = ""
    admin: int = 0
    """GreenMail's REST port: `add_user` goes there."""


class GreenMail:
    """One server. A wrong password is refused; a restart keeps ports and users, not the mail."""

    def __init__(self, folder: Path, ports: Ports, say: Callable[[str], None]) -> None:
        self._folder = folder
        self._users_file = folder / USERS_FILE
        self._ports = ports
        self._say = say
        self._child = Child("greenmail", folder)
        self.server = MailServer(HOST)

    @property
    def pid(self) -> int:
        return self._child.pid

    def start(self) -> None:
        """Start it, wait until every port answers, and create the users it had."""
        jars = class_path("greenmail", self._say)
        self._child.end_leftover()
        numbers = {name: self._ports.claim(f"greenmail_{name}") for name in (*_PROTOCOLS, "admin")}
        files = certificates(self._folder)
        self.server = MailServer(HOST, ca_file=str(files.ca_file), **numbers)
        self._users_file.parent.mkdir(parents=True, exist_ok=True)
        java = (find_java(), "-Xmx640m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        options = self._options(files.keystore)
        self._child.start([*java, *options, "-cp", jars, _MAIN_CLASS], cwd=self._users_file.parent)
        self._child.wait_until(self._is_ready, 60, "ready")
        for address, password in _users(self._users_file).items():
            create_user(self.server, address, password)

    def stop(self) -> None:
        self._child.stop(deadline_s=10)

    def kill(self) -> None:
        self._child.kill()

    def add_user(self, address: str, password: str) -> None:
        """Let `address` log in with `password`, now and after a restart; a user that is there keeps its mail."""
        keep_user(self._folder, self.server, address, password)

    def _options(self, keystore: Path) -> list[str]:
        options = [f"-Dgreenmail.{name}.port={getattr(self.server, name)}" for name in _PROTOCOLS]
        options += [f"-Dgreenmail.{name}.hostname={HOST}" for name in (*_PROTOCOLS, "api")]
        options += [f"-Dgreenmail.api.port={self.server.admin}", "-Dgreenmail.startup.timeout=30000"]
        options += [f"-Dgreenmail.tls.keystore.file={keystore}"]
        options += [f"-Dgreenmail.tls.keystore.password={KEYSTORE_PASSWORD}"]
        return options

    def _is_ready(self) -> bool:
        return all(accepts(getattr(self.server, name)) for name in (*_PROTOCOLS, "admin"))


def keep_user(folder: Path, server: MailServer, address: str, password: str) -> None:
    """The same for the GreenMail that runs in `folder`."""
    path = folder / USERS_FILE
    users = _users(path)
    if users.get(address) == password:
        return
    create_user(server, address, password)
    users |= {address: password}
    path.touch(mode=0o600)
    path.write_text(json.dumps(users, indent=1))


def _users(path: Path) -> dict[str, str]:
    users: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return users


def create_user(server: MailServer, address: str, password: str) -> None:
    """Let `address` log in to a running GreenMail with `password`; a user that exists is replaced, mail and all.

    GreenMail makes a user by itself when mail arrives for an unknown address: add users before their mail.
    """
    if not server.admin:
        raise StackError("this mail server has no administration port: users can only be added to GreenMail")
    user = {"email": address, "login": address, "password": password}
    status = _ask(server, "POST", "/api/user", user)
    for _ in range(MOST_REPLACED):
        if status != HTTPStatus.BAD_REQUEST:
            return
        _ask(server, "DELETE", f"/api/user/{quote(address)}")  # there is one already, or somebody makes one just now
        status = _ask(server, "POST", "/api/user", user)
    if status != HTTPStatus.OK:
        raise StackError(f"GreenMail refused the user {address} with HTTP {status}: is it an email address?")


def _ask(server: MailServer, method: str, path: str, body: dict[str, str] | None = None) -> int:
    """The status of one REST call."""
    request = Request(
        f"http://{server.host}:{server.admin}{path}",
        data=json.dumps(body).encode() if body else None,
        headers={"Content-Type": "application/json"},
        method=method,
    )
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310 - our own server
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code
    except URLError as error:
        raise StackError(f"GreenMail does not answer on port {server.admin}: is the stack running?") from error
