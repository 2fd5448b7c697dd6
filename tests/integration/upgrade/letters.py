"""New mail for the accounts of 0.1.0.sql, and what its threads and rules must make of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header

from shared.events import Effects, RawFetched
from shared.ids import AccountId, AccountKey, content_hash, imap_copy_id, mail_id

SUPPORT, SALES, RETURNS = AccountId(1), AccountId(2), AccountId(3)
THREAD_OF_ADA, THREAD_OF_CAROL = "ec81dd1a-c73f-5cc2-832c-b98c0ed526fa", "cb62e980-dabe-589e-b199-b582697cbf14"
ANSWER_TO_ADA = "d4f05956-5fe3-5016-a463-d1801cf7f31e@mailweave.test"
FIRST, LATE = "first.6b0b88b2@demo.mailweave.test", "late.6b0b88b2@demo.mailweave.test"
NOW = datetime(2026, 11, 29, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Letter:
    """New mail, and what must become of it; `thread` is None where it begins one."""

    what: str
    account_id: AccountId
    author: str
    subject: str
    answers: str
    thread: str | None
    matches: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    answer: str = ""
    message_id: str = "new@upgrade.test"
    dated: str = "Sun, 29 Nov 2026 02:59:00 +0000"

    def raw(self) -> bytes:
        """As it arrives."""
        subject = Header(self.subject, "utf-8").encode()
        head = f"From: {self.author}\r\nSubject: {subject}\r\nMessage-ID: <{self.message_id}>\r\n"
        answers = f"In-Reply-To: <{self.answers}>\r\n" if self.answers else ""
        return f"{head}{answers}Date: {self.dated}\r\n\r\nHello again\r\n".encode()

    def fetched(self, account_key: AccountKey) -> RawFetched:
        """New at the end of its mailbox, as soon as it was sent."""
        sha256 = content_hash(self.raw())
        return RawFetched(
            account_id=self.account_id,
            account_key=account_key,
            copy_id=imap_copy_id(account_key, "INBOX", 1, 1_000),
            mail_id=mail_id(account_key, sha256),
            source="imap",
            effects=Effects.ALLOWED,
            fetched_at=NOW,
            size_bytes=len(self.raw()),
            sha256=sha256,
        )


LETTERS = (
    Letter(
        "an answer to an old message",
        SUPPORT, "Ada <ada@newcustomer.test>", "Re: Question about my order", FIRST, THREAD_OF_ADA,
        ("Welcome new customers",), ("",),
        "Hello Ada,\n\nthank you for writing to Customer support about “Re: Question about my order”. "
        "We answer within a day.",
    ),
    Letter(
        "an answer to what was answered automatically",
        SUPPORT, "Ada <ada@newcustomer.test>", "Re: Question about my order", ANSWER_TO_ADA, THREAD_OF_ADA,
        ("Welcome new customers",), ("it answers automatic mail of ours",),
    ),
    Letter(
        "an old message that was rendered anew",
        SUPPORT, "Ada <ada@newcustomer.test>", "Question about my order", "", THREAD_OF_ADA,
        ("Welcome new customers",), ("already decided for c3ac7a37-0b87-533e-b512-d8cda44279b9",), message_id=FIRST,
        dated="Sun, 29 Nov 2026 02:06:42 +0000",
    ),
    Letter(
        "mail for a rule of one account, with an HTML template",
        SUPPORT, "Dave <dave@partner.test>", "Re: Broken handle", LATE, THREAD_OF_CAROL,
        ("Handles",), ("",), "Dear Dave",
    ),
    Letter(
        "mail for two rules",
        SALES, "New <new@newcustomer.test>", "My invoice", "", None,
        ("Welcome new customers", "Invoice questions"), ("", "another rule answered"),
        "Hello New,\n\nthank you for writing to Sales about “My invoice”. We answer within a day.",
    ),
    Letter(
        "mail for a rule whose template REST would refuse today",
        SALES, "X <x@partner.test>", 'A 100%_"quoted" \\ ünï {{x}}', "", None,
        ("Loops",), ("template 'Loop': line 2: only variables, filters and conditions may be used, not for",),
    ),
    Letter(
        "mail for a rule that is switched off",
        RETURNS, """"'; DROP TABLE rule; --" <x@partner.test>""", "Hello", "", None,
    ),
)  # fmt: skip
