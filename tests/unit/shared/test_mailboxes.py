"""Which addresses nobody reads, and which are ours."""

import pytest

from shared.mailboxes import is_machine, is_own

MACHINES = (
    "MAILER-DAEMON@mx.test",
    "mailer_daemon@mx.test",
    "Mail.Daemon@mx.test",
    "postmaster@mx.test",
    "postmaster+1@mx.test",
    "noreply@shop.test",
    "no-reply@shop.test",
    "no_reply@shop.test",
    "No.Reply@shop.test",
    "noreply2@shop.test",
    "noreply+4711@shop.test",
    "noreply-orders@shop.test",
    "no-reply.orders@shop.test",
    "orders-no-reply@shop.test",
    "orders-no-reply-de@shop.test",
    "ordersnoreply@shop.test",
    "do-not-reply@shop.test",
    "donot-reply@shop.test",
    "dont_reply@shop.test",
    "don't-reply@shop.test",
    '"do not reply"@shop.test',
    "ne-pas-repondre@shop.test",
    "keine-antwort@shop.test",
    "service.nicht-antworten@shop.test",
    "no-responder@shop.test",
    "nao-responda@shop.test",
    "bounce@shop.test",
    "bounces+12-ab@shop.test",
    "prvs=123=ada@shop.test",
    "owner-list@lists.test",
    "list-request@lists.test",
    "list-bounces@lists.test",
    "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@corp.test",
    "auto-reply@shop.test",
    "1234+ada@users.noreply.forge.test",
    "x@bounces.shop.test",
)
PEOPLE = (
    "ada@customer.test",
    "ada.root@customer.test",
    "daemon-smith@customer.test",
    "noreen@customer.test",
    "norepl@customer.test",
    "casino.reply@customer.test",
    "reply@customer.test",
    "nobody.special@customer.test",
    "bouncer@customer.test",
    "owner@customer.test",
    "ada@noreplyish.test",
    "ada+noreply@customer.test",
    "",
    "@",
)


@pytest.mark.parametrize("address", MACHINES)
def test_machines(address: str) -> None:
    assert is_machine(address)


@pytest.mark.parametrize("address", PEOPLE)
def test_people(address: str) -> None:
    assert not is_machine(address)


OWN = frozenset({"support@desk.test", "sales+eu@desk.test"})


@pytest.mark.parametrize(
    ("address", "is_ours"),
    [
        ("support@desk.test", True),
        ("SUPPORT@Desk.test.", True),
        ("support+4711@desk.test", True),
        ('"support"@desk.test', True),
        ("sales+eu@desk.test", True),
        ("sales@desk.test", False),
        ("sales+us@desk.test", False),
        ("support@other.test", False),
        ("support-4711@desk.test", False),
        ("+4711@desk.test", False),
        ("", False),
    ],
)
def test_own_addresses_and_their_sub_addresses(address: str, is_ours: bool) -> None:
    assert is_own(address, OWN) is is_ours
