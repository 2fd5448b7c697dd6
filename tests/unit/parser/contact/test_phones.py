"""Telephone numbers: which are some, of which kind, and where their country is sure enough for E.164."""

import pytest

from services.parser.domain.contact.read import read_contact
from services.parser.domain.fields.addresses import Address


def phones(signature: str, address: str = "ada@shop.example") -> list[tuple[str, str]]:
    contact = read_contact(Address("Ada Berg", address), signature)
    assert contact is not None
    return [(phone.value, phone.kind) for phone in contact.phones]


@pytest.mark.parametrize(
    ("signature", "address", "expected"),
    [
        pytest.param("+49 40 123456-78", "", "+494012345678", id="a country code"),
        pytest.param("+44 (0)20 7946 0958", "", "+442079460958", id="the zero in brackets"),
        pytest.param("0049 40 12345678", "", "+494012345678", id="00"),
        pytest.param("+1 415.555.0132 ext. 22", "", "+14155550132", id="an extension"),
        pytest.param("Tel. ＋８１ ３-1234-5678", "", "+81312345678", id="full-width digits"),
        pytest.param("Tel. 040 12345678", "ada@hafen.de", "+494012345678", id="the domain of a country"),
        pytest.param("Tel. 040 12345678\nHamburg, Germany", "", "+494012345678", id="a country in the address"),
        pytest.param("Tel. 040 12345678\nwww.hafen.de", "", "+494012345678", id="the domain of a page"),
        pytest.param("T 040 12345678\nM +49 171 1234567", "", "+494012345678", id="the country of the other number"),
        pytest.param("(415) 555-0132\nSpringfield, IL 62701", "", "+14155550132", id="a state and its ZIP code"),
        pytest.param("020 7946 0958\nLeeds LS1 4AP", "", "+442079460958", id="a postcode"),
        pytest.param("Tel. 01 23 45 67 89\nOutils EURL", "", "+33123456789", id="a legal form of one country"),
        pytest.param("TEL: 03-1234-5678\n株式会社みなと", "", "+81312345678", id="a Japanese legal form"),
        pytest.param("(11) 3456-7890 / (11) 98765-4321", "a@cais.com.br", "+551134567890", id="two beside a slash"),
        pytest.param("Telefon 040/12345-67", "ada@hafen.de", "+49401234567", id="a slash within"),
        pytest.param("Tel. 040 12345678", "", "040 12345678", id="no country: as written"),
        pytest.param("Tel. 601 1234567", "ada@start.co", "601 1234567", id="a domain that all the world uses"),
        pytest.param("Tel. 040 12345678\nHafen GmbH", "", "040 12345678", id="a legal form of three countries"),
    ],
)
def test_number(signature: str, address: str, expected: str) -> None:
    assert phones(signature, address or "ada@shop.example")[0][0] == expected


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        pytest.param("Tel.: {}", "phone", id="Tel."),
        pytest.param("{}", "phone", id="no label"),
        pytest.param("Telefax: {}", "fax", id="Telefax"),
        pytest.param("F: {}", "fax", id="F"),
        pytest.param("{} (f)", "fax", id="behind it"),
        pytest.param("Mobil {}", "mobile", id="Mobil"),
        pytest.param("móvil: {}", "mobile", id="es"),
        pytest.param("Port. : {}", "mobile", id="fr"),
        pytest.param("cell {}", "mobile", id="cell"),
        pytest.param("моб.: {}", "mobile", id="ru"),
        pytest.param("ファックス {}", "fax", id="ja"),
        pytest.param("手机：{}", "mobile", id="zh"),
        pytest.param("휴대폰 {}", "mobile", id="ko"),
        pytest.param("☎ {}", "phone", id="a sign"),
    ],
)
def test_kind(line: str, kind: str) -> None:
    assert phones(line.format("+49 40 12345678")) == [("+494012345678", kind)]


@pytest.mark.parametrize(
    "line",
    [
        "HRB 123456",
        "USt-IdNr.: DE123456789",
        "IBAN DE02 1203 0000 0000 2020 51",
        "Reg. No. 12345678",
        "2026-03-02",
        "02.03.2026",
        "20457 Hamburg",
        "Order 4711-0815-1234",
        "10.0.0.255",
        "v1.2.3.4.5.6",
        "https://shop.example/040-12345678",
        "ada+4940123456@shop.example",
        "12345678",
    ],
)
def test_what_nobody_can_call(line: str) -> None:
    assert phones(line, "ada@hafen.de") == []


def test_several_in_a_line_each_once() -> None:
    line = "T +49 40 123456-78 / F +49 40 123456-79 / M +49 171 1234567 / Tel. +49 40 12345678"
    assert phones(line) == [("+494012345678", "phone"), ("+494012345679", "fax"), ("+491711234567", "mobile")]
