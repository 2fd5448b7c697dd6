"""What an attempt came to is counted by recipient: by the state, and by the server's reply where there was one."""

import pytest

from services.sender.deliver import count
from services.sender.domain.ledger import AttemptState, Change, Outcome, RecipientState
from shared.metrics import registry_of

SENDER = registry_of("sender")
SENDS, REPLIES = "mailweave_sends_total", "mailweave_smtp_replies_total"
ADDRESS = "ada@shop.test"


def value(name: str, label: str, of: str) -> float:
    return SENDER.get_sample_value(name, {label: of}) or 0.0


@pytest.mark.parametrize(
    ("change", "attempt", "state", "code"),
    [
        pytest.param(Change(ADDRESS, RecipientState.SENT, 250), AttemptState.DONE, "sent", "250", id="taken"),
        pytest.param(Change(ADDRESS, RecipientState.DEFERRED, 451), AttemptState.DONE, "deferred", "451", id="put off"),
        pytest.param(Change(ADDRESS, RecipientState.FAILED, 550), AttemptState.DONE, "failed", "550", id="refused"),
        pytest.param(Change(ADDRESS, RecipientState.DEFERRED), AttemptState.DONE, "deferred", "None", id="no reply"),
        pytest.param(Change(ADDRESS, RecipientState.WAITING), AttemptState.IN_DOUBT, "in_doubt", "None", id="in doubt"),
    ],
)
def test_a_recipient_is_counted_by_state_and_reply(
    change: Change, attempt: AttemptState, state: str, code: str
) -> None:
    sends, replies = value(SENDS, "state", state), value(REPLIES, "reply_code", code)
    count(Outcome(attempt, (change,), ""))
    assert value(SENDS, "state", state) - sends == 1
    assert value(REPLIES, "reply_code", code) - replies == (change.reply_code is not None)
