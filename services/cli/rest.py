"""REST as the commands see it; everything that can go wrong is one line with the next step."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from shared.errors import ConfigurationError, MailweaveError

if TYPE_CHECKING:  # httpx and the settings take a while to import, and `--help` asks nobody anything
    import httpx

Document = dict[str, Any]
Answer = TypeVar("Answer")
BASE = "/api/email"
TIMEOUT_S = 30.0
ASK_EVERY_S = 0.2
MOST_DIGITS = 9
"""Of an account's number."""


class CommandError(MailweaveError):
    """The command could not do what was asked; `results` are those of tests that REST made for it."""

    def __init__(self, line: str, results: Sequence[Document] = ()) -> None:
        super().__init__(line)
        self.results = results


class UsageError(CommandError):
    """The command was called wrongly: nothing was done. What is printed leads to the command's own help."""


class NotThereError(CommandError):
    """REST knows no such thing (404)."""


class Rest:
    """A client with the token; answers are the decoded documents."""

    def __init__(self, client: "httpx.Client") -> None:
        self._client = client

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""
        return str(self._client.base_url).rstrip("/")

    def get(self, path: str, **query: str | int | None) -> Document:
        """`path` begins behind /api/email, or is one that REST gave."""
        given = {name: value for name, value in query.items() if value is not None}
        return self._ask("GET", path, params=given or None)

    def post(self, path: str, document: Document, *, timeout_s: float = TIMEOUT_S) -> Document:
        """Creates or asks for something."""
        return self._ask("POST", path, json=document, timeout=timeout_s)

    def patch(self, path: str, document: Document, *, version: int | None = None) -> Document:
        """Changes something; with the version that was seen only while nobody else has changed it."""
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return self._ask("PATCH", path, json=document, headers=headers)

    def delete(self, path: str) -> None:
        """Removes something."""
        response = self._response("DELETE", path)
        if response.is_error:
            _document(response)

    def content(self, path: str) -> bytes:
        """The bytes of something."""
        response = self._response("GET", path)
        if response.is_error:
            _document(response)
        return response.content

    def results(self, path: str, **query: str | int | None) -> list[Document]:
        """The first page of a list."""
        found: list[Document] = self.get(path, **query)["results"]
        return found

    def all(self, path: str, **query: str | int | None) -> Iterator[Document]:
        """Every item of a list, page by page."""
        page = self.get(path, **query)
        yield from page["results"]
        while page["next"]:
            page = self.get(page["next"])
            yield from page["results"]

    def account(
        self,
        email_address: str | None,
        account_id: int | None,
        which: str | None = None,
        *,
        option: str = "ACCOUNT, --email-address",
    ) -> Document:
        """The one account that is named; `which` by its address or number, `option` is what names it by its address."""
        if sum(each is not None for each in (email_address, account_id, which)) != 1:
            raise UsageError(f"give either {option} or --account-id; `mailweave accounts list` shows them")
        if which is not None:
            is_number = which.isascii() and which.isdecimal() and len(which) <= MOST_DIGITS
            return self.account(None, int(which)) if is_number else self.account(which, None)
        if account_id is not None:
            return self.get(f"/accounts/{account_id}/")
        found: list[Document] = self.get("/accounts/", email_address=email_address)["results"]
        if not found:
            raise CommandError(f"there is no account {email_address}: `mailweave accounts list` shows all")
        return found[0]

    def _ask(self, method: str, path: str, **content: Any) -> Document:
        return _document(self._response(method, path, **content))

    def _response(self, method: str, path: str, **content: Any) -> "httpx.Response":
        import httpx

        url = path if path.startswith(BASE) else BASE + path
        try:
            return self._client.request(method, url, **content)
        except (httpx.TransportError, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise CommandError(
                f"REST does not answer at {self._client.base_url} ({type(error).__name__}): "
                "is it up (`mailweave up`)? else correct EMAIL_API_URL"
            ) from error


def _document(response: "httpx.Response") -> Document:
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        raise CommandError("REST refused the token: set EMAIL_API_TOKEN to the one that the api was started with")
    try:
        document = response.json()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise CommandError(f"what answers at {response.url} is not Mailweave's REST: correct EMAIL_API_URL")
    if response.is_error:
        detail = document.get("detail", "no reason given")
        refused = NotThereError if response.status_code == HTTPStatus.NOT_FOUND else CommandError
        line = f"REST refused ({response.status_code} {response.reason_phrase}): {detail}"
        raise refused(line, document.get("results", ()))
    return document


@contextmanager
def rest() -> Iterator[Rest]:
    """REST at EMAIL_API_URL while the block runs."""
    import httpx

    from services.cli.settings import CliSettings

    settings = CliSettings.load()
    token = settings.api_token.get_secret_value()
    if not token:
        raise ConfigurationError("EMAIL_API_TOKEN is not set: set it to the token that the api was started with")
    try:
        client = httpx.Client(
            base_url=settings.api_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=TIMEOUT_S,
            trust_env=False,
        )
    except (httpx.InvalidURL, UnicodeEncodeError) as error:
        raise ConfigurationError(
            "EMAIL_API_URL or EMAIL_API_TOKEN cannot be used: look for stray characters"
        ) from error
    with client:
        yield Rest(client)


def wait_for(ask: Callable[[], Answer | None], *, timeout_s: float) -> Answer | None:
    """Asks again and again until there is an answer; None when the time is over."""
    give_up_at = time.monotonic() + timeout_s
    while True:
        answer = ask()
        if answer is not None or time.monotonic() > give_up_at:
            return answer
        time.sleep(ASK_EVERY_S)
