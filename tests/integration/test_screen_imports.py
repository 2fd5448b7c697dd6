"""Bringing older mail in from the account's page."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest

from tests.integration.rest import RunningApi
from tests.integration.test_api_imports import known, requests
from tests.integration.visitor import Visitor, visiting


@pytest.fixture
def visitor(api: RunningApi) -> Iterator[Visitor]:
    """Logged in."""
    with visiting(api) as found:
        found.log_in()
        yield found


def test_it_is_asked_for_watched_and_left_off(api: RunningApi, visitor: Visitor) -> None:
    api.add_account()
    form = {"since": "2024-01-31", "until": "", "folders": "INBOX, Old"}
    assert visitor.post("/accounts/1/imports", **form).headers["location"] == "/accounts/1"
    (asked,) = requests(api)
    assert (str(asked.since), asked.until, asked.folders) == ("2024-01-31", None, ("INBOX", "Old"))
    import_id = known(api, 1)
    page = visitor.page("/accounts/1")
    assert "50 of 200" in page
    assert f"/accounts/1/imports/{import_id}/cancel" in page
    assert visitor.post(f"/accounts/1/imports/{import_id}/cancel").headers["location"] == "/accounts/1"
    assert requests(api)[-1].action == "cancel"


@pytest.mark.parametrize(
    ("form", "status", "sentence"),
    [
        pytest.param({"folders": "INBOX"}, HTTPStatus.UNPROCESSABLE_ENTITY, "since", id="no day"),
        pytest.param({"since": "soon"}, HTTPStatus.UNPROCESSABLE_ENTITY, "must be a day", id="a word"),
        pytest.param({"since": "2999-01-01"}, HTTPStatus.CONFLICT, "lies ahead", id="the future"),
    ],
)
def test_what_cannot_be_is_said(
    api: RunningApi, visitor: Visitor, form: dict[str, str], status: HTTPStatus, sentence: str
) -> None:
    api.add_account()
    answer = visitor.post("/accounts/1/imports", **form)
    assert (answer.status_code, sentence in answer.text) == (status, True)
    assert requests(api) == []


def test_pop3_and_observing_are_explained(api: RunningApi, visitor: Visitor) -> None:
    api.add_account(incoming_protocol="pop3", mode="observe")
    page = visitor.page("/accounts/1")
    assert "POP3 shows neither folders" in page
    assert "It only observes" in page
    assert 'name="since"' not in page
