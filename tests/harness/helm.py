"""Helm, and what it makes of the chart: manifests as dictionaries, by kind and name."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
CHART = ROOT / "deploy/helm/mailweave"
CASES = {path.name.removesuffix("-values.yaml"): path for path in sorted((CHART / "ci").glob("*-values.yaml"))}
"""The values that the chart is tried with."""
MADE_BY = "make helm-program"
RELEASE, NAMESPACE = "mailweave", "mail"
KUBERNETES = "1.35.0"
"""Helm built from its module takes itself for one of 1.20."""
Manifest = dict[str, Any]


def program() -> Path:
    """Where `make helm-program` puts it."""
    (version,) = re.findall(r"^HELM_VERSION := (\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    cached = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cached / "mailweave" / f"helm-{version}" / "helm"


def is_installed() -> bool:
    return program().exists()


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """One call of helm, with its output."""
    command = [str(part) for part in (program(), *arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def template(values: Path, sets: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """`helm template` with a file of values and further `--set`s."""
    further = [part for each in sets for part in ("--set", each)]
    return run(
        "template", RELEASE, CHART, "--namespace", NAMESPACE, "--kube-version", KUBERNETES, "--values", values, *further
    )


@cache
def manifests(case: str, *sets: str) -> tuple[Manifest, ...]:
    """Everything that is made of a case, hooks too."""
    made = template(CASES[case], sets)
    assert made.returncode == 0, made.stderr
    return tuple(each for each in yaml.safe_load_all(made.stdout) if each)


def of_kind(case: str, kind: str, *sets: str) -> dict[str, Manifest]:
    """Those of a kind by their names, which begin with the release's."""
    found = [each for each in manifests(case, *sets) if each["kind"] == kind]
    return {each["metadata"]["name"].removeprefix(f"{RELEASE}-"): each for each in found}


def pods(case: str, *sets: str) -> dict[str, Manifest]:
    """The pod templates of services and hooks by the name of what they run."""
    workloads = of_kind(case, "Deployment", *sets) | of_kind(case, "Job", *sets)
    return {name: each["spec"]["template"] for name, each in workloads.items()}


def container(pod: Mapping[str, Any]) -> Manifest:
    """Its only container."""
    (found,) = pod["spec"]["containers"]
    return dict(found)


def environment(case: str, name: str, *sets: str) -> dict[str, str]:
    """What the process of a pod finds: its ConfigMap, and what is its own."""
    found = container(pods(case, *sets)[name])
    (source,) = [each["configMapRef"]["name"] for each in found["envFrom"] if "configMapRef" in each]
    shared: dict[str, str] = of_kind(case, "ConfigMap", *sets)[source.removeprefix(f"{RELEASE}-")]["data"]
    return shared | {each["name"]: each["value"] for each in found.get("env", [])}


def strings(value: Any) -> Iterator[str]:
    """Every text within, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
