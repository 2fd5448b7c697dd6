"""The content keys that a batch needs."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.errors import DefectiveRecord
from shared.events import RawFetched
from shared.ids import MailId
from shared.seal import ContentKey


@dataclass(frozen=True, slots=True)
class Keys:
    """The content keys of some mails, which of those mails were erased on purpose, and which were given up before."""

    of: Mapping[MailId, ContentKey]
    erased: frozenset[MailId]
    given_up: frozenset[MailId] = frozenset()

    def key_of(self, fetched: RawFetched) -> ContentKey:
        """The key that the record was sealed with; raises DefectiveRecord when there is none."""
        try:
            return self.of[fetched.mail_id]
        except KeyError:
            raise DefectiveRecord(
                f"mail {fetched.mail_id} of account {fetched.account_id} has no content key and was not erased: "
                "was the record published by hand, or the table content_key restored from an old backup?"
            ) from None
