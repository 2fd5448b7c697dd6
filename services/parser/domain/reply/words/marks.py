"""Lines that stand alone between what was written and what is quoted or forwarded."""

ORIGINAL = {
    "ar": "الرسالة الأصلية|رسالة أصلية",
    "bg": "оригинално съобщение",
    "ca": "missatge original",
    "cs": "původní zpráva|původní e-mail",
    "da": "oprindelig meddelelse|original besked|oprindelig besked|original meddelelse|oprindelig e-mail",
    "de": (
        "ursprüngliche nachricht|originalnachricht|original-nachricht|ursprüngliche e-mail|original nachricht"
        "|urspruengliche nachricht|ursprungliche nachricht"
    ),
    "el": "αρχικό μήνυμα|πρωτότυπο μήνυμα",
    "en": (
        "original message|original mail|original email|original e-mail|original appointment|reply message"
        "|message original|previous message|reply above this line"
    ),
    "es": "mensaje original|correo original",
    "et": "algne kiri|algsõnum|originaalsõnum|algne sõnum",
    "fa": "پیام اصلی",
    "fi": "alkuperäinen viesti",
    "fr": "message d'origine|message original|message initial|message d’origine|courriel original",
    "he": "הודעה מקורית|ההודעה המקורית",
    "hi": "मूल संदेश",
    "hr": "izvorna poruka|originalna poruka",
    "hu": "eredeti üzenet|eredeti levél",
    "id": "pesan asli",
    "is": "upprunaleg skilaboð",
    "it": "messaggio originale|messaggio originario",
    "ja": "元のメッセージ|オリジナルメッセージ|original message|元のメール|オリジナル メッセージ",
    "ko": "원본 메시지|원본메시지|원본 메일|원래 메시지|original message",
    "lt": "pradinis laiškas|originalus laiškas|pirminis pranešimas",
    "lv": "sākotnējais ziņojums|oriģinālais ziņojums",
    "ms": "mesej asal|mesej asli",
    "nb": "opprinnelig melding|original melding|opprinnelig e-post|opphavleg melding",
    "nl": "oorspronkelijk bericht|origineel bericht|oorspronkelijke bericht|originele bericht|oorspronkelijke e-mail",
    "pl": "oryginalna wiadomość|wiadomość oryginalna|wiadomość pierwotna|treść oryginalnej wiadomości",
    "pt": "mensagem original",
    "ro": "mesaj original|mesajul original|mesaj inițial",
    "ru": "исходное сообщение|оригинальное сообщение|исходное письмо|первоначальное сообщение",
    "sk": "pôvodná správa|originál správy",
    "sl": "izvirno sporočilo|originalno sporočilo|prvotno sporočilo",
    "sr": "оригинална порука|originalna poruka|изворна порука",
    "sv": "ursprungligt meddelande|originalmeddelande|ursprungligt mail|ursprungligt e-postmeddelande",
    "th": "ข้อความต้นฉบับ|ข้อความเดิม",
    "tr": "orijinal mesaj|özgün ileti|orijinal ileti|asıl ileti|orjinal mesaj",
    "uk": "оригінальне повідомлення|вихідне повідомлення|початкове повідомлення",
    "vi": "thư gốc|tin nhắn gốc|tin nhắn ban đầu",
    "zh": "原始邮件|原邮件|原始信件|原始郵件|邮件原件|原始訊息|原信件|回复的原邮件|回复的邮件|原始消息|原郵件",
}
FORWARDED = {
    "ar": "رسالة مُعاد توجيهها|رسالة محولة|الرسالة المعاد توجيهها",
    "bg": "препратено съобщение",
    "ca": "missatge reenviat|inici del missatge reenviat",
    "cs": "přeposlaná zpráva|začátek přeposílané zprávy|předaná zpráva|forwardovaná zpráva",
    "da": "videresendt meddelelse|videresendt besked|start på videresendt besked|videresendt e-mail",
    "de": (
        "weitergeleitete nachricht|anfang der weitergeleiteten nachricht|weitergeleitete e-mail|weitergeleitet"
        "|weitergeleitete mail|anfang der weitergeleiteten e-mail"
    ),
    "el": "προωθημένο μήνυμα|προωθούμενο μήνυμα",
    "en": (
        "forwarded message|begin forwarded message|forwarded by|forwarded mail|forwarded email|forward message"
        "|forwarded message follows|begin forward|forwarded letter"
    ),
    "es": "mensaje reenviado|inicio del mensaje reenviado|mensaje enviado|mensaje reenviado por|inicio del mensaje",
    "et": "edastatud kiri|edasisaadetud kiri|edastatud sõnum",
    "fi": "välitetty viesti|välitetty viesti alkaa|edelleenlähetetty viesti|edelleen lähetetty viesti",
    "fr": (
        "message transféré|début du message transféré|message transmis|début du message réexpédié|message réexpédié"
        "|courriel transféré"
    ),
    "he": "הודעה שהועברה|תחילת ההודעה שהועברה|הודעה מועברת",
    "hr": "proslijeđena poruka|početak proslijeđene poruke",
    "hu": "továbbított üzenet|továbbított levél|a továbbított levél kezdete",
    "id": "pesan terusan|pesan yang diteruskan",
    "is": "áframsend skilaboð",
    "it": "messaggio inoltrato|inizio messaggio inoltrato|inoltrato da|messaggio inoltrato da",
    "ja": "転送メッセージ|転送されたメッセージ|転送されたメール|forwarded message|転送メール",
    "ko": "전달된 메시지|전달된 메일|전달된 메일입니다|전달 메시지",
    "lt": "persiųstas laiškas|persiunčiamas laiškas",
    "lv": "pārsūtītais ziņojums|pārsūtīta vēstule",
    "ms": "mesej dimajukan|mesej yang dimajukan",
    "nb": "videresendt melding|start på videresendt melding|videresendt e-post",
    "nl": "doorgestuurd bericht|begin doorgestuurd bericht|doorgezonden bericht|doorgestuurde e-mail",
    "pl": (
        "przekazana wiadomość|wiadomość przekazana dalej|początek przekazywanej wiadomości|przekazywana wiadomość"
        "|treść przekazanej wiadomości"
    ),
    "pt": "mensagem encaminhada|início da mensagem encaminhada|mensagem reencaminhada|mensagem enviada",
    "ro": "mesaj redirecționat|mesaj retransmis|începutul mesajului redirecționat",
    "ru": (
        "пересылаемое сообщение|пересланное сообщение|пересылаемое письмо|начало переадресованного сообщения"
        "|перенаправленное сообщение|пересланное письмо"
    ),
    "sk": "preposlaná správa|začiatok preposlanej správy|odovzdaná správa",
    "sl": "posredovano sporočilo|začetek posredovanega sporočila",
    "sr": "прослеђена порука|prosleđena poruka",
    "sv": (
        "vidarebefordrat meddelande|vidarebefordrat brev|vidarebefordrat mejl|början på vidarebefordrat meddelande"
        "|vidarebefordrat mail"
    ),
    "th": "ข้อความที่ส่งต่อ",
    "tr": "iletilmiş mesaj|iletilen mesaj|yönlendirilen ileti|başlangıç iletilen ileti",
    "uk": "переслане повідомлення|переслано|початок переадресованого повідомлення",
    "vi": "tin nhắn được chuyển tiếp|thư đã chuyển tiếp|thư được chuyển tiếp|tin nhắn đã chuyển tiếp",
    "zh": (
        "转发的消息|转发邮件|轉寄郵件|已转发邮件|轉寄的郵件|转发的邮件|被转发邮件|轉寄訊息|转发邮件信息|轉寄的訊息"
        "|以下是转发的邮件|开始转发的邮件"
    ),
}
# Of a subject; only those that no language uses for answers.
FORWARD_PREFIXES = frozenset(
    {
        *("fwd", "fw", "forward", "wg", "tr", "rv", "enc", "doorst", "vl", "fs", "pd", "vb", "i", "továbbítás"),
        *(
            "ilt",
            "i̇lt",
            "πρθ",
            "прв",
            "пер",
            "转发",
            "轉寄",
            "转寄",
            "転送",
            "전달",
            "הועבר",
            "reenv",
            "inoltra",
            "res",
        ),
    }
)

WORDS_OF_ORIGINAL = frozenset(word for words in ORIGINAL.values() for word in words.split("|"))
WORDS_OF_FORWARDED = frozenset(word for words in FORWARDED.values() for word in words.split("|"))
