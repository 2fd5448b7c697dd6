"""The scores of corpus/score.py, which runs the command line on mails that nobody on this project wrote."""

import re
import subprocess
import sys
from pathlib import Path

from tests.conformance.floors import Figure

_COUNT = re.compile(r"^(.+?)\s+(\d+)/(\d+)\s+[\d.]+ %$", re.MULTILINE)
_THREADS = re.compile(r"^thread (\S+)\s+stripped (\d+)% .*? (?:F1|reunited) ([\d.]+)", re.MULTILINE)
_LONGEST_RUN_S = 1800


def parse_figures(corpus: Path) -> list[Figure]:
    """A figure for each field: how many messages have it right."""
    return [Figure("parse", name, right, all_) for name, right, all_ in counted(_scored(corpus, "parse"))]


def counted(printed: str) -> list[tuple[str, int, int]]:
    """What the scorer printed: name, how many are right, of how many."""
    return [(name, int(right), int(all_)) for name, right, all_ in _COUNT.findall(printed)]


def thread_figures(corpus: Path) -> list[Figure]:
    """How well threads agree with their links, and how many are found again where the links were lost; 1 is best."""
    found = _THREADS.findall(_scored(corpus, "thread"))
    return [Figure("thread", f"{name} {share} % stripped", float(reached), 1) for name, share, reached in found]


def _scored(corpus: Path, what: str) -> str:
    command = [sys.executable, str(corpus / "score.py"), what, "--cmd", f"{sys.executable} -m services.cli {what}"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=_LONGEST_RUN_S, check=True)
    return done.stdout
