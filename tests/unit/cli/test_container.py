"""The image's command names a service, or is what one would type after `mailweave`."""

import pytest

from services.cli.container.__main__ import module_and_arguments
from services.cli.container.health import service_of


@pytest.mark.parametrize(
    ("given", "run"),
    [
        pytest.param(["poller"], ["services.poller"], id="a-service"),
        pytest.param(["rules"], ["services.rules"], id="a-service-that-is-a-command-too"),
        pytest.param(["rules", "list"], ["services.cli", "rules", "list"], id="the-command-of-that-name"),
        pytest.param(["mailweave", "rules"], ["services.cli", "rules"], id="with-mailweave-before-it"),
        pytest.param(["migrate", "--login"], ["services.cli", "migrate", "--login"], id="migrate"),
        pytest.param(["topics"], ["services.cli", "topics", "apply"], id="topics-in-short"),
        pytest.param(["topics", "apply"], ["services.cli", "topics", "apply"], id="topics"),
        pytest.param(["--help"], ["services.cli", "--help"], id="help"),
        pytest.param([], ["services.cli"], id="nothing"),
    ],
)
def test_the_command_says_what_runs(given: list[str], run: list[str]) -> None:
    assert module_and_arguments(given) == run


@pytest.mark.parametrize(
    ("command_line", "service"),
    [
        pytest.param(b"dumb-init\0--\0python\0-m\0services.cli.container\0sender\0", "sender", id="a-service"),
        pytest.param(b"/sbin/docker-init\0--\0dumb-init\0--\0python\0-m\0x\0api\0", "api", id="under-docker-init"),
        pytest.param(b"dumb-init\0--\0python\0-m\0x\0rules\0list\0", None, id="a-command"),
        pytest.param(b"", None, id="nothing"),
        pytest.param(b"\xff\0poller\xff\0", None, id="no-text"),
    ],
)
def test_the_health_check_finds_the_service(command_line: bytes, service: str | None) -> None:
    assert service_of(command_line) == service
