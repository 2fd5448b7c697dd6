"""What is put below messages: by telephones and apps, by lists and by people."""

# The line begins with one of these; what follows is the name of a thing.
SENT_FROM = {
    "ar": "أرسلت من|مرسل من|تم الإرسال من",
    "ca": "enviat des del meu|enviat des de",
    "cs": "odesláno z|odesláno ze|odesláno pomocí|posláno z",
    "da": "sendt fra min|sendt fra mit|sendt fra outlook|sendt fra mail|sendt via",
    "de": (
        "von meinem|gesendet von mein|gesendet von outlook|gesendet von mail|gesendet mit|von unterwegs gesendet"
        "|diese nachricht wurde von mein|von mobilgerät gesendet|gesendet von yahoo|gesendet von samsung"
        "|hol dir outlook|outlook für|gesendet via|von samsung|holen sie sich outlook|laden sie outlook|von meiner"
    ),
    "el": "στάλθηκε από|εστάλη από",
    "en": (
        "sent from my|sent from outlook|sent from mail|sent from yahoo|sent from samsung|sent from proton"
        "|sent from a mobile|sent from android|sent from iphone|sent from ipad|sent from gmail|sent from nine"
        "|sent from mobile|sent from windows|sent from the|sent from aol|sent from blackberry|sent from tutanota"
        "|sent from zoho|sent from spark|sent from airmail|sent from hey|sent from an |sent via my|sent via the"
        "|sent on the go|sent with proton|sent with airmail|sent with sparrow|sent with aquamail|sent with spark"
        "|sent with tutanota|sent with unibox|sent using|sent by my|sent by outlook|sent with mail|sent via samsung"
        "|sent via blackberry|sent with k-9|sent from k-9|sent secure|sent through|sent wirelessly|get outlook for"
        "|sent from surface|sent from tablet|sent from posteo|sent from xfinity|sent from fairemail"
        "|sent from bluemail|sent from mailspring|sent from superhuman|sent via superhuman|sent from front"
        "|sent from trello|sent from my_|sent from thunderbird|yahoo mail: search, organize, conquer"
        "|please excuse brevity|please excuse my brevity|please excuse any typos|sent with shift"
        "|sent from gmail mobile|get the outlook app|download outlook for|envoyé de mon|composed on my|typed on my"
        "|written on my"
    ),
    "es": "enviado desde mi|enviado desde|enviado de samsung|obtener outlook para|obtén outlook para|enviado de mi",
    "et": "saadetud minu|saadetud minu nutitelefonist|hankige outlook",
    "fi": (
        "lähetetty iphone|lähetetty ipad|lähetetty outlook|lähetetty samsung|lähetetty puhelime|lähetetty android"
        "|hanki outlook"
    ),
    "fr": (
        "envoyé de mon|envoyé depuis|envoyé à partir|envoyé par|télécharger outlook|obtenir outlook"
        "|téléchargez outlook|envoyé avec|envoyé de |provenance : courrier|obtenez outlook"
    ),
    "he": "נשלח מה|נשלח מ-|נשלח מ|הורד את outlook|קבל את outlook",
    "hr": "poslano s|poslano sa|poslano iz",
    "hu": "az iphone-omról küldve|iphone készülékről küldve|küldve|elküldve az|a következőről küldve",
    "id": "dikirim dari",
    "it": "inviato da|inviato dal|inviato con|ottieni outlook|scarica outlook",
    "ja": (
        "iphoneから送信|ipadから送信|androidから送信|から送信|outlook for ios を入手|私のiphoneから"
        "|outlook for android を入手|windows 版のメールから送信"
    ),
    "ko": (
        "나의 iphone에서|내 iphone에서|iphone에서 보냄|ipad에서 보냄|나의 ipad에서|outlook for ios 다운로드|삼성"
        "|android에서 보냄|windows용"
    ),
    "nb": "sendt fra min|sendt fra outlook|sendt fra mail|skaff deg outlook|sendt fra",
    "nl": (
        "verzonden vanaf|verstuurd vanaf|verzonden met|verstuurd met|outlook voor|verzonden via|download outlook"
        "|verstuurd via|verstuurd door|verzonden vanuit|verstuurd vanuit"
    ),
    "pl": "wysłane z|wysłano z|pobierz outlook|wysłane za pomocą|wysłano za pomocą",
    "pt": (
        "enviado do meu|enviado a partir|enviado do|enviado via|enviado por|obter o outlook|obtenha o outlook"
        "|enviado de|enviada do"
    ),
    "ro": "trimis de pe|trimis din|obțineți outlook|trimis cu",
    "ru": "отправлено с|отправлено из|отправлено через|скачайте outlook|получить outlook|послано из",
    "sk": "odoslané z|odoslané zo|poslané z",
    "sl": "poslano iz|poslano z",
    "sv": (
        "skickat från min|skickat från outlook|skickat från|skickat via|skaffa outlook|hämta outlook|skickades från"
    ),
    "th": "ส่งจาก",
    "tr": (
        "iphone'umdan gönderildi|iphone’umdan gönderildi|ipad'imden gönderildi|outlook'u edinin|samsung"
        "|ios için outlook|android için outlook|cihazımdan gönderildi"
    ),
    "uk": "надіслано з|відправлено з|надіслано із",
    "vi": "đã gửi từ|được gửi từ|gửi từ|tải outlook",
    "zh": (
        "发自我的|從我的|从我的|發自我的|来自我的|发送自|寄自|獲取 outlook|获取 outlook|下载 outlook|取得 outlook"
        "|從 windows|从 windows"
    ),
}
CLOSINGS = {
    "cs": "s pozdravem|s přátelským pozdravem|děkuji|díky",
    "da": "med venlig hilsen|venlig hilsen|mvh|mange hilsner|hilsen|de bedste hilsner",
    "de": (
        "mit freundlichen grüßen|mit freundlichen gruessen|freundliche grüße|viele grüße|beste grüße|mfg"
        "|liebe grüße|lg|vg|herzliche grüße|mit freundlichem gruß|mit besten grüßen|gruß|grüße|schöne grüße"
        "|danke und viele grüße|freundliche grüsse"
    ),
    "en": (
        "best regards|kind regards|regards|best|thanks|thank you|cheers|sincerely|warm regards|many thanks"
        "|best wishes|yours|yours sincerely|yours faithfully|yours truly|sincerely yours|thanks and regards"
        "|thanks & regards|kindest regards|rgds|br|thanks in advance|respectfully|cordially|warmest regards"
        "|all the best|with best regards|with kind regards|thx|take care|many thanks and kind regards|thanks again"
        "|best regards from|thank you and best regards"
    ),
    "es": (
        "saludos|saludos cordiales|un saludo|atentamente|cordialmente|gracias|muchas gracias|un cordial saludo|atte"
    ),
    "et": "lugupidamisega|parimate soovidega",
    "fi": "ystävällisin terveisin|terveisin|yt|parhain terveisin|t",
    "fr": (
        "cordialement|bien cordialement|bien à vous|salutations|merci|sincères salutations|meilleures salutations"
        "|cdt|cdlt|respectueusement|très cordialement|belle journée|bonne journée"
    ),
    "hu": "üdvözlettel|tisztelettel|üdv|köszönettel",
    "it": "cordiali saluti|saluti|distinti saluti|grazie|un cordiale saluto|cordialmente|buona giornata",
    "nb": "med vennlig hilsen|vennlig hilsen|beste hilsen|hilsen|mvh",
    "nl": (
        "met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|groet|groeten|mvg|bedankt|hartelijke groet"
    ),
    "pl": "pozdrawiam|z poważaniem|z wyrazami szacunku|serdecznie pozdrawiam|pozdrowienia|dziękuję",
    "pt": (
        "atenciosamente|abraços|cumprimentos|obrigado|obrigada|att|melhores cumprimentos"
        "|com os melhores cumprimentos|grato"
    ),
    "ro": "cu stimă|cu respect|mulțumesc|toate cele bune",
    "ru": "с уважением|с наилучшими пожеланиями|спасибо|с почтением|всего доброго",
    "sk": "s pozdravom|s úctou|ďakujem",
    "sv": (
        "med vänliga hälsningar|med vänlig hälsning|vänliga hälsningar|hälsningar|mvh|bästa hälsningar|vänligen|tack"
    ),
    "tr": "saygılarımla|iyi çalışmalar|teşekkürler|saygılar|selamlar",
    "uk": "з повагою|дякую",
    "el": "με εκτίμηση|με φιλικούς χαιρετισμούς|ευχαριστώ",
    "he": "בברכה|תודה",
    "ar": "مع أطيب التحيات|تحياتي|شكرا",
    "ja": "よろしくお願いいたします|よろしくお願いします|敬具|以上",
    "zh": "此致|谢谢|祝好|顺祝商祺|謝謝",
    "ko": "감사합니다",
    "vi": "trân trọng|cảm ơn",
    "id": "salam|terima kasih|hormat saya",
}
FOOTERS = (
    *(
        "mailing list",
        "unsubscribe",
        "reply to this email",
        "you are receiving this",
        "you received this",
        "view it on",
    ),
    *("list info", "listinfo", "mailman", "sponsored by", "subscription", "abmelden", "se désabonner", "désinscri"),
    *(
        "darse de baja",
        "view this email",
        "visit topic",
        "to respond",
        "avast",
        "virus",
        "yahoo! groups",
        "get your free",
    ),
    *("do you yahoo", "msn ", "hotmail", "free email", "powered by", "afmelden", "cancelar la suscripci", "отписаться"),
)

STARTS_OF_SENT_FROM = tuple(word for words in SENT_FROM.values() for word in words.split("|"))
WORDS_OF_CLOSINGS = frozenset(word for words in CLOSINGS.values() for word in words.split("|"))
