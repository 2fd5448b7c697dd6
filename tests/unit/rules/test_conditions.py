"""What each condition asks of a message."""

import pytest

from services.rules.domain.conditions import matches
from shared.events import Address
from tests.unit.rules.letters import threaded

AUTHORS = (Address(name="Ada Müller", address="Ada@NewCustomer.test"), Address(address="second@other.test"))


@pytest.mark.parametrize(
    ("condition_type", "value", "expected"),
    [
        pytest.param("from_contains", "@newcustomer.test", True, id="in the address"),
        pytest.param("from_contains", "MÜLLER", True, id="in the name, whatever the case"),
        pytest.param("from_contains", "other.test", True, id="in a second author"),
        pytest.param("from_contains", "support@", False, id="not in To"),
        pytest.param("from_contains", "", False, id="an empty value never matches"),
        pytest.param("subject_contains", "rechnung für", True, id="in the subject"),
        pytest.param("subject_contains", "STRASSE", True, id="casefold: ß is ss"),
        pytest.param("subject_contains", "ada", False, id="not in From"),
        pytest.param("subject_contains", "", False, id="an empty value never matches"),
        pytest.param("body_contains", "text", False, id="no condition of this release"),
    ],
)
def test_condition(condition_type: str, value: str, expected: bool) -> None:
    message = threaded("a", subject="Ihre Rechnung FÜR Straße", from_addresses=AUTHORS)
    assert matches(condition_type, value, message) is expected


def test_a_message_without_from_and_subject_matches_nothing() -> None:
    message = threaded("a", sender="", subject="")
    assert not matches("from_contains", "a", message)
    assert not matches("subject_contains", "a", message)
