"""Since when a send was asked for: what its producer says of the record, where that can be true."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.sender.domain.intake import entry
from shared.events import SendMessage
from shared.ids import AccountId, SendId

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
REQUEST = SendMessage(account_id=AccountId(1), send_id=SendId(UUID(int=1)), to_emails=("a@b.example",))


@pytest.mark.parametrize(
    ("written_at", "asked_at"),
    [
        pytest.param(NOW - timedelta(seconds=90), NOW - timedelta(seconds=90), id="a while ago"),
        pytest.param(NOW - timedelta(days=7), NOW - timedelta(days=7), id="as long as the topic keeps"),
        pytest.param(None, NOW, id="not known"),
        pytest.param(NOW - timedelta(days=8), NOW, id="longer than the topic keeps"),
        pytest.param(datetime(1970, 1, 1, tzinfo=UTC), NOW, id="in 1970"),
        pytest.param(NOW + timedelta(hours=1), NOW, id="in the future"),
    ],
)
def test_when_it_was_asked_for(written_at: datetime | None, asked_at: datetime) -> None:
    assert entry(REQUEST, None, NOW, written_at).asked_at == asked_at
