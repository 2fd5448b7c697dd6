"""The labels of the header that clients put over a quoted or forwarded message."""

from enum import IntEnum, auto


class Label(IntEnum):
    """What a line of such a header tells."""

    FROM = auto()
    SENT = auto()
    TO = auto()
    CC = auto()
    SUBJECT = auto()
    OTHER = auto()


_FROM = {
    "ar": "من,مِن,المرسل",
    "bg": "от",
    "ca": "de",
    "cs": "od,odesílatel",
    "da": "fra,afsender",
    "de": "von,absender",
    "el": "από,αποστολέας",
    "en": "from,sender",
    "es": "de,desde,remitente",
    "et": "saatja,kellelt",
    "fa": "از,فرستنده",
    "fi": "lähettäjä,keneltä",
    "fr": "de,expéditeur,émetteur,exp",
    "he": "מאת,שולח",
    "hi": "प्रेषक,द्वारा",
    "hr": "od,šalje",
    "hu": "feladó,küldő",
    "id": "dari",
    "is": "frá",
    "it": "da,mittente",
    "ja": "差出人,送信者,from,送信元",
    "ko": "보낸 사람,보낸사람,발신자,발신,보낸이",
    "lt": "nuo,siuntėjas",
    "lv": "no,sūtītājs",
    "ms": "daripada,dari",
    "nb": "fra,avsender",
    "nl": "van,afzender",
    "pl": "od,nadawca",
    "pt": "de,remetente",
    "ro": "de la,expeditor,from",
    "ru": "от,от кого,отправитель",
    "sk": "od,odosielateľ",
    "sl": "od,pošiljatelj",
    "sr": "од,šalje,пошиљалац",
    "sv": "från,avsändare",
    "th": "จาก,ผู้ส่ง",
    "tr": "kimden,gönderen",
    "uk": "від,від кого,відправник",
    "vi": "từ,người gửi",
    "zh": "发件人,寄件者,寄件人,發件人,发件者,發信人,发送人,发自",
}
_SENT = {
    "ar": "تاريخ الإرسال,التاريخ,تم الإرسال,مرسل,أرسلت",
    "bg": "изпратено,дата,изпратен",
    "ca": "enviat,data,enviat el,data d'enviament",
    "cs": "odesláno,datum,posláno",
    "da": "sendt,dato",
    "de": "gesendet,datum,gesendet am,sendedatum",
    "el": "στάλθηκε,ημερομηνία,αποστολή",
    "en": "sent,date,sent at,sent on,date sent",
    "es": "enviado,fecha,enviado el,enviado a las,fecha de envío",
    "et": "saadetud,kuupäev,saatmisaeg",
    "fa": "تاریخ,ارسال شده",
    "fi": "lähetetty,päiväys,päivämäärä,pvm",
    "fr": "envoyé,date,envoyé le,date d'envoi,envoye",
    "he": "נשלח,תאריך,נשלח ב",
    "hi": "भेजा गया,दिनांक,तारीख",
    "hr": "poslano,datum",
    "hu": "elküldve,dátum,küldve,küldés dátuma",
    "id": "dikirim,tanggal,terkirim",
    "is": "sent,dagsetning",
    "it": "inviato,data,inviato il,data invio",
    "ja": "送信日時,日付,送信日,日時,日　付,送信時刻",
    "ko": "보낸 날짜,날짜,보낸날짜,보낸 시간,일시,발신일,보낸시간",
    "lt": "išsiųsta,data",
    "lv": "nosūtīts,datums",
    "ms": "dihantar,tarikh",
    "nb": "sendt,dato",
    "nl": "verzonden,datum,verstuurd,verzonden op",
    "pl": "wysłano,data,wysłane,data wysłania",
    "pt": "enviado,data,enviada,enviada em,enviado em,data de envio",
    "ro": "trimis,data,trimis la,dată",
    "ru": "отправлено,дата,отправлен,дата отправки",
    "sk": "odoslané,dátum,poslané",
    "sl": "poslano,datum",
    "sr": "послато,poslato,датум",
    "sv": "skickat,datum,skickades,sänt",
    "th": "ส่ง,วันที่,ส่งเมื่อ",
    "tr": "gönderilme,tarih,gönderildi,gönderme tarihi,gönderim tarihi",
    "uk": "надіслано,дата,відправлено",
    "vi": "đã gửi,ngày,ngày gửi,thời gian,gửi lúc",
    "zh": "发送时间,日期,寄件日期,發送時間,时间,傳送時間,發送日期,发送日期,寄送日期,時間",
}
_TO = {
    "ar": "إلى,الى",
    "bg": "до,получател",
    "ca": "per a,a,per",
    "cs": "komu,pro,příjemce",
    "da": "til,modtager",
    "de": "an,empfänger",
    "el": "προς,παραλήπτης",
    "en": "to,recipient",
    "es": "para,a,destinatario",
    "et": "adressaat,kellele,saaja",
    "fa": "به,گیرنده",
    "fi": "vastaanottaja,kenelle,vastaanottajat",
    "fr": "à,a,destinataire,pour,dest",
    "he": "אל,עבור,נמען",
    "hi": "प्रति,को,प्राप्तकर्ता",
    "hr": "za,prima",
    "hu": "címzett,címzettek",
    "id": "kepada,untuk",
    "is": "til",
    "it": "a,per,destinatario",
    "ja": "宛先,あて先,受信者,to,送信先,宛　先",
    "ko": "받는 사람,받는사람,수신자,수신,받는이",
    "lt": "kam,gavėjas,iki",
    "lv": "kam,adresāts,saņēmējs",
    "ms": "kepada,ke",
    "nb": "til,mottaker",
    "nl": "aan,naar,ontvanger",
    "pl": "do,odbiorca,adresat",
    "pt": "para,a,destinatário",
    "ro": "către,catre,la,destinatar",
    "ru": "кому,для,получатель",
    "sk": "komu,pre,príjemca",
    "sl": "za,prejemnik",
    "sr": "за,prima,прималац",
    "sv": "till,mottagare",
    "th": "ถึง,ผู้รับ",
    "tr": "kime,alıcı,to",
    "uk": "кому,до,отримувач",
    "vi": "đến,tới,người nhận",
    "zh": "收件人,收件者,收信人,發給",
}
_CC = {
    "*": (
        "cc,c.c,kopie,kopi,copie,copia,copie à,copia a,kopia,kopija,kopio,kopya,másolat,másolatot kap,kópia,kópie"
        ",копия,копія"
    ),
    "ar": "نسخة,نسخة إلى",
    "el": "κοιν,κοινοποίηση",
    "he": "עותק",
    "ja": "写し,ｃｃ",
    "ko": "참조",
    "th": "สำเนา,สำเนาถึง",
    "tr": "bilgi",
    "vi": "đồng gửi",
    "zh": "抄送,副本,抄送人,副本抄送",
    "pl": "dw,do wiadomości",
    "ro": "cópia",
    "da": "kopi til",
}
_SUBJECT = {
    "ar": "الموضوع,موضوع",
    "bg": "относно,тема",
    "ca": "assumpte,tema",
    "cs": "předmět,věc",
    "da": "emne",
    "de": "betreff,betrifft,betr",
    "el": "θέμα",
    "en": "subject,re",
    "es": "asunto",
    "et": "teema,pealkiri",
    "fa": "موضوع",
    "fi": "aihe,otsikko",
    "fr": "objet,sujet,obj",
    "he": "נושא,הנדון",
    "hi": "विषय",
    "hr": "predmet,tema",
    "hu": "tárgy",
    "id": "subjek,perihal,judul",
    "is": "efni",
    "it": "oggetto,soggetto",
    "ja": "件名,題名,表題,件　名",
    "ko": "제목,주제",
    "lt": "tema,dalykas",
    "lv": "tēma,temats",
    "ms": "subjek,perkara",
    "nb": "emne",
    "nl": "onderwerp,betreft",
    "pl": "temat,dotyczy",
    "pt": "assunto",
    "ro": "subiect",
    "ru": "тема",
    "sk": "predmet,vec",
    "sl": "zadeva",
    "sr": "наслов,naslov,предмет",
    "sv": "ämne",
    "th": "เรื่อง,หัวเรื่อง",
    "tr": "konu",
    "uk": "тема",
    "vi": "chủ đề,tiêu đề",
    "zh": "主题,主旨,主題,标题,標題",
}
_OTHER = {
    "*": (
        "bcc,importance,priority,attachments,reply-to,reply to,wichtigkeit,anlagen,priorité,importancia,重要性,附件"
        ",antwort an"
    ),
}


def _by_word(kind: Label, table: dict[str, str]) -> dict[str, Label]:
    return {word: kind for words in table.values() for word in words.split(",")}


# A word that names two things in two languages is the sender's or the date's before it is the recipient's.
LABELS = {
    **_by_word(Label.OTHER, _OTHER),
    **_by_word(Label.CC, _CC),
    **_by_word(Label.TO, _TO),
    **_by_word(Label.SUBJECT, _SUBJECT),
    **_by_word(Label.SENT, _SENT),
    **_by_word(Label.FROM, _FROM),
}
# Only a whole header has these: it was put in by hand, to be talked about.
OF_WHOLE_HEADERS = frozenset(
    {
        *("received", "message-id", "return-path", "mime-version", "content-type", "delivered-to", "references"),
        *("in-reply-to", "content-transfer-encoding", "dkim-signature", "errors-to", "precedence", "user-agent"),
    }
)
