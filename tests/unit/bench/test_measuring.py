"""What the benchmark measures with: processes, mailboxes, topics."""

import subprocess
import sys
from pathlib import Path

import pytest

from shared.service.ports import Ports
from tests.bench.mailbox import Waiting
from tests.bench.sizes import topic_bytes
from tests.bench.usage import Meter, Tree, children_by_parent
from tests.harness.dovecot import Dovecot

BURN_S = 0.3
BURN = f"import time, sys\nwhile time.process_time() < {BURN_S}: pass\nprint(flush=True)\nsys.stdin.read()"
PARENT = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BURN!r}])"

HEIR = f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", {BURN!r}], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
print(flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("script", [BURN, PARENT, HEIR], ids=["itself", "its child", "its ended child"])
def test_the_cpu_time_and_memory_of_a_process_tree_are_counted(script: str) -> None:
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        meter = Meter({"burner": Tree(process.pid), "filtered": Tree(process.pid, only="no such title")})
        process.stdout.readline()
        used = meter.used()
        process.stdin.close()
    assert used["burner"].cpu_s >= BURN_S / 2
    assert used["burner"].peak_rss_bytes > 2**20
    assert (used["filtered"].cpu_s, used["filtered"].peak_rss_bytes) == (0, 0)


def test_a_process_that_has_ended_counts_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert Tree(process.pid).cpu_s(children_by_parent()) == 0


def test_mail_waits_beside_the_mailbox_until_it_arrives(tmp_path: Path) -> None:
    (tmp_path / "dovecot" / "users").mkdir(parents=True)
    dovecot = Dovecot(tmp_path, Ports(tmp_path))
    paths = [tmp_path / "1.eml", tmp_path / "2.eml", tmp_path / "3.eml"]
    for path in paths:
        path.write_bytes(b"Subject: a\n\nb\n")
    waiting = Waiting(dovecot, "a@bench.test", paths)
    new = dovecot.maildir("a@bench.test") / "new"
    assert not list(new.iterdir())
    assert (waiting.arrive(1), len(list(new.iterdir())), len(waiting)) == (1, 1, 2)
    assert (waiting.arrive(), len(list(new.iterdir())), len(waiting)) == (2, 3, 0)
    assert all(path.name.endswith(",S=14,W=17") for path in new.iterdir())


def test_a_topic_weighs_what_its_segments_weigh(tmp_path: Path) -> None:
    for partition, size in (("p.raw.fetched-0", 10), ("p.raw.fetched-1", 5), ("other.parsed-0", 7), ("p.parsed-0", 0)):
        folder = tmp_path / "kafka" / "data" / partition
        folder.mkdir(parents=True)
        (folder / "0.log").write_bytes(bytes(size))
        (folder / "0.index").write_bytes(bytes(1000))
    assert topic_bytes(tmp_path, "p.") == {"raw.fetched": 15}
