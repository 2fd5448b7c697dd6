"""What is installed has everything that the code opens beside itself: SQL, templates, the screen's own files."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ("services", "shared", "deploy")
BUILD = "from setuptools.build_meta import build_wheel; print(build_wheel('dist'))"


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The names of the files in the wheel."""
    folder = tmp_path_factory.mktemp("package")
    for name in SOURCES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    built = subprocess.run([sys.executable, "-c", BUILD], cwd=folder, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (wheel,) = (folder / "dist").glob("*.whl")
    return frozenset(ZipFile(wheel).namelist())


@pytest.mark.parametrize(
    "pattern",
    [
        "services/**/*.py",
        "services/**/*.sql",
        "shared/**/*.sql",
        "services/api/screen/templates/*.html",
        "services/api/screen/static/**/*.*",
    ],
)
def test_every_file_is_in_the_package(packed: frozenset[str], pattern: str) -> None:
    there = {str(path.relative_to(ROOT)) for path in ROOT.glob(pattern) if path.is_file()}

    assert there
    assert there - packed == set()
