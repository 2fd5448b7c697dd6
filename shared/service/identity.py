"""Which process a number means: numbers come round again, and a killed supervisor leaves only a number behind."""

import subprocess
from pathlib import Path

PROC = Path("/proc")
_ZOMBIE = "Z"


def identity_of(pid: int) -> str | None:
    """What tells process `pid` from all that had or will have its number: when it began, in the system's own words.

    None if there is none, or only a zombie, which nobody may reap in a container.
    """
    return _by_proc(pid) if (PROC / "self").exists() else _by_ps(pid)


def _by_proc(pid: int) -> str | None:
    """Linux: proc_pid_stat(5); the boot's id makes the moment, counted from the boot, one of all times."""
    try:
        stat = (PROC / str(pid) / "stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, *fields = stat.rpartition(") ")[2].split()  # the program's name before it may hold anything
    began_at = fields[18]
    boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
    return None if state == _ZOMBIE else f"{boot} {began_at}"


def _by_ps(pid: int) -> str | None:
    """Elsewhere, as on macOS."""
    said = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False, timeout=10
    )
    state, _, began_at = said.stdout.strip().partition(" ")
    return None if not state or state.startswith(_ZOMBIE) else began_at.strip()
