"""Who wrote a message whose From was rewritten on its way: by a list that heeds DMARC, a group, a service ("via").

From says then who passed the message on. What names the author is believed only where something else says that From
was rewritten: anybody may write Reply-To or X-Original-From, and would choose whose customer a message is.
"""

import re
from collections.abc import Sequence

from services.parser.domain.fields.addresses import Address, read_addresses
from services.parser.domain.fields.header import Header
from services.parser.domain.origin.automatic_fields import LIST_FIELDS

MAX_VALUE_BYTES = 2000
_LIST_ADDRESSES = ("list-post", "list-id", "x-beenthere", "mailing-list", "x-mailing-list")
_ADDRESSES = re.compile(r"[\w.+=-]{1,64}@[\w.-]{1,255}")
_LIST_ID = re.compile(r"<([^<>\s]{1,320})>")
_VIA = re.compile(r"\s*['\"]?(.{1,200}?)['\"]?\s+\(?via\s.+", re.IGNORECASE | re.DOTALL)
_CODED = re.compile(r"([^\s=@]{1,64})=(?:40)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)@(.+)", re.IGNORECASE)


def read_author(
    header: Header, from_addresses: Sequence[Address], reply_to: Sequence[Address], hint: str
) -> Address | None:
    """The author where From was rewritten and something names him; None where From is to be believed."""
    if not from_addresses or not from_addresses[0].address:
        return None
    written = from_addresses[0]
    via = _VIA.fullmatch(written.name)
    is_of_list = _is_of_list(header, written.address)
    coded = _coded(written.address, is_list=not header.fields.keys().isdisjoint(LIST_FIELDS))
    name = via[1] if via else written.name
    if coded is not None:
        return Address(name=name, address=coded)
    if via is None and not is_of_list:
        return None
    originals = read_addresses((*header.all("x-original-from"), *header.all("x-original-sender")), hint)
    named = _other_than(written, originals) or _other_than(written, _answered(reply_to, name, is_of_list=is_of_list))
    return None if named is None else Address(name=named.name or name, address=named.address)


def _is_of_list(header: Header, address: str) -> bool:
    """Whether the list's own fields say that this is its address: then no person wrote From."""
    plain = address.casefold()
    values = (value for name in _LIST_ADDRESSES for value in header.all(name))
    texts = [value[:MAX_VALUE_BYTES].decode("ascii", "replace").casefold() for value in values]
    return any(plain in _ADDRESSES.findall(text) or plain.replace("@", ".") in _LIST_ID.findall(text) for text in texts)


def _coded(address: str, *, is_list: bool) -> str | None:
    """`ada=40customer.test@dmarc.list.test`, as lists rewrite addresses whose domains have a strict policy."""
    found = _CODED.fullmatch(address)
    if found is None or not (is_list or "dmarc" in found[3].casefold().split(".")):
        return None
    return f"{found[1]}@{found[2]}"


def _answered(reply_to: Sequence[Address], name: str, *, is_of_list: bool) -> Sequence[Address]:
    """Those of Reply-To that a rewriting put there: any of a list's mail, else the one that has the author's name."""
    return [each for each in reply_to if is_of_list or each.name.casefold() == name.casefold() != ""]


def _other_than(written: Address, found: Sequence[Address]) -> Address | None:
    others = (each for each in found if "@" in each.address and each.address.casefold() != written.address.casefold())
    return next(others, None)
