"""`python -m tests.chaos [--seed N] [--messages N] [--sabotage NAME] [--soak]`: exit 0 when the promise held."""

import argparse
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

from tests.chaos.conduct import conduct
from tests.chaos.plan import Plan, small, soak, whole
from tests.chaos.report import report
from tests.chaos.servers import own_servers

CI_MESSAGES = 2_000
SOAK_MESSAGES = 100_000
SMALL_MESSAGES = 60


def main() -> int:
    """Runs on servers of its own; after a violation the folder with all logs is kept."""
    plan = _plan()
    folder = Path(tempfile.mkdtemp(prefix="mw-"))
    folder.chmod(0o711)
    say(f"seed {plan.seed} (repeat with --seed {plan.seed}); everything in {folder}")
    is_good = False
    try:
        with own_servers(folder, say) as servers:
            outcome = conduct(plan, servers, folder / "run", say, lambda service: [f"services.{service}"])
        lines, is_good = report(plan, outcome)
    finally:
        if is_good:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            say(f"kept for a look: {folder} (logs in {folder}/run/logs and {folder}/stack/logs)")
    for line in lines:
        say(line)
    return 0 if is_good else 1


def _plan() -> Plan:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    parser.add_argument("--messages", type=int)
    parser.add_argument("--sabotage", default="")
    parser.add_argument("--soak", action="store_true")
    chosen = parser.parse_args()
    if chosen.sabotage:
        return small(chosen.seed, chosen.sabotage, chosen.messages or SMALL_MESSAGES)
    if chosen.soak:
        return soak(chosen.seed, chosen.messages or SOAK_MESSAGES)
    return whole(chosen.seed, chosen.messages or CI_MESSAGES)


def say(line: str) -> None:
    """To whoever watches, at once."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
