"""Raw eight-bit text that nobody labelled."""

import pytest

from services.parser.domain.encodings.detection import detected

TEXTS = {
    "gb18030": ("您好，请确认报价单", "打印机坏了", "Re: 会议通知", "张伟", "发票"),
    "big5hkscs": ("訂單問題", "您好，請確認", "印表機壞了"),
    "cp932": ("ご注文の確認", "プリンタが壊れました", "請求書", "テスト"),
    "euc_jp": ("お問い合わせ", "請求書の件", "テスト"),
    "cp949": ("주문 문의", "프린터가 고장났습니다", "안녕하세요"),
    "koi8-u": ("Где мой заказ?", "Счёт на оплату", "Иван Петров", "СРОЧНО"),
    "cp1251": ("Где мой заказ?", "Счёт на оплату", "Иван Петров", "СРОЧНО"),
    "cp1253": ("Καλημέρα", "Παραγγελία 5"),
    "cp1255": ("הזמנה חדשה",),
}
WESTERN = (
    *(
        "Grüße",
        "ÄÖÜ",
        "Über",
        "Köszönöm",
        "Été à la plage",
        "São João",
        "Ærø",
        "à",
        "É",
        "„a“ €",
        "5 € – Señor",
        "MÜLLER",
    ),
    *("ÜBERFÄLLIG", "l’été", "½", "ß", "æøå", "où", "RÉUNION À L’ÉCOLE", "25 °C", "« Déjà vu »", "Größe ÄÖ"),
)


@pytest.mark.parametrize(
    ("codec", "text"), [(codec, text) for codec, texts in TEXTS.items() for text in texts], ids=lambda each: each
)
def test_what_reads_best_is_found(codec: str, text: str) -> None:
    assert detected(text.encode(codec)) == codec


@pytest.mark.parametrize("text", WESTERN)
def test_western_european_is_taken_for_nothing_else(text: str) -> None:
    assert detected(text.encode("cp1252")) is None
