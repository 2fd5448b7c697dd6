"""What some receivers mean by codes and words of their own, as their own pages tell it.

A receiver is known by its host name or by words that only it uses; what is not here is left to the common tables.
"""

import re
from dataclasses import dataclass

from services.parser.domain.reports.reasons.row import Row, row
from shared.events import Reason


@dataclass(frozen=True, slots=True)
class Receiver:
    """`known_by` is looked for in the remote host's name and in what was said, in small letters."""

    name: str
    known_by: re.Pattern[str]
    rows: tuple[Row, ...]


RECEIVERS: tuple[Receiver, ...] = (
    Receiver(
        "Google: support.google.com/a/answer/3726730",
        re.compile(r"\.google(?:mail)?\.com\b|\bgsmtp\b|support\.google\.com"),
        (
            row(
                Reason.SPEEDING,
                "receiving mail at a rate",
                "receiving mail too quickly",
                "unusual rate",
                "daily user sending",
            ),
            row(Reason.SPEEDING, statuses=("4.2.1", "4.7.28", "5.7.28", "5.4.5")),
            row(Reason.SUSPEND, "account that you tried to reach is", "disabled", "inactive", statuses=("5.2.1",)),
            row(Reason.MAILBOXFULL, "out of storage", "over quota", "overquota", "storage space"),
            row(
                Reason.REQUIREPTR,
                "ptr record",
                "reverse dns",
                statuses=("5.7.25", "4.7.25", "5.7.1", "4.7.0", "4.7.23", "5.7.0"),
            ),
            row(Reason.FAILEDSTARTTLS, "tls", statuses=("5.7.29", "4.7.29")),
            row(
                Reason.AUTHFAILURE,
                statuses=("5.7.26", "4.7.26", "5.7.27", "4.7.27", "5.7.30", "4.7.30", "4.7.32", "5.7.32"),
            ),
            row(Reason.BADREPUTATION, "very low reputation", "low reputation of"),
            row(Reason.SPAMDETECTED, "likely unsolicited", "suspicious due to", "unsolicitedmessageerror"),
            row(
                Reason.POLICYVIOLATION, "potential security issue", "blocked because its content", "illegal attachment"
            ),
            row(Reason.NOTCOMPLIANTRFC, "rfc 5322", "rfc5322", "not follow the internet message", "messages missing"),
            row(Reason.USERUNKNOWN, "does not exist", "nosuchuser"),
            row(Reason.NETWORKERROR, "mail loop", "loop detected"),
        ),
    ),
    Receiver(
        "Exchange Online: learn.microsoft.com, email non-delivery reports",
        re.compile(r"\.outlook\.com\b|\.office365\.|\.hotmail\.com\b|resolver\.|exchangelabs|protection\.outlook"),
        (
            row(Reason.MAILBOXFULL, statuses=("5.2.2", "4.2.2")),
            row(
                Reason.USERUNKNOWN,
                "recipient address rejected",
                "recipientnotfound",
                "recipient not found",
                "access denied. as(201806281)",
            ),
            row(Reason.USERUNKNOWN, statuses=("5.1.10", "5.1.1", "5.1.0", "5.1.351", "5.1.20")),
            row(Reason.AUTHFAILURE, statuses=("5.7.509", "5.7.512", "5.7.23", "5.7.26", "5.7.515", "5.7.9")),
            row(
                Reason.BLOCKED,
                "s3140",
                "s3150",
                "banned sending ip",
                "blocked using",
                "part of their network",
                "ip address",
            ),
            row(Reason.BLOCKED, statuses=("5.7.511", "5.7.606", "5.7.708", "4.7.650", "5.7.513")),
            row(
                Reason.SPEEDING,
                statuses=("5.1.90", "5.2.121", "5.2.122", "4.2.121", "5.7.705", "4.7.500", "5.7.233", "4.7.26"),
            ),
            row(Reason.SPAMDETECTED, statuses=("5.7.501", "5.7.502", "5.7.503", "5.7.508", "5.1.8")),
            row(Reason.EXCEEDLIMIT, "recipsizelimit", "resolver.rst.recip", statuses=("5.2.3",)),
            row(Reason.MESGTOOBIG, "sendersizelimit", "sizelimit"),
            row(Reason.NORELAYING, statuses=("5.7.54", "5.7.64", "5.7.367")),
            row(
                Reason.SECURITYERROR,
                "authrequired",
                "not authenticated",
                "authentication required",
                "not authorized to … group",
            ),
            row(
                Reason.SECURITYERROR,
                statuses=("5.7.57", "5.7.133", "5.7.134", "5.7.135", "5.7.124", "5.7.123", "5.7.3"),
            ),
            row(
                Reason.FILTERED,
                "notauthorized",
                "not in … allowed-senders",
                statuses=("5.7.1", "5.7.129", "5.7.136", "5.7.142"),
            ),
            row(
                Reason.FAILEDSTARTTLS,
                statuses=("5.7.4", "5.7.321", "5.7.322", "5.7.323", "4.7.321", "4.7.322", "4.7.323", "4.7.324"),
            ),
            row(Reason.HOSTUNKNOWN, statuses=("5.4.310", "5.1.2", "5.4.4")),
            row(
                Reason.NETWORKERROR,
                statuses=("5.4.14", "5.4.6", "4.4.312", "5.4.312", "4.4.313", "4.4.314", "4.4.315", "4.4.318"),
            ),
            row(Reason.NETWORKERROR, statuses=("4.4.319", "4.4.320", "5.4.11", "5.4.12", "4.4.316")),
            row(Reason.EXPIRED, statuses=("5.4.300", "4.4.7", "5.4.7", "4.4.317", "5.4.317", "5.4.316")),
            row(Reason.SYSTEMFULL, "insufficient", statuses=("4.3.1", "4.3.2", "5.3.1", "4.4.5")),
            row(Reason.NOTACCEPT, statuses=("4.3.2", "5.3.190", "5.4.1")),
            row(
                Reason.POLICYVIOLATION,
                "transport.rules",
                "mailflow rule",
                "mail flow rule",
                "rejected by your … rule",
                "by policy",
            ),
            row(Reason.SUSPEND, statuses=("5.2.14", "5.7.750", "5.7.703", "5.7.711")),
        ),
    ),
    Receiver(
        "Yahoo: senders.yahooinc.com/smtp-error-codes",
        re.compile(r"yahoodns\.net|\.yahoo\.|yahoo\.com account|yahooinc"),
        (
            row(Reason.BADREPUTATION, "tss04", "ts01", "ts02", "ts03", "ts04", "user complaints", "[tss"),
            row(Reason.SUSPEND, "mailbox is disabled", "account has been disabled", "discontinued", "554.30"),
            row(
                Reason.USERUNKNOWN,
                "doesn't have",
                "no mailbox",
                "not a valid",
                "mailbox unavailable",
                "user is unknown",
            ),
            row(Reason.POLICYVIOLATION, "message not accepted for policy", "policy reasons", "[ph01]", "(ph01)"),
            row(Reason.SPEEDING, "too many", "resources temporarily"),
        ),
    ),
    Receiver(
        "Orange: postmaster.orange.fr",
        re.compile(r"\bofr[_ ]?\d|\.orange\.fr|\bofr\b|wanadoo"),
        (
            row(
                Reason.TOOMANYCONN, "ofr004_104", "ofr_104", "ofr005_104", "trop de connexions", "too many connections"
            ),
            row(Reason.BLOCKED, "ofr006_102", "ofr_102", "ofr_403", "ofr004_403", "adresse ip", "ip address"),
            row(Reason.BADREPUTATION, "ofr_506", "ofr006_506", "ofr_999", "reputation"),
            row(
                Reason.USERUNKNOWN,
                "ofr_416",
                "ofr006_416",
                "adresse d au moins un destinataire invalide",
                "invalid recipient",
            ),
            row(Reason.REJECTED, "ofr_201", "ofr004_201", "ofr_405", "adresse expediteur", "sender"),
            row(Reason.SUSPEND, "ofr_417", "ofr006_417", "boite du destinataire archivee"),
            row(Reason.MAILBOXFULL, "ofr_418", "mailbox full", "boite pleine"),
            row(Reason.HOSTUNKNOWN, "ofr_421", "domaine"),
            row(Reason.SPEEDING, "ofr_109", "ofr006_305", "ofr_999"),
        ),
    ),
    Receiver(
        "Apple: support.apple.com, iCloud postmaster",
        re.compile(r"\.icloud\.com|\[cs01\]|\[hm\d\d\]|apple\.com/ht204137"),
        (
            row(Reason.REJECTED, "message rejected due to local policy", "[cs01]"),
            row(Reason.BLOCKED, "[hm07]", "[hm08]", "blocked"),
            row(Reason.AUTHFAILURE, "dmarc", "spf", "dkim"),
        ),
    ),
    Receiver(
        "Tencent QQ and NetEase: open.qq.com, mail.163.com/postmaster",
        re.compile(r"mx\d?\.qq\.com|\.qq\.com|service\.mail\.qq|\.163\.com|\.126\.com|netease|mail\.163"),
        (
            row(Reason.SPEEDING, "frequency", "mi:", "too many", "dt:sum", "429", "exceed … limit of"),
            row(Reason.AUTHFAILURE, "dmarc", "spf", "dkim", "authentication"),
            row(Reason.SPAMDETECTED, "dt:spm", "ss:", "spam", "content denied", "垃圾"),
            row(Reason.SUSPEND, "account is locked", "suspended", "frozen", "abnormal"),
            row(
                Reason.USERUNKNOWN,
                "mailbox unavailable",
                "non-existent",
                "user not found",
                "mailbox not found",
                "不存在",
            ),
            row(Reason.BLOCKED, "connection denied", "ip", "suspend your", "dt:ip"),
        ),
    ),
    Receiver(
        "Japanese carriers: au, docomo, SoftBank",
        re.compile(r"ezweb\.ne\.jp|\.au\.com|docomo\.ne\.jp|softbank\.ne\.jp|vodafone\.ne\.jp|kddi"),
        (
            row(Reason.SUSPEND, "user(s) account is", "account is temporarily limited", "account is disabled"),
            row(Reason.MAILBOXFULL, "mailbox is full", "mailbox full"),
            row(Reason.FILTERED, "unknown user", "user unknown", commands=("DATA",)),
            row(Reason.USERUNKNOWN, "user unknown", "unknown user", "recipient"),
            row(Reason.BLOCKED, "too many", "refused"),
        ),
    ),
    Receiver(
        "GoDaddy: godaddy.com/help, fix rejected email",
        re.compile(r"secureserver\.net"),
        (
            row(Reason.SPEEDING, "ib007", "ib705", "ib111", "ib108", "too many"),
            row(Reason.TOOMANYCONN, "ib504", "ib004"),
            row(
                Reason.BLOCKED,
                "ib103",
                "ib104",
                "ib105",
                "ib106",
                "ib107",
                "ib110",
                "ib112",
                "ib113",
                "ib007",
                "blocked",
            ),
            row(Reason.MAILBOXFULL, "mailfolder is full", "over quota"),
            row(Reason.SPAMDETECTED, "ib212", "ib401", "spam"),
            row(Reason.USERUNKNOWN, "account … not exist", "recipient", "no such"),
        ),
    ),
)
