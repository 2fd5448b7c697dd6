"""`python -m tests.dashboards [--pictures] [--seconds 180]`: a real Prometheus scrapes the running demo.

Prints what each panel's query gives, and which alerts fire; exits 1 when a panel is empty or an alert fires in the
healthy demo. With --pictures the dashboards are drawn into docs/dashboards/.
"""

import argparse
import asyncio
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.cli.demo.mail import IMAP_ACCOUNT, POP3_ACCOUNT
from services.cli.demo.run import Sabotage, show_mail
from shared.service.ports import Ports
from tests.dashboards.draw import draw
from tests.dashboards.measure import empty, measure, table
from tests.dashboards.panels import PANELS
from tests.dashboards.traffic import add_account, letters
from tests.harness.database import fresh_database, template_database
from tests.harness.installation import Mailweave, installed
from tests.harness.prometheus import Prometheus
from tests.harness.stack import running_stack, temporary_folder


@contextmanager
def scraped(folder: Path) -> Iterator[tuple[Mailweave, Prometheus]]:
    """An installation of its own on the stack, and a Prometheus that scrapes each of its services."""
    with (
        running_stack(folder / "stack") as stack,
        fresh_database(stack.database_url, template_database(stack.database_url)) as database_url,
        installed(stack, database_url, f"g{secrets.token_hex(3)}.", folder / "installation") as mailweave,
    ):
        prometheus = Prometheus(folder, Ports(folder))
        prometheus.start(mailweave.installation.ports)
        try:
            yield mailweave, prometheus
        finally:
            prometheus.stop()


def main() -> int:
    """0 when every panel has data and no alert fires."""
    parser = argparse.ArgumentParser(prog="python -m tests.dashboards", description=__doc__)
    parser.add_argument("--seconds", type=float, default=180.0, help="how long mail flows before it is measured")
    parser.add_argument("--pictures", action="store_true", help="draw docs/dashboards/*.png")
    options = parser.parse_args()
    with temporary_folder() as folder, scraped(folder) as (mailweave, prometheus):
        faults = asyncio.run(show_mail(mailweave.installation, Sabotage(), lambda _: None))
        addresses = [IMAP_ACCOUNT, POP3_ACCOUNT, add_account(mailweave)]
        began = time.time()
        with letters(mailweave, addresses):
            time.sleep(options.seconds)
            measured = list(measure(prometheus, (panel for panel in PANELS if not panel.needs)))
        print("\n".join(table(measured)))
        alerts = {name for name, state in prometheus.alerts().items() if state == "firing"}
        print(
            f"{len(prometheus.rules())} rules: {sorted(set(prometheus.rules().values()))}; alerts {prometheus.alerts()}"
        )
        nothing = empty(measured)
        print(f"panels={len(PANELS)} queries={len(measured)} empty={nothing} firing={sorted(alerts)} demo={faults}")
        if options.pictures:
            draw(prometheus, began, time.time())
        return 1 if nothing or alerts or faults else 0


if __name__ == "__main__":
    sys.exit(main())
