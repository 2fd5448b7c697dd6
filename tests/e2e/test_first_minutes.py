"""What an operator sees of an installation that has just started, and of accounts that never worked."""

import re
import secrets
import smtplib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from deploy.local.endpoints import Endpoints
from services.cli.operating.logs import way_of
from shared.services import SERVICES
from tests.harness.database import fresh_database
from tests.harness.installation import Mailweave, installed
from tests.harness.wait import eventually_sync
from tests.integration.rest import free_port
from tests.unit.shared.test_metrics import expected

OF_THE_PROCESS = ("process_", "python_gc_")
QUIET_LINE = re.compile(r"^\S+Z (DEBUG|INFO) ")


@dataclass(frozen=True, slots=True)
class Started:
    """An installation of this file's own, and what its services had logged when all were ready."""

    mailweave: Mailweave
    first_lines: list[str]

    def metrics(self, service: str) -> str:
        answer = httpx.get(f"http://127.0.0.1:{self.mailweave.installation.ports[service]}/metrics", trust_env=False)
        return answer.text

    def logs(self) -> list[Path]:
        return sorted((self.mailweave.installation.folder / "logs").glob("*.log"))


@pytest.fixture(scope="module")
def started(stack: Endpoints, database_template: str, run_folder: Path) -> Iterator[Started]:
    with (
        fresh_database(stack.database_url, database_template) as database_url,
        installed(stack, database_url, f"f{secrets.token_hex(3)}.", run_folder / "first") as running,
    ):
        lines = [line for log in (run_folder / "first" / "logs").glob("*.log") for line in log.read_text().splitlines()]
        yield Started(running, lines)


def test_a_healthy_start_says_nothing_that_should_worry_anybody(started: Started) -> None:
    assert len(started.first_lines) >= len(SERVICES)
    assert [line for line in started.first_lines if not QUIET_LINE.match(line)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_shows_its_own_families_alone(started: Started, service: str) -> None:
    text = started.metrics(service)
    found = {family.name.removesuffix("_info") for family in text_string_to_metric_families(text)}
    assert {name for name in found if not name.startswith(OF_THE_PROCESS)} == expected(service)
    assert f'version="{_version(started)}"' in text


@pytest.mark.prometheus
@pytest.mark.parametrize("service", SERVICES)
def test_promtool_finds_nothing_wrong_with_a_service_s_metrics(started: Started, service: str) -> None:
    argv = ["promtool", "check", "metrics"]
    done = subprocess.run(argv, input=started.metrics(service), check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def _version(started: Started) -> str:
    with started.mailweave.rest as rest:
        return str(rest.get("/openapi.json").json()["info"]["version"])


def test_accounts_that_never_worked_are_in_the_metrics_with_what_ails_them(started: Started) -> None:
    mailweave = started.mailweave
    name = secrets.token_hex(3)
    ill = {
        "auth": mailweave.add_account(f"auth.{name}@first.test", incoming_password="wrong"),
        "network": mailweave.add_account(f"network.{name}@first.test", incoming_port=free_port()),
        "tls": mailweave.add_account(f"tls.{name}@first.test", incoming_use_ssl=True),
        "protocol": mailweave.add_account(f"protocol.{name}@first.test", incoming_port=mailweave.mail.smtp),
    }

    def shown() -> dict[str, int]:
        text = started.metrics("poller")
        kinds = re.findall(r'account_health\{account_id="(\d+)",kind="(\w+)",state="(?:failing|degraded)"\} 1', text)
        aged = set(re.findall(r'last_good_poll_age_seconds\{account_id="(\d+)"\}', text))
        return {kind: int(account_id) for account_id, kind in kinds if account_id in aged}

    eventually_sync(lambda: shown() == ill, deadline_s=40, what=f"these accounts with their kinds: {ill}")


def test_a_messages_way_is_found_in_the_logs(started: Started) -> None:
    mailweave = started.mailweave
    address, customer = (f"{who}.{secrets.token_hex(3)}@first.test" for who in ("way", "customer"))
    account = mailweave.add_account(address)
    mailweave.add_auto_reply(customer, account)
    mailweave.until_live(account)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = customer, address, "Confidential"
    message.set_content("Where is it?")
    with smtplib.SMTP(mailweave.mail.host, mailweave.mail.smtp, timeout=60) as smtp:
        smtp.send_message(message)
    query = "SELECT mail_id::text FROM read_message WHERE account_id = %s AND direction = 'inbound'"
    ((mail_id,),) = eventually_sync(lambda: mailweave.rows(query, account), deadline_s=30, what="the message stored")

    def stages() -> list[str]:
        way = way_of(mail_id, started.logs())
        return [found[1] for line in way if (found := re.search(r"messages: ([a-z ]+):", line))]

    expected = ["fetched", "parsed", "threaded", "ruled", "send asked for", "send sent"]
    eventually_sync(lambda: stages()[:6] == expected, deadline_s=30, what=f"{expected}")
    lines = way_of(mail_id, started.logs())
    assert not [line for line in lines if "Confidential" in line or customer in line]
