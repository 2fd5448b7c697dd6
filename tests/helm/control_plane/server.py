"""etcd and kube-apiserver, started in a folder of their own, with one token that may do everything."""

import secrets
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared.service.child import Child
from shared.service.ports import HOST, Ports

READY_WITHIN_S = 120


@dataclass(frozen=True, slots=True)
class Server:
    """A running API server."""

    client: httpx.Client
    kubeconfig: Path

    def create(self, path: str, manifest: dict[str, Any], *, dry_run: bool = False) -> httpx.Response:
        """POST; the answer as it comes."""
        return self.client.post(path, json=manifest, params={"dryRun": "All"} if dry_run else {})

    def items(self, path: str) -> list[dict[str, Any]]:
        """What a list holds."""
        answer = self.client.get(path)
        answer.raise_for_status()
        return list(answer.json()["items"])


@contextmanager
def running(programs: Path, folder: Path) -> Iterator[Server]:
    """Both, until the block ends."""
    ports = Ports(folder)
    etcd, api = Child("etcd", folder), Child("kube-apiserver", folder)
    etcd_url, port = f"http://{HOST}:{ports.claim('etcd')}", ports.claim("api")
    token, key = secrets.token_hex(16), folder / "accounts.pem"
    (folder / "tokens.csv").write_text(f"{token},admin,1,system:masters\n")
    key.write_bytes(_private_key())
    try:
        etcd.start([
            programs / "etcd", "--data-dir", folder / "etcd", "--unsafe-no-fsync", "--listen-client-urls", etcd_url,
            "--advertise-client-urls", etcd_url, "--listen-peer-urls", f"http://{HOST}:{ports.claim('peer')}",
        ])  # fmt: skip
        api.start([
            programs / "kube-apiserver", "--etcd-servers", etcd_url, "--secure-port", str(port), "--bind-address", HOST,
            "--cert-dir", folder / "certificates", "--token-auth-file", folder / "tokens.csv",
            "--authorization-mode", "RBAC", "--service-cluster-ip-range", "10.96.0.0/16",
            "--service-account-issuer", "https://kubernetes.test", "--service-account-key-file", key,
            "--service-account-signing-key-file", key,
        ])  # fmt: skip
        server = _server(folder, f"https://{HOST}:{port}", token)
        api.wait_until(lambda: _answers(server), READY_WITHIN_S, "ready")
        yield server
    finally:
        api.stop()
        etcd.stop()


def _private_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def _server(folder: Path, url: str, token: str) -> Server:
    """Its certificate is its own, made at the start and known to nobody else."""
    kubeconfig = folder / "kubeconfig"
    kubeconfig.write_text(
        yaml.safe_dump(
            {
                "apiVersion": "v1",
                "kind": "Config",
                "clusters": [{"name": "c", "cluster": {"server": url, "insecure-skip-tls-verify": True}}],
                "users": [{"name": "u", "user": {"token": token}}],
                "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
                "current-context": "x",
            }
        )
    )
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, verify=context, trust_env=False)
    return Server(client, kubeconfig)


def _answers(server: Server) -> bool:
    try:
        return server.client.get("/readyz").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
