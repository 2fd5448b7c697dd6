"""The benchmark runs from end to end, small, of the peers with Postfix alone; how fast it is, no test asks."""

import json
import os
from pathlib import Path

import pytest

from deploy.local.endpoints import Endpoints
from tests.bench.main import main
from tests.bench.results import PARTIAL

PARTS = "postfix,e2e,latency,replay,scaling,send,idle,crowd,sick"
MEASURED = (
    *("e2e_msg_s", "ruled_msg_s", "latency_p50_ms", "latency_p95_ms", "latency_p99_ms", "replay_msg_s"),
    *("replay_ratio_live", "send_msg_s", "idle_poll_ratio_100k_10"),
)
PEERS = ("ratio_django_mailbox", "ratio_mbsync_notmuch", "send_ratio_aiosmtplib")
STAGES = ("poller", "parser", "threader", "rules", "kafka", "postgres", "dovecot")


@pytest.mark.slow
@pytest.mark.dovecot
@pytest.mark.postfix
@pytest.mark.timeout(600)
def test_a_small_run_gives_every_figure_of_the_parts_that_ran(stack: Endpoints, tmp_path: Path) -> None:
    assert main(["--messages", "50", "--only", PARTS, "--no-plot"], tmp_path, stack) == 0
    figures = json.loads((tmp_path / PARTIAL).read_text())
    assert (figures["messages"], figures["failed"]) == (50, {})
    turns = figures["send_turns_msg_s"]
    assert figures["send_msg_s"] == sorted(turns)[1]
    if os.geteuid() == 0:
        assert figures["not_installed"] == {}
        assert figures["postfix_msg_s"] == sorted(figures["postfix_turns_msg_s"])[1]
        assert len(turns) == len(figures["postfix_turns_msg_s"]) == 3
    else:
        assert figures["not_installed"].keys() == {"postfix"}
        assert figures["send_ratio_postfix"] is None
    assert {name: figures[name] for name in MEASURED if not figures[name]} == {}
    assert {name: figures[name] for name in PEERS} == dict.fromkeys(PEERS)
    assert figures["latency_p50_ms"] <= figures["latency_p95_ms"] <= figures["latency_p99_ms"]
    assert figures["replay_mails_sent"] == 0
    by_counts = {stage: [*by_count] for stage, by_count in figures["scaling"].items()}
    assert by_counts == {stage: ["1", "2"] for stage in ("parser", "threader", "rules")}
    assert figures["crowd"]["10"]["late_p50_ms"] <= figures["crowd"]["10"]["late_p95_ms"]
    assert (figures["sick"]["sick"], len(figures["sick"]["turns_p95_ms"])) == (4, 4)
    assert {name for name in STAGES if figures["stages"][name]["peak_rss_bytes"] <= 0} == set()
    assert sum(stage["cpu_us_a_message"] for stage in figures["stages"].values()) > 0
    assert min(figures["table_bytes"], figures["blob_bytes"]) > 0
    assert {"raw.fetched", "parsed", "threaded", "ruled"} <= figures["topic_bytes"].keys()
