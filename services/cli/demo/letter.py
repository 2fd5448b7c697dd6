"""One of the demo's letters, as it is written down and as it is sent."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from services.cli.demo.bodies import PLAIN
from services.cli.demo.mail import IMAP_ACCOUNT, Planted, name_of


@dataclass(frozen=True, slots=True)
class Letter:
    """What varies from one message to the next; `head` and `body` are raw bytes after the standard header fields.

    A message without a Message-ID has `{run}` in its subject, by which it is told from that of another demo.
    """

    key: str
    what: str
    sender: str
    subject: str
    thread: str
    answered_by: str | None = None
    account: str = IMAP_ACCOUNT
    references: str = ""
    in_reply_to: str = ""
    raw_subject: bytes = b""
    head: bytes = b""
    body: bytes = b"Hello,\r\n\r\nplease see my question above.\r\n\r\nRegards\r\n"
    has_message_id: bool = True

    def planted(self, run: str, dated_at: datetime) -> Planted:
        """The message in full; `run` keeps the Message-IDs of one demo apart from those of the next."""
        subject = self.subject.format(run=run)
        raw = _head(self, run, dated_at) + self._subject_field(subject) + (self.head or PLAIN) + b"\r\n" + self.body
        return Planted(
            key=self.key,
            what=self.what,
            account=self.account,
            sender=self.sender,
            subject=subject,
            thread=self.thread,
            answered_by=self.answered_by,
            raw=raw,
            has_message_id=self.has_message_id,
            name=name_of(_id(self.key, run) if self.has_message_id else None, subject),
        )

    def _subject_field(self, subject: str) -> bytes:
        return b"Subject: " + (self.raw_subject or subject.encode("ascii")) + b"\r\n"


def _id(key: str, run: str) -> str:
    return f"{key}.{run}@demo.mailweave.test"


def _head(letter: Letter, run: str, dated_at: datetime) -> bytes:
    name = letter.sender.partition("@")[0].title()
    lines = [f"From: {name} <{letter.sender}>", f"To: {letter.account}", f"Date: {format_datetime(dated_at)}"]
    if letter.has_message_id:
        lines.append(f"Message-ID: <{_id(letter.key, run)}>")
    if letter.in_reply_to:
        lines.append(f"In-Reply-To: <{_id(letter.in_reply_to, run)}>")
    if letter.references:
        lines.append("References: " + " ".join(f"<{_id(key, run)}>" for key in letter.references.split()))
    return "\r\n".join(lines).encode() + b"\r\n"
