"""Why a message is in its thread, and how sure that is."""

from dataclasses import dataclass
from enum import StrEnum

from services.threader.domain.strand import Member
from shared.ids import ThreadId


class Reason(StrEnum):
    """What tied a message to its thread when it was first threaded."""

    FIRST = "first"
    IN_REPLY_TO = "in_reply_to"
    REFERENCES = "references"
    LATE_PARENT = "late_parent"
    JOINED = "joined"
    SAME_MESSAGE_ID = "same_message_id"

    @property
    def confidence(self) -> float:
        return _CONFIDENCE[self]


_CONFIDENCE = {
    Reason.FIRST: 1.0,
    Reason.IN_REPLY_TO: 0.95,
    Reason.REFERENCES: 0.9,
    Reason.LATE_PARENT: 0.9,
    Reason.JOINED: 0.85,
    Reason.SAME_MESSAGE_ID: 0.8,
}


@dataclass(frozen=True, slots=True)
class Placement:
    """A message's thread as it was shown when the message came (an observation)."""

    member: Member
    thread_id: ThreadId
    is_new_thread: bool
    reason: Reason
