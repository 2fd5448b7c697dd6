"""A small file by HTTPS from a host that a stranger may run."""

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

import httpcore

from services.api.discovery.found import Outcome, Unanswered
from services.api.discovery.hosts import host_of
from services.api.discovery.reach import Guarded, Reach

LARGEST_BYTES = 65_536
MOST_REDIRECTS = 3
HTTPS_PORT = 443
REDIRECTS = (301, 302, 303, 307, 308)
HEADERS: Mapping[bytes | str, bytes | str] = {
    "Accept": "text/xml, application/xml",
    "Accept-Encoding": "identity",
    "User-Agent": "Mailweave",
}


async def fetched(url: str, reach: Reach) -> bytes:
    """The body of a 200; raises Unanswered for all else. No cookie, no credential, no proxy, every hop by HTTPS."""
    async with httpcore.AsyncConnectionPool(
        ssl_context=reach.tls, network_backend=Guarded(reach), max_connections=1, retries=0
    ) as pool:
        for _ in range(MOST_REDIRECTS + 1):
            try:
                answer = await _answer(pool, url)
            except httpcore.TimeoutException:
                raise Unanswered(Outcome.LATE, "it does not answer") from None
            except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
                raise Unanswered(Outcome.FAILED, f"it cannot be asked ({type(error).__name__})") from error
            if isinstance(answer, bytes):
                return answer
            url = _target(url, answer)
    raise Unanswered(Outcome.REFUSED, f"it leads on more than {MOST_REDIRECTS} times")


async def _answer(pool: httpcore.AsyncConnectionPool, url: str) -> bytes | str:
    """The body, or where it leads on to."""
    async with pool.stream("GET", url, headers=HEADERS) as response:
        if response.status in REDIRECTS:
            headers = {name.lower(): value for name, value in response.headers}
            return headers.get(b"location", b"").decode("latin-1")
        if response.status != 200:
            outcome = Outcome.NOTHING if response.status in (404, 410) else Outcome.FAILED
            raise Unanswered(outcome, f"HTTP {response.status}")
        body = bytearray()
        async for part in response.aiter_stream():
            body += part
            if len(body) > LARGEST_BYTES:
                raise Unanswered(Outcome.REFUSED, f"it is larger than {LARGEST_BYTES} bytes")
        return bytes(body)


def _target(url: str, location: str) -> str:
    """Where a redirect leads: to HTTPS at its own port, else it is refused."""
    try:
        there = urlsplit(urljoin(url, location))
        port = there.port or HTTPS_PORT
    except ValueError:
        raise Unanswered(Outcome.REFUSED, "it leads to no address") from None
    host = host_of(there.hostname or "")
    if there.scheme != "https" or port != HTTPS_PORT or not host or "@" in there.netloc or not location.isascii():
        raise Unanswered(Outcome.REFUSED, "it leads away from HTTPS at a host's usual port")
    query = f"?{there.query}" if there.query else ""
    return f"https://{host}{there.path or '/'}{query}"
