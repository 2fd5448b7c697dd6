"""Each setting of the specification has an effect; unknown names are refused; old names are ignored with a line."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.cli.installation.topics import wanted_topics
from services.cli.settings import CliSettings
from services.poller.domain.schedule import frequency, max_messages
from services.poller.settings import PollerSettings
from services.sender.domain.outcome import after_replies
from services.sender.domain.reply import Reply
from services.sender.domain.retry import RetryPolicy
from services.sender.settings import SenderSettings
from shared.errors import ConfigurationError
from shared.settings import Settings
from tests.unit.sender.sends import send_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GREYLISTED = Reply(450, "4.2.0 later")


@dataclass(frozen=True, slots=True)
class Case:
    """A setting, two values, and what each of them makes of something the product does."""

    name: str
    values: tuple[str, str]
    effect: Callable[[], object]
    seen: tuple[object, object]


def _frequency() -> int:
    return int(frequency(None, PollerSettings.load().defaults()).base_s)


def _max_messages() -> int:
    return max_messages(None, None, PollerSettings.load().defaults())


def _retention() -> str:
    return next(
        topic.configs["retention.ms"] for topic in wanted_topics(CliSettings.load()) if topic.name == "raw.fetched"
    )


def _is_kept_for_another_try() -> bool:
    policy = RetryPolicy(SenderSettings.load().max_retry_attempts, 60)
    outcome = after_replies(send_of(tries=2), {"a@x": GREYLISTED}, policy)
    return outcome.changes[0].state == "deferred"


CASES = [  # EMAIL_MAX_ATTACHMENT_SIZE is seen at work in tests/e2e/test_operating.py
    Case("EMAIL_DEFAULT_POLL_FREQUENCY", ("300", "60"), _frequency, (300, 60)),
    Case("EMAIL_INTEGRATION_POLL_FREQUENCY", ("120", "30"), _frequency, (120, 30)),
    Case("EMAIL_INTEGRATION_MAX_EMAILS_PER_POLL", ("50", "7"), _max_messages, (50, 7)),
    Case("EMAIL_RETENTION_DAYS", ("365", "1"), _retention, ("31536000000", "86400000")),
    Case("EMAIL_MAX_RETRY_ATTEMPTS", ("3", "1"), _is_kept_for_another_try, (True, False)),
]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` and no embedded stack's settings."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_setting_of_the_specification_has_an_effect(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    for value, seen in zip(case.values, case.seen, strict=True):
        monkeypatch.setenv(case.name, value)
        assert case.effect() == seen


@pytest.mark.parametrize(
    ("account", "integration", "default", "expected"),
    [
        pytest.param(20, "30", "40", 20, id="the-account-wins"),
        pytest.param(None, "30", "40", 30, id="then-INTEGRATION"),
        pytest.param(None, None, "40", 40, id="then-DEFAULT"),
        pytest.param(None, None, None, 300, id="then-the-specification"),
    ],
)
def test_which_poll_frequency_wins(
    account: int | None, integration: str | None, default: str | None, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("INTEGRATION", integration), ("DEFAULT", default)):
        if value is not None:
            monkeypatch.setenv(f"EMAIL_{name}_POLL_FREQUENCY", value)
    assert frequency(account, PollerSettings.load().defaults()).base_s == expected


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("EMAIL_RETENTION_DAY", "did you mean EMAIL_RETENTION_DAYS?"),
        ("EMAIL_API_TOKN", "did you mean EMAIL_API_TOKEN?"),
        ("EMAIL_KAFKA_SERVER", "did you mean EMAIL_KAFKA_SERVERS?"),
        ("EMAIL_LOG_SINK", "remove it, or see docs/settings.md."),
        ("EMAIL_HOST", "remove it, or see docs/settings.md."),
        ("EMAIL_USE_TLS", "remove it, or see docs/settings.md."),
        ("EMAIL_ZZZZZZZZ", "remove it, or see docs/settings.md."),
    ],
)
def test_an_unknown_name_is_refused_and_only_a_near_one_suggested(
    name: str, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "3")
    with pytest.raises(ConfigurationError) as refused:
        Settings.load()
    assert str(refused.value) == f"{name} is not a setting of Mailweave: {hint}"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("EMAIL_LIVE_SCHEMA", "Live-1", "must be a small letter and then up to 40 small letters, digits and _"),
        ("EMAIL_TOPIC_PREFIX", "A/", "must be up to 40 small letters, digits and dots"),
        ("EMAIL_LOG_LEVEL", "debug", "must be DEBUG, INFO, WARNING or ERROR"),
        ("EMAIL_KAFKA_HEAP", "much", "must be a number and m or g, as in 512m"),
    ],
)
def test_how_a_value_is_spelt_is_said_in_words(
    name: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as refused:
        CliSettings.load()
    assert str(refused.value) == f"{name}: {words}; correct it in the environment or in .env"


def test_a_wrong_value_is_one_line_that_names_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_RETENTION_DAYS", "many")
    with pytest.raises(
        ConfigurationError, match=r"^EMAIL_RETENTION_DAYS: .*; correct it in the environment or in .env$"
    ):
        Settings.load()


def test_celery_names_are_ignored_with_one_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://localhost")
    monkeypatch.setenv("CELERY_RESULT_BACKEND", "redis://localhost")
    with caplog.at_level(logging.WARNING):
        Settings.load()
    (line,) = caplog.messages
    assert line.startswith("ignored: CELERY_BROKER_URL, CELERY_RESULT_BACKEND")


def test_a_setting_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "EMAIL_SECRET_KEY").write_text("key of the file\n")
    (tmp_path / "email_log_level").write_text("ERROR")
    (tmp_path / "..data").mkdir()
    monkeypatch.setenv("EMAIL_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("EMAIL_LOG_LEVEL", "DEBUG")
    loaded = Settings.load(_env_file=None)
    assert (loaded.secret_key.get_secret_value(), loaded.log_level) == ("key of the file", "DEBUG")
    assert "key of the file" in loaded.secret_values()


def _no_text(folder: Path) -> None:
    (folder / "EMAIL_API_TOKEN").write_bytes(b"\xff\xfe")


def _a_folder(folder: Path) -> None:
    (folder / "EMAIL_API_TOKEN").mkdir()


def _unknown(folder: Path) -> None:
    (folder / "EMAIL_API_TOKENS").write_text("s3cret")


def _wrong(folder: Path) -> None:
    (folder / "EMAIL_HTTP_PORT").write_text("s3cret")


def _nothing(folder: Path) -> None:
    folder.rmdir()


@pytest.mark.parametrize(
    ("make", "line"),
    [
        (_no_text, "/EMAIL_API_TOKEN of EMAIL_SECRETS_DIR cannot be read (it is no text): correct or remove it"),
        (_a_folder, "/EMAIL_API_TOKEN of EMAIL_SECRETS_DIR cannot be read (Is a directory): correct or remove it"),
        (_unknown, "EMAIL_API_TOKENS is not a setting of Mailweave: did you mean EMAIL_API_TOKEN?"),
        (_wrong, "EMAIL_HTTP_PORT: "),
        (_nothing, "EMAIL_SECRETS_DIR: "),
    ],
    ids=["no text", "a folder", "an unknown name", "a wrong value", "no such folder"],
)
def test_a_file_that_cannot_be_taken_is_named_without_its_text(
    make: Callable[[Path], None], line: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    make(folder)
    monkeypatch.setenv("EMAIL_SECRETS_DIR", str(folder))
    with pytest.raises(ConfigurationError) as caught:
        CliSettings.load()
    assert line in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_each_of_several_keys_is_kept_out_of_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_SECRET_KEY", "first-key, second-key")
    assert {"first-key", "second-key"} <= Settings.load(_env_file=None).secret_values()
