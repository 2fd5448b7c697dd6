"""What processes have used: CPU time and memory, of a process and all it has started."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

KINDS_OF_MEMORY = ("RssAnon:", "RssFile:", "RssShmem:")
Children = Mapping[int, Sequence[psutil.Process]]
"""The running processes by their parent's id: read once for all trees, or looking takes time from what is measured."""


@dataclass(frozen=True, slots=True)
class Used:
    """CPU seconds (user and system) between two moments, and the most memory seen."""

    cpu_s: float
    peak_rss_bytes: int


@dataclass(frozen=True, slots=True)
class Tree:
    """A process and all it has started; of these only those with some words in their title, where `only` is set."""

    pid: int
    only: str = ""

    def cpu_s(self, children: Children) -> float:
        """User and system time since they began, of ended children too as far as their parent lives."""
        total = 0.0
        for process in self._processes(children):
            with suppress(psutil.Error):
                times = process.cpu_times()
                total += times.user + times.system + times.children_user + times.children_system
        return total

    def resident_bytes(self, children: Children) -> int:
        """Resident memory now (RSS); what processes of one tree share (PostgreSQL's buffers, code) is counted once."""
        parts = [_resident(process) for process in self._processes(children)]
        own = sum(part.get("RssAnon", 0) for part in parts)
        return own + sum(max((part.get(kind, 0) for part in parts), default=0) for kind in ("RssFile", "RssShmem"))

    def _processes(self, children: Children) -> list[psutil.Process]:
        try:
            found = [psutil.Process(self.pid)]
        except psutil.Error:
            return []
        for process in found:
            found.extend(children.get(process.pid, ()))
        return found if not self.only else [child for child in found[1:] if self.only in _title(child)]


class Meter:
    """Measures named process trees from its making on; call `look` now and then for the peak of memory."""

    def __init__(self, trees: Mapping[str, Tree]) -> None:
        self._trees = trees
        self._before = self._cpu_s()
        self._peaks = dict.fromkeys(trees, 0)

    def look(self) -> None:
        """Notes how much memory each tree holds now."""
        children = children_by_parent()
        for name, tree in self._trees.items():
            self._peaks[name] = max(self._peaks[name], tree.resident_bytes(children))

    def used(self) -> dict[str, Used]:
        """Since the meter was made."""
        self.look()
        return {
            name: Used(max(0.0, cpu_s - self._before[name]), self._peaks[name]) for name, cpu_s in self._cpu_s().items()
        }

    def _cpu_s(self) -> dict[str, float]:
        children = children_by_parent()
        return {name: tree.cpu_s(children) for name, tree in self._trees.items()}


def children_by_parent() -> Children:
    """As they are now."""
    children: defaultdict[int, list[psutil.Process]] = defaultdict(list)
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            children[process.ppid()].append(process)
    return children


def pid_in(folder: Path, name: str) -> int:
    """The process id that a stack keeps for one of its servers."""
    return int(json.loads((folder / "run" / f"{name}.pid").read_text())["pid"])


def _title(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return " ".join(process.cmdline())
    return ""


def _resident(process: psutil.Process) -> dict[str, int]:
    """Resident bytes by kind: RssAnon is its own, RssFile and RssShmem it may share."""
    try:
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    except OSError:
        return {}
    found = (line.split() for line in lines if line.startswith(KINDS_OF_MEMORY))
    return {name.rstrip(":"): int(kib) * 1024 for name, kib, *_ in found}
