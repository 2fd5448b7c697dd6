"""Runs the parts one after the other, says how far it is, and writes what came out."""

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from deploy.local.endpoints import Endpoints
from tests.bench.corpus.store import Corpus, corpus
from tests.bench.failure import BenchError, NotInstalledError
from tests.bench.goals import missed, read_goals
from tests.bench.ground import Ground, ground
from tests.bench.parts import PARTS, Part
from tests.bench.picture import draw
from tests.bench.progress import Progress
from tests.bench.results import LATEST, PARTIAL, Figures, completed, save, table

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "bench"
GOALS = ROOT / "deploy" / "bench-goals.toml"
MESSAGES, SEED = 10_000, 1


def main(arguments: Sequence[str] | None = None, build: Path = BUILD, stack: Endpoints | None = None) -> int:
    """0 when every part that was asked for ran; 1 when one failed, or with `--check` a goal was missed."""
    asked = _parse(arguments)
    progress, load_before = Progress(), os.getloadavg()[0]
    progress.keep(f"corpus of {asked.messages:,} messages, seed {asked.seed}")
    mail = corpus(build, asked.seed, asked.messages)
    for line in mail.distribution.lines():
        progress.keep(line)
    about = _about(mail) | {"load_before": load_before}
    with ground(build, progress, stack) as standing:
        figures = _measured(standing, mail, [part for part in PARTS if part.name in asked.only], progress)
    whole = completed(about | figures)
    is_whole = {part.name for part in PARTS} <= set(asked.only)
    path = save(build, whole, LATEST if is_whole else PARTIAL)
    print("\n".join(table(whole)))
    print(f"\nall of it in {path}")
    if not asked.no_plot:
        print(_drawn(build, path))
    faults = [*figures["failed"], *(_missed(figures) if asked.check else ())]
    return 1 if faults else 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    names = [part.name for part in PARTS]
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--messages", type=int, default=MESSAGES, help="size of the corpus (50 at least)")
    parser.add_argument("--seed", type=int, default=SEED, help="of the corpus")
    parser.add_argument("--only", default=",".join(names), help=f"parts, with commas: {', '.join(names)}")
    parser.add_argument("--check", action="store_true", help=f"exit 1 when a goal of {GOALS.name} is missed")
    parser.add_argument("--no-plot", action="store_true", help="draw no picture")
    asked = parser.parse_args(arguments)
    asked.only = asked.only.split(",")
    if unknown := set(asked.only) - set(names):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    if asked.messages < 50:
        parser.error("--messages must be 50 or more")
    return asked


def _measured(standing: Ground, mail: Corpus, parts: Sequence[Part], progress: Progress) -> Figures:
    figures: Figures = {"failed": {}, "not_installed": {}}
    for part in parts:
        progress.keep(part.name)
        found, error = _run(part, standing, mail, figures)
        figures |= found
        if error is not None:
            line = str(error) if isinstance(error, BenchError) else f"{type(error).__name__}: {error}"
            progress.keep(f"{part.name}: {line}")
            figures["not_installed" if isinstance(error, NotInstalledError) else "failed"][part.name] = line
    return figures


def _run(part: Part, standing: Ground, mail: Corpus, figures: Figures) -> tuple[Figures, BaseException | None]:
    """What the part found, or why it found nothing. In a thread, so that neither a fault nor a hang ends the run."""
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=part.name)
    future = pool.submit(part.run, standing, mail, figures)
    try:
        error = future.exception(part.deadline_s)
    except TimeoutError:
        return {}, BenchError(f"not done after {part.deadline_s:.0f} s")
    finally:
        pool.shutdown(wait=False)
    return (future.result() if error is None else {}), error


def _drawn(build: Path, result: Path) -> str:
    try:
        return f"plot in {draw(build, result)}"
    except BenchError as error:
        return str(error)


def _about(mail: Corpus) -> Figures:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": mail.seed,
        "messages": len(mail),
        "corpus": mail.distribution.figures(),
        "cores": os.cpu_count(),
    }


def _missed(figures: Figures) -> list[str]:
    lines = missed(read_goals(GOALS), completed(figures))
    for line in lines:
        print(f"missed {line}", file=sys.stderr)
    return lines
