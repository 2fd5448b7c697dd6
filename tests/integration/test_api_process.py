"""`python -m services.api` as a process: what it needs, what it logs, how it ends."""

from pathlib import Path

import httpx
import pytest

from tests.harness.service_process import service_process
from tests.integration.rest import ACCOUNT, SECRET_KEY, TOKEN, RunningApi, free_port


def environment(api: RunningApi, **changes: str) -> dict[str, str]:
    return {**api.environment, "EMAIL_SECRET_KEY": SECRET_KEY, "EMAIL_API_PORT": str(free_port()), **changes}


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"EMAIL_API_TOKEN": ""}, "EMAIL_API_TOKEN must have at least 16 characters: make one with"),
        ({"EMAIL_API_TOKEN": "short-token"}, "EMAIL_API_TOKEN must have at least 16 characters: make one with"),
        ({"EMAIL_SECRET_KEY": "nonsense"}, "EMAIL_SECRET_KEY must be 32 random bytes in base64"),
        ({"EMAIL_API_PORT": "99999"}, "EMAIL_API_PORT: "),
        ({"EMAIL_API_TOKN": "x"}, "EMAIL_API_TOKN is not a setting of Mailweave: did you mean EMAIL_API_TOKEN?"),
    ],
    ids=["no token", "short token", "no key", "no port", "misspelt"],
)
async def test_it_refuses_to_start_with_one_line(
    api: RunningApi, tmp_path: Path, changes: dict[str, str], line: str
) -> None:
    async with service_process(tmp_path, environment(api, **changes), "services.api") as process:
        assert await process.end() == 2
        assert line in process.text()
        assert "Traceback" not in process.text()
        assert "short-token" not in process.text()


async def test_a_port_that_is_taken_is_named(api: RunningApi, tmp_path: Path) -> None:
    taken = {"EMAIL_API_PORT": str(api.settings.api_port)}
    async with service_process(tmp_path, environment(api, **taken), "services.api") as process:
        assert await process.end() == 2
        assert f"cannot listen on 127.0.0.1:{api.settings.api_port} (Address already in use)" in process.text()


async def test_it_serves_says_where_logs_no_secret_and_ends_cleanly(api: RunningApi, tmp_path: Path) -> None:
    settings = environment(api, EMAIL_API_PORT="0", EMAIL_LOG_LEVEL="DEBUG")
    async with service_process(tmp_path, settings, "services.api") as process:
        line = await process.said("REST on http://")
        rest = next(word for word in line.split() if word.startswith("http://")).removesuffix("/docs")
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with httpx.AsyncClient(headers=headers, trust_env=False, timeout=20) as client:
            assert (await client.post(f"{rest}/accounts/", json=dict(ACCOUNT))).status_code == 201
            assert (await client.get(f"{rest}/accounts/", headers={"Authorization": "Bearer x"})).status_code == 401
            health = await process.url()
            assert [(await client.get(f"{health}/{name}")).status_code for name in ("live", "ready", "metrics")] == [
                200
            ] * 3
        assert await process.terminate() == 0
    secrets = (TOKEN, SECRET_KEY, "smtp-Secret-1", "incoming-Secret-2", api.database_url.split("@")[0])
    assert [secret for secret in secrets if secret in process.text()] == []
