"""What an installation's topics weigh on the broker's disk."""

from collections import Counter
from pathlib import Path


def topic_bytes(stack_folder: Path, prefix: str) -> dict[str, int]:
    """Bytes of each topic with this prefix, by its name without it: compressed, as Kafka keeps and sends them."""
    sizes: Counter[str] = Counter()
    for partition in (stack_folder / "kafka" / "data").glob(f"{prefix}*"):
        topic = partition.name.removeprefix(prefix).rpartition("-")[0]
        sizes[topic] += sum(segment.stat().st_size for segment in partition.glob("*.log"))
    return {topic: size for topic, size in sorted(sizes.items()) if size}
