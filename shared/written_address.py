"""An address as people write it (RFC 5322 §3.4), made into a name and an address that SMTP takes."""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address

import idna

LONGEST_ADDRESS = 320
LONGEST_NAME = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_AROUND = " \t\u00a0\u200b\ufeff"
_ANGLE = re.compile(r'("(?:[^"\\]|\\.)*"\s*|[^<>]*)<([^<>]*)>')
_COMMENT = re.compile(r"([^\s()]+@[^\s()]+)\s*\(([^()]*)\)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(.)")
_ATOM = re.compile(r"[^\x00-\x20\x7f()<>@,;:\\\".\[\]]+")
_DOTS = re.compile(r"[^\x00-\x20\x7f()<>@,;:\\\"\[\]]+")
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_SEPARATORS = re.compile(r"[,;]")


@dataclass(frozen=True, slots=True)
class WrittenAddress:
    """`address` is an addr-spec whose domain is ASCII; `name` is what stands beside it in a header field."""

    name: str
    address: str

    @property
    def needs_smtputf8(self) -> bool:
        """Whether its local part can only travel between servers with SMTPUTF8 (RFC 6531)."""
        return not self.address.isascii()

    def __str__(self) -> str:
        """As it can be read again."""
        if not self.name:
            return self.address
        escaped = self.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}" <{self.address}>'


@dataclass(frozen=True, slots=True)
class AddressDefect:
    """Why a text is no address, and what to do, as a sentence."""

    reason: str


def written_address(text: str) -> WrittenAddress | AddressDefect:
    """The one address of the text, with or without a name, blanks around it and angle brackets; or what is wrong."""
    text = text.strip(_AROUND)
    shown = _CONTROL.sub("?", text)[:80]
    if _CONTROL.search(text):
        return AddressDefect(f"the address {shown!r} holds a line break or another control character: remove it")
    name, spec = _divided(text)
    bare = _QUOTED.sub("", text)
    if _SEPARATORS.search(_QUOTED.sub("", spec)) or (bare.count("@") > 1 and _SEPARATORS.search(bare)):
        return AddressDefect(f"{shown!r} holds several addresses: give each one as an entry of its own")
    local, at, domain = spec.rpartition("@")
    local, domain = local.strip(_AROUND), domain.strip(_AROUND)
    if not at or not local or not domain:
        return AddressDefect(f"{shown!r} is no address: write it as name@domain")
    wire_local, wire_domain = _local(local), _domain(domain)
    if wire_local is None:
        return AddressDefect(f"the part before the @ of {shown!r} holds a character that no address may hold there")
    if wire_domain is None:
        return AddressDefect(f"the domain {domain[:80]!r} of {shown!r} is no domain name: correct it")
    address = f"{wire_local}@{wire_domain}"
    if len(address) > LONGEST_ADDRESS or len(name) > LONGEST_NAME:
        return AddressDefect(f"the address {shown!r} is too long: at most {LONGEST_ADDRESS} characters")
    return WrittenAddress(name, address)


def _divided(text: str) -> tuple[str, str]:
    """The name and what stands for the address: `name <address>`, `address (name)` or `address`."""
    if found := _ANGLE.fullmatch(text):
        name = found[1].strip(_AROUND)
        if quoted := _QUOTED.fullmatch(name):
            name = _ESCAPED.sub(r"\1", quoted[1]).strip(_AROUND)
        return name, found[2].strip(_AROUND)
    if found := _COMMENT.fullmatch(text):
        return found[2].strip(_AROUND), found[1]
    return "", text


def _local(local: str) -> str | None:
    """As it is where it is a dot-atom or quoted; quoted where its dots stand as RFC 5322 §3.2.3 does not allow."""
    if found := _QUOTED.fullmatch(local):
        plain = _ESCAPED.sub(r"\1", found[1])
        return plain if all(map(_ATOM.fullmatch, plain.split("."))) else local
    if not _DOTS.fullmatch(local):
        return None
    return local if all(map(_ATOM.fullmatch, local.split("."))) else f'"{local}"'


def _domain(domain: str) -> str | None:
    """The domain in ASCII (IDNA 2008 after the mapping of UTS 46), without the dot of the root; address literals."""
    if domain.startswith("["):
        return domain if _is_literal(domain) else None
    domain = domain.removesuffix(".")
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    is_name = len(domain) <= 253 and all(map(_LABEL.fullmatch, domain.split(".")))
    return domain if is_name else None


def _is_literal(domain: str) -> bool:
    inner = domain[1:-1]
    try:
        if inner[:5].casefold() == "ipv6:":
            IPv6Address(inner[5:])
        else:
            IPv4Address(inner)
    except AddressValueError:
        return False
    return domain.endswith("]")
