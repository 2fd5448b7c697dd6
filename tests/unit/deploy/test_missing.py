"""What is missing is said in one sentence that ends with the cure."""

import importlib.util
import shutil
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import SimpleNamespace

import pytest

from deploy.local import java
from deploy.local.endpoints import Endpoints
from deploy.local.errors import StackError
from deploy.local.jars import class_path
from deploy.local.java import find_java
from deploy.local.owner import Owner
from deploy.local.postgres_files import server_programs
from deploy.local.stack import Stack
from shared.service.ports import Ports
from tests.harness import dovecot, smtp_sink
from tests.harness.dovecot import Dovecot
from tests.harness.smtp_sink import SmtpSink


def only(sentence: str) -> str:
    """The pattern of exactly this line."""
    return f"(?s)\\A{sentence}\\Z"


@pytest.fixture
def without_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_nothing(name: str, package: str | None = None) -> ModuleSpec | None:
        return None

    monkeypatch.setattr(importlib.util, "find_spec", find_nothing)


@pytest.fixture
def without_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, without_packages: None) -> Iterator[None]:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    find_java.cache_clear()
    yield
    find_java.cache_clear()


@pytest.mark.usefixtures("without_java")
def test_no_java() -> None:
    with pytest.raises(StackError, match=only(r"no Java 17 or newer found: run `make setup` [^\n]*")):
        find_java()


@pytest.mark.usefixtures("without_java")
def test_an_old_java_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "java"
    old.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    old.chmod(0o755)
    assert java.java_major(old) == 11
    with pytest.raises(StackError, match="no Java 17"):
        find_java()


@pytest.mark.usefixtures("without_packages")
@pytest.mark.parametrize("owner", [None, Owner("nobody", 65534, 65534)], ids=["as a user", "as root"])
def test_no_postgresql(owner: Owner | None) -> None:
    with pytest.raises(StackError, match=only(r"PostgreSQL is missing: run `make setup` [^\n]*")):
        server_programs(owner)


def test_offline_without_jars(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("M2_REPO", str(tmp_path))
    monkeypatch.setenv("JGO_CONFIG_FILE", str(tmp_path / "none"))
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(StackError, match=only(r"greenmail: a jar could not be downloaded \([^\n]*and start again")):
        class_path("greenmail", lambda line: None)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StackError, match=only(r"the folder [^\n]* cannot be written \(Not a directory\): [^\n]*")):
        Stack(tmp_path / "file" / "stack").start()


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=3 * 2**20))
    with pytest.raises(StackError, match=only(r"only 3 MiB are free where [^\n]* make room[^\n]*")):
        Stack(tmp_path / "stack").start()


def test_no_stack_to_attach_to(tmp_path: Path) -> None:
    with pytest.raises(StackError, match=only(r"no stack is running in [^\n]* `python -m deploy.local up [^\n]*`")):
        Endpoints.load(tmp_path)


def test_no_dovecot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(dovecot.Dovecot, "is_installed", staticmethod(lambda: False))
    sentence = "Dovecot is not installed: apt-get install dovecot-imapd dovecot-pop3d dovecot-submissiond"
    with pytest.raises(StackError, match=only(sentence)):
        Dovecot(tmp_path, Ports(tmp_path)).start()


def test_no_smtp_sink(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(smtp_sink, "program", lambda: None)
    with pytest.raises(StackError, match=only("smtp-sink is not installed: apt-get install postfix")):
        SmtpSink(tmp_path, Ports(tmp_path)).start()
