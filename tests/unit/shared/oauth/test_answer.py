"""What token servers answer, and that anything at all has a meaning."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from shared.oauth.answer import Asked, Cause, Granted, Refusal, meaning
from shared.oauth.providers import Grant
from shared.oauth.request import Secrets

ASKED = Asked("login.example", Grant.REFRESH_TOKEN, 7, ("se-cret",))
GOOD = {"access_token": "at", "token_type": "Bearer", "expires_in": 3599}


def answered(document: object, status: int = 200, asked: Asked = ASKED, retry_after: str = "") -> Granted | Refusal:
    return meaning(asked, status, json.dumps(document).encode(), retry_after)


GRANTED = {
    "as the RFC has it": (GOOD, Granted(SecretStr("at"), 3599)),
    "rotated": (GOOD | {"refresh_token": "rt"}, Granted(SecretStr("at"), 3599, SecretStr("rt"))),
    "the login's own end": (
        GOOD | {"refresh_token_expires_in": 604_799},
        Granted(SecretStr("at"), 3599, None, 604_799),
    ),
    "a number as a text": (GOOD | {"expires_in": "3599"}, Granted(SecretStr("at"), 3599)),
    "no life told": ({"access_token": "at", "token_type": "bearer"}, Granted(SecretStr("at"), 600)),
    "no type told": ({"access_token": "at"}, Granted(SecretStr("at"), 600)),
    "a life beyond a day": (GOOD | {"expires_in": 1e300}, Granted(SecretStr("at"), 86_400)),
    "a life that is over": (GOOD | {"expires_in": 0}, Granted(SecretStr("at"), 30)),
    "a life that is no number": (GOOD | {"expires_in": "soon"}, Granted(SecretStr("at"), 600)),
    "a negative life": (GOOD | {"expires_in": -1}, Granted(SecretStr("at"), 600)),
    "a refresh token with a line break": (GOOD | {"refresh_token": "r\nt"}, Granted(SecretStr("at"), 3599)),
}


@pytest.mark.parametrize(("document", "expected"), GRANTED.values(), ids=GRANTED)
def test_tokens(document: object, expected: Granted) -> None:
    assert answered(document) == expected


LOG_IN = "log in again: `mailweave accounts authorize --account-id 7`"
CLIENT = "correct oauth_client_id and its secret: has the secret ended, or a permission been taken away?"
APP = Asked("login.example", Grant.CLIENT_CREDENTIALS, 7)
REFUSED = {
    "taken back": ({"error": "invalid_grant"}, 400, ASKED, Cause.AUTH, LOG_IN),
    "a second look is wanted": ({"error": "interaction_required"}, 400, ASKED, Cause.AUTH, LOG_IN),
    "a wrong secret": ({"error": "invalid_client"}, 401, ASKED, Cause.AUTH, CLIENT),
    "not for this client": ({"error": "unauthorized_client"}, 400, APP, Cause.AUTH, CLIENT),
    "a wrong scope": ({"error": "invalid_scope"}, 400, APP, Cause.AUTH, "correct oauth_scopes, or leave them empty"),
    "not delegated": (
        {"error": "access_denied"},
        400,
        APP,
        Cause.AUTH,
        "let the application use this mailbox, at the provider; docs/oauth.md says how",
    ),
}


@pytest.mark.parametrize(("document", "status", "asked", "cause", "next_step"), REFUSED.values(), ids=REFUSED)
def test_what_a_person_must_mend(document: object, status: int, asked: Asked, cause: Cause, next_step: str) -> None:
    answer = answered(document, status, asked)
    assert isinstance(answer, Refusal)
    assert (answer.cause, answer.next_step) == (cause, next_step)


def test_the_servers_words_are_one_short_line_without_secrets() -> None:
    answer = answered(
        {"error": "invalid_grant", "error_description": "AADSTS1:\r\n 'se-cret'\x1b[2J " + "x" * 900}, 400
    )
    assert isinstance(answer, Refusal)
    assert answer.said.startswith("AADSTS1: '***' [2J xxx")
    assert len(answer.said) < 250


TOKEN = "the-access-token-that-came"
REPEATING = {
    "its code": ({"error": "0.AXkA%2drefresh%2Dtoken%2d12"}, 400),
    "its words": ({"error": "invalid_grant", "error_description": "0.AXkA%2Drefresh%2dtoken-12 is over"}, 400),
    "a server that is away": ({"error_description": "0.axka-REFRESH-token-12"}, 503),
    "a server that asks to wait": ({"error": "MC5BWGtBLXJlZnJlc2gtdG9rZW4tMTI="}, 429),
    "the type of a token": ({"access_token": "at", "token_type": "0.AXkA-refresh-token-12"}, 200),
    "a token that came, as its type": ({"access_token": TOKEN, "token_type": TOKEN}, 200),
    "a token that came with a refusal": (
        {"error": "invalid_grant", "access_token": TOKEN, "error_description": f"not {TOKEN.upper()}"},
        400,
    ),
}


@pytest.mark.parametrize(("document", "status"), REPEATING.values(), ids=REPEATING)
def test_no_secret_is_repeated_however_it_is_spelt(document: object, status: int) -> None:
    answer = answered(document, status, Asked("login.example", Grant.REFRESH_TOKEN, 7, ("0.AXkA-refresh-token-12",)))
    assert isinstance(answer, Refusal)
    shown = repr(answer).casefold()
    assert [part for part in ("axka", "mc5b", "12", "the-access-token") if part in shown] == []


PASSING = {
    "500": ({}, 500, "", Cause.NETWORK, 0),
    "its own code": ({"error": "temporarily_unavailable"}, 400, "30", Cause.NETWORK, 30),
    "503 for a while": ({}, 503, "120", Cause.NETWORK, 120),
    "429": ({}, 429, "99999999", Cause.QUOTA, 3600),
    "429 until a date": ({}, 429, "Sun, 06 Nov 2026 08:49:37 GMT", Cause.QUOTA, 0),
    "moved": ({}, 302, "", Cause.PROTOCOL, 0),
    "not here": ({}, 404, "", Cause.PROTOCOL, 0),
    "a good one with another status": (GOOD, 206, "", Cause.PROTOCOL, 0),
}


@pytest.mark.parametrize(("document", "status", "retry_after", "cause", "wait_s"), PASSING.values(), ids=PASSING)
def test_what_says_nothing_about_the_login(
    document: object, status: int, retry_after: str, cause: Cause, wait_s: float
) -> None:
    answer = answered(document, status, retry_after=retry_after)
    assert isinstance(answer, Refusal)
    assert (answer.cause, answer.wait_s) == (cause, wait_s)
    assert "authorize" not in str(answer)


@given(st.integers(100, 599), st.binary(max_size=200), st.text(max_size=20))
def test_any_bytes_have_a_meaning(status: int, body: bytes, retry_after: str) -> None:
    assert isinstance(meaning(ASKED, status, body, retry_after), Granted | Refusal)


VALUES = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8) | st.just(["a"])
FIELDS = ("access_token", "token_type", "expires_in", "refresh_token", "refresh_token_expires_in", "error")


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES))
def test_any_document_has_a_meaning_and_a_token_is_one_line(document: dict[str, object]) -> None:
    answer = answered(document)
    if isinstance(answer, Granted):
        token = answer.access_token.get_secret_value()
        assert token.isascii()
        assert token.isprintable()
        assert " " not in token
        assert 30 <= answer.life_s <= 86_400


KEY_FILE = {
    "type": "service_account",
    "client_email": "bot@shop.iam.example",
    "private_key": "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhk\niG9w0BAQEFAASCBKcw\n-----END PRIVATE KEY-----\n",
}
SAID_OF_A_KEY = {
    "a line of the key": ("bad key iG9w0BAQEFAASCBKcw", False),
    "what is no secret in its file": ("no account bot@shop.iam.example (-----BEGIN PRIVATE KEY----- expected)", True),
}


@pytest.mark.parametrize(("words", "is_quoted"), SAID_OF_A_KEY.values(), ids=SAID_OF_A_KEY)
def test_of_a_key_file_the_key_is_the_secret(words: str, is_quoted: bool) -> None:
    secrets = Secrets(service_key=SecretStr(json.dumps(KEY_FILE))).texts()
    asked = Asked("login.example", Grant.SERVICE_ACCOUNT, 7, secrets)
    answer = answered({"error": "invalid_grant", "error_description": words}, 400, asked)
    assert isinstance(answer, Refusal)
    assert (answer.said == words) is is_quoted
