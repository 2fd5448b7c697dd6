"""Where a secret may lie: what is a place, and which places an account may name."""

from pathlib import PurePosixPath

import pytest

from shared.secret_references.allowed import AllowedReferences
from shared.secret_references.reference import (
    LONGEST,
    NoReference,
    ReferenceKind,
    SecretReference,
    read_reference,
)

ENV, FILE, VAULT = ReferenceKind
GOOD = {
    "env:MAILWEAVE_SECRET_ADA": SecretReference(ENV, "MAILWEAVE_SECRET_ADA"),
    "env:_x1": SecretReference(ENV, "_x1"),
    "file:ada": SecretReference(FILE, "ada"),
    "file:mail/ada@shop.example": SecretReference(FILE, "mail/ada@shop.example"),
    "file:/run/secrets/..data/ada": SecretReference(FILE, "/run/secrets/..data/ada"),
    "vault:secret/mail/ada#password": SecretReference(VAULT, "secret/mail/ada", "password"),
}


@pytest.mark.parametrize(("text", "place"), GOOD.items(), ids=GOOD)
def test_a_place_is_read_and_written_back(text: str, place: SecretReference) -> None:
    assert (read_reference(text), str(place)) == (place, text)


BAD = {
    "a password": ("hunter2-planted", "names no place"),
    "a password with a colon": ("hunter2:planted", "names no place"),
    "another kind": ("https://hunter2-planted", "names no place"),
    "no kind in these letters": ("ENV:PLANTED", "names no place"),
    "nothing behind the kind": ("env:", "names no environment variable"),
    "a blank before": (" env:PLANTED", "names no place"),
    "a variable with a blank": ("env:PLANTED X", "names no environment variable"),
    "a variable with =": ("env:PLANTED=1", "names no environment variable"),
    "a line break": ("env:PLANTED\n", "names no environment variable"),
    "a NUL": ("file:planted\0", "is no plain path"),
    "upwards": ("file:../planted", "is no plain path"),
    "upwards in the middle": ("file:mail/../../planted", "is no plain path"),
    "upwards at the end": ("file:planted/..", "is no plain path"),
    "the folder itself": ("file:.", "is no plain path"),
    "the root": ("file:/", "is no plain path"),
    "two slashes": ("file:/run//planted", "is no plain path"),
    "another host": ("file://planted/x", "is no plain path"),
    "a tilde": ("file:~/planted", "is no plain path"),
    "an escape": ("file:%2e%2e/planted", "is no plain path"),
    "no mount": ("vault:planted#password", "names no entry"),
    "no field": ("vault:secret/planted", "names no entry"),
    "an empty field": ("vault:secret/planted#", "names no entry"),
    "two fields": ("vault:secret/planted#a#b", "names no entry"),
    "upwards in vault": ("vault:secret/mail/../planted#password", "names no entry"),
    "upwards by an escape in vault": ("vault:secret/mail/%2e%2e/planted#password", "names no entry"),
    "a query": ("vault:secret/planted?version=1#password", "names no entry"),
    "too long": ("file:planted" + "x" * LONGEST, "is longer than"),
}


@pytest.mark.parametrize(("text", "reason"), BAD.values(), ids=BAD)
def test_what_names_no_place_is_refused_without_repeating_it(text: str, reason: str) -> None:
    found = read_reference(text)
    assert isinstance(found, NoReference)
    assert found.reason.startswith(reason)
    assert "planted" not in found.reason.lower()
    assert ": " in found.reason  # and what to do


ALLOWED = AllowedReferences("MAILWEAVE_SECRET_", PurePosixPath("/run/mail"), ("secret/mailweave", "kv/team/mail"))
LET = (
    *("env:MAILWEAVE_SECRET_ADA", "file:ada", "file:sub/ada", "file:/run/mail/ada"),
    *("vault:secret/mailweave#ada", "vault:secret/mailweave/ada#password", "vault:kv/team/mail/ada#password"),
)


@pytest.mark.parametrize("text", LET)
def test_what_the_settings_allow_may_be_named(text: str) -> None:
    assert ALLOWED.read(text) == read_reference(text)


WIDE = AllowedReferences("E", PurePosixPath("/"), ("secret",))
NOT_LET = {
    "a variable of another name": (ALLOWED, "env:PGPASSWORD", "EMAIL_SECRET_ENV_PREFIX"),
    "the prefix in small letters": (ALLOWED, "env:mailweave_secret_ada", "EMAIL_SECRET_ENV_PREFIX"),
    "our own key": (WIDE, "env:EMAIL_SECRET_KEY", "a setting of Mailweave itself"),
    "our own key in small letters": (WIDE, "env:Email_secret_key", "a setting of Mailweave itself"),
    "our own database": (WIDE, "env:EMAIL_DATABASE_URL", "a setting of Mailweave itself"),
    "our own key in a file": (WIDE, "file:/run/secrets/EMAIL_SECRET_KEY", "a setting of Mailweave itself"),
    "our own key in the folder": (ALLOWED, "file:email_secret_key", "a setting of Mailweave itself"),
    "a file elsewhere": (ALLOWED, "file:/etc/shadow", "EMAIL_SECRET_FILES_DIR"),
    "a folder with the same beginning": (ALLOWED, "file:/run/mail2/ada", "EMAIL_SECRET_FILES_DIR"),
    "another entry": (ALLOWED, "vault:secret/payroll#key", "EMAIL_VAULT_PATHS"),
    "an entry with the same beginning": (ALLOWED, "vault:secret/mailweave2#key", "EMAIL_VAULT_PATHS"),
    "a mount with the same beginning": (ALLOWED, "vault:kv/team/mailers#key", "EMAIL_VAULT_PATHS"),
    "a variable where none may be": (AllowedReferences(), "env:MAILWEAVE_SECRET_ADA", "EMAIL_SECRET_ENV_PREFIX"),
    "a file where none may be": (AllowedReferences(), "file:ada", "EMAIL_SECRET_FILES_DIR"),
    "an entry where none may be": (AllowedReferences(), "vault:secret/a#b", "EMAIL_VAULT_PATHS"),
}


@pytest.mark.parametrize(("allowed", "text", "named"), NOT_LET.values(), ids=NOT_LET)
def test_all_else_is_refused_by_the_setting_that_decides(allowed: AllowedReferences, text: str, named: str) -> None:
    found = allowed.read(text)
    assert isinstance(found, NoReference)
    assert named in found.reason
    assert text.partition(":")[2] not in found.reason
