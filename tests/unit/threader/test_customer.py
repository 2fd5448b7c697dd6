"""Whose customer a message is."""

from typing import Any

import pytest

from services.threader.domain.customer import customer_claim
from shared.events import Address, Direction
from tests.unit.threader.letters import parsed

OWN = frozenset({"support@mailweave.test", "sales@x.test"})
OUTBOUND = {"direction": Direction.OUTBOUND, "sender": "support@mailweave.test"}


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        pytest.param({}, "ada@customer.test", id="inbound: who wrote it"),
        pytest.param({"sender": " ADA@Customer.Test"}, "ada@customer.test", id="whatever the case"),
        pytest.param({"sender": "support@MAILWEAVE.test"}, None, id="the account itself"),
        pytest.param({"sender": "sales@x.test"}, None, id="another own address"),
        pytest.param({"sender": "sales+7@x.test"}, None, id="a sub-address of an own address"),
        pytest.param({"sender": "MAILER-DAEMON@mx.test"}, None, id="a mail system"),
        pytest.param({"sender": "no.reply@shop.test"}, None, id="an address that nobody reads"),
        pytest.param({"sender": "nonsense"}, None, id="no address"),
        pytest.param({"sender": "a\0b@x.test"}, None, id="NUL"),
        pytest.param({"sender": "a" * 400 + "@x.test"}, None, id="too long"),
        pytest.param({"sender": ""}, None, id="no From"),
        pytest.param(
            {"sender": "list@x.test", "author": Address(name="Bob", address="bob@c.test")},
            "bob@c.test",
            id="who wrote it though a list rewrote From",
        ),
        pytest.param(
            {"author": Address(address="support@mailweave.test")}, None, id="an author who is the account itself"
        ),
        pytest.param({"is_report": True}, None, id="a report has none, whoever is known"),
        pytest.param(OUTBOUND | {"to": (Address(address="bob@c.test"),)}, "bob@c.test", id="outbound: its recipient"),
        pytest.param(
            OUTBOUND | {"to": (Address(address="sales@x.test"), Address(address="bob@c.test"))},
            "bob@c.test",
            id="outbound: the first that is not our own",
        ),
        pytest.param(
            OUTBOUND | {"to": (Address(address="noreply@x.test"), Address(address="bob@c.test"))},
            "bob@c.test",
            id="outbound: the first that somebody reads",
        ),
        pytest.param(OUTBOUND | {"to": ()}, None, id="outbound: to nobody named"),
    ],
)
def test_the_customer_s_address(fields: dict[str, Any], address: str | None) -> None:
    claim = customer_claim(parsed("a", **fields), OWN, auto_create=True)
    assert (claim.address if claim else None) == address


@pytest.mark.parametrize("auto_create", [True, False], ids=["auto-create", "not by setting"])
def test_what_may_create_a_customer(auto_create: bool) -> None:
    claim = customer_claim(parsed("a"), OWN, auto_create=auto_create)
    assert claim is not None
    assert claim.may_create is auto_create


def test_a_name_is_one_line_of_bounded_length() -> None:
    author = Address(name="Ada\r\n\0 Byron" + "x" * 500, address="ada@c.test")
    claim = customer_claim(parsed("a", from_addresses=(author,)), OWN, auto_create=True)
    assert claim is not None
    assert claim.name == "Ada Byron" + "x" * 191
