"""A person's browser without JavaScript, at the screen of a running api."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from tests.integration.rest import TOKEN, RunningApi

LARGEST_PAGE = 150_000


@dataclass(slots=True)
class Visitor:
    """Keeps cookies, follows redirects only where it is told to."""

    client: httpx.Client

    def log_in(self, token: str = TOKEN, **headers: str) -> httpx.Response:
        return self.client.post("/login", data={"token": token}, headers=headers)

    def page(self, path: str, status: int = 200) -> str:
        """The page's HTML, which must have this status and not be larger than a page may be."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        assert len(answer.content) <= LARGEST_PAGE, f"{path} has {len(answer.content)} bytes"
        return answer.text

    def post(self, path: str, **fields: str) -> httpx.Response:
        """A form as a page of ours sends it."""
        return self.client.post(path, data=fields, headers={"Sec-Fetch-Site": "same-origin"})


@contextmanager
def visiting(api: RunningApi) -> Iterator[Visitor]:
    with httpx.Client(base_url=api.url, timeout=20, trust_env=False) as client:
        yield Visitor(client)
