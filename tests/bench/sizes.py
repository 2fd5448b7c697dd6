"""What an installation's messages weigh: on the broker's disk, in PostgreSQL, and as blobs."""

from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.ground import Connection

TABLES = "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class WHERE relkind = 'r'"
"""With their indexes; of a new database with what it has at once."""


def topic_bytes(stack_folder: Path, prefix: str) -> dict[str, int]:
    """Bytes of each topic with this prefix, by its name without it: compressed, as Kafka keeps and sends them."""
    sizes: Counter[str] = Counter()
    for partition in (stack_folder / "kafka" / "data").glob(f"{prefix}*"):
        topic = partition.name.removeprefix(prefix).rpartition("-")[0]
        sizes[topic] += sum(segment.stat().st_size for segment in partition.glob("*.log"))
    return {topic: size for topic, size in sorted(sizes.items()) if size}


def table_bytes(connection: Connection) -> int:
    """Bytes of all tables of the database with their indexes."""
    [(size,)] = connection.execute(TABLES).fetchall()
    return int(size)


def blob_bytes(blob_url: str) -> int:
    """Bytes of all blobs under a file:// URL: sealed, as they lie there."""
    return sum(each.stat().st_size for each in Path(urlsplit(blob_url).path).rglob("*") if each.is_file())
