"""Debian's PostgreSQL as a private server with TLS: the embedded one is built without. It may be an older one."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from deploy.local.owner import owner_for_root
from deploy.local.tls import Authority, Certificates
from shared.service.child import Child
from shared.service.ports import HOST, Ports

PACKAGES = "postgresql"
VERSIONS = Path("/usr/lib/postgresql")
SUPERUSER, PASSWORD = "mailweave", "pass word"
CERTIFIED = "certified"
"""Who has to show a certificate, too."""
HBA = f"""\
hostssl all {CERTIFIED} all scram-sha-256 clientcert=verify-ca
host    all all         all scram-sha-256
"""


def programs() -> Path | None:
    """The folder of the newest one's programs."""
    found = sorted(VERSIONS.glob("*/bin/postgres"), key=lambda each: int(each.parts[-3]))
    return found[-1].parent if found else None


def is_installed() -> bool:
    return programs() is not None


@dataclass(frozen=True, slots=True)
class DebianPostgres:
    """A running server; `show` gives it another certificate while it runs."""

    folder: Path
    port: int
    authority: Authority
    files: Certificates

    def url(self, host: str = HOST, user: str = SUPERUSER, password: str = PASSWORD, **parameters: object) -> str:
        """With these parameters of libpq, as sslmode."""
        given = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in parameters.items())
        return f"postgresql://{user}:{quote(password)}@{host}:{self.port}/postgres?{given}"

    def show(self, files: Certificates) -> None:
        """From the next connection on."""
        _put(files, self.folder / "data")
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute("SELECT pg_reload_conf()")


@contextmanager
def debian_postgres_in(folder: Path) -> Iterator[DebianPostgres]:
    """Runs while the block does; the folder must be one that another user can walk to."""
    folder.mkdir(mode=0o711)
    authority = Authority(folder / "tls")
    files, port, data, own = authority.issue("server"), Ports(folder).claim("postgres"), folder / "data", programs()
    owner = owner_for_root()
    run_as = owner.run_as() if owner else None
    assert own is not None
    _make(own, data, folder)
    _put(files, data)
    child = Child("postgres", folder, run_as)
    settings = {
        "listen_addresses": HOST,
        "port": port,
        "unix_socket_directories": "",
        "fsync": "off",
        "ssl": "on",
        "ssl_cert_file": "server.pem",
        "ssl_key_file": "server.key",
        "ssl_ca_file": "ca.pem",
    }
    server = DebianPostgres(folder, port, authority, files)
    try:
        child.start(
            [own / "postgres", "-D", data, *(f"--{name}={value}" for name, value in settings.items())], cwd=data
        )
        child.wait_until(lambda: _answers(server), 60, f"ready on port {port}")
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {CERTIFIED} LOGIN PASSWORD '{PASSWORD}'".encode())
        yield server
    finally:
        child.stop()


def _make(own: Path, data: Path, folder: Path) -> None:
    password = folder / "password"
    password.write_text(PASSWORD)
    data.mkdir()
    owner = owner_for_root()
    for each in (password, data):
        _give(each)
    argv: list[str | Path] = [
        own / "initdb",
        "-D",
        data,
        "-U",
        SUPERUSER,
        "--auth=scram-sha-256",
        f"--pwfile={password}",
    ]
    become = owner.run_as() if owner else {}
    subprocess.run(
        [*argv, "--encoding=UTF8", "--locale=C.UTF-8", "-N"], check=True, capture_output=True, cwd=data, **become
    )
    (data / "pg_hba.conf").write_text(HBA)


def _put(files: Certificates, data: Path) -> None:
    for source, name in ((files.certificate, "server.pem"), (files.key, "server.key"), (files.ca_file, "ca.pem")):
        target = data / name
        target.unlink(missing_ok=True)
        shutil.copy(source, target)
        target.chmod(0o600)
        _give(target)


def _give(path: Path) -> None:
    if (owner := owner_for_root()) is not None:
        os.chown(path, owner.uid, owner.gid)


def _answers(server: DebianPostgres) -> bool:
    with suppress(psycopg.OperationalError), psycopg.connect(server.url(), connect_timeout=5):
        return True
    return False
