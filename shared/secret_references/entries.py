"""Secrets in a KV store, version 2, of HashiCorp Vault or OpenBao; asked with hvac, by threads of their own.

Their threads are few and nobody else's: a store that does not answer keeps neither names from being resolved nor POP3
from being read.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import hvac
import requests
from hvac import exceptions
from pydantic import SecretStr

from shared.secret_references.errors import AUTH, NETWORK, PROTOCOL, QUOTA, UnresolvedError
from shared.secret_references.reference import SecretReference

THREADS = 4
ANSWER_WITHIN_S = 5.0
WAIT_S = 20.0
"""With the turn that is waited for."""
LONGEST_QUOTE = 160
ITSELF = "Mailweave asks again by itself; the login is not in question"
TOKEN_REFUSED = "let EMAIL_VAULT_TOKEN read it, or correct {}"  # noqa: S105 - a sentence

ABOUT_THE_ENTRY = (exceptions.Forbidden, exceptions.Unauthorized, exceptions.InvalidPath, exceptions.InvalidRequest)


class Entries:
    """Reads them. No proxy of the environment is used, and no redirect followed: the token goes nowhere else."""

    def __init__(self, address: str, token: Callable[[], SecretStr], namespace: str, ca_file: Path | None) -> None:
        """`token` gives the one to show now; it raises UnresolvedError when there is none."""
        self._address = address.rstrip("/")
        self._token = token
        self._namespace = namespace
        self._verify = True if ca_file is None else str(ca_file)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="vault")

    async def read(self, reference: SecretReference, correct: str) -> str:
        """The field of the entry's latest version; raises UnresolvedError within 20 s."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(WAIT_S):
                return await loop.run_in_executor(self._threads, self._read, reference, correct)
        except TimeoutError:
            raise self._away(reference, f"did not answer within {WAIT_S:g} s") from None

    def close(self) -> None:
        """Waits for nobody."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _read(self, reference: SecretReference, correct: str) -> str:
        token = self._token().get_secret_value()
        try:
            answer = self._asked(reference, token)
        except exceptions.VaultError as error:
            raise self._refused(reference, error, correct, token) from None
        except (requests.RequestException, OSError, ValueError) as error:
            raise self._away(reference, f"cannot be reached ({type(error).__name__})") from None
        return self._field(reference, answer, correct)

    def _asked(self, reference: SecretReference, token: str) -> object:
        mount, _, path = reference.place.partition("/")
        with requests.Session() as session:
            session.trust_env, session.verify = False, self._verify
            client = hvac.Client(
                self._address,
                token,
                timeout=ANSWER_WITHIN_S,
                allow_redirects=False,
                session=session,
                namespace=self._namespace or None,
            )
            answer: object = client.secrets.kv.v2.read_secret_version(
                path, mount_point=mount, raise_on_deleted_version=True
            )
            return answer

    def _field(self, reference: SecretReference, answer: object, correct: str) -> str:
        fields = _inner(_inner(answer, "data"), "data")
        if fields is None:
            raise self._foreign(reference)
        found = fields.get(reference.field)
        if not isinstance(found, str):
            raise UnresolvedError(
                AUTH, f"{reference} has no such field with a text", f"put it there, or correct {correct}"
            )
        return found

    def _refused(
        self, reference: SecretReference, error: exceptions.VaultError, correct: str, token: str
    ) -> UnresolvedError:
        said = _quoted(error, token)
        if error.json is None and isinstance(error, ABOUT_THE_ENTRY):  # what stands before Vault
            return self._foreign(reference)
        if isinstance(error, exceptions.Forbidden | exceptions.Unauthorized):
            happened = f"Vault does not show {reference} ({said})"
            return UnresolvedError(AUTH, happened, TOKEN_REFUSED.format(correct), said)
        if isinstance(error, exceptions.InvalidPath):
            return UnresolvedError(AUTH, f"Vault has no {reference}", f"put it there, or correct {correct}", said)
        if isinstance(error, exceptions.RateLimitExceeded):
            return UnresolvedError(QUOTA, f"Vault asks to wait with {reference} ({said})", ITSELF, said)
        if isinstance(error, exceptions.InvalidRequest):
            return UnresolvedError(
                PROTOCOL, f"Vault does not understand {reference} ({said})", f"correct {correct}", said
            )
        return self._away(reference, f"cannot serve now ({said})")

    def _foreign(self, reference: SecretReference) -> UnresolvedError:
        happened = f"{reference} cannot be read: {self._address} does not answer as a KV store of version 2"
        return UnresolvedError(PROTOCOL, happened, "check EMAIL_VAULT_ADDRESS, and that the mount is KV version 2")

    def _away(self, reference: SecretReference, what: str) -> UnresolvedError:
        return UnresolvedError(NETWORK, f"{reference} cannot be read: Vault ({self._address}) {what}", ITSELF)


def _inner(document: object, name: str) -> dict[str, object] | None:
    found = document.get(name) if isinstance(document, dict) else None
    return found if isinstance(found, dict) else None


def _quoted(error: exceptions.VaultError, token: str) -> str:
    """Vault's own words, as one short printable line; what stands before it may answer with a page instead."""
    errors = error.errors if isinstance(error.errors, list) else []
    text = ", ".join(str(each) for each in errors) or type(error).__name__
    text = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return text.replace(token, "***")[:LONGEST_QUOTE]
