"""`mailweave demo` tells the truth: all well, a message withheld, a stage stopped."""

import asyncio
import secrets
from pathlib import Path

import pytest

from deploy.local.endpoints import Endpoints
from services.cli.demo.arrivals import arrivals_told
from services.cli.demo.mail import WELCOME
from services.cli.demo.run import Sabotage, show_mail, where_lines
from tests.harness.database import fresh_database
from tests.harness.installation import Mailweave, installed
from tests.harness.wait import eventually

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("mailweave")]  # the demo's addresses are the same in every run


@pytest.mark.parametrize(
    ("sabotage", "faults"),
    [
        pytest.param(Sabotage(), [], id="all-is-well"),
        pytest.param(
            Sabotage(withhold=["second"], judge_after_s=25),
            ["second (another first contact): never fetched from support@mailweave.test"],
            id="a-message-is-withheld",
        ),
    ],
)
def test_demo_names_what_is_missing(
    sabotage: Sabotage, faults: list[str], stack: Endpoints, database_url: str, tmp_path: Path
) -> None:
    said: list[str] = []
    with installed(stack, database_url, f"d{secrets.token_hex(3)}.", tmp_path) as mailweave:
        assert asyncio.run(show_mail(mailweave.installation, sabotage, said.append)) == faults
        if not faults:
            asyncio.run(_what_is_printed_works(mailweave))
    assert [line for line in said if line.startswith("MISSING")] == [f"MISSING  {fault}" for fault in faults]


async def _what_is_printed_works(mailweave: Mailweave) -> None:
    """The printed command sends a mail that a rule answers, and both are told while the demo stays."""
    told: list[str] = []
    (command,) = (line for line in where_lines(mailweave.installation, "") if "smtplib" in line)
    async with arrivals_told(mailweave.settings, told.append):
        sending = await asyncio.create_subprocess_shell(command)
        assert await sending.wait() == 0
        await eventually(lambda: len(told) >= 2, deadline_s=30, what=f"two lines, not {told}")
    arrived = "arrived  “hello” from you@newcustomer.test to support@mailweave.test, thread "
    assert told[0].startswith(arrived)
    assert told[0].endswith(f": answered by “{WELCOME}”")
    assert told[1].startswith("sent     answer to you@newcustomer.test: 250")


def test_demo_notices_that_the_parser_is_stopped(stack: Endpoints, database_template: str, tmp_path: Path) -> None:
    sabotage = Sabotage(stop=["parser"], judge_after_s=8)
    with (
        fresh_database(stack.database_url, database_template) as database_url,
        installed(stack, database_url, f"d{secrets.token_hex(3)}.", tmp_path) as mailweave,
    ):
        faults = asyncio.run(show_mail(mailweave.installation, sabotage, print))
    assert faults[0] == "first (a first contact): fetched, but not parsed"
    assert len(faults) == 28
    assert all(fault.endswith("fetched, but not parsed") for fault in faults)
