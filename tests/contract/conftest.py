"""What the contract tests of shared/ share: settings and topic names of the test's own."""

import pytest

from deploy.local.endpoints import Endpoints
from shared.events.topics import TopicNames
from shared.settings import Settings


@pytest.fixture
def settings(stack: Endpoints, topic_prefix: str) -> Settings:
    """Settings that point at the stack, under the test's own prefix."""
    return Settings(
        kafka_servers=stack.kafka_servers, topic_prefix=topic_prefix, kafka_session_timeout_s=3, _env_file=None
    )


@pytest.fixture
def names(topic_prefix: str) -> TopicNames:
    """The names under the test's own prefix."""
    return TopicNames(topic_prefix)
