"""Whoever asks for `helm` needs the program; without it the test is left out, with CI=true that is an error."""

from types import ModuleType

import pytest

from tests.harness import helm as harness


@pytest.fixture
def helm() -> ModuleType:
    """tests/harness/helm.py."""
    return harness
