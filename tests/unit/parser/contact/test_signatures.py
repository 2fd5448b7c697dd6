"""Name, job title and company of signatures, in many languages; each with the line that says it."""

from dataclasses import dataclass

import pytest

from services.parser.domain.contact.contact import Fact
from services.parser.domain.contact.read import read_contact
from services.parser.domain.fields.addresses import Address


@dataclass(frozen=True)
class Signed:
    """A signature, and who is named in From."""

    name: str
    address: str
    signature: str
    expected: tuple[str | None, str | None, str | None]


SIGNATURES = {
    "en": Signed(
        "Jane Doe",
        "jane@harbour.example",
        "Jane Doe\nHead of Customer Care\nHarbour Tools Ltd.\n12 Quay Street, Leeds LS1 4AP",
        ("Jane Doe", "Head of Customer Care", "Harbour Tools Ltd."),
    ),
    "en, one line": Signed(
        "Jane Doe",
        "jane@harbour.example",
        "-- \nJane Doe | VP, Engineering | Harbour Tools, Inc.",
        ("Jane Doe", "VP, Engineering", "Harbour Tools, Inc."),
    ),
    "en, at": Signed(
        "Jane Doe", "j@x.example", "Jane Doe\nSales Manager at Kingfisher", ("Jane Doe", "Sales Manager", "Kingfisher")
    ),
    "en, company by its domain": Signed(
        "Jane Doe", "jane@red-kite.example", "Jane Doe\nRed Kite", ("Jane Doe", None, "Red Kite")
    ),
    "en, university": Signed(
        "Ann Lee",
        "ann@x.example",
        "Dr. Ann Lee\nSenior Lecturer\nUniversity of the North",
        ("Dr. Ann Lee", "Senior Lecturer", "University of the North"),
    ),
    "en, a saying": Signed(
        "Jane Doe",
        "jane@x.example",
        "-- \nJane\nYou should never be a manager of what you love",
        ("Jane Doe", None, None),
    ),
    "de": Signed(
        "Ada Berg",
        "ada@hafen.example",
        "Ada Berg\nVertriebsleiterin\n\nHafen Werkzeuge GmbH & Co. KG\nKai 3 | 20457 Hamburg\n"
        "Geschäftsführer: Max Muster | Amtsgericht Hamburg HRB 12345",
        ("Ada Berg", "Vertriebsleiterin", "Hafen Werkzeuge GmbH & Co. KG"),
    ),
    "de, the small print names the author": Signed(
        "Max Muster",
        "max@hafen.example",
        "Max Muster\nHafen AG\nGeschäftsführer: Max Muster",
        ("Max Muster", "Geschäftsführer", "Hafen AG"),
    ),
    "de, signed for somebody": Signed(
        "Muster, Max",
        "max@hafen.example",
        "i. A. Max Muster\nSachbearbeiter Einkauf\nHafen AG",
        ("Max Muster", "Sachbearbeiter Einkauf", "Hafen AG"),
    ),
    "en, signed for a company": Signed(
        "Jo Smith",
        "jo@x.example",
        "Jo Smith BSc (Hons)\nAssociate Director\nfor and on behalf of Harbour Surveyors LLP",
        ("Jo Smith BSc (Hons)", "Associate Director", "Harbour Surveyors LLP"),
    ),
    "fr": Signed(
        "Jean Dupont",
        "jean@quai.example",
        "Jean Dupont\nDirecteur commercial\nOutils du Quai SARL",
        ("Jean Dupont", "Directeur commercial", "Outils du Quai SARL"),
    ),
    "es": Signed(
        "Lucía Pérez",
        "lucia@muelle.example",
        "Lucía Pérez\nResponsable de Compras\nHerramientas Muelle S.L.",
        ("Lucía Pérez", "Responsable de Compras", "Herramientas Muelle S.L."),
    ),
    "it": Signed(
        "Carla Neri",
        "carla@molo.example",
        "Carla Neri\nResponsabile acquisti\nMolo Utensili S.r.l.",
        ("Carla Neri", "Responsabile acquisti", "Molo Utensili S.r.l."),
    ),
    "pt": Signed(
        "Rui Costa",
        "rui@cais.example",
        "Rui Costa\nGestor de Clientes\nFerramentas do Cais Lda.",
        ("Rui Costa", "Gestor de Clientes", "Ferramentas do Cais Lda."),
    ),
    "nl": Signed(
        "Piet de Vries",
        "piet@kade.example",
        "Piet de Vries\nMedewerker Klantenservice\nKade Gereedschap B.V.",
        ("Piet de Vries", "Medewerker Klantenservice", "Kade Gereedschap B.V."),
    ),
    "sv": Signed(
        "Eva Lund",
        "eva@hamn.example",
        "Eva Lund\nFörsäljningschef\nHamnverktyg AB",
        ("Eva Lund", "Försäljningschef", "Hamnverktyg AB"),
    ),
    "da": Signed(
        "Lars Holm",
        "lars@x.example",
        "Lars Holm\nSalgsdirektør\nHavneværktøj A/S",
        ("Lars Holm", "Salgsdirektør", "Havneværktøj A/S"),
    ),
    "fi": Signed(
        "Aino Virta",
        "aino@satama.example",
        "Aino Virta\nToimitusjohtaja\nSatamatyökalut Oy",
        ("Aino Virta", "Toimitusjohtaja", "Satamatyökalut Oy"),
    ),
    "pl": Signed(
        "Anna Nowak",
        "anna@port.example",
        "Anna Nowak\nKierownik sprzedaży\nNarzędzia Portowe Sp. z o.o.",
        ("Anna Nowak", "Kierownik sprzedaży", "Narzędzia Portowe Sp. z o.o."),
    ),
    "cs": Signed(
        "Jan Novák",
        "jan@pristav.example",
        "Jan Novák\nobchodní ředitel\nPřístavní nářadí s.r.o.",
        ("Jan Novák", "obchodní ředitel", "Přístavní nářadí s.r.o."),
    ),
    "hu": Signed(
        "Nagy Éva",
        "eva@kikoto.example",
        "Nagy Éva\nértékesítési vezető\nKikötő Szerszám Kft.",
        ("Nagy Éva", "értékesítési vezető", "Kikötő Szerszám Kft."),
    ),
    "ro": Signed(
        "Ion Pop",
        "ion@x.example",
        "Ion Pop\nDirector de vânzări\nUnelte Port SRL",
        ("Ion Pop", "Director de vânzări", "Unelte Port SRL"),
    ),
    "ru": Signed(
        "Иван Петров",
        "ivan@gavan.example",
        "Иван Петров\nМенеджер по продажам\nООО «Гавань»",
        ("Иван Петров", "Менеджер по продажам", "ООО «Гавань»"),
    ),
    "uk": Signed(
        "Олена Коваль",
        "olena@port.example",
        "Олена Коваль\nКерівник відділу\nТОВ Гавань",
        ("Олена Коваль", "Керівник відділу", "ТОВ Гавань"),
    ),
    "el": Signed(
        "Νίκος Παππάς",
        "nikos@limani.example",
        "Νίκος Παππάς\nΔιευθυντής Πωλήσεων\nΕργαλεία Λιμένος Α.Ε.",
        ("Νίκος Παππάς", "Διευθυντής Πωλήσεων", "Εργαλεία Λιμένος Α.Ε."),
    ),
    "tr": Signed(
        "Ayşe Demir",
        "ayse@liman.example",
        "Ayşe Demir\nSatış Müdürü\nLiman Aletleri A.Ş.",
        ("Ayşe Demir", "Satış Müdürü", "Liman Aletleri A.Ş."),
    ),
    "ja": Signed(
        "山田太郎",
        "yamada@minato.example",
        "━━━━━━━━━━━━\n株式会社みなと工具\n営業部長 山田太郎\n〒100-0001 東京都千代田区1-1",
        ("山田太郎", "営業部長", "株式会社みなと工具"),
    ),
    "zh": Signed(
        "王小明", "wang@gang.example", "王小明\n销售经理\n港口工具有限公司", ("王小明", "销售经理", "港口工具有限公司")
    ),
    "ko": Signed("김철수", "kim@hang.example", "김철수 과장\n주식회사 항구", ("김철수", "과장", "주식회사 항구")),
    "he": Signed(
        "דנה לוי",
        "dana@namal.example",
        'דנה לוי\nמנהלת מכירות\nכלי נמל בע"מ',
        ("דנה לוי", "מנהלת מכירות", 'כלי נמל בע"מ'),
    ),
    "id": Signed(
        "Budi Santoso",
        "budi@x.example",
        "Budi Santoso\nManajer Penjualan\nPT Alat Pelabuhan",
        ("Budi Santoso", "Manajer Penjualan", "PT Alat Pelabuhan"),
    ),
    "no name in From": Signed("", "info@x.example", "Ada Berg\nHead of Support", ("Ada Berg", "Head of Support", None)),
    "the signature's name is fuller": Signed("Ada", "ada@x.example", "-- \nAda M. Berg", ("Ada M. Berg", None, None)),
}


