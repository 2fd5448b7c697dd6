"""GreenMail: SMTP, IMAP and POP3, with and without TLS, in one JVM; mail is kept in memory only."""

import json
from collections.abc import Callable
from pathlib import Path

from deploy.local.jars import class_path
from deploy.local.java import find_java
from deploy.local.mail_server import MailServer, create_user
from deploy.local.tls import KEYSTORE_PASSWORD, certificates
from shared.service.child import Child
from shared.service.ports import HOST, Ports, accepts

_PROTOCOLS = ("smtp", "smtps", "imap", "imaps", "pop3", "pop3s")
USERS_FILE = Path("greenmail", "users.json")
_MAIN_CLASS = "com.icegreen.greenmail.standalone.GreenMailStandaloneRunner"


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
