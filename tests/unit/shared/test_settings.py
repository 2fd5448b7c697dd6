"""A database URL that cannot be read is named, and nothing of it is told."""

import pytest
from pydantic import ValidationError

from services.cli.settings import CliSettings
from shared.errors import ConfigurationError
from shared.settings import Settings

GOOD = [
    "postgresql://u:s3cretpw@db.test:5432/mail?sslmode=require",
    "postgres://u:s3cret%2Fpw@[::1]/mail",
    "host=db.test port=5432 user=u password=s3cretpw dbname=mail",
    "postgresql://u:s3cret?pw@db.test/mail",
    "postgresql://u:s3cretpw@a.test:1,b.test:2/mail",
]
BAD = {
    "another driver's": "postgresql+psycopg://u:s3cretpw@db.test/mail",
    "another database": "mysql://u:s3cretpw@db.test/mail",
    "bad percent encoding": "postgresql://u:s3cret%pw@db.test/mail",
    "not UTF-8": "postgresql://u:s3cret%ff@db.test/mail",
    "a slash in the password": "postgresql://u:s3cret/pw@db.test/mail",
    "an at sign in the password": "postgresql://u:pw@s3cret@db.test/mail",
    "a slash behind digits": "postgresql://u:12/s3cret@db.test/mail",
    "a blank in the password": "host=db.test password=pw s3cret",
    "an unknown key": "host=db.test s3cret=pw",
    "a word": "s3cretpw",
}


@pytest.mark.parametrize("url", GOOD)
def test_a_database_url_that_libpq_reads_is_taken_as_it_is(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_DATABASE_URL", f" {url}\n")
    assert Settings.load(_env_file=None).database_url.get_secret_value() == url


@pytest.mark.parametrize("name", ["EMAIL_DATABASE_URL", "EMAIL_ADMIN_DATABASE_URL"])
@pytest.mark.parametrize("url", [pytest.param(url, id=why) for why, url in BAD.items()])
def test_a_bad_database_url_is_named_in_one_line_without_any_of_it(
    name: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, url)
    with pytest.raises(ConfigurationError) as caught:
        CliSettings.load()
    line = str(caught.value)
    assert line.startswith(f"{name}: not as postgresql://user:password@host:port/database or")
    assert ("\n" in line, "s3cret" in line, "u:" in line) == (False, False, False)
    assert caught.value.__suppress_context__
    with pytest.raises(ValidationError) as raw:
        CliSettings(_env_file=None)
    assert "s3cret" not in str(raw.value)
