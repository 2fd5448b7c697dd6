"""What may be downloaded in a day: how much is left, and when more is."""

from collections.abc import Sequence

import pytest

from services.poller.allowance import Allowance
from services.poller.domain.copies import Listed
from services.poller.domain.download import Budget, Hour
from services.poller.domain.failures import FailureKind
from services.poller.ports import BudgetUsedError
from shared.ids import AccountId
from shared.provider_limits import GMAIL, IMPORT_SHARE, NO_LIMITS, ProviderLimits, provider_limits

LIVE, IMPORT = Budget(1000), Budget(1000, IMPORT_SHARE)
H = 3600.0


@pytest.mark.parametrize(
    ("budget", "hours", "left_bytes", "frees_in_s"),
    [
        pytest.param(LIVE, [], 1000, 0, id="nothing yet"),
        pytest.param(LIVE, [Hour(999, H)], 1, 0, id="a last byte"),
        pytest.param(LIVE, [Hour(1000, H)], 0, H, id="all in an hour"),
        pytest.param(LIVE, [Hour(10, 2 * H), Hour(990, H)], 0, H, id="the first hour that leaves frees some"),
        pytest.param(LIVE, [Hour(100, H), Hour(1000, 9 * H)], 0, 9 * H, id="the first that leaves is not enough"),
        pytest.param(LIVE, [Hour(5000, 0.0)], 0, 1.0, id="it leaves now"),
        pytest.param(IMPORT, [Hour(799, H)], 1, 0, id="import: a last byte"),
        pytest.param(IMPORT, [Hour(800, H)], 0, H, id="import: the rest is for live mail"),
        pytest.param(LIVE, [Hour(800, H)], 200, 0, id="which has it"),
    ],
)
def test_budget(budget: Budget, hours: list[Hour], left_bytes: float, frees_in_s: float) -> None:
    assert (budget.left_bytes(hours), budget.frees_in_s(hours)) == (left_bytes, frees_in_s)


@pytest.mark.parametrize(
    ("share", "happened"),
    [
        pytest.param(1.0, "2,500 MB of today's download budget are used (2,500 MB a day)", id="live"),
        pytest.param(
            IMPORT_SHARE,
            "2,500 MB of today's download budget of 2,500 MB are used, the rest is for live mail",
            id="import",
        ),
    ],
)
def test_it_says_how_much_and_until_when(share: float, happened: str) -> None:
    failure = Budget(2_500_000_000, share).used_up([Hour(2_500_100_000, 7 * H)])

    assert (failure.kind, failure.happened, failure.wait_s) == (FailureKind.QUOTA, happened, 7 * H)


@pytest.mark.parametrize(
    ("host", "own", "expected"),
    [
        pytest.param("imap.gmail.com", (None, None), GMAIL, id="known"),
        pytest.param("IMAP.Gmail.com.", (None, None), GMAIL, id="in capitals, from the root"),
        pytest.param("imap.gmail.com", (3, 50_000), ProviderLimits(3, 50_000), id="the account's own win"),
        pytest.param("mail.example", (None, None), NO_LIMITS, id="unknown"),
        pytest.param("mail.example", (None, 10), ProviderLimits(None, 10), id="unknown, and one of its own"),
    ],
)
def test_limits(host: str, own: tuple[int | None, int | None], expected: ProviderLimits) -> None:
    assert provider_limits(host).or_own(*own) == expected


class Counted:
    """Downloads that grow by what the test takes."""

    def __init__(self) -> None:
        self.size_bytes = 0

    async def hours(self) -> Sequence[Hour]:
        return [Hour(self.size_bytes, H)]


async def taken_of(allowance: Allowance, counted: Counted, into: list[list[int]]) -> None:
    async for batch in allowance.batches([Listed(uid, 300) for uid in range(1, 9)], 700):
        into.append([copy.uid for copy in batch])
        counted.size_bytes += sum(copy.size_bytes for copy in batch)


async def test_batches_fit_into_what_is_left_and_then_it_ends() -> None:
    counted, taken = Counted(), list[list[int]]()
    with pytest.raises(BudgetUsedError):
        await taken_of(Allowance(AccountId(1), Budget(1000), counted), counted, taken)

    assert taken == [[1, 2], [3], [4]]


async def test_a_message_that_is_bigger_than_a_day_comes_alone() -> None:
    allowance = Allowance(AccountId(1), Budget(10), Counted())

    assert [batch async for batch in allowance.batches([Listed(1, 99)], 700)] == [[Listed(1, 99)]]