@pytest.mark.parametrize("signed", SIGNATURES.values(), ids=SIGNATURES)
def test_signature(signed: Signed) -> None:
    contact = read_contact(Address(signed.name, signed.address), signed.signature)
    assert contact is not None
    facts = (contact.name, contact.title, contact.company)
    assert tuple(fact and fact.value for fact in facts) == signed.expected
    lines = [line.strip() for line in signed.signature.split("\n")]
    assert all(fact.line in lines or fact.line.startswith("From: ") for fact in facts if fact)


@pytest.mark.parametrize(
    ("author", "organization", "name", "company"),
    [
        pytest.param(
            Address("Ada Berg", "ada@x.example"),
            "",
            Fact("Ada Berg", "From: Ada Berg <ada@x.example>"),
            None,
            id="From",
        ),
        pytest.param(Address("", "ada@x.example"), "", None, None, id="an address alone"),
        pytest.param(Address("ada@x.example", "ada@x.example"), "", None, None, id="an address as its name"),
        pytest.param(
            Address("Ada | Hafen GmbH", "ada@x.example"),
            "",
            Fact("Ada | Hafen GmbH", "From: Ada | Hafen GmbH <ada@x.example>"),
            Fact("Hafen GmbH", "From: Ada | Hafen GmbH <ada@x.example>"),
            id="a company in the name",
        ),
        pytest.param(
            Address("", "ada@x.example"),
            "Hafen",
            None,
            Fact("Hafen", "Organization: Hafen"),
            id="the Organization field",
        ),
    ],
)
def test_without_a_signature(author: Address, organization: str, name: Fact | None, company: Fact | None) -> None:
    contact = read_contact(author, "", organization)
    assert contact is not None
    assert (contact.name, contact.company, contact.emails[0].value) == (name, company, "ada@x.example")


