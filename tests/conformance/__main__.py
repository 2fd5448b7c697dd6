"""`python -m tests.conformance --corpus DIR`: print the figures; exit 1 when one is below its floor."""

import argparse
import asyncio
import sys
from pathlib import Path

from tests.conformance.bounces import others_figures, own_figures
from tests.conformance.floors import FLOORS, Figure, below, read_floors, table
from tests.conformance.markup import html_figures
from tests.conformance.parsers import parsers_figure
from tests.conformance.replies import replies_figure
from tests.conformance.reports import figures_of, run_reports
from tests.conformance.scores import parse_figures, thread_figures


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, required=True, help="a folder with corpus/score.py and reports/mail/")
    options.add_argument("--reports-only", action="store_true", help="leave out the scores, which take a minute")
    given = options.parse_args()
    folder = given.corpus.resolve()
    outcomes = asyncio.run(run_reports(folder / "reports/mail"))
    figures: list[Figure] = [*figures_of(outcomes), *own_figures()]
    if not given.reports_only:
        corpus = folder / "corpus"
        figures += [*parse_figures(corpus), parsers_figure(corpus), replies_figure(corpus), *others_figures(corpus)]
        figures += [*html_figures(corpus), *thread_figures(corpus)]
    for wrong in (each for outcome in outcomes for each in outcome.wrong):
        print(wrong)
    print(table(figures))
    floors = read_floors(FLOORS.read_text())
    fallen = below(figures, floors, is_complete=not given.reports_only)
    for line in fallen:
        print(f"below its floor: {line}")
    return 1 if fallen else 0


sys.exit(main())
