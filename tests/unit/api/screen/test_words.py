"""States, ages and sizes as a person reads them."""

from datetime import UTC, datetime, timedelta

import pytest

from services.api.screen import words
from services.api.screen.plot import HEIGHT, LEAST, bars

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "now"),
        (1, "now"),
        (40, "40 s ago"),
        (90, "2 min ago"),
        (7200, "2 h ago"),
        (200_000, "2 d ago"),
        (-50, "in 50 s"),
    ],
)
def test_ages(seconds: float, expected: str) -> None:
    assert words.ago(NOW - timedelta(seconds=seconds), NOW) == expected


def test_what_never_was() -> None:
    assert words.ago(None, NOW) == "never"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        pytest.param("paused", words.Pill("paused", "quiet"), id="paused"),
        pytest.param("failing", words.Pill("failing", "bad"), id="failing"),
        pytest.param("slow", words.Pill("slow", "warn"), id="slow"),
        pytest.param("ok", words.Pill("healthy", "good"), id="ok"),
        pytest.param("unknown", words.Pill("not polled yet", "busy"), id="new"),
        pytest.param(None, words.Pill("sends only", "quiet"), id="without an incoming server"),
    ],
)
def test_an_accounts_state(state: str | None, expected: words.Pill) -> None:
    assert words.receiving(state) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [(None, "unknown size"), (0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 KB"), (26_214_400, "26 MB")],
)
def test_sizes(size: int | None, expected: str) -> None:
    assert words.size(size) == expected


@pytest.mark.parametrize(
    ("code", "status", "text", "expected"),
    [
        pytest.param(250, None, "250 OK", "250 OK", id="the code is in the text"),
        pytest.param(550, "5.1.1", "no such user", "550 5.1.1 no such user", id="neither is"),
        pytest.param(550, "5.1.1", "550 5.1.1 no such user", "550 5.1.1 no such user", id="both are"),
        pytest.param(None, None, "", "", id="nothing was said"),
    ],
)
def test_a_servers_words_are_said_once(code: int | None, status: str | None, text: str, expected: str) -> None:
    assert words.reply(code, status, text) == expected


def test_a_state_of_a_later_release_is_shown_by_its_word() -> None:
    assert words.pill(words.SENDS, "held_back") == words.Pill("held back", "quiet")


def test_bars_stand_at_the_right_and_fill_the_height() -> None:
    made = bars([0, 2, 4], slots=5)

    assert [(bar.x, bar.height) for bar in made] == [(14, LEAST), (21, HEIGHT / 2), (28, HEIGHT)]


AFTER_FETCH = {
    "nothing": (("nothing", "Archive", 3), "it is left on the server as it is"),
    "seen": (("seen", "Archive", 0), "it is marked as seen on the server, at once"),
    "flag": (("flag", "Archive", 1), "it is flagged on the server, a day later"),
    "move": (("move", "Done", 0), "it is moved to Done on the server, at once"),
    "delete": (("delete", "Archive", 14), "it is deleted on the server, 14 days later"),
}


@pytest.mark.parametrize(("set_up", "said"), AFTER_FETCH.values(), ids=AFTER_FETCH)
def test_what_is_done_after_fetching_is_said_in_words(set_up: tuple[str, str, int], said: str) -> None:
    assert words.after_fetch(*set_up) == said
