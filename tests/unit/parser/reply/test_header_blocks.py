"""The header over a quote and the words between two messages, in each language that clients write them in."""

import pytest

from services.parser.domain.reply.read import read_reply

BLOCKS = {
    "ar": ("من", "تاريخ الإرسال", "إلى", "الموضوع"),
    "bg": ("От", "Изпратено", "До", "Относно"),
    "ca": ("De", "Enviat el", "Per a", "Assumpte"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět"),
    "da": ("Fra", "Sendt", "Til", "Emne"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "de, date": ("Von", "Datum", "An", "Betreff"),
    "el": ("Από", "Στάλθηκε", "Προς", "Θέμα"),
    "en": ("From", "Sent", "To", "Subject"),
    "en, date": ("From", "Date", "To", "Subject"),
    "es": ("De", "Enviado el", "Para", "Asunto"),
    "et": ("Saatja", "Saadetud", "Adressaat", "Teema"),
    "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "he": ("מאת", "נשלח", "אל", "נושא"),
    "hi": ("प्रेषक", "भेजा गया", "प्रति", "विषय"),
    "hr": ("Šalje", "Poslano", "Prima", "Predmet"),
    "hu": ("Feladó", "Elküldve", "Címzett", "Tárgy"),
    "id": ("Dari", "Dikirim", "Kepada", "Subjek"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "ja": ("差出人", "送信日時", "宛先", "件名"),
    "ko": ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
    "lt": ("Nuo", "Išsiųsta", "Kam", "Tema"),
    "lv": ("No", "Nosūtīts", "Kam", "Tēma"),
    "nb": ("Fra", "Sendt", "Til", "Emne"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "pt": ("De", "Enviada em", "Para", "Assunto"),
    "ro": ("De la", "Trimis", "Către", "Subiect"),
    "ru": ("От", "Отправлено", "Кому", "Тема"),
    "sk": ("Od", "Odoslané", "Komu", "Predmet"),
    "sl": ("Od", "Poslano", "Za", "Zadeva"),
    "sr": ("Од", "Послато", "За", "Наслов"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "th": ("จาก", "ส่ง", "ถึง", "เรื่อง"),
    "tr": ("Kimden", "Gönderildi", "Kime", "Konu"),
    "uk": ("Від", "Надіслано", "Кому", "Тема"),
    "vi": ("Từ", "Đã gửi", "Đến", "Chủ đề"),
    "zh": ("发件人", "发送时间", "收件人", "主题"),
    "zh, Taiwan": ("寄件者", "寄件日期", "收件者", "主旨"),
}
ORIGINALS = {
    "cs": "-----Původní zpráva-----",
    "da": "-----Oprindelig meddelelse-----",
    "de": "-----Ursprüngliche Nachricht-----",
    "el": "-----Αρχικό μήνυμα-----",
    "en": "-----Original Message-----",
    "en, Samsung": "-------- Original message --------",
    "en, Proton": "------- Original Message -------",
    "es": "-----Mensaje original-----",
    "fi": "-----Alkuperäinen viesti-----",
    "fr": "-----Message d'origine-----",
    "he": "-----הודעה מקורית-----",
    "hu": "-----Eredeti üzenet-----",
    "it": "-----Messaggio originale-----",
    "ja": "-----元のメッセージ-----",
    "ko": "-----원본 메시지-----",
    "nb": "-----Opprinnelig melding-----",
    "nl": "-----Oorspronkelijk bericht-----",
    "pl": "-----Wiadomość oryginalna-----",
    "pt": "-----Mensagem original-----",
    "ro": "-----Mesaj original-----",
    "ru": "-----Исходное сообщение-----",
    "sk": "-----Pôvodná správa-----",
    "sl": "-----Izvirno sporočilo-----",
    "sv": "-----Ursprungligt meddelande-----",
    "tr": "-----Özgün İleti-----",
    "uk": "-----Оригінальне повідомлення-----",
    "vi": "-----Thư gốc-----",
    "zh": "-----邮件原件-----",
    "zh, QQ": "------------------ 原始邮件 ------------------",
    "zh, Taiwan": "-----原始郵件-----",
}
FORWARDS = {
    "cs": "---------- Forwarded message ---------",
    "da": "---------- Videresendt meddelelse ---------",
    "de": "---------- Weitergeleitete Nachricht ---------",
    "de, Apple": "Anfang der weitergeleiteten Nachricht:",
    "en": "---------- Forwarded message ---------",
    "en, Apple": "Begin forwarded message:",
    "en, Thunderbird": "-------- Forwarded Message --------",
    "es": "---------- Mensaje reenviado ---------",
    "fi": "---------- Välitetty viesti ---------",
    "fr": "---------- Message transféré ---------",
    "fr, Apple": "Début du message transféré :",
    "hu": "---------- Továbbított üzenet ---------",
    "it": "---------- Messaggio inoltrato ---------",
    "it, Apple": "Inizio messaggio inoltrato:",
    "ja": "---------- 転送メッセージ ---------",
    "nb": "---------- Videresendt melding ---------",
    "nl": "---------- Doorgestuurd bericht ---------",
    "pl": "---------- Przekazana wiadomość ---------",
    "pt": "---------- Mensagem encaminhada ---------",
    "ru": "---------- Пересылаемое сообщение ---------",
    "sv": "---------- Vidarebefordrat meddelande ---------",
    "tr": "---------- İletilmiş mesaj ---------",
    "uk": "---------- Переслане повідомлення ---------",
    "zh": "---------- 转发的邮件 ---------",
}
NEW = "The second one, please."
QUOTED = "Which one shall it be?\n\nRegards\nAda"
ENDS = pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])


def block(labels: tuple[str, str, str, str], form: str = "{}: {}") -> str:
    values = ("Ada Berg <ada@shop.example>", "2. 3. 2026 09:00", "Erik <erik@desk.example>", "An order")
    return "\n".join(form.format(*pair) for pair in zip(labels, values, strict=True))


def read(text: str, end: str = "\n", subject: str = "Re: An order") -> tuple[str, str]:
    found = read_reply(text.replace("\n", end).replace("\r\n", "\n"), "", subject)
    return found.text, found.quoted


@ENDS
@pytest.mark.parametrize("labels", BLOCKS.values(), ids=BLOCKS)
@pytest.mark.parametrize("form", ["{}: {}", "*{}:* {}", "{} : {}", "{}：{}"], ids=["plain", "bold", "apart", "wide"])
def test_a_header_block(labels: tuple[str, str, str, str], form: str, end: str) -> None:
    quoted = f"{block(labels, form)}\n\n{QUOTED}"
    assert read(f"{NEW}\n\n{quoted}\n", end) == (NEW, quoted)


@pytest.mark.parametrize("rule", ["________________________________", "-----", "* * *"])
def test_a_rule_over_the_block_is_of_the_quote(rule: str) -> None:
    quoted = f"{rule}\n{block(BLOCKS['en'])}\n\n{QUOTED}"
    assert read(f"{NEW}\n{quoted}") == (NEW, quoted)


@ENDS
@pytest.mark.parametrize("words", ORIGINALS.values(), ids=ORIGINALS)
@pytest.mark.parametrize("header", ["", f"{block(BLOCKS['de'])}\n\n"], ids=["alone", "over a header"])
def test_the_words_between_two_messages(words: str, header: str, end: str) -> None:
    quoted = f"{words}\n{header}{QUOTED}"
    assert read(f"{NEW}\n\n{quoted}", end) == (NEW, quoted)


@ENDS
@pytest.mark.parametrize("words", FORWARDS.values(), ids=FORWARDS)
def test_a_forwarded_message_is_no_quote(words: str, end: str) -> None:
    text = f"For your files.\n\n{words}\n{block(BLOCKS['en'])}\n\n> of before\n\n{QUOTED}"
    assert read(text, end, "Fwd: An order") == (text, "")


@pytest.mark.parametrize("subject", ["Fwd: x", "FW: x", "WG: x", "TR: x", "RV: x", "[list] Fw: x", "转发：x", "VL: x"])
def test_outlooks_forwards_are_known_by_their_subject(subject: str) -> None:
    text = f"For your files.\n\n{block(BLOCKS['en'])}\n\n{QUOTED}"
    assert read(text, subject=subject) == (text, "")


@pytest.mark.parametrize(
    "text",
    [
        "To: everybody\nSubject to change.\n\nWe meet at nine.",
        "From: here\nTo: there\n\nis the way.",
        f"The header was:\n\nReceived: from mx.example\nMessage-ID: <1@x.example>\n{block(BLOCKS['en'])}\n\nSee?",
        block(BLOCKS["en"]) + "\n\nWho sent me this?",
    ],
    ids=["two lines", "a way", "a whole header", "at the top"],
)
def test_what_only_looks_like_one(text: str) -> None:
    assert read(text) == (text, "")


def test_a_block_may_be_wrapped_and_out_of_order() -> None:
    header = "Subject: An order\nTo: Erik <erik@desk.example>;\n Mona <mona@desk.example>\nFrom: Ada\nDate: today"
    quoted = f"{header}\n\n{QUOTED}"
    assert read(f"{NEW}\n\n{quoted}") == (NEW, quoted)
