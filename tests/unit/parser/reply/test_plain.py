"""Plain answers of all kinds: above, below and between the quotes, with signatures, code and lists' footers."""

import pytest

from services.parser.domain.reply.read import read_reply

SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256"
ARMOUR = "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----"
KINDS = {
    "above": ("Yes.\n\nAda wrote:\n> Shall we?", "Yes.", ""),
    "below": ("Ada wrote:\n> Shall we?\n\nYes.", "Yes.", ""),
    "between": ("Ada wrote:\n> Colour?\nRed.\n> Size?\nLarge.\n-- \nErik", "Red.\nLarge.", "-- \nErik"),
    "signature above the quote": (
        "Yes.\n\n-- \nErik\nDesk Ltd\n\nAda wrote:\n> Shall we?",
        "Yes.",
        "-- \nErik\nDesk Ltd",
    ),
    "telephone": ("Yes.\n\nSent from my phone\n\n> Shall we?", "Yes.", "Sent from my phone"),
    "a line without its end": (
        "> This is a line that is so long that some program put its last\nend here\n> and went on\nYes.",
        "Yes.",
        "",
    ),
    "initials": ("AB> Shall we?\nAB> Today?\n\nYes.", "Yes.", ""),
    "bars": ("Ada wrote:\n| Shall we?\n| Today?\n\nYes.", "Yes.", ""),
    "lists footer": (
        "Yes.\n\n_____________\nour mailing list\nhttps://x.example",
        "Yes.",
        "_____________\nour mailing list\nhttps://x.example",
    ),
    "list's page": ("Yes.\n\nhttp://x.example/mailman/listinfo/we", "Yes.", "http://x.example/mailman/listinfo/we"),
    "forum's footer": ("Yes.\n\n—\nReply to this email directly", "Yes.", "—\nReply to this email directly"),
    "block under a closing": (
        "Yes.\n\nBest regards,\n\nErik Holm\nHead of Sales\nDesk Ltd\n+46 8 123 456 78",
        "Yes.\n\nBest regards,",
        "Erik Holm\nHead of Sales\nDesk Ltd\n+46 8 123 456 78",
    ),
    "only a name under a closing": ("Yes.\n\nMvh,\nErik", "Yes.\n\nMvh,\nErik", ""),
    "code in a fence": (
        "Run this:\n\n```\n> x\n-- \ny\n```\n\nThen tell.",
        "Run this:\n\n```\n> x\n-- \ny\n```\n\nThen tell.",
        "",
    ),
    "difference": (
        "It differs:\n\n3c3\n< old\n---\n> new\n\nOdd.",
        "It differs:\n\n3c3\n< old\n---\n> new\n\nOdd.",
        "",
    ),
    "heading": ("The plan\n--------\nFirst this.\nThen that.", "The plan\n--------\nFirst this.\nThen that.", ""),
    "between rules": (
        "See\n\n*****\ntext of theirs\n*****\n\nFine.",
        "See\n\n*****\ntext of theirs\n*****\n\nFine.",
        "",
    ),
    ">From": ("So it is.\n\n>From here on all is well.", "So it is.\n\n>From here on all is well.", ""),
    "PGP": (
        f"{SIGNED}\n\nYes.\n\n{ARMOUR}",
        "Yes.",
        f"{SIGNED}\n{ARMOUR}",
    ),
    "only a quote": ("Ada wrote:\n> Shall we?", "", ""),
    "nothing": ("", "", ""),
}
SENT_FROM = {
    "cs": "Odesláno z iPhonu",
    "da": "Sendt fra min iPhone",
    "de": "Von meinem iPhone gesendet",
    "de, Samsung": "Von meinem Samsung Galaxy Smartphone gesendet.",
    "el": "Στάλθηκε από το iPhone μου",
    "en": "Sent from my iPhone",
    "en, Outlook": "Get Outlook for Android<https://aka.ms/x>",
    "en, Windows": "Sent from Mail for Windows",
    "en, Yahoo": "Sent from Yahoo Mail on Android",
    "en, Proton": "Sent with Proton Mail secure email.",
    "es": "Enviado desde mi iPhone",
    "fi": "Lähetetty iPhonesta",
    "fr": "Envoyé de mon iPhone",
    "he": "נשלח מה-iPhone שלי",
    "hr": "Poslano s mog iPhonea",
    "hu": "Az iPhone-omról küldve",
    "id": "Dikirim dari iPhone saya",
    "it": "Inviato da iPhone",
    "ja": "iPhoneから送信",
    "ko": "나의 iPhone에서 보냄",
    "nb": "Sendt fra min iPhone",
    "nl": "Verstuurd vanaf mijn iPhone",
    "pl": "Wysłane z iPhone'a",
    "pt": "Enviado do meu iPhone",
    "ro": "Trimis de pe iPhone-ul meu",
    "ru": "Отправлено с iPhone",
    "sk": "Odoslané z iPhonu",
    "sv": "Skickat från min iPhone",
    "th": "ส่งจาก iPhone ของฉัน",
    "tr": "iPhone'umdan gönderildi",
    "uk": "Надіслано з iPhone",
    "vi": "Đã gửi từ iPhone của tôi",
    "zh": "发自我的iPhone",
    "zh, Taiwan": "從我的iPhone傳送",
}
ENDS = pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])


@ENDS
@pytest.mark.parametrize(("text", "reply", "signature"), KINDS.values(), ids=KINDS)
def test_reply_and_signature(text: str, reply: str, signature: str, end: str) -> None:
    found = read_reply(text.replace("\n", end).replace("\r\n", "\n"), "", "Re: x")
    assert (found.text, found.signature) == (reply, signature)


@ENDS
@pytest.mark.parametrize("line", SENT_FROM.values(), ids=SENT_FROM)
def test_what_telephones_and_apps_put_below(line: str, end: str) -> None:
    text = f"The second one.\n\n{line}\n\nOn 2 Mar 2026, at 09:00, Ada <ada@shop.example> wrote:\n\n> Which?"
    found = read_reply(text.replace("\n", end).replace("\r\n", "\n"), "", "Re: x")
    assert (found.text, found.signature) == ("The second one.", line)


@pytest.mark.parametrize(
    "line", ["Sent from my new office in the far north of the country, where all of the others sit, too, by now."]
)
def test_a_sentence_is_no_signature(line: str) -> None:
    assert read_reply(f"Hello,\n\n{line}", "", "x").signature == ""


def test_a_report_is_not_divided() -> None:
    text = "It was not delivered.\n\n-----Original Message-----\nHello"
    assert read_reply(text, "", "Undelivered", is_report=True).text == text
