"""How an IMAP session logs in, by what the server offers; on a scripted server, and what it was told."""

import base64
from collections.abc import Sequence
from dataclasses import replace

import pytest

from services.poller.ports import SourceFailedError
from shared.credentials import CredentialKind
from tests.contract.mail_source import PASSWORD, USER, Place, opened
from tests.fakes.mail_server import Answer, scripted_imap_server

DONE = b"<tag> OK done\r\n"
GO_ON = b"+ \r\n"
PLAIN = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
TOKEN = base64.b64encode(f"user={USER}\x01auth=Bearer {PASSWORD}\x01\x01".encode()).decode()
BY_PASSWORD = Place("imap", 0)
BY_TOKEN = CredentialKind.ACCESS_TOKEN


def capability(*names: str) -> bytes:
    return f"* CAPABILITY IMAP4rev1 {' '.join(names)}\r\n".encode() + DONE


async def told(offers: Sequence[str], place: Place = BY_PASSWORD, **answers: Answer) -> list[str]:
    """What the server was told to log in, without tags."""
    async with scripted_imap_server(CAPABILITY=capability(*offers), AUTHENTICATE=DONE, **answers) as server:
        async with opened(replace(place, port=server.port)):
            pass
        lines = [line.decode().split(" ", 1)[-1] for line in server.said]
    return [line for line in lines if line.split(" ")[0] not in ("CAPABILITY", "LOGOUT")]


LOGINS = {
    "nothing is said": ([], ['LOGIN a@b.example "se\\"c\\\\ret"']),
    "PLAIN too": (["AUTH=PLAIN", "SASL-IR"], ['LOGIN a@b.example "se\\"c\\\\ret"']),
    "LOGIN is switched off": (["LOGINDISABLED", "AUTH=PLAIN", "SASL-IR"], [f"AUTHENTICATE PLAIN {PLAIN}"]),
}


@pytest.mark.parametrize(("offers", "expected"), LOGINS.values(), ids=LOGINS)
async def test_a_password_is_said_as_the_server_takes_it(offers: list[str], expected: list[str]) -> None:
    assert [line.replace('"a@b.example"', "a@b.example") for line in await told(offers)] == expected


async def test_a_password_that_is_no_ascii_goes_by_plain() -> None:
    [line] = await told(["AUTH=PLAIN", "SASL-IR"], Place("imap", 0, password="Schlüssel"))
    assert base64.b64decode(line.split()[-1]).decode() == f"\0{USER}\0Schlüssel"


async def test_where_no_password_is_taken_none_is_sent() -> None:
    with pytest.raises(SourceFailedError, match="takes no password on this connection") as caught:
        await told(["LOGINDISABLED"])
    assert caught.value.failure.kind == "auth"


async def test_a_token_is_shown_in_one_line_where_the_server_takes_that() -> None:
    lines = await told(["AUTH=XOAUTH2", "SASL-IR"], Place("imap", 0, kind=BY_TOKEN))
    assert lines == [f"AUTHENTICATE XOAUTH2 {TOKEN}"]


@pytest.mark.parametrize("offers", [["AUTH=PLAIN"], ["LOGINDISABLED"], []], ids=str)
async def test_where_no_token_is_taken_none_is_sent(offers: list[str]) -> None:
    with pytest.raises(SourceFailedError, match="offers neither XOAUTH2 nor OAUTHBEARER"):
        await told(offers, Place("imap", 0, kind=BY_TOKEN))


@pytest.mark.parametrize("secret", [PASSWORD, PLAIN, TOKEN], ids=["as it is", "in PLAIN", "in XOAUTH2"])
@pytest.mark.parametrize("kind", CredentialKind)
async def test_a_server_that_repeats_the_secret_is_quoted_without_it(secret: str, kind: CredentialKind) -> None:
    refusal = f"<tag> NO cannot take {secret} today\r\n".encode()
    place = Place("imap", 0, kind=kind)
    async with scripted_imap_server(
        CAPABILITY=capability("LOGINDISABLED", "AUTH=PLAIN", "AUTH=XOAUTH2", "SASL-IR"), AUTHENTICATE=refusal
    ) as server:
        with pytest.raises(SourceFailedError) as caught:
            async with opened(replace(place, port=server.port)):
                pass
    assert secret not in str(caught.value.failure)
