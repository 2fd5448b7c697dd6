"""A person's login: what the browser is sent away with and comes back with, what begins one on another device."""

import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from shared.oauth.person import Authorization, LoginRefusedError, device_form, device_login
from shared.oauth.providers import Configuration, Grant, Provider, address_fault

MICROSOFT = Configuration(Provider.MICROSOFT, Grant.REFRESH_TOKEN, "app-1", "shop.example")
# RFC 7636, appendix B.
AUTHORIZATION = Authorization("http://localhost:53123", "st&te", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")


def test_the_address_is_the_tenants_and_holds_the_challenge_not_the_verifier() -> None:
    url = urlsplit(AUTHORIZATION.url(MICROSOFT, "ada@shop.example"))
    assert f"{url.scheme}://{url.netloc}{url.path}" == (
        "https://login.microsoftonline.com/shop.example/oauth2/v2.0/authorize"
    )
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert query == {
        "response_type": "code",
        "client_id": "app-1",
        "redirect_uri": "http://localhost:53123",
        "scope": MICROSOFT.scope,
        "state": "st&te",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
        "login_hint": "ada@shop.example",
        "prompt": "select_account",
    }


BACK = {
    "with the code": ("/?code=abc&state=st%26te", "abc"),
    "from another login": ("/?code=abc&state=other", None),
    "without a state": ("/?code=abc", None),
    "with an error of another login": ("/?error=access_denied&state=other", None),
    "with nothing": ("/?state=st%26te", None),
}


@pytest.mark.parametrize(("path", "expected"), BACK.values(), ids=BACK)
def test_what_the_browser_comes_back_with(path: str, expected: str | None) -> None:
    assert AUTHORIZATION.code_in(path) == expected


def test_a_no_is_said() -> None:
    with pytest.raises(LoginRefusedError, match="access_denied the person said no"):
        AUTHORIZATION.code_in("/?error=access_denied&error_description=the+person%0d%0asaid+no&state=st%26te")


@pytest.mark.parametrize("secret", ["verifier", "state"])
def test_no_secret_is_in_a_repr(secret: str) -> None:
    assert getattr(AUTHORIZATION, secret) not in repr(AUTHORIZATION)


DEVICE = {"device_code": "d", "user_code": "AB-CD", "verification_uri": "https://microsoft.com/devicelogin"}
BEGUN = {
    "as the RFC has it": (DEVICE | {"interval": 7, "expires_in": 900}, (7, 900)),
    "without times": (DEVICE, (5, 1800)),
    "with times that lie": (DEVICE | {"interval": 1e9, "expires_in": True}, (60, 1800)),
    "Google's name": ({**DEVICE, "verification_uri": "", "verification_url": "https://g.co/device"}, (5, 1800)),
}


@pytest.mark.parametrize(("document", "times"), BEGUN.values(), ids=BEGUN)
def test_a_login_on_another_device_begins(document: dict[str, object], times: tuple[float, float]) -> None:
    login = device_login(200, json.dumps(document).encode())
    assert (login.device_code, login.user_code, (login.interval_s, login.life_s)) == ("d", "AB-CD", times)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error":"unauthorized_client"}', b'{"device_code":1}'])
def test_what_begins_no_login_is_said(body: bytes) -> None:
    with pytest.raises(LoginRefusedError, match="begins no login on another device"):
        device_login(400, body)


def test_what_a_login_on_another_device_begins_with() -> None:
    assert device_form(MICROSOFT) == {"client_id": "app-1", "scope": MICROSOFT.scope}


def test_a_national_cloud_replaces_one_address() -> None:
    government = replace(MICROSOFT, token_url="https://login.microsoftonline.us/t/oauth2/v2.0/token")
    assert government.token_address().startswith("https://login.microsoftonline.us/")
    assert government.device_address().startswith("https://login.microsoftonline.com/shop.example/")


ADDRESSES = {
    "https://login.example/token": "",
    "http://127.0.0.1:8080/token": "",
    "http://localhost/token": "",
    "http://login.example/token": "must begin with https://",
    "http://localhost.example/token": "must begin with https://",
    "ftp://login.example/": "must begin with https://",
    "https://user:pw@login.example/": "is no address as https://host/path",
    "https:///token": "is no address as https://host/path",
    "https://login.example:99999/": "is no address",
    "https://[::1": "is no address",
    "": "is no address as https://host/path",
}


@pytest.mark.parametrize(("url", "expected"), ADDRESSES.items(), ids=ADDRESSES)
def test_where_secrets_may_go(url: str, expected: str) -> None:
    assert address_fault(url) == expected
