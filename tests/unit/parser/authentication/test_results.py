"""Authentication-Results: what each field says, and which may be believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.parser.domain.authentication.results import MAX_FIELDS, MethodResult, Property, trusted
from services.parser.domain.facts.stored import stored_facts
from services.parser.domain.message import parse_message

BODY = b"From: Ada <ada@shop.example>\nSubject: x\n\ntext"
MX = "mx.desk.example"


def results(value: bytes) -> tuple[str, tuple[MethodResult, ...]]:
    (found,) = parse_message(b"Authentication-Results: " + value + b"\n" + BODY).facts.authentication
    return found.authserv_id, found.results


def dkim(result: str, *properties: tuple[str, str]) -> MethodResult:
    return MethodResult("dkim", result, None, tuple(Property("header", *each) for each in properties))


SPF = MethodResult("spf", "pass", None, (Property("smtp", "mailfrom", "ada@shop.example"),))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(b"mx.desk.example; none", (MX, ()), id="none, RFC 8601 B.2"),
        pytest.param(
            b"mx.desk.example 1; spf=pass smtp.mailfrom=ada@shop.example", (MX, (SPF,)), id="with its version"
        ),
        pytest.param(
            b"MX.desk.example;\n\tspf=pass smtp.mailfrom=ada@shop.example;", (MX, (SPF,)), id="folded, letter case"
        ),
        pytest.param(
            b"mx.desk.example; dkim=pass (2048-bit key; unprotected) header.d=shop.example header.b=AbC=;"
            b" dkim=fail header.d=list.example",
            (MX, (dkim("pass", ("d", "shop.example"), ("b", "AbC=")), dkim("fail", ("d", "list.example")))),
            id="a comment with a semicolon, a method twice",
        ),
        pytest.param(
            b'mx.desk.example; dmarc=fail reason="p=none; (sic)" header.from=shop.example',
            (MX, (MethodResult("dmarc", "fail", "p=none; (sic)", (Property("header", "from", "shop.example"),)),)),
            id="a reason in quotes",
        ),
        pytest.param(
            b"mx.desk.example; arc=pass (i=2 spf=pass); dkim/1=neutral",
            (MX, (MethodResult("arc", "pass"), MethodResult("dkim", "neutral"))),
            id="arc; a method's version",
        ),
        pytest.param(
            b"spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=ada@shop.example",
            ("", (SPF,)),
            id="Microsoft: without an id",
        ),
        pytest.param(
            b'"mx.desk.example"; spf=pass smtp.mailfrom = ada@shop.example', (MX, (SPF,)), id="blanks around ="
        ),
        pytest.param(b"", ("", ()), id="nothing"),
        pytest.param(b";;;=;=pass;spf=;spf", ("", ()), id="no results"),
        pytest.param(b"mx.desk.example; (never ended spf=pass", (MX, ()), id="an open comment"),
    ],
)
def test_field(value: bytes, expected: tuple[str, tuple[MethodResult, ...]]) -> None:
    assert results(value) == expected


def test_received_spf() -> None:
    value = (
        b"Received-SPF: Pass (mx: domain of ada@shop.example) client-ip=192.0.2.1;"
        b' envelope-from="ada@shop.example"; helo=out.shop.example; receiver=MX.desk.example\n'
    )
    (found,) = parse_message(value + BODY).facts.authentication
    names = (("mailfrom", "ada@shop.example"), ("helo", "out.shop.example"), ("remote-ip", "192.0.2.1"))
    assert (found.field, found.authserv_id) == ("received-spf", MX)
    assert found.results == (MethodResult("spf", "pass", None, tuple(Property("smtp", *each) for each in names)),)


REAL = b"Authentication-Results: mx.desk.example; spf=fail\n"
FORGED = b"Authentication-Results: mx.desk.example; spf=pass\n"
OTHER = b"Authentication-Results: out.shop.example; spf=pass\n"
OURS = b"Received: from out.shop.example by mx.desk.example with ESMTPS; Mon, 2 Mar 2026 10:00:00 +0000\n"
THEIRS = b"Received: from home by out.shop.example; Mon, 2 Mar 2026 09:59:00 +0000\n"
SPF_FIELD = b"Received-SPF: pass receiver=mx.desk.example\n"
TRACE = b"X-Received: x\nARC-Seal: i=1\nReturn-Path: <ada@shop.example>\n"


@pytest.mark.parametrize(
    ("header", "ids", "expected"),
    [
        pytest.param(REAL + OURS, {MX}, [True], id="above Received"),
        pytest.param(REAL + REAL + OURS, {MX}, [True, True], id="two, one a milter"),
        pytest.param(REAL + OURS, set(), [False], id="nobody is believed"),
        pytest.param(REAL + OURS, {"desk.example"}, [False], id="another id"),
        pytest.param(OTHER + OURS, {MX}, [False], id="of another server"),
        pytest.param(REAL + OURS + FORGED, {MX}, [True, False], id="forged below ours"),
        pytest.param(OURS + FORGED, {MX}, [False], id="forged right below Received"),
        pytest.param(OURS + THEIRS + FORGED, {MX}, [False], id="forged below all Received"),
        pytest.param(OURS + b"Subject: y\n" + FORGED, {f"{MX}/under"}, [False], id="forged below other fields"),
        pytest.param(OURS + REAL, {f"{MX}/under"}, [True], id="known to stand under its own Received"),
        pytest.param(OURS + TRACE + REAL, {f"{MX}/under"}, [True], id="the same with trace fields between"),
        pytest.param(OURS + REAL + FORGED, {f"{MX}/under"}, [True, False], id="then only the first"),
        pytest.param(REAL + OURS + FORGED, {f"{MX}/under"}, [True, False], id="or the one above"),
        pytest.param(OURS + THEIRS + FORGED, {f"{MX}/under"}, [False], id="not under another's Received"),
        pytest.param(SPF_FIELD + OURS, {MX}, [False], id="never Received-SPF"),
        pytest.param(
            b"authentication-results : mx.desk.example; spf=pass\n" + OURS, {MX}, [True], id="a blank before the colon"
        ),
    ],
)
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_trust(header: bytes, ids: set[str], expected: list[bool], line_end: bytes) -> None:
    fields = parse_message((header + BODY).replace(b"\n", line_end)).facts.authentication
    assert list(trusted(fields, frozenset(ids))) == expected


def test_what_is_stored_says_what_is_believed() -> None:
    facts = parse_message(REAL + OURS + FORGED + BODY).facts
    stored = stored_facts(facts, frozenset({MX})).authentication
    assert stored is not None
    assert [(each.is_trusted, each.results[0].result) for each in stored] == [(True, "fail"), (False, "pass")]


@given(
    st.lists(
        st.sampled_from((REAL, FORGED, OURS, THEIRS, TRACE, b"X: y\n", b' ;="(\\\n', b"\xff:\n", b"\r"))
        | st.binary(max_size=20),
        max_size=12,
    )
)
def test_of_any_header_at_most_what_stands_above_received_is_believed(pieces: list[bytes]) -> None:
    raw = OURS + b"".join(pieces) + BODY
    assert not any(trusted(parse_message(raw).facts.authentication, frozenset({MX})))


@pytest.mark.parametrize("value", [b"a" * 10**6, b"(" * 10**6, b"=" * 10**6, b'"' * 10**6, b"spf=pass;" * 10**5])
def test_a_megabyte_of_it(value: bytes) -> None:
    fields = (b"Authentication-Results: " + value + b"\n") * 30
    assert len(parse_message(fields + BODY).facts.authentication) <= MAX_FIELDS
