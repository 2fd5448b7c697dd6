"""`mailweave demo --mail-server`: what it lacks in an installation of one's own is one line, and nothing is started."""

import pytest

from services.cli.app import run
from services.cli.demo import elsewhere


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param([], 1, "no GreenMail answers at 127.0.0.1, port 3025, 3143, 3110, 8080", id="no-mail-server"),
        pytest.param(["--stay"], 2, "--stay is for what the demo starts itself", id="stay"),
    ],
)
def test_what_is_missing_is_said(
    arguments: list[str], code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(elsewhere, "ANSWERS_WITHIN_S", 0)
    monkeypatch.setattr(elsewhere, "_accepts", lambda host, port: False)
    assert run(["demo", "--mail-server", "127.0.0.1", *arguments]) == code
    assert said in capsys.readouterr().err
