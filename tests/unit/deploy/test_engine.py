"""A private engine: one at a time, and what a killed run left is taken away."""

import json
import os
import tempfile
from pathlib import Path

import pytest

from deploy.images import engine
from deploy.images.engine import OWNER, PREFIX, Engine, EngineError
from shared.service.identity import identity_of


@pytest.fixture
def left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as an engine has it, where temporary folders are; nothing of the machine's network is touched."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(engine, "_run", lambda *_: None)
    folder = tmp_path / f"{PREFIX}left"
    (folder / "data").mkdir(parents=True)
    return folder


@pytest.mark.parametrize("identity", ["another process of that number", None], ids=["reused-number", "unknown"])
def test_what_a_killed_run_left_is_deleted(left: Path, identity: str | None) -> None:
    (left / OWNER).write_text(json.dumps([os.getpid(), identity]))
    engine._clear_leftovers()
    assert not left.exists()


def test_a_folder_without_an_owner_is_deleted(left: Path) -> None:
    engine._clear_leftovers()
    assert not left.exists()


def test_an_engine_that_somebody_uses_is_left_alone(left: Path) -> None:
    (left / OWNER).write_text(json.dumps([os.getpid(), identity_of(os.getpid())]))
    with pytest.raises(EngineError, match=rf"process {os.getpid()} has a private engine already"):
        engine._clear_leftovers()
    assert left.exists()


def test_what_docker_refuses_is_said_in_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docker = tmp_path / "docker"
    docker.write_text("#!/bin/sh\necho 'no such image: it' >&2\nexit 3\n")
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(EngineError, match=r"`docker run it` ended with 3: no such image: it"):
        Engine().docker("run", "it")
