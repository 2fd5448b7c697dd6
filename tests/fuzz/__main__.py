"""`python -m tests.fuzz [imap|pop3|smtp|mail] [--sessions N] [--seed S]`: exit 0 when nothing went wrong."""

import argparse
import logging
import secrets
import sys

from tests.fuzz.campaign import run_campaign
from tests.fuzz.targets import SHARES, TARGETS

SESSIONS = 10_000
LARGEST_SEED = 10**9


def main() -> int:
    """Without a name all are run, imap and pop3 half of the sessions each."""
    given = _arguments()
    logging.disable(logging.CRITICAL)  # every session is full of warnings, on purpose
    first = given.first if given.first is not None else given.seed * 1_000_000
    if given.first is None:
        say(f"seed {given.seed} (repeat with --seed {given.seed})")
    wrong = 0
    for name, share in SHARES.items():
        if given.target in ("", name):
            count = given.sessions if given.target else max(1, int(given.sessions * share))
            wrong += run_campaign(TARGETS[name], range(first, first + count), say).wrong
    return 1 if wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", nargs="?", default="", choices=["", *TARGETS])
    parser.add_argument("--sessions", type=int, default=SESSIONS, help="of each kind; imap and pop3 share them")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(LARGEST_SEED), help="of the whole run")
    parser.add_argument("--first", type=int, help="seed of the first session, to look at one")
    return parser.parse_args()


def say(line: str) -> None:
    """To whoever watches, at once."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
