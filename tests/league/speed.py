"""Messages a second of one core, by turns in one run: only so are figures of a shared machine to be compared."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from tests.league.competitors import ROOT, Competitor

ROUNDS = 5
MESSAGES = 500
SETS = ("mime-*", "raw-*", "bounces-*", "spam-ham-*")
WITHIN_S = 300


def rates(pythons: Mapping[Competitor, Path], corpus: Path) -> dict[Competitor, float]:
    """The median of five rounds, in each of which everybody has one turn with the same messages."""
    paths = sample(corpus)
    rounds = [{each: _rate(each.command(python), paths) for each, python in pythons.items()} for _ in range(ROUNDS)]
    return {each: median(turn[each] for turn in rounds) for each in pythons}


def sample(corpus: Path) -> list[Path]:
    """So many messages, evenly out of every set."""
    manifests = sorted(path for name in SETS for path in corpus.glob(f"{name}/manifest.jsonl"))
    found = [
        manifest.parent / json.loads(line)["file"]
        for manifest in manifests
        for line in manifest.read_text().splitlines()
    ]
    return found[:: max(1, len(found) // MESSAGES)]


def _rate(command: Sequence[str], paths: Sequence[Path]) -> float:
    argv = [*command, "--rate", *map(str, paths)]
    done = subprocess.run(argv, stdout=subprocess.PIPE, text=True, timeout=WITHIN_S, check=True, cwd=ROOT)
    return float(json.loads(done.stdout)["rate"])
