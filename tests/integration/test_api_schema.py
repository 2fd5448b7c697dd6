"""Every operation of the OpenAPI document under schemathesis: each answer is one that is documented."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from services.api.accounts import trial
from services.api.sends import cancel
from services.api.threads import change
from tests.integration.rest import TOKEN, RunningApi
from tests.integration.test_api_messages import Planted, plant
from tests.integration.test_api_rules import RULE, TEMPLATE

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
SEED = 20261129
MOST_EXAMPLES = 45
CASES = re.compile(r"([0-9,]+) generated")
LEAST_CASES = 5_000


@pytest.mark.slow
def test_no_request_breaks_what_the_document_promises(
    api: RunningApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "ANSWER_WITHIN_S", 0.01)  # poller and sender, who would answer, do not run here
    monkeypatch.setattr(cancel, "WAIT_S", 0.01)
    monkeypatch.setattr(change, "WAIT_S", 0.01)
    api.add_account()
    api.post("/templates/", TEMPLATE, 201)
    api.post("/rules/", {**RULE, "action_data": {"template_id": 1}}, 201)
    plant(api, Planted("a", 0, strand="one"), Planted("b", 1, strand="one"))
    run = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION), "run"),
            *(f"{api.url}/api/email/openapi.json", "--header", f"Authorization: Bearer {TOKEN}"),
            # All checks, as they are by default: `--checks all` would undo what the configuration says of an operation.
            *("--phases", "coverage,fuzzing,stateful", "--continue-on-failure", "--no-color"),
            *("--seed", str(SEED), "--max-examples", str(MOST_EXAMPLES), "--request-timeout", "30"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-2000:]
    found = CASES.search(run.stdout)
    assert found is not None, run.stdout[-2000:]
    assert int(found[1].replace(",", "")) >= LEAST_CASES
