"""Which charset raw eight-bit text without a label, or under a lying one, is written in: the one that reads best."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

LOOKED_AT_BYTES = 1024
LEAST_SCORE = 0.35
FEWEST_LETTERS = 3
OFTEN, KNOWN, RARE, NO_LETTER, BROKEN = 2.0, 0.4, -0.6, -3.0, -3.0
_SIMPLIFIED = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多"
    "经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意力它与长把机十民第公此已工使情明性知全三"
    "又关点正业外将两高间由问很最重并物手应向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先"
    "海通教东原声提及比员解真论处走各入几口平系气题更别打女变四总何电数安少报才结受目量再感建务做接必场件计管期市直单邮票订账户您"
    "请谢付款客服公司系统通知会议报价确认测试北京上海"
)
_TRADITIONAL = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多"
    "經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心本前開但因只從想實日者意力它與長把機十民第公此已工使情明性知全三"
    "關點正業外將兩高間由問很最重並物手應向頭文體相見被利二等產或新己制身果加西月話合回特代內信表化老給世位次度門常先海通教東聲"
    "提員解真論處各入幾平系氣題更別打女變總何電數安少報才結受目量再感建務做接場件計管期市直單郵票訂帳戶您請謝付款客服司統知議價確認測試臺灣"
)
_KANJI = (
    "日本人大年会国中長出者前後事時分上下行生自社発間見地方部場動東学金用内合同高新業員入立定小最当力全要気手月田外実物関子市山通"
    "件様願致送信返御案注文品番号確認株式変更予約問連絡資料請求書店京都名回目登録完了知重無料今取引"
)
_HANGUL = (
    "이다는의가에을를한니하고서로기지사도은인리시그나어대자해정있과만여수제전상일보주장부아안으들성적요라구공원소면동경스신국연비"
    "세문회조민녕습메입합오내유화중계관진위물발생것개견조선방드트마러교실모무설업용체행통학현게러거분결치확님감당관"
)
_CASE_TURNS = re.compile("[а-яё][А-ЯЁ]|[α-ω][Α-Ω]")
_SCRIPTS_MEET = re.compile("[A-Za-z](?=[\u0370-\u05ff])|[\u0370-\u05ff](?=[A-Za-z])")
_HIGH = re.compile("[^\x00-\x7f]")
_WESTERN_LETTER = re.compile("[A-Za-zÀ-ÖØ-öø-ÿŠšŽžŒœŸ]*[A-Za-z][A-Za-zÀ-ÖØ-öø-ÿŠšŽžŒœŸ]*")
_WESTERN_SIGNS = frozenset("€‚„…†‰‹‘’“”•–—™›¡£§©«®°±²³·º»¿¼½¾ª\xa0")


@dataclass(frozen=True, slots=True)
class _Candidate:
    codec: str
    weights: Callable[[], Mapping[str, float]]
    least: int = 0


def detected(content: bytes) -> str | None:
    """The codec that makes likely words of these bytes, or None when Western European reads no worse."""
    content = content[:LOOKED_AT_BYTES]
    best, codec = max((_score(content, each), each.codec) for each in _CANDIDATES)
    return codec if best >= LEAST_SCORE and best > _western_score(content) else None


def _score(content: bytes, candidate: _Candidate) -> float:
    text = content.decode(candidate.codec, "replace")
    high = _HIGH.findall(text)
    if len(high) <= candidate.least:
        return BROKEN
    weights = candidate.weights()
    total = sum(BROKEN if each == "\ufffd" else weights.get(each, RARE) for each in high)
    total -= 2 * (len(_CASE_TURNS.findall(text)) + len(_SCRIPTS_MEET.findall(text)))
    return total / len(high)


def _western_score(content: bytes) -> float:
    """Letters that stand in words with plain ones speak for it, words of accents alone against it."""
    text = content.decode("cp1252", "replace")
    high = _HIGH.findall(text)
    in_words = sum(len(_HIGH.findall(word)) for word in _WESTERN_LETTER.findall(text))
    signs = sum(each in _WESTERN_SIGNS for each in high)
    return (in_words + 0.5 * signs - (len(high) - in_words - signs)) / max(1, len(high))


def _letters(by_frequency: str, upper: float = 0.99) -> Callable[[], Mapping[str, float]]:
    """A small alphabet, the most frequent letter first."""
    lower = {letter: 1.8 - 1.7 * place / len(by_frequency) for place, letter in enumerate(by_frequency)}
    signs = dict.fromkeys(map(chr, range(0x80, 0x2600)), NO_LETTER)
    found = signs | {letter.upper(): upper * weight for letter, weight in lower.items()} | lower
    return lambda: found


def _characters(codec: str, leads: range, often: str, known: str = "") -> Callable[[], Mapping[str, float]]:
    """A large set: the frequent ones, and those whose first byte is that of the charset's first level."""

    @lru_cache(maxsize=1)
    def weights() -> Mapping[str, float]:
        pairs = (bytes((lead, trail)).decode(codec, "ignore") for lead in leads for trail in range(0x40, 0xFF))
        found = {pair: KNOWN for pair in pairs if len(pair) == 1}
        return (
            found
            | dict.fromkeys(known, 1.0)
            | dict.fromkeys(often, OFTEN)
            | dict.fromkeys("、。，！？：（）「」ー【】", 0.8)
        )

    return weights


_HIRAGANA = "".join(map(chr, range(0x3041, 0x3094)))
_KATAKANA = "".join(map(chr, range(0x30A1, 0x30F7)))
_CYRILLIC = _letters("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё")
_CANDIDATES = (
    _Candidate("gb18030", _characters("gb18030", range(0xB0, 0xD8), _SIMPLIFIED)),
    _Candidate("big5hkscs", _characters("big5hkscs", range(0xA4, 0xC7), _TRADITIONAL)),
    _Candidate("cp932", _characters("cp932", range(0x88, 0x98), _HIRAGANA + _KANJI, _KATAKANA)),
    _Candidate("euc_jp", _characters("euc_jp", range(0xB0, 0xD0), _HIRAGANA + _KANJI, _KATAKANA)),
    _Candidate("cp949", _characters("euc_kr", range(0xB0, 0xC9), _HANGUL)),
    _Candidate("koi8-u", _CYRILLIC, FEWEST_LETTERS),
    _Candidate("cp1251", _CYRILLIC, FEWEST_LETTERS),
    _Candidate("cp1253", _letters("αοιετσνηυρπκμλωςδγχθφβξζψάίόέύήώ"), FEWEST_LETTERS),
    _Candidate("cp1255", _letters("יולהאתרבנמשםדעקחפכןטגזצסךףץ"), FEWEST_LETTERS),
)
