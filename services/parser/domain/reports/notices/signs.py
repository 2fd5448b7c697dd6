"""How mail systems sign what they write: sender, name, program and subject."""

import re

SENDERS = frozenset(
    [
        *(
            "mailerdaemon",
            "maildaemon",
            "mdaemon",
            "daemon",
            "postmaster",
            "postmast",
            "mailmaster",
            "mailadm",
            "mailadmin",
            "sysadmin",
        ),
        *(
            "maildelivery",
            "maildeliverysystem",
            "maildeliverysubsystem",
            "deliverysystem",
            "deliverysubsystem",
            "mailsystem",
        ),
        *("mta", "ndr", "nondelivery", "exchangesystem", "systemadministrator", "imss", "bounce", "bounces", "bounced"),
        *(
            "undeliverable",
            "undelivered",
            "mailreturned",
            "returnedmail",
            "smtp",
            "smtpgateway",
            "smtpserver",
            "smtpdaemon",
        ),
        *("mailadministrator", "adminmail"),
    ]
)
"""Local parts of the senders of bounces, in small letters and without what stands between their words."""
SENDER_WORDS = ("antivirus", "gateway", "smtpmailservice", "microsoftexchange")
"""What such local parts have in them."""
SURE_SENDERS = frozenset({"mailerdaemon", "maildaemon", "mdaemon"})
SURE_PREFIX = "microsoftexchange"
"""Those that no person ever has."""
UNREAD = ("noreply", "donotreply", "notification", "autoreply", "alert", "admin", "system")
"""How local parts begin where hardly a person writes."""
NAMES = (
    *("mail delivery s", "mail delivery system", "maildelivery", "delivery subsystem", "mailer-daemon"),
    *("mailer daemon", "mail deliver", "system administrator", "mail administrator", "mail system", "email delivery"),
    *("delivery system", "postmaster", "mta ", "internet mail delivery", "mail server", "mailserver"),
    *("mdaemon", "amazon workmail", "amazon ses", "mailerdaemon", "bounce notification"),
    *("non-delivery", "systemadministrator", "mail-zustell", "système de messagerie", "sistema de correo"),
    *("почтовая система", "邮件系统", "メール配信", "系统退信", "邮局管理员"),
)
"""How their display names begin."""
SYSTEM_NAME = re.compile(r"mail|post|system|admin|daemon|deliver|server|gateway|mta|smtp|bounce|zustell|почт|邮|メール")
"""What a name has in it that is a mail system's, not a person's."""
PROGRAMS = (
    "m-filter",
    "smtp32",
    "spamlion",
    "sinamail",
    "mailenable",
    "imail",
    "smartermail",
    "james",
    "domino",
    "groupwise",
)
"""What X-Mailer says of programs that send little else, in small letters."""
FAILED_FIELDS = frozenset({"x-failed-recipients", "x-mailer-daemon-recipients"})
"""Header fields that name whom a message did not reach."""
FIELDS = frozenset(
    [
        *("x-mailer-daemon-error", "x-dsncontext"),
        *("x-ms-exchange-message-is-ndr", "x-zohomail-ndr", "x-postmaster-msgtype", "x-undelivered-message"),
        *("x-report-type", "x-mailgun-bounce"),
    ]
)
"""Header fields that stand in bounces only."""
SUBJECTS: tuple[str, ...] = (
    *("undeliver", "non deliver", "non-deliver", "nondeliver", "not deliver", "could not be delivered"),
    *("cannot be delivered", "returned mail", "returned to sender", "returned message", "return mail"),
    *("mail returned", "message returned", "failure notice", "failure delivery", "failure notification"),
    *("delivery failure", "delivery failed", "delivery notification", "delivery status notification"),
    *("delivery status", "delivery report", "delivery problem", "delivery error", "delivery unsuccessful"),
    *("delivery delay", "delivery warning", "delivery incomplete", "delivery has failed", "mail delivery"),
    *("mail could not", "mail failed", "mail failure", "mail not delivered", "mail system error", "mail error"),
    *("email delivery", "e-mail delivery", "message delivery", "message could not", "message not delivered"),
    *("message undeliver", "message status", "message delayed", "message you sent", "permanent delivery"),
    *("unable to deliver", "unable to send", "failed mail", "failed delivery", "failed to deliver", "failed:"),
    *(
        "bounce",
        "processing error",
        "warning: message",
        "warning: could not send",
        "mail system error",
        "problem delivering",
    ),
    *("error sending", "error delivering", "error in delivering", "deferred", "delayed", "could not send message"),
    *("your message to", "your mail to", "your email to", "rejected:", "ndn:", "user unknown", "unknown user"),
    *("address not found", "message blocked", "message not sent", "message rejected"),
    *("automatically rejected", "mail rejected", "permanent fail", "transient fail"),
    *("nachricht nicht zugestellt", "unzustellbar", "nicht zustellbar", "zustellung fehlgeschlagen"),
    *("zustellungsfehler", "zustellfehler", "mailzustellung"),
    *("benachrichtigung zum übermittlungsstatus", "übermittlungsstatus", "unzustellbare", "rücksendung", "non remis"),
    *("non distribu", "non délivr", "échec de", "echec de", "non remise", "avis de non"),
    *("notification d'état de remise", "notification d'échec", "no se puede entregar", "no entregado"),
    *("no se ha podido", "correo no entregado", "error de entrega", "fallo en la entrega", "entrega fallida"),
    *("notificación de estado", "aviso de no entrega", "mensaje no entregado", "mancata consegna"),
    *("non recapitabile", "messaggio non recapit", "errore di consegna", "notifica dello stato"),
    *("não foi possível entregar", "não entreg", "falha na entrega", "falha de", "não é possível", "não entregue"),
    *("devolvido", "onbestelbaar", "niet bezorgd", "kan niet worden bezorgd", "niet afgeleverd", "kon niet worden"),
    *("kan inte levereras", "ej levererbart", "kan ikke leveres", "ikke levert", "uleveret"),
    *("ei voida toimittaa", "toimitus epäonnistui", "nie można dostarczyć", "niedostarcz", "nie dostarczono"),
    *("nedoručiteln", "kézbesíthetetlen", "imposibil de livrat"),
    *("teslim edilemedi", "iletilemedi", "недоставлен", "не доставлен", "невозможно доставить", "сообщение не"),
    *(
        "ваше сообщение не",
        "ошибка доставки",
        "не удалось доставить",
        "退信",
        "系统退信",
        "无法投递",
        "未送达",
        "投递失败",
        "邮件传输失败",
    ),
    *(
        "邮件发送失败",
        "無法傳遞",
        "退件",
        "配信不能",
        "配信失敗",
        "配送不能",
        "送信失敗",
        "不達",
        "エラーメール",
        "メールが届きません",
        "배달 실패",
        "배달할 수 없",
    ),
    *("전송 실패", "반송"),
)
"""What the subject of a bounce has in it, in small letters."""
OTHER_SUBJECTS = (
    "digest",
    "quarantine",
    "summary",
    "newsletter",
    "dmarc",
    "report domain:",
    "statistics",
    "weekly",
    "daily",
)
"""What it does not: mail systems send reviews of their work too."""
REPLIES = re.compile(
    r"(?:re|aw|wg|fw|fwd|sv|vs|rv|tr|rép|antw|odp|回复|转发|回覆|轉寄|ynt|ilt|vb|res|enc)\s*(?:\[\d+\])?\s*[:：]"
)
"""How the subject of a person's reply or forward begins, in small letters."""
