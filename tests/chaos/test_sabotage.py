"""The tally is to be trusted: it finds nothing in a run whose processes die, and names what a broken guarantee does."""

import secrets
from pathlib import Path

import pytest

from deploy.local.endpoints import Endpoints
from shared.crash import CrashPoint
from tests.chaos.plan import small
from tests.chaos.report import run_and_report
from tests.chaos.sabotages import SABOTAGES
from tests.chaos.servers import Servers
from tests.harness.dovecot import Dovecot
from tests.harness.smtp_sink import SmtpSink
from tests.harness.tally import Wrong

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chaos")]  # one run at a time: each starts all services
MESSAGES = 60
SEED = secrets.randbelow(2**31)
UNBROKEN = (CrashPoint.POLLER_AFTER_ACKNOWLEDGEMENT, CrashPoint.PARSER_AFTER_COMMIT, CrashPoint.THREADER_AFTER_PRODUCE)


@pytest.fixture
def servers(stack: Endpoints, dovecot: Dovecot, smtp_sink: SmtpSink) -> Servers:
    return Servers(stack, dovecot, smtp_sink)


def test_a_run_whose_processes_die_loses_and_doubles_nothing(servers: Servers, tmp_path: Path) -> None:
    said: list[str] = []
    code = run_and_report(small(SEED, MESSAGES, UNBROKEN), servers, tmp_path, said.append)
    assert code == 0, "\n".join(said)
    assert said[-1] == (
        f"planted={MESSAGES} processed={MESSAGES} lost=0 duplicate_effects=0 in_doubt=0 dead_letters=5/5 "
        f"faults_hit={len(UNBROKEN)} seed={SEED}"
    )


@pytest.mark.parametrize("name", SABOTAGES)
def test_a_broken_guarantee_is_seen_and_named(name: str, servers: Servers, tmp_path: Path) -> None:
    said: list[str] = []
    sabotage = SABOTAGES[name]
    code = run_and_report(small(SEED, MESSAGES, sabotage.crashes, name), servers, tmp_path, said.append)
    violations = [line for line in said if line.startswith("violation ")]
    assert code == 1, "\n".join(said)
    assert any(line.startswith(f"violation {sabotage.shows_as.value} ") for line in violations), "\n".join(said)
    if sabotage.shows_as is Wrong.SKIPPED:  # which heals itself: it was named, and nothing is lost in the end
        assert len(violations) == 1
        assert violations[0].endswith("named by the server's own list, then: read")
        assert f"planted={MESSAGES} processed={MESSAGES} lost=0 duplicate_effects=0" in said[-1]
    assert not any(line.startswith("violation fault_missed") for line in violations), "\n".join(said)
