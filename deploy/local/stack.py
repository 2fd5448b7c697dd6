"""The one entry to the embedded stack: start all of it, know where it is, stop all of it."""

import fcntl
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from deploy.local.endpoints import FILE_NAME, Endpoints
from deploy.local.errors import StackError
from deploy.local.greenmail import GreenMail
from deploy.local.java import find_java, java_major
from deploy.local.kafka import DEFAULT_HEAP, Kafka
from deploy.local.postgres import Postgres
from shared.service.ports import Ports

FOLDER_SETTING = "EMAIL_DATA_DIR"
_NEEDED_BYTES = 500 * 2**20


class Part(Protocol):
    """One server. `start` returns once it serves; `kill` is kill -9, and `start` works after it."""

    @property
    def pid(self) -> int: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...


def default_folder() -> Path:
    return Path(os.environ.get(FOLDER_SETTING, ".mailweave"))


class Stack:
    """Kafka, PostgreSQL and GreenMail with all their data in one folder.

    A restart finds records, rows, ports and passwords again. One process at a time runs a folder's stack.
    """

    def __init__(
        self,
        folder: Path,
        say: Callable[[str], None] = print,
        kafka_heap: str = DEFAULT_HEAP,
        *,
        kafka_proxy_port: int = 0,
    ) -> None:
        self.folder = folder.absolute()
        self._say = say
        self._lock: IO[str] | None = None
        ports = Ports(self.folder)
        self.kafka = Kafka(self.folder, ports, say, kafka_heap, kafka_proxy_port)
        self.postgres = Postgres(self.folder, ports, say)
        self.greenmail = GreenMail(self.folder, ports, say)
        self.parts: dict[str, Part] = {"Kafka": self.kafka, "PostgreSQL": self.postgres, "GreenMail": self.greenmail}

    def start(self) -> Endpoints:
        """Start the three at once and return where they are; on failure nothing is left running."""
        began_at = time.monotonic()
        _make_folder(self.folder)
        self._lock = _lock(self.folder)
        try:
            java = find_java()
            self._say(f"stack in {self.folder}, Java {java_major(java)} from {java}")
            with ThreadPoolExecutor() as pool:
                list(pool.map(self._start_part, self.parts))
            endpoints = self._endpoints()
            endpoints.save()
        except BaseException:  # a Ctrl-C while starting must not leave servers behind either
            self.stop()
            raise
        self._say(f"stack ready after {time.monotonic() - began_at:.1f} s")
        return endpoints

    def stop(self) -> None:
        """Stop what runs; no process is left. Starting again is then allowed."""
        if self._lock is None:
            return
        (self.folder / FILE_NAME).unlink(missing_ok=True)
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda part: part.stop(), self.parts.values()))
        self._lock.close()
        self._lock = None

    def remove(self) -> None:
        """Stop it and delete its folder with all data; StackError when another process runs it."""
        if not self.folder.exists():
            return
        self._lock = self._lock or _lock(self.folder)
        self.stop()
        self.postgres.remove_data()
        shutil.rmtree(self.folder)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _start_part(self, name: str) -> None:
        began_at = time.monotonic()
        self.parts[name].start()
        self._say(f"{name} ready after {time.monotonic() - began_at:.1f} s")

    def _endpoints(self) -> Endpoints:
        return Endpoints(self.folder, self.kafka.servers, self.postgres.database_url, self.greenmail.server)


def is_running(folder: Path) -> bool:
    """Whether a process holds the stack of this folder."""
    path = folder / "lock"
    if not path.exists():
        return False
    with path.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def refuse_running(folder: Path) -> None:
    """StackError where a process holds the stack of this folder."""
    if is_running(folder):
        holder = (folder / "lock").read_text().strip()
        raise StackError(
            f"a stack is running in {folder} (process {holder}): stop it with Ctrl-C or `kill {holder}` first"
        )


def _make_folder(folder: Path) -> None:
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o711 if os.geteuid() == 0 else 0o700)  # PostgreSQL's user, not root, must walk through
        (folder / "lock").touch(mode=0o600)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise StackError(
            f"the folder {folder} cannot be written ({error.strerror}): choose another with --folder "
            f"or {FOLDER_SETTING}"
        ) from error
    if free < _NEEDED_BYTES:
        raise StackError(
            f"only {free // 2**20} MiB are free where {folder} lies and the stack needs {_NEEDED_BYTES // 2**20}: "
            f"make room, or choose another folder with --folder or {FOLDER_SETTING}"
        )


def _lock(folder: Path) -> IO[str]:
    """Hold the folder until the file is closed or this process ends, however it ends."""
    lock = (folder / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip()
        lock.close()
        raise StackError(
            f"a stack is already running in {folder} (process {holder}): use it, stop that process, "
            f"or choose another folder with --folder or {FOLDER_SETTING}"
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock
