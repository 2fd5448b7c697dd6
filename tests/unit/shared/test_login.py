"""The login that `mailweave migrate --login` makes is named by a URL that leaves nothing open."""

import pytest

from shared.errors import ConfigurationError
from shared.postgres.login import create_login

OWNER = "postgresql://owner:secret-of-the-owner@db.invalid/mailweave"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        pytest.param("postgresql://db.invalid/mailweave", "names no login with a password", id="nobody"),
        pytest.param("postgresql://services@db.invalid/mailweave", "names no login with a password", id="no-password"),
        pytest.param("postgresql://owner:x@db.invalid/mailweave", "names owner, the tables' owner", id="the-owner"),
    ],
)
def test_what_names_no_login_of_its_own_is_refused(url: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said) as refused:
        create_login(OWNER, url)
    assert "secret-of-the-owner" not in str(refused.value)
