"""The account wins over EMAIL_INTEGRATION_POLL_FREQUENCY, which wins over EMAIL_DEFAULT_POLL_FREQUENCY."""

import pytest

from services.poller.domain.schedule import Defaults, frequency, max_messages
from services.poller.settings import PollerSettings


@pytest.mark.parametrize(
    ("environment", "of_account", "expected"),
    [
        pytest.param({}, None, 300, id="default"),
        pytest.param({"EMAIL_DEFAULT_POLL_FREQUENCY": "120"}, None, 120, id="EMAIL_DEFAULT_POLL_FREQUENCY"),
        pytest.param(
            {"EMAIL_DEFAULT_POLL_FREQUENCY": "120", "EMAIL_INTEGRATION_POLL_FREQUENCY": "60"},
            None,
            60,
            id="EMAIL_INTEGRATION_POLL_FREQUENCY wins",
        ),
        pytest.param({"EMAIL_INTEGRATION_POLL_FREQUENCY": "60"}, 7, 7, id="the account wins"),
    ],
)
def test_frequency(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], of_account: int | None, expected: int
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    configured = frequency(of_account, PollerSettings(_env_file=None).defaults())

    assert (configured.interval_s, configured.is_own) == (expected, of_account is not None)


@pytest.mark.parametrize(
    ("of_account", "requested", "expected"),
    [
        pytest.param(None, None, 50, id="default"),
        pytest.param(20, None, 20, id="the account's"),
        pytest.param(20, 5, 5, id="the request's"),
    ],
)
def test_max_messages(of_account: int | None, requested: int | None, expected: int) -> None:
    assert max_messages(of_account, requested, Defaults(None, 300, 50)) == expected


def test_max_messages_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_INTEGRATION_MAX_EMAILS_PER_POLL", "9")
    assert max_messages(None, None, PollerSettings(_env_file=None).defaults()) == 9