def test_nobody_is_no_contact() -> None:
    assert read_contact(None, "") is None


LIST_FOOTER = "-- \nAda Berg\n+49 40 123456\n\n-- \nGardeners: gardeners@list.example\nhttps://list.example/listinfo/g"


@pytest.mark.parametrize(
    ("signature", "emails", "urls"),
    [
        pytest.param(
            "Ada\nE-Mail: ada.berg@hafen.example\nWeb: hafen.example",
            ["ada@x.example", "ada.berg@hafen.example"],
            ["hafen.example"],
            id="labels",
        ),
        pytest.param(
            "www.hafen.example | https://shop.hafen.example/a?b=1.",
            ["ada@x.example"],
            ["www.hafen.example", "https://shop.hafen.example/a?b=1"],
            id="pages",
        ),
        pytest.param("@ada | social.example/in/ada", ["ada@x.example"], ["social.example/in/ada"], id="a path"),
        pytest.param("ADA@X.EXAMPLE\nx.example", ["ada@x.example"], ["x.example"], id="once each"),
        pytest.param(
            "Hafen<https://hafen.example/> v1.2.3", ["ada@x.example"], ["https://hafen.example"], id="a link as text"
        ),
        pytest.param(LIST_FOOTER, ["ada@x.example"], [], id="nothing of a list's footer"),
        pytest.param("Ada\n\nVirus-free. www.avast.com", ["ada@x.example"], [], id="nothing of what a program adds"),
        pytest.param(
            "Sent from Outlook for iOS<https://aka.ms/o0ukef>", ["ada@x.example"], [], id="nothing of a telephone's"
        ),
        pytest.param(
            "-----BEGIN PGP SIGNATURE-----\nVersion: 1 http://pgp.example\n",
            ["ada@x.example"],
            [],
            id="a PGP signature",
        ),
    ],
)
def test_addresses_and_pages(signature: str, emails: list[str], urls: list[str]) -> None:
    contact = read_contact(Address("Ada", "ada@x.example"), signature)
    assert contact is not None
    assert [each.value for each in contact.emails] == emails
    assert [each.value for each in contact.urls] == urls
