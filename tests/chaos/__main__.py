"""`python -m tests.chaos [--seed N] [--messages N] [--sabotage NAME] [--soak]`: exit 0 when the promise held."""

import argparse
import logging
import secrets
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from tests.chaos.plan import Plan, small, soak, whole
from tests.chaos.report import run_and_report
from tests.chaos.sabotages import SABOTAGES
from tests.chaos.servers import own_servers

CI_MESSAGES = 2_000
SOAK_MESSAGES = 100_000
SMALL_MESSAGES = 60


def main() -> int:
    """Runs on servers of its own; after a violation the folder with all logs is kept."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # unwind as on Ctrl-C, and leave no server behind
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # brokers are away on purpose
    plan = _plan()
    folder = Path(tempfile.mkdtemp(prefix="mw-"))
    folder.chmod(0o711)
    say(f"seed {plan.seed} (repeat with --seed {plan.seed}); everything in {folder}")
    code = 1
    try:
        with own_servers(folder, say) as servers:
            code = run_and_report(plan, servers, folder / "run", say)
    finally:
        if code:
            say(f"kept for a look: {folder} (logs in {folder}/run/logs and {folder}/stack/logs)")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return code


def _plan() -> Plan:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    parser.add_argument("--messages", type=int)
    parser.add_argument("--sabotage", default="", choices=["", *SABOTAGES])
    parser.add_argument("--soak", action="store_true")
    chosen = parser.parse_args()
    if chosen.sabotage:
        crashes = SABOTAGES[chosen.sabotage].crashes
        return small(chosen.seed, chosen.messages or SMALL_MESSAGES, crashes, chosen.sabotage)
    if chosen.soak:
        return soak(chosen.seed, chosen.messages or SOAK_MESSAGES)
    return whole(chosen.seed, chosen.messages or CI_MESSAGES)


def say(line: str) -> None:
    """To whoever watches, at once."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
