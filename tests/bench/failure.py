"""What ends one part of the benchmark, and not the others."""


class BenchError(Exception):
    """One sentence for a person: what did not work, and what to do next where that is known."""
