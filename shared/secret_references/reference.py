"""How a secret's place is written: `env:NAME`, `file:PATH`, `vault:MOUNT/PATH#FIELD`. Pure and total.

No reason quotes what was written: somebody may have typed the password itself.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 500
WRITTEN = r"^(env:[A-Za-z_][A-Za-z0-9_]*|file:[A-Za-z0-9._@+=/-]+|vault:[A-Za-z0-9._@+=/-]+#[A-Za-z0-9._@+=-]+)?$"
"""For whoever reads the schema; what comes between two slashes is looked at beside it."""
_ENV = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PATH = re.compile(r"[A-Za-z0-9._@+=/-]+")
_FIELD = re.compile(r"[A-Za-z0-9._@+=-]+")
FORMS = "env:NAME, file:PATH or vault:MOUNT/PATH#FIELD"


class ReferenceKind(StrEnum):
    """What keeps the secret."""

    ENV = "env"
    FILE = "file"
    VAULT = "vault"


@dataclass(frozen=True, slots=True)
class SecretReference:
    """Where a secret lies. `place` is a name, a path, or a mount and a path; `field` is of vault alone."""

    kind: ReferenceKind
    place: str
    field: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.place}#{self.field}" if self.field else f"{self.kind}:{self.place}"


@dataclass(frozen=True, slots=True)
class NoReference:
    """Why a text names no place."""

    reason: str


def read_reference(text: str) -> SecretReference | NoReference:
    """The place that the text names."""
    kind, has_kind, place = text.partition(":")
    if len(text) > LONGEST:
        return NoReference(f"is longer than {LONGEST} characters: write {FORMS}")
    if not has_kind or kind not in tuple(ReferenceKind):
        return NoReference(f"names no place: write {FORMS}; a password itself belongs in the field without _ref")
    if kind == ReferenceKind.ENV:
        return _variable(place)
    if kind == ReferenceKind.FILE:
        return _file(place)
    return _entry(place)


def _variable(name: str) -> SecretReference | NoReference:
    if _ENV.fullmatch(name) is None:
        return NoReference("names no environment variable: write env:NAME, of letters, digits and _")
    return SecretReference(ReferenceKind.ENV, name)


def _file(path: str) -> SecretReference | NoReference:
    if not _is_plain(path.removeprefix("/")):
        return NoReference("is no plain path: write file:PATH, without `..`, of letters, digits and . _ - @ + = /")
    return SecretReference(ReferenceKind.FILE, path)


def _entry(text: str) -> SecretReference | NoReference:
    place, _, field = text.partition("#")
    if "/" not in place or not _is_plain(place) or _FIELD.fullmatch(field) is None:
        return NoReference(
            "names no entry: write vault:MOUNT/PATH#FIELD, without `..`, as in vault:secret/mail/ada#password"
        )
    return SecretReference(ReferenceKind.VAULT, place, field)


def _is_plain(path: str) -> bool:
    """Whether nothing in it leads upwards or nowhere."""
    return _PATH.fullmatch(path) is not None and not {"", ".", ".."} & set(path.split("/"))
