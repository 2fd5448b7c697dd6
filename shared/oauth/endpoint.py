"""Asking a token server: verified TLS, no redirect followed, a bounded answer within a bounded time."""

import asyncio
import logging
import ssl
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from shared.errors import ConfigurationError
from shared.oauth.answer import Asked, Granted, Refusal, foreign, meaning, unreachable

ANSWER_WITHIN_S = 20.0
MOST_BYTES = 64 * 1024
# A proxy that compresses unasked makes the answer unreadable, which is told; a bomb is never unpacked.
UNREACHABLE = (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError)
"""What `posted` raises of the network and of addresses that are none."""
HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)  # below that it logs what is sent


class TooLargeError(Exception):
    """The answer goes on and on."""


class TokenEndpoint:
    """Asks. Whatever happens, there are tokens or a refusal within `within_s`. No proxy of the environment is used."""

    def __init__(self, ca_file: Path | None = None, within_s: float = ANSWER_WITHIN_S) -> None:
        """Certificates are verified against the system's authorities and those in `ca_file`."""
        self._within_s = within_s
        self._context = ssl.create_default_context()
        if ca_file is not None:
            try:
                self._context.load_verify_locations(ca_file)
            except (OSError, ssl.SSLError) as error:
                raise ConfigurationError(
                    f"EMAIL_TLS_CA_FILE {ca_file} cannot be used ({type(error).__name__}): give a PEM file"
                ) from error

    async def ask(self, asked: Asked, url: str, form: Mapping[str, str]) -> Granted | Refusal:
        """What the server makes of this form."""
        try:
            async with asyncio.timeout(self._within_s):
                status, retry_after, body = await self.posted(url, form)
        except TimeoutError:
            return unreachable(asked, f"did not answer within {self._within_s:g} s")
        except TooLargeError:
            return foreign(asked, f"answers with more than {MOST_BYTES} bytes")
        except ssl.SSLCertVerificationError as error:
            return unreachable(asked, f"shows a certificate that does not verify ({error.verify_message})")
        except UNREACHABLE as error:
            return unreachable(asked, f"cannot be reached ({reason_of(error)})")
        return meaning(asked, status, body, retry_after)

    async def posted(self, url: str, form: Mapping[str, str]) -> tuple[int, str, bytes]:
        """Status, Retry-After and body. Raises TooLargeError, and what UNREACHABLE names."""
        async with (
            httpx.AsyncClient(verify=self._context, trust_env=False, timeout=self._within_s) as client,
            client.stream("POST", url, data=dict(form), headers=HEADERS) as response,
        ):
            body = bytearray()
            async for piece in response.aiter_raw():
                body += piece
                if len(body) > MOST_BYTES:
                    raise TooLargeError
            return response.status_code, response.headers.get("Retry-After", ""), bytes(body)


def server_name(url: str) -> str:
    """How errors name the server of an address."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2] or url
    except ValueError:
        return "of oauth_token_url"


def reason_of(error: Exception) -> str:
    """What a person can do something about."""
    cause: BaseException = error
    while cause.__cause__ is not None or cause.__context__ is not None:
        cause = cause.__cause__ or cause.__context__ or cause
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate does not verify: {cause.verify_message}"
    if isinstance(cause, ConnectionRefusedError):
        return "connection refused"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return type(error).__name__
