"""What ends one part of the benchmark, and not the others."""


class BenchError(Exception):
    """One sentence for a person: what did not work, and what to do next where that is known."""


class NotInstalledError(BenchError):
    """A peer is not on this machine: its figures are left empty, and the sentence says how to install it."""
