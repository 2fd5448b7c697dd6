"""Where links lead, and which of them say that they lead elsewhere."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import idna

LINK = re.compile(r"\s*(?:https?|mailto|tel):", re.IGNORECASE)
MOST_CHARS = 4000
_UNSEEN = re.compile("[\x00-\x20\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_DOTS = re.compile("[\u3002\uff0e\uff61]")  # other alphabets' full stops (UTS 46 §4)
# The whole text is an address, or it begins as one.
_NAMED = re.compile(
    r"(?:(?:https?:)?[/\\]{2}|www\.)?+(?:[^/@\s]{1,64}@)?+((?:[\w-]{1,63}\.){1,8}[^\W\d_][\w-]{1,62})\.?(?::\d+)?(?:[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
_HOST = re.compile(r"[a-z0-9._~-]+|[0-9a-f:.]+", re.IGNORECASE)
_IS_ADDRESS = re.compile(r"(?:https?:)?[/\\]{2}|www\.|[^/@\s]{1,64}@", re.IGNORECASE)
_FILES = frozenset(
    {"md", "js", "ts", "py", "sh", "rs", "pl", "zip", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "html"}
    | {
        "htm",
        "php",
        "aspx",
        "jpg",
        "jpeg",
        "png",
        "gif",
        "svg",
        "mov",
        "mp3",
        "mp4",
        "csv",
        "eml",
        "ics",
        "json",
        "xml",
    }
    | {"java", "log"}
)
"""What ends a file's name at least as often as it ends a host's, where nothing else says that it is one."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says and where it leads; `names_host` is another host than `host`, which its text names."""

    text: str
    href: str
    host: str
    names_host: str = ""


def link_of(text: str, href: str) -> Link:
    """The link, with the host that its text names where it leads to another."""
    host = host_of(href)
    named = named_host(text)
    is_other = bool(named) and bool(host) and not are_related(named, host)
    return Link(" ".join(text.split()), href, host, named if is_other else "")


def clean_address(written: str) -> str | None:
    """The address that a link may lead to, as browsers read it; None for what runs or is none."""
    address = re.sub(r"[\t\n\r\x00]", "", written).strip("\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f \u00a0")
    if len(address) > MOST_CHARS or not LINK.match(address):
        return None
    address = address.replace("<", "%3C").replace(">", "%3E").replace('"', "%22")
    is_web = address[:4].lower() == "http"
    return address if not is_web or (_HOST.fullmatch(host_of(address)) and _has_port(address)) else None


def _has_port(address: str) -> bool:
    """Whether what stands where a port would is one, or nothing does."""
    try:
        return urlsplit(address.replace("\\", "/")).port is not False
    except ValueError:
        return False


def host_of(href: str) -> str:
    """The host that a link leads to, as it is looked up (RFC 3986 §3.2.2, RFC 5891); of mailto the address's."""
    scheme, _, rest = href.partition(":")
    if scheme.lower() == "mailto":
        return _ascii(unquote(rest.partition("?")[0]).partition(",")[0].rpartition("@")[2].strip(" >"))
    if scheme.lower() not in {"http", "https"}:
        return ""
    try:
        return _ascii(unquote(urlsplit(f"{scheme}://" + rest.replace("\\", "/").lstrip("/")).hostname or ""))
    except ValueError:
        return ""


def named_host(text: str) -> str:
    """The host that a text names, where it is an address and nothing else."""
    bare = _UNSEEN.sub(" ", _DOTS.sub(".", unicodedata.normalize("NFKC", text[:MOST_CHARS])).strip()).strip(
        " <>()[]\"'.,;:"
    )
    if " " in bare:
        bare = bare.split(" ")[0] if _IS_ADDRESS.match(bare) else bare.replace(" ", "") if _is_split(text) else ""
    found = _NAMED.fullmatch(bare)
    if found is None:
        return ""
    host = found[1].lower()
    is_file = host.rpartition(".")[2] in _FILES and not _IS_ADDRESS.match(bare) and host.count(".") == 1
    return "" if is_file else _ascii(host)


def are_related(one: str, other: str) -> bool:
    """Whether one is the other's domain or they share one: not more than a guess, without a list of public suffixes."""
    if one == other or one.endswith(f".{other}") or other.endswith(f".{one}"):
        return True
    return _domain(one) == _domain(other)


def _domain(host: str) -> str:
    labels = host.split(".")
    is_second = len(labels) > 2 and len(labels[-1]) == 2 and (len(labels[-2]) <= 3 or labels[-2] in {"gouv", "govt"})
    return ".".join(labels[-3:] if is_second else labels[-2:])


def _ascii(host: str) -> str:
    host = _DOTS.sub(".", unicodedata.normalize("NFKC", host)).strip(".").lower()
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return host


def _is_split(text: str) -> bool:
    """Whether only characters that nobody sees stand between its letters."""
    return not any(each.isspace() for each in text.strip())
