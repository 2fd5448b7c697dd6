"""The line over a quote, as clients write it in each language: whole and wrapped, over marked and unmarked quotes."""

import pytest

from services.parser.domain.reply.read import read_reply

GMAIL = {
    "ar": "في الاثنين، 2 مارس 2026 في 9:00 ص تمت كتابة ما يلي بواسطة Ada Berg <ada@shop.example>:",
    "ar, Apple": "في ٢ مارس ٢٠٢٦، كتب Ada Berg <ada@shop.example>:",
    "bg": "На пн, 2.03.2026 г. в 9:00 Ada Berg <ada@shop.example> написа:",
    "ca": "El dl., 2 de març 2026, 9:00, Ada Berg <ada@shop.example> va escriure:",
    "cs": "po 2. 3. 2026 v 9:00 odesílatel Ada Berg <ada@shop.example> napsal:",
    "cs, Thunderbird": "Dne 02. 03. 26 v 9:00 Ada Berg napsal(a):",
    "da": "Den man. 2. mar. 2026 kl. 9.00 skrev Ada Berg <ada@shop.example>:",
    "de": "Am Mo., 2. März 2026 um 09:00 Uhr schrieb Ada Berg <ada@shop.example>:",
    "de, Thunderbird": "Am 02.03.26 um 09:00 schrieb Ada Berg:",
    "de, name first": "Ada Berg <ada@shop.example> schrieb am Mo., 2. März 2026, 09:00:",
    "el": "Στις Δευ 2 Μαρ 2026 στις 9:00 π.μ., ο χρήστης Ada Berg <ada@shop.example> έγραψε:",
    "en": "On Mon, Mar 2, 2026 at 9:00 AM Ada Berg <ada@shop.example> wrote:",
    "en, Apple": "On 2 Mar 2026, at 09:00, Ada Berg <ada@shop.example> wrote:",
    "en, Thunderbird": "On 3/2/26 9:00 AM, Ada Berg wrote:",
    "en, Yahoo": "On Monday, March 2, 2026 at 09:00:00 AM GMT+1, Ada Berg <ada@shop.example> wrote:",
    "en, Eudora": "At 09:00 AM 3/2/2026 +0100, Ada Berg wrote:",
    "es": "El lun, 2 mar 2026 a las 9:00, Ada Berg (<ada@shop.example>) escribió:",
    "et": "Kuupäev E, 2. märts 2026 kell 9:00 kirjutas Ada Berg <ada@shop.example>:",
    "eu": "Ada Berg (ada@shop.example) erabiltzaileak 2026 mar. 2, al. (09:00) igorleak hau idatzi du:",
    "fa": "در تاریخ دوشنبه ۲ مارس ۲۰۲۶،\u200f ۹:۰۰ Ada Berg <ada@shop.example> نوشت:",
    "fi": "ma 2. maalisk. 2026 klo 9.00 Ada Berg (ada@shop.example) kirjoitti:",
    "fr": "Le lun. 2 mars 2026 à 09:00, Ada Berg <ada@shop.example> a écrit :",
    "gl": "O luns, 2 mar 2026 ás 9:00, Ada Berg (<ada@shop.example>) escribiu:",
    "he": (
        "\u200fבתאריך יום ב׳, 2 במרץ 2026 ב-9:00 מאת "
        "\u202aAda Berg\u202c\u200f <\u202aada@shop.example\u202c\u200f>:\u200f"
    ),
    "hi": "सोम, 2 मार्च 2026 को 9:00 am बजे को Ada Berg <ada@shop.example> ने लिखा:",
    "hr": "pon, 2. ožu 2026. u 09:00 Ada Berg <ada@shop.example> napisao je:",
    "hu": "Ada Berg <ada@shop.example> ezt írta (időpont: 2026. márc. 2., H, 9:00):",
    "id": "Pada tanggal Sen, 2 Mar 2026 pukul 09.00 Ada Berg <ada@shop.example> menulis:",
    "is": "Þann mán., 2. mar. 2026 kl. 09:00 skrifaði Ada Berg <ada@shop.example>:",
    "it": "Il giorno lun 2 mar 2026 alle ore 09:00 Ada Berg <ada@shop.example> ha scritto:",
    "ja": "2026年3月2日(月) 9:00 Ada Berg <ada@shop.example>:",
    "ja, Thunderbird": "On 2026/03/02 9:00, Ada Berg wrote:",
    "ko": "2026년 3월 2일 (월) 오전 9:00, Ada Berg <ada@shop.example>님이 작성:",
    "lt": "2026-03-02, pr, 09:00 Ada Berg <ada@shop.example> rašė:",
    "lv": "pirmd., 2026. g. 2. marts plkst. 09:00 — lietotājs Ada Berg (<ada@shop.example>) rakstīja:",
    "ms": "Pada Isn, 2 Mac 2026 pada 9:00 PG Ada Berg <ada@shop.example> menulis:",
    "nb": "man. 2. mars 2026 kl. 09:00 skrev Ada Berg <ada@shop.example>:",
    "nl": "Op ma 2 mrt 2026 om 09:00 schreef Ada Berg <ada@shop.example>:",
    "pl": "pon., 2 mar 2026 o 09:00 Ada Berg <ada@shop.example> napisał(a):",
    "pl, Thunderbird": "W dniu 2.03.2026 o 09:00, Ada Berg pisze:",
    "pt": "Em seg., 2 de mar. de 2026 às 09:00, Ada Berg <ada@shop.example> escreveu:",
    "pt, Portugal": "Ada Berg <ada@shop.example> escreveu (segunda, 2/03/2026 à(s) 09:00):",
    "ro": "În lun., 2 mar. 2026 la 09:00, Ada Berg <ada@shop.example> a scris:",
    "ru": "пн, 2 мар. 2026 г. в 09:00, Ada Berg <ada@shop.example>:",
    "ru, mail.ru": "Понедельник, 2 марта 2026, 9:00 +03:00 от Ada Berg <ada@shop.example>:",
    "ru, Thunderbird": "02.03.2026 9:00, Ada Berg пишет:",
    "ru, Yandex": '02.03.2026, 09:00, "Ada Berg" <ada@shop.example>:',
    "sk": "po 2. 3. 2026 o 9:00 Ada Berg <ada@shop.example> napísal(a):",
    "sl": "V V pon., 2. mar. 2026 ob 09:00 je oseba Ada Berg <ada@shop.example> napisala:",
    "sr": "пон, 2. мар 2026. у 09:00 Ada Berg <ada@shop.example> је написао/ла:",
    "sv": "Den mån 2 mars 2026 kl 09:00 skrev Ada Berg <ada@shop.example>:",
    "sv, Apple": "2 mars 2026 kl. 09:00 skrev Ada Berg <ada@shop.example>:",
    "th": "เมื่อ จ. 2 มี.ค. 2026 เวลา 09:00 Ada Berg <ada@shop.example> เขียนว่า:",
    "tr": "Ada Berg <ada@shop.example>, 2 Mar 2026 Pzt, 09:00 tarihinde şunu yazdı:",
    "uk": "пн, 2 бер. 2026 р. о 09:00 Ada Berg <ada@shop.example> пише:",
    "vi": "Vào Th 2, 2 thg 3, 2026 vào lúc 09:00 Ada Berg <ada@shop.example> đã viết:",
    "zh": "Ada Berg <ada@shop.example> 于2026年3月2日周一 09:00写道：",
    "zh, Taiwan": "Ada Berg <ada@shop.example> 於 2026年3月2日 週一 上午9:00寫道：",
    "zh, Apple": "在 2026年3月2日，上午9:00，Ada Berg <ada@shop.example> 写道：",
}
NEW = "Both of them, please.\nThe red one first."
ENDS = pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
LINES = pytest.mark.parametrize("line", GMAIL.values(), ids=GMAIL)


