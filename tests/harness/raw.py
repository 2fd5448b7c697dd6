"""Records of raw.fetched for the tests."""

from datetime import UTC, datetime
from typing import Literal
from uuid import uuid5

from shared.events import RawFetched
from shared.ids import AccountId, AccountKey, CopyId, MailId
from tests.harness.echo import NAMESPACE, id_of
from tests.harness.kafka import Headers, Planted

SOURCE: Literal["imap"] = "imap"


def fetched(
    label: str, *, sealed: bytes | None = b"sealed bytes", extra: Headers = (), size_bytes: int = 12
) -> Planted:
    """A RawFetched record with more headers than it needs."""
    event = RawFetched(
        account_id=AccountId(1),
        correlation_id=id_of(label),
        account_key=AccountKey(NAMESPACE),
        copy_id=CopyId(uuid5(NAMESPACE, f"copy {label}")),
        mail_id=MailId(uuid5(NAMESPACE, f"mail {label}")),
        source=SOURCE,
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
        size_bytes=size_bytes,
        sha256="0" * 64,
    )
    parts = event.to_record()
    return Planted(parts.key, sealed, [*extra, *parts.headers])
