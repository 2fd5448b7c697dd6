"""Every crash point has a run; a small one strikes one of each kind, and nothing is lost or doubled."""

import secrets
from pathlib import Path

import pytest

from deploy.local.endpoints import Endpoints
from shared.crash import CrashPoint
from tests.chaos.plan import CANARIES, Plan, small, soak, whole
from tests.chaos.report import run_and_report
from tests.chaos.servers import Servers
from tests.harness.dovecot import Dovecot
from tests.harness.smtp_sink import SmtpSink

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chaos")]  # one run at a time: each starts all services
MESSAGES = 60
STRUCK = (
    CrashPoint.POLLER_AFTER_BLOB,
    CrashPoint.POLLER_AFTER_GAP_PUBLISHED,
    CrashPoint.PARSER_AFTER_DEAD_LETTER,
    CrashPoint.THREADER_IN_REVOKE,
    CrashPoint.RULES_AFTER_COMMIT,
    CrashPoint.SENDER_IN_DATA,
    CrashPoint.SENDER_AFTER_FINAL_DOT,
)
"""One kind of each in a small run; `python -m tests.chaos` strikes them all."""
SEED = secrets.randbelow(2**31)


@pytest.mark.parametrize(
    "plan", [pytest.param(whole(SEED, 2_000), id="chaos"), pytest.param(soak(SEED, 100_000), id="soak")]
)
def test_every_crash_point_has_a_run(plan: Plan) -> None:
    assert {*plan.crashes, *CANARIES} == set(CrashPoint)
    assert plan.crash_times >= 1


@pytest.mark.timeout(600)
def test_services_that_die_in_between_lose_and_double_nothing(
    stack: Endpoints, dovecot: Dovecot, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    said: list[str] = []
    code = run_and_report(small(SEED, MESSAGES, STRUCK), Servers(stack, dovecot, smtp_sink), tmp_path, said.append)
    assert code == 0, "\n".join(said)
    assert " lost=0 duplicate_effects=0 " in said[-1]
    assert f" faults_hit={len(STRUCK)} " in said[-1]
