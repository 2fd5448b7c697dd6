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
from tests.harness.stack import delete_topics, running_stack, temporary_folder


@contextmanager
def scraped(folder: Path) -> Iterator[tuple[Mailweave, Prometheus]]:
    """An installation of its own on the stack, and a Prometheus that scrapes each of its services."""
    prefix = f"g{secrets.token_hex(3)}."
    with (
        running_stack(folder / "stack") as stack,
        fresh_database(stack.database_url, template_database(stack.database_url)) as database_url,
    ):
        with installed(stack, database_url, prefix, folder / "installation") as mailweave:
            prometheus = Prometheus(folder, Ports(folder))
            prometheus.start(mailweave.installation.ports)
            try:
                yield mailweave, prometheus
            finally:
                prometheus.stop()
        asyncio.run(delete_topics(stack.kafka_servers, prefix))


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
            faults += judged(prometheus)
        if options.pictures:
            draw(prometheus, began, time.time())
    return 1 if faults else 0


def judged(prometheus: Prometheus) -> list[str]:
    """Prints what panels and alerts say; the empty panels and the alerts that fire."""
    panels = [panel for panel in PANELS if not panel.needs]
    measured, alerts, rules = list(measure(prometheus, panels)), prometheus.alerts(), prometheus.rules()
    nothing, firing = empty(measured), sorted(name for name, state in alerts.items() if state == "firing")
    print("\n".join(table(measured)))
    print(f"rules={len(rules)} health={sorted(set(rules.values()))} alerts={alerts}")
    print(f"panels={len(panels)} queries={len(measured)} empty={nothing} firing={firing}")
    return [*nothing, *firing]


if __name__ == "__main__":
    sys.exit(main())
