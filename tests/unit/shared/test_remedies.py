"""Every reason has an advice, and each advice a time that fits it."""

import pytest

from services.api.screen.report_words import REASONS, REMEDIES
from shared.events import Reason
from shared.remedies import ADVICE, Remedy


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_has_words_and_a_remedy(reason: Reason) -> None:
    advice = ADVICE[reason]
    assert REASONS[reason]
    assert (advice.after_s is None) == (advice.remedy is Remedy.SUPPRESS)
    assert bool(advice.after_s) == (advice.remedy in {Remedy.PAUSE, Remedy.RETRY})
    assert advice.remedy in REMEDIES
