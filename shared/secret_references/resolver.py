"""The secret at a place that an account names, read anew each time: what is put there is used by the next login."""

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from dotenv import dotenv_values
from pydantic import SecretStr

from shared import metrics
from shared.secret_references.allowed import AllowedReferences
from shared.secret_references.errors import AUTH, UnresolvedError
from shared.secret_references.files import MOST_BYTES, read_file
from shared.secret_references.reference import NoReference, ReferenceKind, SecretReference
from shared.secret_references.settings import ResolvingSettings
from shared.settings import ENV_FILE

LONGEST_PASSWORD = 1000
"""As of one that is stored."""


class EntryReader(Protocol):
    """Reads an entry of a KV store; raises UnresolvedError."""

    async def read(self, reference: SecretReference, correct: str) -> str:
        """The text of its field."""


def environment() -> Mapping[str, str | None]:
    """Those of `.env`, which may change while a process runs, and the process's own, which win."""
    return {**dotenv_values(ENV_FILE, interpolate=False), **os.environ}


class Resolver:
    """Reads secrets. Nothing is kept."""

    def __init__(
        self,
        allowed: AllowedReferences,
        entries: EntryReader | None = None,
        variables: Callable[[], Mapping[str, str | None]] = environment,
    ) -> None:
        self._allowed = allowed
        self._entries = entries
        self._variables = variables

    async def password(self, text: str, correct: str) -> SecretStr:
        """One line. `correct` names the account's field. Raises UnresolvedError, also when the place is not allowed."""
        secret = await self.secret(text, correct)
        value = secret.get_secret_value()
        if len(value) > LONGEST_PASSWORD or not all(each.isprintable() for each in value):
            raise UnresolvedError(AUTH, f"what {text} holds is no password of one line", f"correct it, or {correct}")
        return secret

    async def secret(self, text: str, correct: str) -> SecretStr:
        """The same for a secret of several lines, as a key file is."""
        reference = self._allowed.read(text)
        if isinstance(reference, NoReference):
            happened, _, next_step = reference.reason.rpartition(": ")
            raise UnresolvedError(AUTH, f"{correct} {happened}", next_step)
        try:
            value = await self._read(reference, correct)
        except UnresolvedError as error:
            metrics.SECRET_READS.labels(reference.kind, error.trouble.cause).inc()
            raise
        metrics.SECRET_READS.labels(reference.kind, "read").inc()
        return SecretStr(value)

    async def _read(self, reference: SecretReference, correct: str) -> str:
        value = await self._found(reference, correct)
        if not value:
            raise UnresolvedError(AUTH, f"{reference} is empty", f"put the secret there, or correct {correct}")
        return value

    async def _found(self, reference: SecretReference, correct: str) -> str:
        if reference.kind is ReferenceKind.ENV:
            return self._variable(reference, correct)
        if reference.kind is ReferenceKind.FILE:
            return await asyncio.to_thread(self._file, reference, correct)
        if self._entries is None:
            raise UnresolvedError(AUTH, f"{reference} cannot be read: there is no Vault", "set EMAIL_VAULT_ADDRESS")
        return await self._entries.read(reference, correct)

    def _variable(self, reference: SecretReference, correct: str) -> str:
        value = self._variables().get(reference.place)
        if value is None:
            happened = f"{reference} is not in the environment of this process"
            raise UnresolvedError(AUTH, happened, f"set it there and restart, or correct {correct}")
        return value

    def _file(self, reference: SecretReference, correct: str) -> str:
        folder = Path(self._allowed.files_dir or "")
        found = read_file(folder, reference.place, named=str(reference), correct=correct)
        try:
            return found.decode().rstrip("\r\n")
        except UnicodeDecodeError:
            raise UnresolvedError(AUTH, f"what {reference} holds is no text", f"correct it, or {correct}") from None


def resolver_of(settings: ResolvingSettings, ca_file: Path | None) -> Resolver:
    """As the settings say."""
    allowed = settings.allowed_references()
    if not settings.vault_address:
        return Resolver(allowed)
    from shared.secret_references.entries import Entries  # 6 MiB and a quarter of a second for those who have a Vault

    def token() -> SecretStr:
        return vault_token(settings)

    return Resolver(allowed, Entries(settings.vault_address, token, settings.vault_namespace, ca_file))


def vault_token(settings: ResolvingSettings) -> SecretStr:
    """The one to show now; raises UnresolvedError when there is none."""
    if settings.vault_token_file is None:
        if settings.vault_token.get_secret_value():
            return settings.vault_token
        raise UnresolvedError(AUTH, "there is no token for Vault", "set EMAIL_VAULT_TOKEN or EMAIL_VAULT_TOKEN_FILE")
    try:
        with settings.vault_token_file.open() as file:
            text = file.read(MOST_BYTES).strip()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise UnresolvedError(
            AUTH, f"EMAIL_VAULT_TOKEN_FILE cannot be read ({why})", "let Vault's agent write it"
        ) from None
    if not text:
        raise UnresolvedError(AUTH, "EMAIL_VAULT_TOKEN_FILE is empty", "let Vault's agent write it")
    return SecretStr(text)
