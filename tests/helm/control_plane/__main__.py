"""Installs and upgrades each case of the chart, and has every pod of it admitted; prints a line for each."""

import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.harness import helm
from tests.helm.control_plane.server import Server, running

PROFILE = {"pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/enforce-version": "latest"}
CUSTOM = {
    "ScaledObject": ("keda.sh", "v1alpha1", "scaledobjects"),
    "TriggerAuthentication": ("keda.sh", "v1alpha1", "triggerauthentications"),
    "PodMonitor": ("monitoring.coreos.com", "v1", "podmonitors"),
    "PrometheusRule": ("monitoring.coreos.com", "v1", "prometheusrules"),
}
"""Kinds that operators bring; here the server takes them as they come, test_render.py judges them."""
EVERY_S = 0.2


def main(programs: Path) -> int:
    """0 when everything was taken, and what must not be was refused."""
    with tempfile.TemporaryDirectory(prefix="control-plane-") as folder, running(programs, Path(folder)) as server:
        _prepare(server)
        faults = [fault for case in helm.CASES for fault in _try(server, case)]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def _prepare(server: Server) -> None:
    for kind, (group, version, plural) in CUSTOM.items():
        schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
        definition = {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": f"{plural}.{group}"},
            "spec": {
                "group": group,
                "names": {"kind": kind, "plural": plural},
                "scope": "Namespaced",
                "versions": [{"name": version, "served": True, "storage": True, "schema": schema}],
            },
        }
        server.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition).raise_for_status()
    priority = {"metadata": {"name": "business-critical"}, "value": 1000}
    server.create("/apis/scheduling.k8s.io/v1/priorityclasses", priority).raise_for_status()


def _try(server: Server, case: str) -> Iterator[str]:
    """What is wrong with a case."""
    namespace = {"metadata": {"name": case, "labels": PROFILE}}
    server.create("/api/v1/namespaces", namespace).raise_for_status()
    server.create(f"/api/v1/namespaces/{case}/serviceaccounts", {"metadata": {"name": "default"}}).raise_for_status()
    done: list[str] = []
    for verb in ("install", "upgrade"):
        with _jobs_ended(server, case, done):
            ran = _helm(server, verb, case)
        if ran.returncode or ran.stderr:  # where the server warns, it stands there too
            yield f"{case}: helm {verb}: {ran.stderr.strip()}"
            return
    if done != ["mailweave-migrate", "mailweave-topics"] * 2:
        yield f"{case}: the jobs ran in this order: {done}"
    admitted = 0
    for name, pod in helm.pods(case).items():
        answer = _admit(server, case, name, pod["spec"])
        admitted += not answer
        yield from ([f"{case}: {name}: {answer}"] if answer else [])
        loose = {**pod["spec"], "securityContext": {**pod["spec"]["securityContext"], "runAsNonRoot": False}}
        if "violates PodSecurity" not in _admit(server, case, f"{name}-loose", loose):
            yield f"{case}: {name} was admitted as root: Pod Security is not enforced"
    deployments = server.items(f"/apis/apps/v1/namespaces/{case}/deployments")
    print(f"{case}: installed, upgraded, jobs {len(done)}, deployments {len(deployments)}, pods admitted {admitted}")


def _helm(server: Server, verb: str, case: str) -> subprocess.CompletedProcess[str]:
    named = (helm.RELEASE, helm.CHART, "--namespace", case, "--kubeconfig", server.kubeconfig, "--timeout", "60s")
    return helm.run(verb, *named, "--values", helm.CASES[case])


def _admit(server: Server, case: str, name: str, spec: dict[str, Any]) -> str:
    """What the server has against a pod; empty when it takes it."""
    answer = server.create(f"/api/v1/namespaces/{case}/pods", {"metadata": {"name": name}, "spec": spec})
    return "" if answer.is_success else str(answer.json()["message"])


@contextmanager
def _jobs_ended(server: Server, case: str, done: list[str]) -> Iterator[None]:
    """There is nobody who would run a job: what begins is said to have succeeded, and noted."""
    over = threading.Event()

    def end_jobs() -> None:
        while not over.wait(EVERY_S):
            for job in server.items(f"/apis/batch/v1/namespaces/{case}/jobs"):
                if not job["status"].get("succeeded"):
                    _succeed(server, case, job["metadata"]["name"])
                    done.append(job["metadata"]["name"])

    thread = threading.Thread(target=end_jobs)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _succeed(server: Server, case: str, name: str) -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    conditions = [
        {"type": kind, "status": "True", "lastProbeTime": now, "lastTransitionTime": now}
        for kind in ("SuccessCriteriaMet", "Complete")
    ]
    status = {"startTime": now, "completionTime": now, "succeeded": 1, "conditions": conditions}
    answer = server.client.patch(
        f"/apis/batch/v1/namespaces/{case}/jobs/{name}/status",
        json={"status": status},
        headers={"Content-Type": "application/merge-patch+json"},
    )
    answer.raise_for_status()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
