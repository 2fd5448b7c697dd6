"""What `make test-failed` goes by: the failures that pytest remembers of a parallel run."""

import os

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """xdist appends the group to a test's name; without it `--last-failed` finds the test again.

    Not in a worker: there xdist compares the names.
    """
    name, _, group = report.nodeid.rpartition("@")
    if name and "]" not in group and "PYTEST_XDIST_WORKER" not in os.environ:
        report.nodeid = name


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run that broke off forgets its failures, for it did not come to all tests: they must not pass for all of it."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    cache = getattr(session.config, "cache", None)  # absent with `-p no:cacheprovider`
    if exitstatus > pytest.ExitCode.TESTS_FAILED and cache is not None and not is_worker:
        cache.set("cache/lastfailed", {})
