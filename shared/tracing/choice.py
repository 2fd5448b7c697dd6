"""Traces or none."""

from shared.tracing.port import Tracing
from shared.tracing.settings import TracingSettings


def tracing_of(settings: TracingSettings, service: str, generation: int) -> Tracing | None:
    """None where none are wanted, and in a replay, which would add to the traces of the mail that it reads again."""
    if not settings.otlp_endpoint or generation:
        return None
    from shared.tracing.otlp import OtlpTracing

    return OtlpTracing(settings.otlp_endpoint, settings.trace_ratio, service)
