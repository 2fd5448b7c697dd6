"""What the product imports it declares, what it declares it imports; the extra `local` is for the embedded stack."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from importlib import metadata
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OURS = {"services", "shared", "deploy"}
PRODUCT = ("services", "shared")


def distribution(requirement: str) -> str:
    """The name in a requirement, as package indexes normalise it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]).lower()


PLAIN = {distribution(each) for each in PROJECT["dependencies"]}
DEVELOPMENT = {distribution(each) for each in PROJECT["optional-dependencies"]["dev"]}
LOCAL = {distribution(each) for each in PROJECT["optional-dependencies"]["local"]}


def modules_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def imported(*folders: str) -> set[str]:
    """The distributions that these folders import, by their normalised names."""
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    modules = {module for file in files for module in modules_in(ast.parse(file.read_text()))}
    others = {module for module in modules if module.partition(".")[0] not in OURS | sys.stdlib_module_names}
    known = packages_distributions()
    return {distribution(each) for module in others for each in owners(module, known.get(module.partition(".")[0], []))}


def owners(module: str, candidates: Sequence[str]) -> Sequence[str]:
    """Of the distributions that share a namespace the one that has the module."""
    if len(set(candidates)) < 2:
        return candidates[:1]
    place = module.replace(".", "/")
    found = {f"{place}.py", f"{place}/__init__.py"}
    return [each for each in candidates if found & {str(file) for file in metadata.files(each) or ()}][:1]


@pytest.mark.parametrize(
    ("folders", "declared"),
    [
        pytest.param(PRODUCT, PLAIN, id="services and shared"),
        pytest.param(("deploy/local",), PLAIN | LOCAL, id="the embedded stack"),
        pytest.param(("deploy",), PLAIN | LOCAL | DEVELOPMENT, id="what builds and documents"),
    ],
)
def test_what_is_imported_is_declared(folders: tuple[str, ...], declared: set[str]) -> None:
    assert imported(*folders) - declared == set()


def test_what_is_declared_is_imported() -> None:
    assert PLAIN - imported(*PRODUCT, "deploy") == set()


def test_the_extra_is_not_needed_by_the_product() -> None:
    assert LOCAL & imported(*PRODUCT) == set()
