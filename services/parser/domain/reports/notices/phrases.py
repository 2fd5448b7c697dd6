"""What mail systems say: that a message did not arrive, that it is late.

Each row is a mail system, or a language that several of them speak, and fragments of its sentences in small letters.
"""

from collections.abc import Mapping

NOT_DELIVERED: Mapping[str, tuple[str, ...]] = {
    "Postfix": (
        *("could not be delivered to one or more", "be delivered to one or more destinations"),
        *("your message could not be",),
    ),
    "Sendmail": (
        *("had permanent fatal errors", "transcript of session follows", "had transient non-fatal errors"),
        *("delivery notification",),
    ),
    "Exim": (
        *("could not be delivered to one or more of", "could not be delivered to all of", "address(es) failed"),
        *("undeliverable",),
    ),
    "qmail": (
        *("wasn't able to deliver your message", "was unable to deliver", "was not able to deliver", "i've given up"),
    ),
    "Courier": (
        *("undeliverable mail", "delivery of the enclosed", "has not been delivered to the following"),
        *("was not delivered to",),
    ),
    "Exchange, Microsoft 365": (
        *("did not reach", "delivery has failed to these", "delivery to the following recipient"),
        *("couldn't be delivered", "could not be reached", "wasn't found at", "wasn't delivered"),
        *("rejected your message",),
    ),
    "Gmail": (
        *("delivery to the following recipient", "address not found", "message not delivered", "wasn't delivered to"),
        *("message blocked", "delivery incomplete", "delivery has been delayed", "there was a temporary problem"),
        *("message wasn't delivered",),
    ),
    "Yahoo": ("unable to deliver message", "we were unable to deliver", "sorry, we were unable"),
    "Amazon SES, WorkMail": (
        *("an error occurred while trying to deliver", "technical report:", "the following recipients"),
    ),
    "Zoho": (
        *("this message was created automatically by mail delivery software", "could not be delivered"),
        *("mail delivery failed",),
    ),
    "Domino": ("was not delivered to", "delivery failure"),
    "GroupWise": ("the message that you sent was undeliverable", "undeliverable to the following"),
    "Symantec, InterScan, MIMEsweeper": (
        *("the following mail could not be", "unable to deliver message to", "could not be delivered to"),
    ),
    "IMail, SmarterMail": (
        *("invalid final delivery userid", "unknown user:", "undeliverable to", "delivery failed"),
        *("could not deliver message", "failed recipient", "user mailbox exceeds", "unknown local user"),
        *("unknown host:",),
    ),
    "James": ("were unable to deliver", "error message below", "unable to deliver the attached", "failed to deliver"),
    "LSMTP, LISTSERV": ("an error was detected while processing", "error-for:"),
    "MDaemon": (
        *("permanent fatal delivery errors", "did not receive a copy", "no such user here"),
        *("your message was not delivered",),
    ),
    "mail.ru, Yandex": (
        *("не может быть доставлено", "не было доставлено", "не удалось доставить", "невозможно доставить"),
        *("не доставлено",),
    ),
    "163, QQ, Sina": (
        "无法发送",
        "无法投递",
        "投递失败",
        "退信",
        "不能投递",
        "无法送达",
        "未能送达",
        "发送失败",
        "無法傳送",
        "無法投遞",
        "被退回",
    ),
    "Japanese": (
        "配信できません",
        "配送できません",
        "送信できません",
        "届けることができません",
        "お届けできません",
        "配信不能",
        "送信失敗",
        "届きません",
        "送信できませんでした",
        "送信に失敗しました",
    ),
    "Japanese carriers": (
        *("could not be delivered to", "did not receive this", "recipients was rejected", "user(s) account"),
        *("as their mailbox",),
    ),
    "mailgun-like relays": (
        *("we were unable to deliver", "the mail server tried to deliver", "delivery failure notification"),
    ),
    "several": (
        *("not delivered", "not be delivered", "unable to deliver", "failed to deliver", "undeliver", "non-deliver"),
        *("nondeliver", "not deliver", "delivery failed", "delivery fail", "delivery problem", "delivery error"),
        *("deliver your message", "did not reach", "not receive", "been returned", "returned because", "not be sent"),
        *("could not send", "mail failed", "failed recipient", "failed address", "recipients were found"),
        *("intended recipient", "not yet been delivered", "has been postponed", "cannot be delivered"),
        *("can't be delivered", "message blocked", "not been delivered", "was blocked by", "error delivering"),
        *("message was rejected", "automatically rejected", "were affected"),
    ),
    "German": (
        "nicht zugestellt",
        "nicht zustellbar",
        "unzustellbar",
        "fehler bei der zustellung",
        "nicht übermittelt",
    ),
    "French": (
        *("pas pu être", "pas pu etre", "n'a pas été remis", "non distribu", "non remis", "échec de la remise"),
        *("n'existe pas", "pas été délivré", "impossible de remettre", "impossible de délivrer"),
    ),
    "Spanish": (
        *("no se pudo entregar", "no pudo ser entregado", "no se ha podido entregar", "no se puede entregar"),
        *("no entregado",),
    ),
    "Portuguese": (
        *("não foi possível entregar", "nao pode ser", "não pôde ser entregue", "não pode ser entregue"),
        *("não entregue", "falha na entrega"),
    ),
    "Italian": (
        *("non è stato possibile", "non consegnat", "non recapitat", "impossibile recapitare", "mancata consegna"),
        *("impossibile consegnare",),
    ),
    "Dutch": ("niet worden bezorgd", "niet bezorgd", "niet afgeleverd", "kon niet worden", "bezorging is mislukt"),
    "Nordic": (
        *("kunde inte levereras", "inte levererats", "kunne ikke leveres", "ikke leveret", "ikke levert"),
        *("ei voitu toimittaa", "toimitus epäonnistui"),
    ),
    "Polish, Czech, Hungarian": (
        *("nie została dostarczona", "nie można dostarczyć", "nie dostarczono", "nelze doručit", "nebyla doručena"),
        *("nem kézbesíthető",),
    ),
    "Turkish": ("teslim edilemedi", "iletilemedi", "gönderilemedi"),
    "Korean": ("배달되지", "전송되지", "전달되지", "배달할 수 없", "전송 실패"),
}
HINTS: tuple[str, ...] = (
    *(
        "rejected",
        "not listed",
        "failure",
        "no such user",
        "user unknown",
        "unknown user",
        "does not exist",
        "unknown host",
        "mailbox is full",
    ),
    *("error occurred", "address error", "recipient not found", "no longer valid", "did not exactly match"),
    *("still trying", "bounced", "permanent error", "not accepted", "returned to", "has been delayed", "quota"),
)
"""What is said of failures, and of other things too."""
DELAYED: tuple[str, ...] = (
    *("has been delayed", "been delayed", "is delayed", "not yet been delivered", "not yet delivered", "has not yet"),
    *("warning message only", "will be retried", "will continue to be", "will continue to try", "still trying"),
    *("temporary problem", "delivery incomplete", "transient non-fatal", "just a warning", "this is a warning"),
    *("attempts will continue", "has been postponed", "will keep trying", "do not need to resend"),
    *("delivery attempts will", "delivery is delayed", "noch nicht zugestellt", "verzögert", "retardé", "retrasad"),
    *("в течение", "будут продолжены", "continuer à essayer", "has been deferred", "(delay)", "non-fatal errors"),
)
NOT_LATE: tuple[str, ...] = (
    *("given up", "giving up", "permanent error", "permanent fatal", "failed permanently", "no further attempts"),
)


def says_not_delivered(text: str) -> bool:
    """Whether a text, in small letters and with single blanks, says that something was not delivered."""
    return any(phrase in text for phrases in NOT_DELIVERED.values() for phrase in phrases)


def hints_at_failure(text: str) -> bool:
    """Whether it may be about a failure."""
    return any(hint in text for hint in HINTS)


def says_delayed(text: str) -> bool:
    """Whether it says that it may still be."""
    return any(phrase in text for phrase in DELAYED) and not any(phrase in text for phrase in NOT_LATE)
