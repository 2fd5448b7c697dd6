"""The corpus on disk: made once for a seed and a size, then found again."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.corpus.letters import write
from tests.bench.corpus.measure import Distribution, measure
from tests.bench.corpus.plan import plan

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Corpus:
    """The messages as files, in the order of their dates."""

    folder: Path
    seed: int
    distribution: Distribution
    answered: int

    def paths(self) -> list[Path]:
        """Every message's file."""
        return sorted(self.folder.glob("*.eml"))

    def __len__(self) -> int:
        return self.distribution.messages


def corpus(build: Path, seed: int, count: int) -> Corpus:
    """The corpus of this seed and size below `build`; written unless the same code has written it before."""
    folder = build / f"corpus-{seed}-{count}"
    manifest = folder / MANIFEST
    known = json.loads(manifest.read_text()) if manifest.exists() else {}
    if known.get("written_by") != _code():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        letters = plan(seed, count)
        answered = sum(letter.is_to_be_answered for letter in letters)
        distribution = measure(_written(folder, (write(seed, letter) for letter in letters)))
        known = {"written_by": _code(), "answered": answered, "distribution": distribution.figures()}
        manifest.write_text(json.dumps(known, indent=1))
    return Corpus(folder, seed, Distribution(**known["distribution"]), known["answered"])


def _written(folder: Path, raws: Iterator[bytes]) -> Iterator[bytes]:
    for number, raw in enumerate(raws):
        (folder / f"{number:06d}.eml").write_bytes(raw)
        yield raw


def _code() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
