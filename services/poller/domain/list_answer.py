"""The folders in the answer to LIST (RFC 9051 §7.3.1), with what they are for (RFC 6154) and hold (RFC 5819)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from services.poller.domain.failures import quote
from services.poller.domain.folder_name import decoded_folder

MOST_NAMED = 20
MOST_OFFERED = 1000
_LISTED = re.compile(rb'(?:LIST +)?\(([^)]*)\) +(?:NIL|"[^"]*"|[^ ]+) +(.+)', re.IGNORECASE | re.DOTALL)
_COUNTED = re.compile(rb"(?:STATUS +)?(.+) +\([^()]*\bMESSAGES +(\d{1,10})\b[^()]*\)", re.IGNORECASE | re.DOTALL)
_CANNOT_BE_OPENED = re.compile(rb"\\(?:NONEXISTENT|NOSELECT)\b", re.IGNORECASE)
_ROLE = re.compile(rb"\\(All|Archive|Drafts|Flagged|Important|Junk|Sent|Trash)\b", re.IGNORECASE)
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f]")
_LITERAL = re.compile(rb"\{\d+\+?\}$")


@dataclass(frozen=True, slots=True)
class ListedFolder:
    """One that can be opened; `role` and `messages` where the server tells them."""

    name: str
    role: str = ""
    messages: int | None = None

    def __str__(self) -> str:
        told = [self.role] if self.role else []
        told += [str(self.messages)] if self.messages is not None else []
        return f"{quote(self.name)} ({', '.join(told)})" if told else quote(self.name)


def folders_in(lines: Iterable[bytes], *, is_utf8: bool = False) -> Sequence[str]:
    """The names of those that can be opened, as people write them."""
    return [folder.name for folder in listed_folders(lines, is_utf8=is_utf8)]


def listed_folders(lines: Iterable[bytes], *, is_utf8: bool = False) -> Sequence[ListedFolder]:
    """Those that can be opened, as people write them; `is_utf8`: the session's names are not encoded (RFC 6855)."""
    named = partial(_name, is_utf8=is_utf8)
    found: list[ListedFolder] = []
    counts: dict[str, int] = {}
    opened: str | None = None  # the role of a folder whose name comes on the next line
    for line in lines:
        if opened is not None:
            found.append(ListedFolder(named(line), opened))
            opened = None
        elif listed := _LISTED.match(line):
            if _CANNOT_BE_OPENED.search(listed[1]):
                continue
            role = _ROLE.search(listed[1])
            opened = role[1].decode().lower() if role else ""
            if not _LITERAL.search(listed[2]):
                found.append(ListedFolder(named(listed[2]), opened))
                opened = None
        elif counted := _COUNTED.match(line):
            counts[named(counted[1])] = int(counted[2])
    return [replace(folder, messages=counts.get(folder.name)) for folder in found]


def in_words(folders: Sequence[ListedFolder]) -> str:
    """How many, and the first of them."""
    named = ", ".join(map(str, _ordered(folders)[:MOST_NAMED]))
    more = f" and {len(folders) - MOST_NAMED} more" if len(folders) > MOST_NAMED else ""
    return f"{len(folders)} folder{'' if len(folders) == 1 else 's'}: {named}{more}"


def offered(folders: Sequence[ListedFolder]) -> Sequence[ListedFolder]:
    """What an account can be told to read: at most a thousand, none whose name cannot be written in a setting."""
    return [folder for folder in _ordered(folders) if not _UNSPEAKABLE.search(folder.name)][:MOST_OFFERED]


def _ordered(folders: Sequence[ListedFolder]) -> Sequence[ListedFolder]:
    """INBOX, then those with a role, then the rest as the server has them."""
    return sorted(folders, key=lambda folder: (folder.name.upper() != "INBOX", not folder.role))


def _name(told: bytes, *, is_utf8: bool) -> str:
    text = told.strip().decode("utf-8", "replace")
    if text.startswith('"') and text.endswith('"') and len(text) > 1 and not isinstance(told, bytearray):
        text = re.sub(r"\\(.)", r"\1", text[1:-1])
    return decoded_folder(text, is_utf8=is_utf8)
