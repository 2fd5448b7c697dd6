"""What is planned for a copy that was read: at most what the account wants, and only where effects are allowed."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.poller.domain.after_fetch import AfterFetch, AfterFetchPlan, planned
from services.poller.domain.command import refusal
from services.poller.domain.copies import Cursor
from shared.events import Effects, MailboxAction, RawFetched
from shared.ids import AccountId, AccountKey, CopyId, MailId

NOW = datetime(2026, 11, 29, tzinfo=UTC)
CURSOR = Cursor("INBOX", 7, 3, 1, NOW)


def read(effects: Effects | None = Effects.ALLOWED, copy: int = 1) -> RawFetched:
    return RawFetched(
        account_id=AccountId(1),
        account_key=AccountKey(UUID(int=9)),
        correlation_id=UUID(int=copy),
        effects=effects,
        copy_id=CopyId(UUID(int=copy)),
        mail_id=MailId(UUID(int=100 + copy)),
        source="imap",
        fetched_at=NOW,
        size_bytes=1,
        sha256="0" * 64,
    )


@pytest.mark.parametrize(
    ("plan", "does"),
    [
        (AfterFetchPlan(AfterFetch.SEEN), (MailboxAction.FLAG, ("\\Seen",), None)),
        (AfterFetchPlan(AfterFetch.FLAG), (MailboxAction.FLAG, ("\\Flagged",), None)),
        (AfterFetchPlan(AfterFetch.MOVE, "Done"), (MailboxAction.MOVE, (), "Done")),
        (AfterFetchPlan(AfterFetch.DELETE, "Done"), (MailboxAction.DELETE, (), None)),
    ],
    ids=lambda value: str(value.action) if isinstance(value, AfterFetchPlan) else "",
)
def test_a_live_copy_gets_the_accounts_command(
    plan: AfterFetchPlan, does: tuple[MailboxAction, tuple[str, ...], str | None]
) -> None:
    [made] = planned(plan, CURSOR, [(4, read())])
    command = made.command
    assert (command.action, command.flags, command.to_folder) == does
    assert (command.folder, command.uidvalidity, command.uid) == ("INBOX", 7, 4)
    assert (made.mail_id, made.wanted, made.due_at, refusal(command)) == (UUID(int=101), plan.action, NOW, "")


@pytest.mark.parametrize("effects", [None, *(each for each in Effects if each is not Effects.ALLOWED)])
def test_what_may_have_no_effects_is_left_alone(effects: Effects | None) -> None:
    assert planned(AfterFetchPlan(AfterFetch.DELETE), CURSOR, [(4, read(effects))]) == []


@pytest.mark.parametrize(
    "plan",
    [AfterFetchPlan(), AfterFetchPlan(AfterFetch.NOTHING, "Done", 3), AfterFetchPlan(AfterFetch.MOVE, "INBOX")],
    ids=["as by default", "nothing", "into the folder where it lies"],
)
def test_nothing_is_planned_where_nothing_is_wanted(plan: AfterFetchPlan) -> None:
    assert planned(plan, CURSOR, [(4, read())]) == ()


def test_it_is_due_after_the_accounts_days() -> None:
    [made] = planned(AfterFetchPlan(AfterFetch.DELETE, days=14), CURSOR, [(4, read())])
    assert made.due_at == NOW + timedelta(days=14)


def test_a_copy_that_is_read_again_gives_the_same_command_and_another_copy_another() -> None:
    plan = AfterFetchPlan(AfterFetch.SEEN)
    again, other = planned(plan, CURSOR, [(4, read())]), planned(plan, CURSOR, [(5, read(copy=2))])
    assert again == planned(plan, CURSOR, [(4, read())])
    assert again[0].command.command_id != other[0].command.command_id
