"""What a failure is called, what it makes of the health, and that no line holds a secret."""

import pytest

from services.poller.domain.failures import (
    Failure,
    FailureKind,
    HealthState,
    health_after,
    hung_up,
    quote,
    refused_login,
    silent,
)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        pytest.param("[AUTHENTICATIONFAILED] Authentication failed.", FailureKind.AUTH, id="RFC 5530"),
        pytest.param("LOGIN failed", FailureKind.AUTH, id="no code"),
        pytest.param("[UNAVAILABLE] Temporary authentication failure", FailureKind.NETWORK, id="busy"),
        pytest.param("[IN-USE] Do you have another POP session running?", FailureKind.NETWORK, id="RFC 2449"),
        pytest.param("[SYS/TEMP] try later", FailureKind.NETWORK, id="RFC 3206"),
        pytest.param("Too many simultaneous connections", FailureKind.QUOTA, id="too many"),
        pytest.param("[LOGIN-DELAY] minimum time between mail checks violation", FailureKind.QUOTA, id="too often"),
        pytest.param("Rate limit exceeded", FailureKind.QUOTA, id="rate"),
        pytest.param("Use an app-generated password, or a separate one", FailureKind.AUTH, id="no rate"),
    ],
)
def test_a_refused_login(said: str, kind: FailureKind) -> None:
    assert refused_login("imap.example.org:993", "a@b.example", said).kind is kind


def test_a_server_that_hangs_up_over_a_quota_is_not_a_broken_network() -> None:
    assert hung_up("s:993", "BYE Maximum number of connections from user+IP exceeded").kind is FailureKind.QUOTA
    assert hung_up("s:993", "without a word").kind is FailureKind.NETWORK


@pytest.mark.parametrize(
    ("failure", "times", "expected"),
    [
        pytest.param(silent("s", 3), 1, HealthState.DEGRADED, id="may pass"),
        pytest.param(silent("s", 3), 3, HealthState.FAILING, id="did not pass"),
        pytest.param(refused_login("s", "u", "no"), 1, HealthState.FAILING, id="only a person can repair it"),
    ],
)
def test_health(failure: Failure, times: int, expected: HealthState) -> None:
    assert health_after(failure, times) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(b"NO secret is wrong\r\nsecond line", "NO *** is wrong second line", id="secret, line break"),
        pytest.param(b"\xff\x00\x1b[31mred", "� [31mred", id="not printable"),
        pytest.param("x" * 500, "x" * 160 + "…", id="too long"),
    ],
)
def test_what_a_server_said_is_one_clean_line(said: bytes | str, expected: str) -> None:
    assert quote(said, "secret") == expected


def test_a_line_says_who_what_and_what_to_do() -> None:
    assert silent("imap.example.org:993", 30).line("account 3 (a@b.example)") == (
        "account 3 (a@b.example): imap.example.org:993 did not answer within 30 s: "
        "check incoming_server and incoming_port, and the network"
    )
