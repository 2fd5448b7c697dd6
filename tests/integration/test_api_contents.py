"""Downloads: attachments and whole messages, byte for byte, and nothing in them acts on who downloads."""

import re

import httpx
import pytest

from tests.integration.arrived import arrive, letter
from tests.integration.rest import RunningApi

PDF = bytes(range(256)) * 1000
HARMLESS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
    "accept-ranges": "bytes",
}


@pytest.fixture
def url(api: RunningApi) -> str:
    """Where the first attachment of a message of account 1 is."""
    api.add_account()
    mail_id = arrive(api, bytes(letter(files={"Rechnung März.pdf": ("application/pdf", PDF)})))
    return f"/messages/{mail_id}/attachments/0/"


def test_an_attachment_comes_back_whole_with_its_name_and_type(api: RunningApi, url: str) -> None:
    answer = api.client.get(url)
    assert (answer.status_code, answer.content == PDF) == (200, True)
    assert HARMLESS.items() <= dict(answer.headers).items()
    assert (answer.headers["content-type"], answer.headers["content-length"]) == ("application/pdf", str(len(PDF)))
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"Rechnung Marz.pdf\"; filename*=UTF-8''Rechnung%20M%C3%A4rz.pdf"
    )


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-0", 206, 0, 0),
        ("bytes=10-99", 206, 10, 99),
        ("bytes=255990-", 206, 255_990, 255_999),
        ("bytes=-5", 206, 255_995, 255_999),
        ("bytes=255999-9999999999999999999", 200, 0, 255_999),
        ("bytes=0-99999999", 206, 0, 255_999),
        ("bytes=5-4", 200, 0, 255_999),
        ("bytes=0-1,4-5", 200, 0, 255_999),
        ("lines=1-2", 200, 0, 255_999),
        ("bytes=256000-", 416, 0, -1),
        ("bytes=-0", 416, 0, -1),
    ],
)
def test_a_range_is_served_as_it_was_asked_for(
    api: RunningApi, url: str, asked: str, status: int, first: int, last: int
) -> None:
    answer = api.client.get(url, headers={"Range": asked})
    assert answer.status_code == status
    if status == 416:
        assert answer.headers["content-range"] == "bytes */256000"
        assert "there are 256000 bytes" in answer.json()["detail"]
        return
    assert answer.content == PDF[first : last + 1]
    assert answer.headers.get("content-range") == (f"bytes {first}-{last}/256000" if status == 206 else None)


def test_a_range_of_other_bytes_than_before_is_the_whole(api: RunningApi, url: str) -> None:
    tag = api.client.get(url).headers["etag"]
    same, other = (api.client.get(url, headers={"Range": "bytes=0-3", "If-Range": each}) for each in (tag, '"x"'))
    assert (same.status_code, other.status_code, len(other.content)) == (206, 200, len(PDF))


@pytest.mark.parametrize(
    ("name", "content_type", "expected"),
    [
        ("../../etc/passwd", "text/plain", 'filename="passwd"'),
        ("C:\\Windows\\evil.exe", "application/x-msdownload", 'filename="evil.exe"'),
        ("日本", "text/plain", 'filename="attachment"'),
    ],
)
def test_a_hostile_name_is_only_a_name(api: RunningApi, name: str, content_type: str, expected: str) -> None:
    api.add_account()
    mail_id = arrive(api, bytes(letter(files={name: (content_type, b"bytes")})))
    answer = api.client.get(f"/messages/{mail_id}/attachments/0/")
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment; ")
    assert re.findall(r'filename="[^"]*"', disposition) == [expected]
    assert (answer.headers["content-type"], answer.content) == (content_type, b"bytes")


def test_the_whole_message_is_what_arrived(api: RunningApi) -> None:
    api.add_account()
    small, large = bytes(letter("Grüße")), bytes(letter("Large", {"x.bin": ("image/png", PDF * 4)}))
    for uid, raw in enumerate((small, large), 1):
        answer = api.client.get(f"/messages/{arrive(api, raw, uid=uid)}/eml/")
        assert (answer.status_code, answer.content == raw) == (200, True), answer.text[:200]
        assert answer.headers["content-type"] == "message/rfc822"
        assert HARMLESS.items() <= dict(answer.headers).items()
        assert ".eml" in answer.headers["content-disposition"]


def test_what_is_not_there_any_more_says_why(api: RunningApi, url: str) -> None:
    message = url.removesuffix("attachments/0/")

    def detail(answer: httpx.Response, status: int) -> str:
        assert answer.status_code == status, answer.text
        return str(answer.json()["detail"])

    assert "has no attachment 7" in detail(api.client.get(f"{message}attachments/7/"), 404)
    api.run("UPDATE copy SET copy_id = gen_random_uuid()")
    assert "are not kept any more" in detail(api.client.get(f"{message}eml/"), 410)
    api.run("UPDATE attachment SET blob = NULL")
    assert "over EMAIL_MAX_ATTACHMENT_SIZE" in detail(api.client.get(url), 410)
    api.run("UPDATE attachment SET blob = 'x'")
    api.run("DELETE FROM content_key")
    for path in (url, f"{message}eml/"):
        assert "was erased" in detail(api.client.get(path), 410)
    for path in ("eml", "attachments/0", "decisions"):
        nobody = "/messages/00000000-0000-0000-0000-000000000001"
        assert "message 00000000-" in detail(api.client.get(f"{nobody}/{path}/"), 404)
