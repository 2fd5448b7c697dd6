"""A run outlives the parts that fail, and says which did."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.local.endpoints import Endpoints
from tests.bench import main as bench
from tests.bench.corpus.store import Corpus
from tests.bench.failure import BenchError, NotInstalledError
from tests.bench.ground import Ground
from tests.bench.parts import PARTS, Part
from tests.bench.results import LATEST, PARTIAL, Figures

NO_STACK = Endpoints(Path("/nowhere"), "127.0.0.1:1", "postgresql://nobody@127.0.0.1:1/none", None)
SMALL = ("--messages", "50", "--no-plot")


def gives(**figures: object) -> Callable[[Ground, Corpus, Figures], Figures]:
    return lambda ground, corpus, before: dict(figures)


def raises(error: Exception) -> Callable[[Ground, Corpus, Figures], Figures]:
    def part(ground: Ground, corpus: Corpus, before: Figures) -> Figures:
        raise error

    return part


def run(
    monkeypatch: pytest.MonkeyPatch, folder: Path, parts: tuple[Part, ...], *arguments: str
) -> tuple[int, dict[str, object]]:
    monkeypatch.setattr(bench, "PARTS", parts)
    status = bench.main([*SMALL, *arguments], folder, NO_STACK)
    return status, json.loads((folder / LATEST).read_text())


@pytest.mark.parametrize(
    ("error", "status", "under", "line"),
    [
        (BenchError("nothing moved"), 1, "failed", "nothing moved"),
        (ValueError("a defect"), 1, "failed", "ValueError: a defect"),
        (AssertionError("not within 5 s"), 1, "failed", "AssertionError: not within 5 s"),
        (NotInstalledError("apt-get install it"), 0, "not_installed", "apt-get install it"),
    ],
    ids=["bench error", "defect", "deadline of a wait", "not installed"],
)
def test_the_other_parts_run_when_one_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception, status: int, under: str, line: str
) -> None:
    parts = (Part("before", 9, gives(a=1)), Part("bad", 9, raises(error)), Part("after", 9, gives(b=2)))
    got, figures = run(monkeypatch, tmp_path, parts)
    assert (got, figures["a"], figures["b"]) == (status, 1, 2)
    assert figures[under] == {"bad": line}


def test_a_part_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    release = threading.Event()

    def hangs(ground: Ground, corpus: Corpus, before: Figures) -> Figures:
        release.wait(60)
        return {"a": 1}

    status, figures = run(monkeypatch, tmp_path, (Part("slow", 0.05, hangs), Part("after", 9, gives(b=2))))
    release.set()
    assert (status, figures.get("a"), figures["b"]) == (1, None, 2)
    assert figures["failed"] == {"slow": "not done after 0 s"}


def test_a_part_sees_what_those_before_it_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def doubles(ground: Ground, corpus: Corpus, before: Figures) -> Figures:
        return {"b": 2 * before["a"]}

    assert run(monkeypatch, tmp_path, (Part("one", 9, gives(a=2)), Part("two", 9, doubles)))[1]["b"] == 4


def test_only_the_parts_that_are_asked_for_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    parts = (Part("one", 9, gives(a=1)), Part("two", 9, gives(b=2)))
    whole = run(monkeypatch, tmp_path, parts)[1]
    assert run(monkeypatch, tmp_path, parts, "--only", "two")[1] == whole
    figures = json.loads((tmp_path / PARTIAL).read_text())
    assert (figures.get("a"), figures["b"]) == (None, 2)


@pytest.mark.parametrize(
    ("e2e_msg_s", "status", "words"),
    [(400.0, 1, []), (100.0, 1, ["missed e2e_msg_s: 100.00, 75% below the goal of 400"])],
    ids=["reached", "missed"],
)
def test_check_names_every_goal_that_is_missed(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    e2e_msg_s: float,
    status: int,
    words: list[str],
) -> None:
    parts = (Part("one", 9, gives(e2e_msg_s=e2e_msg_s)),)
    assert run(monkeypatch, tmp_path, parts, "--check")[0] == status
    lines = capsys.readouterr().err.splitlines()
    assert [line for line in lines if line.startswith("missed e2e_msg_s")] == words
    assert "missed send_ratio_postfix: not measured" in lines


def test_check_is_content_when_all_goals_are_reached(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reached = {
        "e2e_msg_s": 500.0,
        "ruled_msg_s": 520.0,
        "mbsync_notmuch_msg_s": 475.0,
        "django_mailbox_msg_s": 100.0,
        "send_msg_s": 850.0,
        "postfix_msg_s": 425.0,
        "replay_msg_s": 780.0,
        "replay_mails_sent": 0,
        "latency_p95_ms": 200.0,
        "idle_poll_ratio_100k_10": 1.02,
    }
    assert run(monkeypatch, tmp_path, (Part("one", 9, gives(**reached)),), "--check")[0] == 0


@pytest.mark.parametrize("arguments", [("--only", "e2e,nothing"), ("--messages", "49")], ids=["part", "messages"])
def test_an_argument_that_makes_no_sense_is_refused(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as refusal:
        bench.main(arguments, tmp_path, NO_STACK)
    assert refusal.value.code == 2
    assert not list(tmp_path.iterdir())


def test_every_part_has_a_name_of_its_own_and_a_deadline() -> None:
    names = [part.name for part in PARTS]
    assert len(set(names)) == len(names)
    assert all(part.deadline_s > 0 for part in PARTS)
