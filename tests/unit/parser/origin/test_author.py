"""Who wrote what a list, a group or a service passed on under its own From."""

import pytest

from services.parser.domain.fields.addresses import Address
from services.parser.domain.message import parse_message

GROUP = "List-Id: <team.group.test>\n"
ADA = Address("Ada Berg", "ada@customer.test")
REWRITTEN = {
    "a group, X-Original-From": (
        "From: 'Ada Berg' via Team <team@group.test>\nX-Original-From: Ada Berg <ada@customer.test>\n" + GROUP,
        ADA,
    ),
    "a group, X-Original-Sender without a name": (
        "From: \"'Ada Berg' via Team\" <team@group.test>\nX-Original-Sender: ada@customer.test\n" + GROUP,
        ADA,
    ),
    "a group, Reply-To": ("From: Ada Berg <team@group.test>\nReply-To: Ada Berg <ada@customer.test>\n" + GROUP, ADA),
    "the original wins over Reply-To": (
        "From: Ada Berg <team@group.test>\nReply-To: bob@c.test\nX-Original-From: ada@customer.test\n" + GROUP,
        ADA,
    ),
    "a list that names itself in List-Post": (
        (
            "From: Ada Berg via Talk <talk@lists.test>\nReply-To: Ada Berg <ada@customer.test>\n"
            "List-Post: <mailto:talk@lists.test>\n"
        ),
        ADA,
    ),
    "Reply-To names the list first": (
        "From: Ada Berg <team@group.test>\nReply-To: team@group.test, ada@customer.test\n" + GROUP,
        ADA,
    ),
    "a service that says via": (
        "From: Ada Berg via Forms <forms@service.test>\nReply-To: Ada Berg <ada@customer.test>\n",
        ADA,
    ),
    "the address in the address": ("From: Ada Berg <ada=40customer.test@dmarc.lists.test>\n", ADA),
    "the same, of a list": ("From: Ada Berg <ada=customer.test@lists.test>\n" + GROUP, ADA),
}


@pytest.mark.parametrize(("header", "author"), REWRITTEN.values(), ids=REWRITTEN)
def test_the_author_is_traced_back_and_from_stays_as_it_is(header: str, author: Address) -> None:
    message = parse_message(header.encode() + b"\ntext")
    assert message.author == author
    assert message.from_addresses[0].address != author.address


@pytest.mark.parametrize(
    "header",
    [
        "From: Mallory <info@phish.test>\nReply-To: boss@bank.test\n",
        "From: Mallory <info@phish.test>\nX-Original-From: boss@bank.test\n",
        "From: Mallory <info@phish.test>\nX-Original-Sender: boss@bank.test\n" + GROUP,
        "From: Mallory <info@phish.test>\nList-Post: <mailto:xinfo@phish.test>\nReply-To: boss@bank.test\n",
        "From: Mallory via Phish <info@phish.test>\nReply-To: Boss <boss@bank.test>\n",
        "From: via Phish <info@phish.test>\nReply-To: boss@bank.test\n",
        "From: Mallory <boss=bank.test@phish.test>\n",
        "From: 'Ada' via Team <team@group.test>\n" + GROUP,
        "From: <team@group.test>\nReply-To: team@group.test\n" + GROUP,
        "Subject: nobody\nX-Original-From: boss@bank.test\n" + GROUP,
    ],
    ids=[
        "a stranger's Reply-To",
        "a stranger's X-Original-From",
        "another list's mail",
        "an address like the list's",
        "via, and another name",
        "via without a name",
        "an equals sign",
        "nothing names the author",
        "the list itself",
        "no From",
    ],
)
def test_from_is_believed_where_nothing_says_that_it_was_rewritten(header: str) -> None:
    assert parse_message(header.encode() + b"\ntext").author is None
