"""What a scripted IMAP server says of a folder whose messages have four bytes each."""

NO_HISTORY = b"* SEARCH\r\n<tag> OK done\r\n"


def folder(uidvalidity: int, uidnext: int) -> bytes:
    return b"* OK [UIDVALIDITY %d] valid\r\n* OK [UIDNEXT %d] next\r\n<tag> OK done\r\n" % (uidvalidity, uidnext)


def listed(*uids: int) -> bytes:
    return b"".join(b"* %d FETCH (UID %d RFC822.SIZE 4)\r\n" % (uid, uid) for uid in uids) + b"<tag> OK done\r\n"


def bodies(*uids: int) -> bytes:
    return b"".join(body(uid) for uid in uids) + b"<tag> OK done\r\n"


def body(uid: int) -> bytes:
    """One message of an answer that is not complete yet."""
    return b"* %d FETCH (UID %d BODY[] {4}\r\n%s)\r\n" % (uid, uid, raw(uid))


def raw(uid: int) -> bytes:
    return b"ab%02d" % (uid % 100)