def read(text: str, end: str) -> tuple[str, str]:
    """What is new and what is quoted, as it is in a body: the parser turns line ends into LF."""
    found = read_reply(text.replace("\n", end).replace("\r\n", "\n"), "", "Re: x")
    return found.text, found.quoted


@ENDS
@LINES
def test_over_a_marked_quote(line: str, end: str) -> None:
    quoted = f"{line}\n> Which of the two would you like?\n>\n> Ada"
    assert read(f"{NEW}\n\n{quoted}\n", end) == (NEW, quoted)


@ENDS
@LINES
def test_over_an_unmarked_quote(line: str, end: str) -> None:
    quoted = f"{line}\n\nWhich of the two would you like?\n\nAda"
    assert read(f"{NEW}\n\n{quoted}\n", end) == (NEW, quoted)


@LINES
@pytest.mark.parametrize("mark", ["> ", ""], ids=["marked", "unmarked"])
def test_wrapped_where_a_client_wraps(line: str, mark: str) -> None:
    middle = line.find("<") + 1 if "<" in line else line.find(" ", len(line) // 2)
    wrapped = f"{line[:middle].rstrip()}\n{line[middle:].lstrip()}"
    quoted = f"{wrapped}\n\n{mark}Which of the two would you like?"
    assert read(f"{NEW}\n\n{quoted}", "\n") == (NEW, quoted)


@pytest.mark.parametrize(
    "text",
    [
        "On your machine you can run this, as she wrote:\n\n    make all\n\nThen tell us what it printed.",
        "In 2019 he wrote:\n\nThe board decides.\n\nNow it does not.",
        "These are the steps:\n\n1. open it\n2. close it",
        "Call me at 10:30:\n\nthe number is in the file.",
        "As I said:\nall of it.",
    ],
    ids=["on your machine", "a year", "steps", "a time", "said"],
)
def test_what_only_looks_like_one(text: str) -> None:
    below = f"Dear all,\n\n{text}"
    assert read(below, "\n") == (below, "")


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        pytest.param("Quoting Ada Berg <ada@shop.example>:", "Yes.", id="Horde"),
        pytest.param("* Ada Berg <ada@shop.example> [260302 09:00]:", "Yes.", id="mutt"),
        pytest.param("In message <1@shop.example> you write:", "Yes.", id="MH"),
        pytest.param("Ada Berg wrote:", "Yes.", id="a name"),
        pytest.param("-- \nErik\n\nAda Berg said:", "Yes.", id="below a signature"),
    ],
)
def test_old_clients_lines_over_marked_quotes(over: str, expected: str) -> None:
    assert read(f"Yes.\n\n{over}\n> Shall we?", "\n")[0] == expected
