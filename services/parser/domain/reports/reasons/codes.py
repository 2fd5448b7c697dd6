"""What enhanced status codes and reply codes say by themselves, where the words beside them say nothing."""

from collections.abc import Mapping

from shared.events import Reason

STATUSES: Mapping[str, Reason] = {
    "1.0": Reason.USERUNKNOWN,
    "1.1": Reason.USERUNKNOWN,
    "1.2": Reason.HOSTUNKNOWN,
    "1.3": Reason.USERUNKNOWN,
    "1.4": Reason.FILTERED,
    "1.5": Reason.DELIVERED,
    "1.6": Reason.HASMOVED,
    "1.7": Reason.REJECTED,
    "1.8": Reason.REJECTED,
    "1.9": Reason.SYSTEMERROR,
    "1.10": Reason.NOTACCEPT,
    "2.0": Reason.FILTERED,
    "2.1": Reason.FILTERED,
    "2.2": Reason.MAILBOXFULL,
    "2.3": Reason.EXCEEDLIMIT,
    "2.4": Reason.FILTERED,
    "3.0": Reason.SYSTEMERROR,
    "3.1": Reason.SYSTEMFULL,
    "3.2": Reason.NOTACCEPT,
    "3.3": Reason.SYSTEMERROR,
    "3.4": Reason.MESGTOOBIG,
    "3.5": Reason.SYSTEMERROR,
    "4.0": Reason.NETWORKERROR,
    "4.1": Reason.EXPIRED,
    "4.2": Reason.NETWORKERROR,
    "4.3": Reason.SYSTEMERROR,
    "4.4": Reason.HOSTUNKNOWN,
    "4.5": Reason.SYSTEMFULL,
    "4.6": Reason.NETWORKERROR,
    "4.7": Reason.EXPIRED,
    "4.8": Reason.NETWORKERROR,
    "5.1": Reason.SYNTAXERROR,
    "5.2": Reason.SYNTAXERROR,
    "5.3": Reason.TOOMANYCONN,
    "5.4": Reason.SYSTEMERROR,
    "5.5": Reason.SYSTEMERROR,
    "5.6": Reason.SYNTAXERROR,
    "7.1": Reason.SECURITYERROR,
    "7.10": Reason.FAILEDSTARTTLS,
    "7.13": Reason.SUSPEND,
    "7.16": Reason.MESGTOOBIG,
    "7.17": Reason.HASMOVED,
    "7.18": Reason.HASMOVED,
    "7.20": Reason.AUTHFAILURE,
    "7.21": Reason.AUTHFAILURE,
    "7.22": Reason.AUTHFAILURE,
    "7.23": Reason.AUTHFAILURE,
    "7.24": Reason.AUTHFAILURE,
    "7.25": Reason.REQUIREPTR,
    "7.26": Reason.AUTHFAILURE,
    "7.27": Reason.NOTACCEPT,
    "7.28": Reason.SPEEDING,
}
"""RFC 3463 and the IANA registry after it, without the class: subject and detail."""

TRANSIENT: Mapping[str, Reason] = {
    "2.1": Reason.SUSPEND,
    "4.4": Reason.NETWORKERROR,
    "5.3": Reason.SYSTEMERROR,
    "7.1": Reason.BLOCKED,
    "7.2": Reason.BLOCKED,
}
"""What means something else in class 4."""

SUBJECTS: Mapping[str, Reason] = {
    "6": Reason.CONTENTERROR,
    "7": Reason.SECURITYERROR,
}
"""Where the detail says nothing."""

VAGUE = frozenset({"0.0", "1.0", "2.0", "2.1", "3.0", "4.0", "4.1", "4.7", "5.0", "5.1", "5.2", "5.4", "7.0", "7.1"})
"""Codes so general that a server's words say more than they do."""

REPLIES: Mapping[str, Reason] = {
    "421": Reason.EXPIRED,
    "452": Reason.SYSTEMFULL,
    "552": Reason.MAILBOXFULL,
    "551": Reason.HASMOVED,
    "556": Reason.NOTACCEPT,
    "521": Reason.NOTACCEPT,
    "500": Reason.SYNTAXERROR,
    "501": Reason.SYNTAXERROR,
    "502": Reason.SYNTAXERROR,
    "503": Reason.SYNTAXERROR,
    "504": Reason.SYNTAXERROR,
    "530": Reason.SECURITYERROR,
    "534": Reason.SECURITYERROR,
    "535": Reason.SECURITYERROR,
    "538": Reason.SECURITYERROR,
}
"""RFC 5321 §4.2.3, RFC 7504, RFC 4954."""
