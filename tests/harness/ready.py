"""Whether a service is ready, asked cheaply: an httpx call without a client of its own costs 20 ms of CPU."""

from http import HTTPStatus
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from deploy.local.ports import HOST

ANSWER_WITHIN_S = 2.0


def answers_ready(port: int) -> bool:
    """Whether /ready on this loopback port says 200."""
    try:
        with urlopen(f"http://{HOST}:{port}/ready", timeout=ANSWER_WITHIN_S) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except HTTPError as error:
        error.close()
    except (URLError, HTTPException, OSError):
        pass
    return False
