"""How many connections may be open, and what servers' refusals make of it."""

import pytest

from services.poller.domain import failures
from services.poller.domain.ceiling import LOWERED_FOR_S, Ceiling, Scope, host_shares, refused_scope, staying
from services.poller.domain.failures import Failure, FailureKind
from shared.ids import AccountId

NOW = 1000.0
HOSTS = {AccountId(number): "big.test" if number < 10 else "small.test" for number in range(12)}


def at_login(said: str) -> Failure:
    return failures.refused_login("mail.test:993", "ada", said)


def at_greeting(said: str) -> Failure:
    return failures.hung_up("mail.test:993", said)


@pytest.mark.parametrize(
    ("failure", "scope"),
    [
        pytest.param(at_login("NO [ALERT] Too many simultaneous connections. (Failure)"), Scope.ACCOUNT, id="Gmail"),
        pytest.param(
            at_login("NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded (mail_max_userip…=10)"),
            Scope.ACCOUNT,
            id="Dovecot",
        ),
        pytest.param(at_login("NO [LIMIT] connection limit exceeded for this account"), Scope.ACCOUNT, id="in words"),
        pytest.param(at_login("NO Too many concurrent IMAP sessions"), Scope.ACCOUNT, id="sessions"),
        pytest.param(at_greeting("BYE Too many connections from 192.0.2.1"), Scope.HOST, id="at the greeting"),
        pytest.param(at_greeting("BYE Maximum connection limit reached for ::1"), Scope.HOST, id="Courier"),
        pytest.param(at_greeting("BYE too many connections of this user"), Scope.ACCOUNT, id="it names the user"),
        pytest.param(at_login("NO [ALERT] Account exceeded command or bandwidth limits. (Failure)"), None, id="bytes"),
        pytest.param(at_login("NO [LIMIT] Rate limit hit"), None, id="a rate"),
    ],
)
def test_one_too_many_is_told_apart_and_is_never_the_password(failure: Failure, scope: Scope | None) -> None:
    assert (failure.kind, refused_scope(failure)) == (FailureKind.QUOTA, scope)


@pytest.mark.parametrize(
    ("ceiling", "now", "most"),
    [
        pytest.param(Ceiling(), NOW, None, id="nothing is known"),
        pytest.param(Ceiling(15), NOW, 15, id="the provider's"),
        pytest.param(Ceiling().refused(NOW, 3), NOW, 3, id="a refusal is believed"),
        pytest.param(Ceiling(15).refused(NOW, 3), NOW + LOWERED_FOR_S - 1, 3, id="for a while"),
        pytest.param(Ceiling(15).refused(NOW, 3), NOW + LOWERED_FOR_S, 15, id="then it is tried again"),
        pytest.param(Ceiling(2).refused(NOW, 3), NOW, 2, id="it raises nothing"),
        pytest.param(Ceiling(15).refused(NOW, 0), NOW, 1, id="one is always tried"),
    ],
)
def test_ceiling(ceiling: Ceiling, now: float, most: int | None) -> None:
    assert ceiling.at(now) == most


@pytest.mark.parametrize(("most", "expected"), [(None, None), (1, 0), (2, 1), (4, 3), (15, 12)])
def test_some_always_turn_over(most: int | None, expected: int | None) -> None:
    assert staying(most) == expected


@pytest.mark.parametrize(
    ("held", "limit", "shares"),
    [
        pytest.param(range(12), 20, {"big.test": 20, "small.test": 20}, id="one process has all"),
        pytest.param(range(5), 20, {"big.test": 10}, id="half of the accounts, half of the connections"),
        pytest.param(range(3, 12), 20, {"big.test": 14, "small.test": 20}, id="rounded down"),
        pytest.param([1, 10], 3, {"big.test": 1, "small.test": 1}, id="at least one"),
        pytest.param(range(12), None, {}, id="without a limit"),
    ],
)
def test_a_process_has_the_part_of_a_host_that_its_accounts_are(
    held: range | list[int], limit: int | None, shares: dict[str, int]
) -> None:
    assert host_shares(HOSTS, [AccountId(number) for number in held], limit) == shares
