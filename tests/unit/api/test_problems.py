"""Every error of a route becomes a problem (RFC 9457), whatever stands behind it."""

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from services.api.problems import register_problems
from services.api.publishing import CommandPublisher
from services.api.security import LimitedRequest, TokenRequired, the_only_token
from shared.errors import ConfigurationError, PermanentError, TransientError
from shared.kafka.publish import ProducerLostError, Publisher
from shared.settings import Settings

TOKEN = SecretStr("t" * 20)


def failing(error: Exception) -> FastAPI:
    app = FastAPI(openapi_url=None)
    register_problems(app)

    @app.get("/")
    async def fail() -> None:
        raise error

    return app


async def ask(app: FastAPI) -> httpx.Response:
    guarded = TokenRequired(LimitedRequest(app, 1000), the_only_token(TOKEN), ())
    transport = httpx.ASGITransport(guarded, raise_app_exceptions=False)
    headers = {"Authorization": f"bearer {TOKEN.get_secret_value()}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
        return await client.get("/")


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (TransientError("Kafka does not answer: is it up?"), 503, "Kafka does not answer: is it up?"),
        (ConfigurationError("run `mailweave migrate`"), 503, "run `mailweave migrate`"),
        (PermanentError("larger than 2097152 bytes"), 413, "larger than 2097152 bytes"),
        (ValueError("password hunter2"), 500, "a defect of Mailweave: see the log of the api"),
    ],
    ids=["transient", "configuration", "too large", "defect"],
)
async def test_an_error_is_a_problem(error: Exception, status: int, detail: str) -> None:
    answer = await ask(failing(error))
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["status"], answer.json()["detail"]) == (status, status, detail)
    assert answer.headers.get("retry-after") == ("5" if isinstance(error, TransientError) else None)


class LostPublisher(Publisher):
    """A producer that has lost its sequence."""

    async def publish(self, events: object) -> None:
        raise ProducerLostError("start anew")


async def test_a_lost_producer_is_a_transient_error_to_the_caller_and_ends_the_process() -> None:
    publisher = CommandPublisher(LostPublisher(Settings()))
    for _ in range(2):
        with pytest.raises(TransientError, match="ask again"):
            await publisher.publish([])
    with pytest.raises(ProducerLostError):
        await publisher.until_lost()


async def test_kafka_that_was_never_reached_is_a_transient_error() -> None:
    from shared.events import PollRequested
    from shared.ids import AccountId

    with pytest.raises(TransientError, match="there is no connection to Kafka"):
        await CommandPublisher(Publisher(Settings())).publish([PollRequested(account_id=AccountId(1))])
