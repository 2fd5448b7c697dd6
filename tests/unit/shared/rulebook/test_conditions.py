"""What each condition asks of a message."""

import pytest

from shared.events import Address
from shared.rulebook.conditions import AllOf, AnyOf, Condition, Leaf, Not, described, matches
from tests.unit.rules.letters import threaded

AUTHORS = (Address(name="Ada Müller", address="Ada@NewCustomer.test"), Address(address="second@other.test"))


@pytest.mark.parametrize(
    ("condition_type", "value", "expected"),
    [
        pytest.param("from_contains", "@newcustomer.test", True, id="in the address"),
        pytest.param("from_contains", "MÜLLER", True, id="in the name, whatever the case"),
        pytest.param("from_contains", "other.test", True, id="in a second author"),
        pytest.param("from_contains", "support@", False, id="not in To"),
        pytest.param("subject_contains", "rechnung für", True, id="in the subject"),
        pytest.param("subject_contains", "STRASSE", True, id="casefold: ß is ss"),
        pytest.param("subject_contains", "ada", False, id="not in From"),
        pytest.param("language_is", "PT", True, id="a language, whatever its region"),
        pytest.param("language_is", "pt-br", True, id="that of the region"),
        pytest.param("language_is", "pt-pt", False, id="another region"),
        pytest.param("language_is", "p", False, id="not by its beginning"),
    ],
)
def test_condition(condition_type: str, value: str, expected: bool) -> None:
    message = threaded("a", subject="Ihre Rechnung FÜR Straße", from_addresses=AUTHORS, language="pt-BR")
    assert matches(Leaf(condition_type, value), message) is expected


def test_a_message_without_from_and_subject_matches_nothing() -> None:
    message = threaded("a", sender="", subject="")
    assert not matches(Leaf("from_contains", "a"), message)
    assert not matches(Leaf("subject_contains", "a"), message)
    assert not matches(Leaf("language_is", "en"), message)


ADA, BILL = Leaf("from_contains", "ada"), Leaf("subject_contains", "bill")


@pytest.mark.parametrize(
    ("condition", "expected", "line"),
    [
        pytest.param(AllOf((ADA, BILL)), False, "(from_contains ada and subject_contains bill)", id="all: one fails"),
        pytest.param(AllOf((ADA,)), True, "(from_contains ada)", id="all: each holds"),
        pytest.param(AnyOf((BILL, ADA)), True, "(subject_contains bill or from_contains ada)", id="any: one holds"),
        pytest.param(AnyOf((BILL,)), False, "(subject_contains bill)", id="any: none"),
        pytest.param(Not(BILL), True, "not subject_contains bill", id="not"),
        pytest.param(
            AllOf((ADA, Not(AnyOf((BILL,))))), True, "(from_contains ada and not (subject_contains bill))", id="deep"
        ),
    ],
)
def test_tree(condition: Condition, expected: bool, line: str) -> None:
    message = threaded("a", subject="Rechnung", from_addresses=AUTHORS)
    assert matches(condition, message) is expected
    assert described(condition) == line
