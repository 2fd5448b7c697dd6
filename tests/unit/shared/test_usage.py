"""A service that is called with arguments answers them and does not start."""

import subprocess
import sys
from pathlib import Path

import pytest

from shared.events.topics import TOPICS
from shared.service.usage import answer
from shared.services import SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_help_says_what_it_is_for_and_what_it_reads_and_writes(
    service: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(service, ["--help"]) == 0
    printed = capsys.readouterr().out
    lines = dict(line.split(maxsplit=1) for line in printed.splitlines() if line)
    written = [topic.name for topic in TOPICS if service in topic.written_by.split(", ")]
    assert printed.startswith(f"usage: python -m services.{service} [-h]\n\n")
    assert lines["consumes"] == (", ".join(SERVICES[service].reads) or "nothing")
    assert lines["produces"] == ", ".join(written)


@pytest.mark.parametrize("arguments", [["--port", "1"], ["-h", "now"], ["--help=x"], [""]], ids=" ".join)
def test_what_is_no_argument_is_named(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert answer("rules", arguments) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.endswith("is no argument of it; see `python -m services.rules --help`\n")


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_answers_instead_of_starting(service: str, tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-m", f"services.{service}", "-h"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(root), "EMAIL_BOGUS": "a setting that would end it"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: python -m services.{service}")
