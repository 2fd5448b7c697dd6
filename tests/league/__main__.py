"""`python -m tests.league --corpus DIR`: the table, and where Mailweave is not ahead."""

import argparse
import sys
from pathlib import Path

from tests.bench.failure import BenchError
from tests.bench.venv import python
from tests.league.competitors import MAILWEAVE, NOT_INSTALLED, REQUIREMENTS, RIVALS, ROOT
from tests.league.contract import require
from tests.league.scores import scores_of
from tests.league.speed import rates
from tests.league.table import Standing, markdown, not_ahead

BUILD = ROOT / "build/league"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, required=True, help="a folder with corpus/score.py")
    corpus = options.parse_args().corpus.resolve() / "corpus"
    BUILD.mkdir(parents=True, exist_ok=True)
    try:
        pythons = {MAILWEAVE: Path(sys.executable), **dict.fromkeys(RIVALS, python(BUILD, REQUIREMENTS))}
        for each, path in pythons.items():
            require(each, each.command(path), BUILD)
    except BenchError as error:
        print(error)
        return 1
    fast = rates(pythons, corpus)
    ours, *rivals = (
        Standing(each, scores_of(each, path, corpus, BUILD / f"{each.program}.json"), fast[each])
        for each, path in pythons.items()
    )
    print(markdown([ours, *rivals]))
    for name, why in NOT_INSTALLED.items():
        print(f"not here: {name}: {why}")
    for line in not_ahead(ours, rivals):
        print(f"not ahead: {line}")
    print(f"what each got wrong is in {BUILD}")
    return 0


sys.exit(main())
