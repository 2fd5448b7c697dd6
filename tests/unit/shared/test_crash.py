"""Crash points: each has its place in the code, none is ever struck unless it was armed (shared/crash.py)."""

import ast
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.crash import VARIABLE, ConsumerStep, CrashPoint
from shared.services import SERVICES

ROOT = Path(__file__).resolve().parents[3]
FUNCTIONS = {"crash_point", "crash_point_of", "crash_point_once_written"}
STRIKE_ALL = """
import asyncio
from shared.crash import ConsumerStep, CrashPoint, crash_point, crash_point_of, crash_point_once_written
from shared.services import SERVICES
for point in CrashPoint:
    crash_point(point)
    asyncio.run(crash_point_once_written(point))
for step in ConsumerStep:
    for service in (*SERVICES, "echo"):
        crash_point_of(service, step)
"""
STRIKE_ONE = {
    "at once": "from shared.crash import *; crash_point(CrashPoint.RULES_AFTER_COMMIT)",
    "in the policy": "from shared.crash import *; crash_point_of('rules', ConsumerStep.AFTER_COMMIT)",
    "once written": "from shared.crash import *; asyncio.run(crash_point_once_written(CrashPoint.RULES_AFTER_COMMIT))",
}


def calls() -> Iterator[tuple[str, str]]:
    """Where a crash point is called, and what its last argument is."""
    for path in [*ROOT.glob("services/**/*.py"), *ROOT.glob("shared/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or path == ROOT / "shared" / "crash.py":
                continue
            if isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", ast.unparse(node.args[-1])


def points_of(argument: str) -> set[CrashPoint]:
    """The points that a call with this argument can strike; none when it names no point."""
    kind, _, name = argument.partition(".")
    if kind == CrashPoint.__name__ and name in CrashPoint.__members__:
        return {CrashPoint[name]}
    if kind == ConsumerStep.__name__ and name in ConsumerStep.__members__:
        return {point for point in CrashPoint if point.partition(".")[2] == ConsumerStep[name]}
    return set()


def test_every_crash_point_is_called_and_every_call_names_one() -> None:
    found = list(calls())
    assert [place for place, argument in found if not points_of(argument)] == []
    assert {point for _, argument in found for point in points_of(argument)} == set(CrashPoint)


def test_every_crash_point_is_of_a_service_of_the_list() -> None:
    assert [point for point in CrashPoint if point.partition(".")[0] not in SERVICES] == []


def process(code: str, folder: Path, **variables: str) -> int:
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    environment |= {"PYTHONPATH": str(ROOT), **variables}
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, check=False, timeout=60)
    return done.returncode


def arm(folder: Path, *points: CrashPoint) -> None:
    for point in points:
        (folder / point).touch()


@pytest.mark.parametrize("variables", [pytest.param({}, id="absent"), pytest.param({VARIABLE: ""}, id="empty")])
def test_without_the_variable_no_file_ends_a_process(tmp_path: Path, variables: dict[str, str]) -> None:
    arm(tmp_path, *CrashPoint)
    assert process(STRIKE_ALL, tmp_path, **variables) == 0
    assert len(list(tmp_path.iterdir())) == len(CrashPoint)


@pytest.mark.parametrize("code", [pytest.param(code, id=name) for name, code in STRIKE_ONE.items()])
def test_an_armed_point_ends_the_process_once(tmp_path: Path, code: str) -> None:
    variables = {VARIABLE: str(tmp_path)}
    arm(tmp_path, CrashPoint.RULES_AFTER_PRODUCE, CrashPoint.PARSER_AFTER_COMMIT)
    assert process(code, tmp_path, **variables) == 0, "others are armed, this one is not"
    arm(tmp_path, CrashPoint.RULES_AFTER_COMMIT)
    assert process(code, tmp_path, **variables) == -signal.SIGKILL
    assert process(code, tmp_path, **variables) == 0, "the file was used up"
    assert {path.name for path in tmp_path.iterdir()} == {
        CrashPoint.RULES_AFTER_PRODUCE,
        CrashPoint.PARSER_AFTER_COMMIT,
    }
