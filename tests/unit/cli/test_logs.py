"""One message's way, found in the logs of several services."""

from pathlib import Path

import pytest

from services.cli.app import run
from services.cli.operating.logs import way_of

MAIL, OTHER, CORRELATION = "11111111-aaaa", "22222222-bbbb", "33333333-cccc-4ccc-8ccc-333333333333"
LOGS = {
    "parser.log.1": [f"2026-01-01T00:00:01.000Z INFO parser m: parsed mail_id={MAIL} correlation_id={CORRELATION}"],
    "parser.log": [f"2026-01-01T00:00:04.000Z INFO parser m: parsed mail_id={OTHER} correlation_id=x"],
    "sender.log": [
        f"2026-01-01T00:00:03.000Z INFO sender m: sent send_id=s correlation_id={CORRELATION}",
        "2026-01-01T00:00:02.000Z INFO sender m: nothing of it",
    ],
    "rules.log": [
        f'{{"at": "2026-01-01T00:00:02.000Z", "text": "ruled", "mail_id": "{MAIL}", "correlation_id": "{CORRELATION}"}}'
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "logs").mkdir()
    for name, lines in LOGS.items():
        (tmp_path / "logs" / name).write_text("".join(f"{line}\n" for line in lines))
    return tmp_path


@pytest.mark.parametrize(
    ("wanted", "services"),
    [
        pytest.param(MAIL, ["parser", "rules", "sender"], id="a mail, and what was sent for it"),
        pytest.param(CORRELATION, ["parser", "rules", "sender"], id="a correlation id"),
        pytest.param("send_id=s", ["parser", "rules", "sender"], id="a send, and what it answers"),
        pytest.param(OTHER, ["parser"], id="another mail"),
        pytest.param("44444444", [], id="none"),
    ],
)
def test_the_way_of_a_message(folder: Path, wanted: str, services: list[str]) -> None:
    found = way_of(wanted, (folder / "logs").iterdir())
    assert [next(name for name in ("parser", "rules", "sender", "ruled") if name in line) for line in found] == [
        name if name != "rules" else "ruled" for name in services
    ]


def test_an_id_that_nobody_logged_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["logs", "--message", "44444444", "--folder", str(folder)]) == 1
    assert "is about 44444444: is the id whole" in capsys.readouterr().err


def test_the_command_prints_the_lines_in_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["logs", "--message", MAIL.upper(), "--folder", str(folder)]) == 0
    times = [line[:60] for line in capsys.readouterr().out.splitlines()]
    assert len(times) == 3
