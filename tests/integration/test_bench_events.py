"""`python -m tests.bench.events`: two runs of one tree write the same bytes, also where Python's hashes differ."""

import os
import subprocess
import sys
from pathlib import Path

from deploy.local.endpoints import Endpoints
from shared.events import MessageRuled
from tests.bench.events import TOPICS
from tests.harness.stack import ATTACH_NAME

ARRIVALS = 51
"""Of 50 messages one comes twice."""


def written(stack: Endpoints, out: Path, hash_seed: str) -> dict[str, bytes]:
    """Each topic's file of a run in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.events", "--messages", "50", "--out", str(out)]
    environment = os.environ | {ATTACH_NAME: str(stack.folder), "PYTHONHASHSEED": hash_seed}
    subprocess.run(command, env=environment, check=True, timeout=100)
    return {topic.name: (out / topic.name).read_bytes() for topic in TOPICS}


def test_two_runs_write_the_same_bytes(stack: Endpoints, tmp_path: Path) -> None:
    first = written(stack, tmp_path / "first", "1")
    assert written(stack, tmp_path / "second", "2") == first
    assert {name: len(content.splitlines()) for name, content in first.items() if name != "outbound"} == {
        "parsed": ARRIVALS,
        "threaded": ARRIVALS,
        "ruled": ARRIVALS,
    }
    ruled = [MessageRuled.model_validate_json(line.split(b"\t", 1)[1]) for line in first["ruled"].splitlines()]
    answers = {decision.send_id for event in ruled for decision in event.decisions if not decision.withheld}
    assert answers
    assert len({decision.withheld for event in ruled for decision in event.decisions}) > 3
    assert all(str(send_id).encode() in first["outbound"] for send_id in answers)
