"""Secrets that lie elsewhere are read from a real environment, real files and a KV store over HTTP."""

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import hvac
import pytest
from pydantic import SecretStr

from shared.secret_references.allowed import AllowedReferences
from shared.secret_references.entries import Entries
from shared.secret_references.errors import UnresolvedError
from shared.secret_references.resolver import Resolver, resolver_of, vault_token
from shared.secret_references.settings import ResolvingSettings
from tests.fakes.key_value_server import DELETED, Fault, KeyValueServer, key_value_server

FIELD = "incoming_password_ref"
PLANTED = "planted-secret-7"
TOKEN = "hvs.planted-token"
ADA = "vault:secret/mail/ada#password"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where secrets lie, and beside it what nobody may have."""
    folder = tmp_path / "secrets"
    folder.mkdir()
    (tmp_path / "outside").write_text("planted-outside")
    (folder / "ada").write_text(f"{PLANTED}\n")
    return folder


@pytest.fixture
def store() -> Iterator[KeyValueServer]:
    with key_value_server() as server:
        yield server


def reader(folder: Path | None = None, variables: Mapping[str, str | None] | None = None) -> Resolver:
    return Resolver(AllowedReferences("MAILWEAVE_SECRET_", folder), variables=lambda: variables or {})


def of_store(store: KeyValueServer, token: str = TOKEN, namespace: str = "") -> Resolver:
    allowed = AllowedReferences(vault_paths=("secret/mail",))
    return Resolver(allowed, Entries(store.url, lambda: SecretStr(token), namespace, None))


async def fault(resolver: Resolver, text: str) -> UnresolvedError:
    """Why there is none; it names the field or the place, and no secret."""
    with pytest.raises(UnresolvedError) as caught:
        await resolver.password(text, FIELD)
    assert "planted" not in f"{caught.value!r} {caught.value.trouble!r}"
    assert caught.value.trouble.happened
    assert caught.value.trouble.next_step
    return caught.value


async def test_a_variable_is_read_each_time() -> None:
    variables: dict[str, str | None] = {"MAILWEAVE_SECRET_ADA": PLANTED}
    resolver = reader(variables=variables)
    assert (await resolver.password("env:MAILWEAVE_SECRET_ADA", FIELD)).get_secret_value() == PLANTED
    variables["MAILWEAVE_SECRET_ADA"] = "another"
    assert (await resolver.password("env:MAILWEAVE_SECRET_ADA", FIELD)).get_secret_value() == "another"


async def test_a_variable_may_stand_in_the_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    resolver = resolver_of(ResolvingSettings(), None)
    (tmp_path / ".env").write_text("MAILWEAVE_SECRET_ADA=o${HOME}e\nMAILWEAVE_SECRET_BOB=one\n")
    monkeypatch.setenv("MAILWEAVE_SECRET_BOB", "two")
    found = [await resolver.password(f"env:MAILWEAVE_SECRET_{name}", FIELD) for name in ("ADA", "BOB")]
    assert [each.get_secret_value() for each in found] == ["o${HOME}e", "two"]


async def test_a_file_is_read_each_time_without_the_end_of_its_line(folder: Path) -> None:
    resolver = reader(folder)
    assert (await resolver.password(f"file:{folder}/ada", FIELD)).get_secret_value() == PLANTED
    (folder / "ada").write_bytes(b" spaces count \r\n")
    assert (await resolver.password("file:ada", FIELD)).get_secret_value() == " spaces count "


async def test_links_as_kubernetes_mounts_them_are_followed(folder: Path) -> None:
    (folder / "..2026_11_29").mkdir()
    (folder / "..2026_11_29/bob").write_text(PLANTED)
    (folder / "..data").symlink_to("..2026_11_29")
    (folder / "bob").symlink_to("..data/bob")
    assert (await reader(folder).password("file:bob", FIELD)).get_secret_value() == PLANTED


def _link(target: str) -> Callable[[Path], None]:
    return lambda folder: (folder / "x").symlink_to(target)


def _folder_link(folder: Path) -> None:
    (folder / "sub").symlink_to("..")
    (folder / "x").symlink_to("sub/outside")


def _own_key(folder: Path) -> None:
    (folder / "EMAIL_SECRET_KEY").write_text("planted-key")
    (folder / "x").symlink_to("EMAIL_SECRET_KEY")


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "none": (lambda _: None, "No such file"),
    "a link out of the folder": (_link("../outside"), "leads out of"),
    "an absolute link out of the folder": (_link("/etc/passwd"), "leads out of"),
    "a link by way of a folder": (_folder_link, "leads out of"),
    "a link to a setting of our own": (_own_key, "leads out of"),
    "a link to nowhere": (_link("nowhere"), "No such file"),
    "links in a circle": (_link("x"), "symbolic links"),
    "a folder": (lambda folder: (folder / "x").mkdir(), "Is a directory"),
    "a pipe that nobody writes to": (lambda folder: os.mkfifo(folder / "x"), "is no file"),
    "empty": (lambda folder: (folder / "x").write_text("\n"), "is empty"),
    "several lines": (lambda folder: (folder / "x").write_text("planted\nDELE 1"), "no password of one line"),
    "no text": (lambda folder: (folder / "x").write_bytes(b"planted\xff"), "holds is no text"),
    "too large": (lambda folder: (folder / "x").write_bytes(b"x" * 65_537), "holds more than 65536 bytes"),
    "too long a password": (lambda folder: (folder / "x").write_bytes(b"x" * 1001), "no password of one line"),
}


@pytest.mark.parametrize(("prepare", "named"), FILES.values(), ids=FILES)
async def test_what_is_no_secret_is_said_at_once(folder: Path, prepare: Callable[[Path], object], named: str) -> None:
    prepare(folder)
    error = await fault(reader(folder), "file:x")
    assert (error.trouble.cause, named in error.trouble.happened) == ("auth", True), error
    assert "file:x" in error.trouble.happened


ELSEWHERE = {
    "a variable that is not there": ("env:MAILWEAVE_SECRET_NOBODY", "is not in the environment"),
    "a variable of another name": ("env:HOME", "incoming_password_ref is not allowed"),
    "a setting of ours": ("env:EMAIL_SECRET_KEY", "incoming_password_ref names a setting of Mailweave"),
    "a path that leads upwards": ("file:../outside", "incoming_password_ref is no plain path"),
    "a file elsewhere": ("file:/etc/passwd", "incoming_password_ref is not allowed"),
    "an entry without a Vault": ("vault:secret/mail/ada#password", "EMAIL_VAULT_PATHS allows none"),
}


@pytest.mark.parametrize(("text", "named"), ELSEWHERE.values(), ids=ELSEWHERE)
async def test_what_the_settings_do_not_allow_is_not_read_either(folder: Path, text: str, named: str) -> None:
    """Whoever wrote it into the table: the settings may have become narrower since."""
    error = await fault(reader(folder, dict(os.environ)), text)
    assert (error.trouble.cause, named in error.trouble.happened) == ("auth", True), error


async def test_the_latest_version_of_an_entry_is_read(store: KeyValueServer) -> None:
    """It is written by the library that people write it with."""
    writer = hvac.Client(store.url, TOKEN)
    resolver = of_store(store, namespace="team")
    for password in (PLANTED, "another"):
        fields = {"password": password, "note": "x"}
        writer.secrets.kv.v2.create_or_update_secret("mail/ada", fields, mount_point="secret")
        assert (await resolver.password(ADA, FIELD)).get_secret_value() == password
    assert store.asked == [("/v1/secret/data/mail/ada", "team")] * 2


MISSING = {
    "no entry": ("vault:secret/mail/bob#password", "auth", "Vault has no vault:secret/mail/bob#password"),
    "a deleted one": ("vault:secret/mail/gone#password", "auth", "Vault has no vault:secret/mail/gone#password"),
    "no such field": ("vault:secret/mail/ada#other", "auth", "has no such field"),
    "a field that is no text": ("vault:secret/mail/ada#number", "auth", "has no such field"),
    "an empty field": ("vault:secret/mail/ada#empty", "auth", "is empty"),
    "not for this token": ("vault:secret/mail/boss#password", "auth", "does not show"),
}


@pytest.mark.parametrize(("text", "cause", "named"), MISSING.values(), ids=MISSING)
async def test_what_the_store_has_not_is_the_accounts_state(
    store: KeyValueServer, text: str, cause: str, named: str
) -> None:
    store.put("secret/mail/ada", {"password": PLANTED, "number": 7, "empty": ""})
    store.put("secret/mail/gone", {"password": PLANTED})
    store.put("secret/mail/gone", DELETED)
    token = TOKEN
    if "boss" in text:
        store.tokens = {"hvs.planted-small": "secret/mail/ada"}
        token = "hvs.planted-small"
    error = await fault(of_store(store, token), text)
    assert (error.trouble.cause, named in error.trouble.happened) == (cause, True), error


FAULTS = {
    Fault.SEALED: ("network", "Vault is sealed"),
    Fault.ERROR: ("network", "internal error"),
    Fault.RATE_LIMIT: ("quota", "rate limit"),
    Fault.HTML: ("protocol", "does not answer as a KV store"),
    Fault.HTML_REFUSAL: ("protocol", "does not answer as a KV store"),
    Fault.REDIRECT: ("protocol", "does not answer as a KV store"),
    Fault.VERSION_1: ("protocol", "does not answer as a KV store"),
    Fault.LIST: ("protocol", "does not answer as a KV store"),
    Fault.HANG_UP: ("network", "cannot be reached"),
}


@pytest.mark.parametrize(("each", "expected"), FAULTS.items(), ids=FAULTS)
async def test_a_store_that_cannot_serve_says_nothing_about_the_login(
    store: KeyValueServer, each: Fault, expected: tuple[str, str]
) -> None:
    store.put("secret/mail/ada", {"password": PLANTED})
    store.faults.append(each)
    resolver = of_store(store)
    error = await fault(resolver, ADA)
    cause, named = expected
    assert (error.trouble.cause, named in error.trouble.happened) == (cause, True), error
    assert ADA in error.trouble.happened
    assert [path for path, _ in store.asked] == ["/v1/secret/data/mail/ada"]
    assert (await resolver.password(ADA, FIELD)).get_secret_value() == PLANTED


async def test_a_store_that_is_not_there_is_network(store: KeyValueServer) -> None:
    store.stop()
    assert (await fault(of_store(store), ADA)).trouble.cause == "network"


async def test_silence_ends(store: KeyValueServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.secret_references.entries.ANSWER_WITHIN_S", 0.2)
    store.faults.append(Fault.SILENT)
    assert (await fault(of_store(store), ADA)).trouble.cause == "network"


async def test_the_token_may_lie_in_a_file_that_is_kept_fresh(store: KeyValueServer, tmp_path: Path) -> None:
    store.put("secret/mail/ada", {"password": PLANTED})
    file = tmp_path / "token"
    settings = ResolvingSettings(vault_paths="secret/mail", vault_address=store.url, vault_token_file=file)
    resolver = resolver_of(settings, None)
    assert "EMAIL_VAULT_TOKEN_FILE cannot be read (No such file" in str(await fault(resolver, ADA))
    file.write_text("hvs.planted-old")
    assert (await fault(resolver, ADA)).trouble.cause == "auth"
    file.write_text(f"{TOKEN}\n")
    assert (await resolver.password(ADA, FIELD)).get_secret_value() == PLANTED


def test_without_a_token_nothing_is_asked() -> None:
    with pytest.raises(UnresolvedError, match="set EMAIL_VAULT_TOKEN or EMAIL_VAULT_TOKEN_FILE"):
        vault_token(ResolvingSettings())


async def test_no_proxy_gets_the_token(store: KeyValueServer, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put("secret/mail/ada", {"password": PLANTED})
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert (await of_store(store).password(ADA, FIELD)).get_secret_value() == PLANTED


async def test_no_secret_is_told_to_anybody(
    folder: Path, store: KeyValueServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    store.put("secret/mail/ada", {"password": PLANTED})
    resolver = of_store(store)
    settings = ResolvingSettings(vault_address=store.url, vault_token=SecretStr(TOKEN))
    found = [await resolver.password(ADA, FIELD), await reader(folder).password("file:ada", FIELD)]
    for each in FAULTS:
        store.faults.append(each)
        await fault(resolver, ADA)
    everything = "\n".join([caplog.text, repr(found), repr(resolver), repr(settings), str(settings)])
    assert [secret for secret in (PLANTED, TOKEN) if secret in everything] == []
