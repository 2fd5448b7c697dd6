"""What one witness has and the other lacks: its name, where it was seen last, what to do next."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from shared.ids import AccountKey, SendId, imap_copy_id, sent_copy_id

REPLAY = (
    "`mailweave replay --topic raw.fetched --from earliest --into g1 --compare` shows whether its bytes are still there"
)


class Kind(StrEnum):
    """What is missing."""

    PASSED = "uid"
    FETCH = "fetch"
    COPY = "copy"
    SENT_COPY = "copy of what was sent"
    MAIL = "message"
    PLACEMENT = "placement"
    RULE_RUN = "rule run"
    REQUEST = "send request"
    SEND = "outcome"


OWED_BY: dict[Kind, str | None] = {
    Kind.PASSED: None,
    Kind.FETCH: None,
    Kind.COPY: "parser",
    Kind.SENT_COPY: "parser",
    Kind.MAIL: None,
    Kind.PLACEMENT: "threader",
    Kind.RULE_RUN: "rules",
    Kind.REQUEST: "sender",
    Kind.SEND: None,
}
"""Which service writes it once its record comes through; None: it is written together with what is there."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Equal when the same thing is missing; `traces` are the ids by which a dead letter is known to be of it."""

    kind: Kind
    account_id: int
    name: str
    seen_last: str = field(compare=False)
    next_step: str = field(compare=False)
    traces: frozenset[str] = field(compare=False, default=frozenset())
    count: int = 1

    def __str__(self) -> str:
        """One line for people."""
        what = f"account {self.account_id}: {self.name}: no {self.kind}"
        return f"{what}; seen last {self.seen_last}; next: {self.next_step}"


def passed(account_id: int, folder: str, uidvalidity: int, first: int, last: int) -> Missing:
    """Uids that the cursor is past and that no poll has walked over."""
    return Missing(
        Kind.PASSED,
        account_id,
        f"{folder} UIDs {first}-{last} (UIDVALIDITY {uidvalidity})",
        "nowhere: the cursor has passed them and no poll has listed them",
        _move_back(account_id, folder, first),
        count=last - first + 1,
    )


def unaccounted(account_id: int, folder: str, uidvalidity: int, uid: int) -> Missing:
    """A message that the server has, by its own list, and that the cursor passed without a reason."""
    return Missing(
        Kind.FETCH,
        account_id,
        f"{folder} UID {uid} (UIDVALIDITY {uidvalidity})",
        "on the server, by its own list",
        "nothing: the poller asks for it by itself",
    )


def copy(account_id: int, key: AccountKey | None, folder: str, uidvalidity: int, uid: int) -> Missing:
    """A copy that was listed, and that the cursor passed as acknowledged."""
    return Missing(
        Kind.COPY,
        account_id,
        f"{folder} UID {uid} (UIDVALIDITY {uidvalidity})",
        "by the poller, which passed it as acknowledged on raw.fetched",
        _move_back(account_id, folder, uid),
        frozenset({str(imap_copy_id(key, folder, uidvalidity, uid))} if key else ()),
    )


def pop3_copy(account_id: int, uidl: str, number: int) -> Missing:
    """The same over POP3."""
    return Missing(
        Kind.COPY,
        account_id,
        f"INBOX UIDL {uidl}",
        "by the poller, which passed it as acknowledged on raw.fetched",
        _move_back(account_id, "INBOX", number),
        frozenset({uidl_trace(account_id, uidl)}),
    )


def sent_copy(account_id: int, key: AccountKey | None, send_id: SendId) -> Missing:
    """What was sent, and published to raw.fetched, and is not in the history."""
    return Missing(
        Kind.SENT_COPY,
        account_id,
        f"send {send_id}",
        "by the sender, which published it to raw.fetched",
        "set copied_at of this send to NULL in core.send: the sender publishes the copy again",
        frozenset({str(sent_copy_id(key, send_id))} if key else ()),
    )


def mail(account_id: int, mail_id: UUID) -> Missing:
    """A mail that has copies, no message, and was not erased."""
    return Missing(Kind.MAIL, account_id, f"mail {mail_id}", "by the parser, which knows where it lay", REPLAY)


def placement(account_id: int, mail_id: UUID) -> Missing:
    """A message in no thread."""
    return Missing(
        Kind.PLACEMENT,
        account_id,
        f"mail {mail_id}",
        "by the parser, which stored it",
        REPLAY,
        frozenset({str(mail_id)}),
    )


def rule_run(account_id: int, mail_id: UUID) -> Missing:
    """A message in a thread that no rule has seen."""
    return Missing(
        Kind.RULE_RUN,
        account_id,
        f"mail {mail_id}",
        "by the threader, which placed it",
        REPLAY,
        frozenset({str(mail_id)}),
    )


def request(account_id: int, send_id: UUID) -> Missing:
    """A send that a rule decided on, or that lies on `outbound`, and that is not in the ledger."""
    return Missing(
        Kind.REQUEST,
        account_id,
        f"send {send_id}",
        "when it was asked for: by a rule's decision, or on the topic outbound",
        "ask for it again with the same send_id, which never sends twice",
        frozenset({str(send_id)}),
    )


def outcome(account_id: int, send_id: UUID, state: str, problem: str) -> Missing:
    """A send whose state is not what its recipients and attempts say."""
    return Missing(
        Kind.SEND,
        account_id,
        f"send {send_id}",
        f"by the sender, in the state {state}: {problem}",
        f"GET /api/email/sends/{send_id}/ and core.send_attempt say what was tried",
    )


def uidl_trace(account_id: object, uidl: object) -> str:
    """How a POP3 copy is known in a dead letter, whose record names account and UIDL."""
    return f"{account_id} {uidl}"


def _move_back(account_id: int, folder: str, uid: int) -> str:
    return (
        f"set last_uid of account {account_id}, folder {folder} in core.folder_cursor back to {uid - 1}: the next poll "
        "fetches it again, and nothing that is known happens twice"
    )
