"""XOAUTH2 and OAUTHBEARER as the servers' documents write them."""

import base64
import json

import pytest

from shared.oauth.sasl import Mechanism, challenge_words, offered_mechanism, token_login


def text(encoded: str) -> str:
    return base64.b64decode(encoded).decode()


def test_xoauth2() -> None:
    login = token_login(Mechanism.XOAUTH2, "ada@shop.example", "imap.example", 993, "ya29.vF9")
    assert text(login.initial) == "user=ada@shop.example\x01auth=Bearer ya29.vF9\x01\x01"
    assert login.after_failure == ""


def test_oauthbearer() -> None:
    """RFC 7628 §4.1."""
    login = token_login(Mechanism.OAUTHBEARER, "user@example.com", "server.example.com", 143, "vF9dft4qmTc2")
    expected = "n,a=user@example.com,\x01host=server.example.com\x01port=143\x01auth=Bearer vF9dft4qmTc2\x01\x01"
    assert text(login.initial) == expected
    assert text(login.after_failure) == "\x01"


@pytest.mark.parametrize("mechanism", Mechanism)
def test_a_name_cannot_hold_more_than_a_name(mechanism: Mechanism) -> None:
    with pytest.raises(ValueError, match="control character"):
        token_login(mechanism, "ada\x01auth=Bearer other", "imap.example", 993, "t")


def test_a_comma_in_a_name_is_written_so_that_it_ends_nothing() -> None:
    login = token_login(Mechanism.OAUTHBEARER, "a,b=c@x.example", "h", 1, "t")
    assert text(login.initial).startswith("n,a=a=2Cb=3Dc@x.example,\x01")


OFFERS = {
    "both": (["PLAIN", "OAUTHBEARER", "XOAUTH2"], Mechanism.XOAUTH2),
    "the RFC's alone, in small letters": (["plain", "oauthbearer"], Mechanism.OAUTHBEARER),
    "Microsoft": (["PLAIN", "XOAUTH2"], Mechanism.XOAUTH2),
    "none": (["PLAIN", "LOGIN", "OAUTH"], None),
    "nothing": ([], None),
}


@pytest.mark.parametrize(("offers", "expected"), OFFERS.values(), ids=OFFERS)
def test_the_mechanism_is_one_that_the_server_offers(offers: list[str], expected: Mechanism | None) -> None:
    assert offered_mechanism(offers) == expected


CHALLENGES = {
    "Google": ({"status": "401", "schemes": "bearer mac", "scope": "https://mail.google.com/"}, "401"),
    "RFC 7628": ({"status": "invalid_token", "openid-configuration": "https://x"}, "invalid_token"),
    "a secret": ({"status": "bad", "error_description": "to-ken is\r\nover"}, "bad *** is over"),
    "a list": (["a"], ""),
}


@pytest.mark.parametrize(("document", "expected"), CHALLENGES.values(), ids=CHALLENGES)
def test_the_words_of_a_challenge(document: object, expected: str) -> None:
    challenge = base64.b64encode(json.dumps(document).encode()).decode()
    assert challenge_words(challenge, ("to-ken",)) == expected


@pytest.mark.parametrize("challenge", ["", "!", "AAAA", "W1tb", "é"])
def test_a_challenge_that_says_nothing(challenge: str) -> None:
    assert challenge_words(challenge) == ""
