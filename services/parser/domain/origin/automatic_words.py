"""The words in which programs say that they answer, in subjects and at the beginning of texts.

On some ways the fields that say so are lost, and some programs never write them.
"""

import re

SUBJECTS: tuple[str, ...] = (
    *("automatic reply:", "automatic reply :", "automatische antwort:", "automatische antwort :"),
    *("réponse automatique", "reponse automatique", "respuesta automática", "respuesta automatica"),
    *("risposta automatica", "automatisch antwoord", "resposta automática", "resposta automàtica", "autosvar:"),
    *("automatiskt svar", "automatisk svar", "automatisk svar:", "automaattinen vastaus", "automatická odpověď"),
    *("automatická odpoveď", "odpowiedź automatyczna", "automatyczna odpowiedź", "automatikus válasz"),
    *("răspuns automat", "otomatik yanıt", "otomatik cevap", "автоматический ответ", "автоответ"),
    *("автоматична відповідь", "автоматичен отговор", "аутоматски одговор", "automatski odgovor"),
    *("samodejni odgovor", "αυτόματη απάντηση", "automaatvastus", "automaatne vastus", "automātiska atbilde"),
    *("automātiskā atbilde", "automatinis atsakymas", "sjálfvirkt svar", "erantzun automatikoa", "רד אוטומטי"),
    *("תשובה אוטומטית", "מענה אוטומטי", "رد تلقائي", "الرد التلقائي", "پاسخ خودکار", "स्वचालित उत्तर"),
    *("ตอบกลับอัตโนมัติ", "การตอบกลับอัตโนมัติ", "trả lời tự động", "balasan otomatis", "jawapan automatik", "自动答复"),
    *(
        "自动回复",
        "自動回覆",
        "自動回復",
        "自動応答",
        "自動返信",
        "자동 회신",
        "자동 응답",
        "자동 답장",
        "자동응답",
        "자동회신",
        "休假自动回复",
        "外出自动回复",
        "不在通知",
    ),
    *("外出中", "부재 중", "부재중"),
)
"""How a program begins the subject of an answer, in small letters; no person begins so."""

_AUTO = (
    r"auto(?:mat(?:ic|ed|isch|ique))?[-_ ]?(?:matic )?"
    r"(?:reply|response|responder|answer|antwort|acknowledge?ment|réponse|respond)|autosvar"
)
_AWAY = (
    r"out[- ]of[- ](?:the[- ])?office|ooo|oof|on (?:vacation|holiday|leave)|vacation(?: (?:reply|message"
    r"|notice))?|away from (?:my )?mail"
    r"|abwesenheit\w{0,20}|abwesend|nicht im (?:büro|haus)|im urlaub|absence(?: du bureau)?"
    r"|absente?(?: du bureau)?|en congés?"
    r"|fuera de (?:la )?oficina|ausente(?: de la oficina| do escritório)?|ausencia|de vacaciones"
    r"|fora do escritório|ausência"
    r"|fuori (?:sede|ufficio)|assente|in ferie|afwezig(?:heid)?|niet aanwezig|buiten kantoor|frånvaro"
    r"|ej på plats|fravær|ikke på kontoret"
    r"|poissa(?: toimistosta)?|poissaolo|poza biurem|nieobecno\w{1,3}|mimo kancelář|nepřítomen|távollét\w{0,3}"
    r"|în afara biroului"
    r"|ofis dışında|вне офиса|нет на месте|отпуск|в отпуске|εκτός γραφείου|不在|休假|외출"
)
HINTS = (
    *("auto", "office", "ooo", "oof", "vacation", "holiday", "leave", "away", "abwesen", "im haus", "urlaub", "absen"),
    *("oficina", "ausen", "vacaciones", "fuori", "assente", "ferie", "afwezig", "aanwezig", "kantoor", "kontoret"),
    *("poissa", "biurem", "nieobecno", "biroului", "is out"),
)
OTHER_HINTS = (
    *("büro", "congé", "escritório", "ausên", "frånvaro", "på plats", "fravær", "kancelář", "nepřítomen", "távollét"),
    *("ofis dı", "офиса", "на месте", "отпуск", "γραφείου", "不在", "休假", "외출", "réponse"),
)
"""One of these is in every subject that the next patterns match; looking for them is cheap."""
WITH_MARK = re.compile(
    rf"^\W{{0,3}}(?:{_AUTO}|{_AWAY})\W{{0,2}}(?:auto[- ]?reply\W{{0,2}})?\s*(?:[:：|\[\]()]|[-–—]\s|re[:：]"
    rf"|aw[:：]|$)"
    rf"|[\[(](?:{_AUTO}|{_AWAY})[\])]|^auto:|^(?!.{{0,40}}\bre:).{{1,80}} is out of the office\.?$|[-–—]\s?(?:{_AUTO}"
    rf"|out of (?:the )?office)\s*$",
    re.IGNORECASE,
)
"""Words that people use too, where a mark follows them, they stand in brackets, or nothing else is there."""
IS_AWAY = re.compile(rf"\b(?:{_AWAY}|{_AUTO})(?!\w)", re.IGNORECASE)
"""The same words anywhere: they tell an answer from other mail that a program wrote."""

