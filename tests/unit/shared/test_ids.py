"""Ids are derived: the same place or content gives the same id, any difference another one."""

from uuid import UUID

import pytest

from shared import ids
from shared.ids import AccountKey, MailId, SendId

ACCOUNT = AccountKey(UUID(int=1))
OTHER = AccountKey(UUID(int=2))
MAIL = MailId(UUID(int=3))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(ids.imap_copy_id(ACCOUNT, "INBOX", 1, 12), ids.imap_copy_id(ACCOUNT, "INBOX", 11, 2), id="uid"),
        pytest.param(ids.imap_copy_id(ACCOUNT, "INBOX", 1, 1), ids.imap_copy_id(OTHER, "INBOX", 1, 1), id="account"),
        pytest.param(ids.imap_copy_id(ACCOUNT, "A", 1, 1), ids.imap_copy_id(ACCOUNT, "B", 1, 1), id="folder"),
        pytest.param(ids.pop3_copy_id(ACCOUNT, "1", "aa"), ids.pop3_copy_id(ACCOUNT, "1", "bb"), id="reused-uidl"),
        pytest.param(ids.mail_id(ACCOUNT, "aa"), ids.mail_id(OTHER, "aa"), id="mail-of-two-accounts"),
        pytest.param(
            ids.effect_id(ACCOUNT, "a@x", "s@x", "d1", MAIL),
            ids.effect_id(ACCOUNT, "a@x", "s@x", "d2", MAIL),
            id="date",
        ),
        pytest.param(
            ids.rule_send_id(ACCOUNT, 1, ids.effect_id(ACCOUNT, None, "", "", MAIL), 0),
            ids.rule_send_id(ACCOUNT, 1, ids.effect_id(ACCOUNT, None, "", "", MAIL), 1),
            id="action",
        ),
        pytest.param(ids.sent_copy_id(ACCOUNT, SendId(UUID(int=4))), ids.imap_copy_id(ACCOUNT, "", 0, 0), id="kind"),
    ],
)
def test_different_things_have_different_ids(first: UUID, second: UUID) -> None:
    assert first != second


def test_ids_are_the_same_for_ever() -> None:
    """These values are in people's databases: a change here loses their history."""
    assert ids.imap_copy_id(ACCOUNT, "INBOX", 7, 42) == UUID("db300aa6-0bdc-51db-8ee2-b5823a54c4cc")
    assert ids.mail_id(ACCOUNT, ids.content_hash(b"Subject: x\r\n\r\n")) == UUID("d1f6a4e8-23be-5694-8ac8-258aa808c380")
    assert ids.thread_id(ACCOUNT, "a@example.org", MAIL) == UUID("d385adf2-82cc-58ed-b115-f796d6f235a8")


def test_a_message_id_decides_the_effect_not_the_bytes() -> None:
    other_rendering = MailId(UUID(int=9))
    first = ids.effect_id(ACCOUNT, "a@x", "Jo <jo@x>", "Mon", MAIL)
    assert first == ids.effect_id(ACCOUNT, "a@x", "JO <jo@x>", "Mon", other_rendering)
    assert ids.effect_id(ACCOUNT, None, "", "", MAIL) != ids.effect_id(ACCOUNT, None, "", "", other_rendering)
