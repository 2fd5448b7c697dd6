"""What the stack keeps in files, and what it shows of it."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from deploy.local.endpoints import Endpoints
from deploy.local.jars import LOCK_FILE
from deploy.local.mail_server import MailServer
from deploy.local.tls import certificates
from deploy.local.versions import JARS

SECRET = "s3cret-Pass_word"


def endpoints(folder: Path, mail: MailServer | None) -> Endpoints:
    return Endpoints(folder, "127.0.0.1:9092", f"postgresql://mailweave:{SECRET}@127.0.0.1:5432/mailweave", mail)


@pytest.mark.parametrize("mail", [None, MailServer("127.0.0.1", smtp=25, ca_file="/ca.pem")], ids=["none", "greenmail"])
def test_endpoints_are_read_as_written(tmp_path: Path, mail: MailServer | None) -> None:
    written = endpoints(tmp_path, mail)
    written.save()
    assert Endpoints.load(tmp_path) == written


def test_endpoints_are_for_their_owner_only_and_shown_without_the_password(tmp_path: Path) -> None:
    written = endpoints(tmp_path, MailServer("127.0.0.1"))
    written.save()
    assert stat.S_IMODE((tmp_path / "endpoints.json").stat().st_mode) == 0o600
    assert SECRET not in "\n".join(written.lines())


def test_the_locked_jars_are_those_of_the_pinned_versions() -> None:
    locked = json.loads(LOCK_FILE.read_text())
    assert locked.keys() == JARS.keys()
    assert [root for program, roots in JARS.items() for root in roots if root not in locked[program]] == []


def test_certificates_are_made_once_and_their_keys_are_private(tmp_path: Path) -> None:
    files = certificates(tmp_path)
    before = files.certificate.read_bytes()
    assert certificates(tmp_path).certificate.read_bytes() == before
    assert [stat.S_IMODE(path.stat().st_mode) for path in (files.key, files.keystore)] == [0o600, 0o600]


def test_certificates_are_made_anew_once_they_have_expired(tmp_path: Path) -> None:
    files = certificates(tmp_path)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    expired = trustme.CA().issue_cert("localhost", not_after=yesterday).cert_chain_pems[0].bytes()
    files.certificate.write_bytes(expired)
    assert certificates(tmp_path).certificate.read_bytes() != expired