TEXT_MARKS = ("auto", "out of the office starting", "autom", "авто", "自动", "自動", "자동", "otomatik")
TEXT = re.compile(
    r"^[\W_]{0,20}(?:i will be out of the office starting|(?:please note[:,]? |note: |hello,? "
    r"|hi,? )?(?:this is|this was|you are receiving"
    r"|the following is) an? (?:automatic|automated|auto)"
    r"(?:ally)?[- ]?(?:generated |reply|response|e?-?mail|message|answer|acknowledge|confirmation|sent)"
    r"|(?:this|the following) (?:e-?mail|message|reply|response) (?:is|was|has been) (?:automatically"
    r"|auto[- ]?)\s?(?:generated|created|sent)"
    r"|automatic (?:reply|response)|automated (?:reply|response)|auto[- ]?(?:reply|response|matic reply)"
    r"|this auto[- ]?(?:reply|response)"
    r"|dies(?:e)? (?:ist eine automatische|ist eine automatisch|nachricht wurde automatisch"
    r"|e-?mail wurde automatisch|antwort wurde automatisch)"
    r"|(?:ceci est|il s'agit d')\s?(?:une?)? (?:réponse|message|courriel|e-?mail)s? automatique|réponse automatique"
    r"|(?:este es|esta es|esto es) una? (?:respuesta|mensaje|correo)(?: electrónico)? (?:automátic|generad)"
    r"|respuesta automática"
    r"|(?:esta é|este é) uma? (?:resposta|mensagem|e-?mail) automátic|resposta automática|(?:questa è"
    r"|questo è) una? (?:risposta|messaggio|e-?mail) automatic"
    r"|dit is een automatisch|detta är ett automatiskt|dette er (?:et automatisk|en automatisk)"
    r"|tämä on automaattinen|to jest automatyczn"
    r"|toto je automatick|ez egy automatikus|acesta este un (?:mesaj|răspuns) automat|bu (?:bir otomatik|otomatik)"
    r"|это автоматическ|данное (?:письмо|сообщение) (?:создано|сформировано|отправлено) автоматически"
    r"|这是.{0,4}自动|此邮件.{0,8}自动|本邮件.{0,8}自动"
    r"|このメールは.{0,6}自動|これは自動|本メールは.{0,6}自動|이 메일은 자동|자동 (?:응답|회신))",
    re.IGNORECASE | re.MULTILINE,
)
"""How a line says that a program wrote this, with which a text begins."""
ANSWERS = re.compile(
    r"out of|repl|respon|answer|antwort|réponse|respuesta|resposta|risposta|svar|vastaus|odpow|odpov|ответ|回复"
    r"|返信|応答|회신|응답"
)
"""What in such a line says that it is an answer."""
