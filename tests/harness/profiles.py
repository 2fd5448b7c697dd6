"""How hard Hypothesis tries. HYPOTHESIS_PROFILE=thorough is for a night."""

import os

from hypothesis import HealthCheck, settings


def load_profile() -> None:
    """Chance is fresh at every run, so that each looks at new ground, and apart from pytest-randomly's.

    A failure prints its smallest example and a line that repeats it; .hypothesis/ keeps it for the next run here. No
    test asserts a time: no deadline, no check for slowness.
    """
    settings.register_profile(
        "ci",
        max_examples=100,
        stateful_step_count=50,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.register_profile("thorough", settings.get_profile("ci"), max_examples=1000, stateful_step_count=100)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def on_one_fixture() -> settings:
    """The profile, for properties on a real database: its fixtures serve all examples of a test."""
    return settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
