"""Accounts over REST: the specification's names, passwords that go in and never come out."""

import pytest
import trustme
from pydantic import SecretStr

from shared.credentials import CredentialOwner, LoginServer, opened
from shared.errors import ConfigurationError
from shared.seal import Vault
from tests.integration.rest import ACCOUNT, SECRET_KEY, RunningApi

BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
PRIVATE_KEY = f"{BEGIN}\n{END}\n-----BEGIN PRIVATE KEY-----\nAAAA\n"
PASSWORDS = ("smtp-Secret-1", "incoming-Secret-2")
READ_SECRETS = "SELECT incoming_password, smtp_password FROM account_secret WHERE account_id = %s"
READ_KEY = "SELECT account_key, version FROM account WHERE id = %s"
ADD_SENDING_HEALTH = """
INSERT INTO sending_health (account_id, state, reason, since, next_try_at, connections)
VALUES (%s, 'waiting', '421 too many', '2026-01-01T00:00:00Z', '2026-01-01T00:05:00Z', 1)
"""
ADD_HEALTH = """
INSERT INTO account_health (account_id, state, kind, reason, since, last_poll_at, last_good_at)
VALUES (%s, 'failing', 'auth', 'the server refused the password', '2026-01-02Z', '2026-01-03Z', '2026-01-01Z')
"""


def test_the_specifications_account_is_stored_and_shown_without_passwords(api: RunningApi) -> None:
    created = api.add_account()
    shown = api.get(f"/accounts/{created['id']}/")
    assert shown == created
    assert {name: shown[name] for name in ACCOUNT if "password" not in name} == {
        name: value for name, value in ACCOUNT.items() if "password" not in name
    }
    assert not [name for name in shown if ("password" in name or "key" in name) and not name.endswith("_ref")]
    assert (api.get("/accounts/"))["results"] == [shown]


def test_passwords_are_sealed_for_their_own_place(api: RunningApi) -> None:
    account_id = (api.add_account())["id"]
    ((incoming, smtp),) = api.run(READ_SECRETS, account_id)
    ((account_key, _),) = api.run(READ_KEY, account_id)
    vault = Vault(SecretStr(SECRET_KEY))
    at_incoming, at_smtp = (CredentialOwner(account_key, server) for server in LoginServer)
    assert opened(incoming, at_incoming, vault).secret.get_secret_value() == "incoming-Secret-2"
    assert opened(smtp, at_smtp, vault).secret.get_secret_value() == "smtp-Secret-1"
    with pytest.raises(ConfigurationError):
        opened(smtp, at_incoming, vault)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"incoming_use_ssl": False}, "incoming_use_ssl=false would send the password and all mail unencrypted"),
        ({"smtp_use_tls": False}, "smtp_use_tls=false would send the password and all mail unencrypted"),
        (
            {"incoming_use_ssl": False, "smtp_use_tls": False},
            "incoming_use_ssl=false and smtp_use_tls=false would send",
        ),
        ({"incoming_tls": "none"}, "incoming_tls=none would send the password and all mail unencrypted"),
        ({"incoming_tls": "ssl"}, "incoming_tls: "),
        ({"incoming_fingerprint": "AB:CD"}, "must be a SHA-256 fingerprint, 64 hex digits"),
        ({"ca_certificates": "hello"}, "ca_certificates: holds no certificate: give it as PEM"),
        ({"ca_certificates": PRIVATE_KEY}, "holds a private key, which belongs to the server alone"),
        ({"ca_certificates": f"{BEGIN}\nAAAA\n{END}\n"}, "holds a certificate that cannot be read"),
        ({"ca_certificates": BEGIN + "x" * 65_536}, "must be of at most 65536 bytes"),
        ({"email_address": "no address"}, "email_address: "),
        ({"incoming_server": "", "smtp_server": ""}, "give incoming_server, smtp_server or both"),
        ({"incoming_protocol": "nntp"}, "incoming_protocol: "),
        ({"poll_frequency": 0}, "poll_frequency: "),
        ({"poll_frequenzy": 5}, "poll_frequenzy: "),
        ({"name": "two\nlines"}, "name: must be one line without control characters"),
        ({"folders": []}, "folders: "),
        ({"sent_folder": "INBOX"}, "INBOX cannot be both in folders and sent_folder"),
        ({"sent_folder": "Sent", "incoming_protocol": "pop3"}, "sent_folder needs IMAP"),
        ({"smtp_password": ["incoming-Secret-2"]}, "smtp_password: "),
        ({"smtp_password": "a\ud800"}, "smtp_password: must not contain half of a surrogate pair"),
        ({"department": "a\ud800"}, "department: "),
        ({"smtp_password": "smtp-Secret-1" * 100}, "smtp_password: "),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)
def test_what_cannot_be_an_account_is_refused_with_a_sentence(
    api: RunningApi, changes: dict[str, object], sentence: str
) -> None:
    refused = api.post("/accounts/", {**ACCOUNT, **changes}, 422)
    assert sentence in refused["detail"]
    assert not [password for password in PASSWORDS if password in str(refused)]


def test_of_a_bundle_only_the_certificates_are_kept(api: RunningApi) -> None:
    pem = trustme.CA().cert_pem.bytes().decode()
    created = api.add_account(ca_certificates=f"# ours, until 2030\r\n{pem}\n{pem}", incoming_fingerprint="0A" * 32)
    assert (created["ca_certificates"], created["incoming_fingerprint"]) == (pem * 2, "0a" * 32)


def test_plaintext_is_allowed_when_it_is_meant(api: RunningApi) -> None:
    created = api.add_account(incoming_use_ssl=False, smtp_use_tls=False, allow_plaintext=True)
    assert created["allow_plaintext"] is True


@pytest.mark.parametrize(
    ("protocol", "use_ssl", "port"),
    [("imap", True, 993), ("imap", False, 143), ("pop3", True, 995), ("pop3", False, 110)],
)
def test_the_incoming_port_follows_protocol_and_tls(api: RunningApi, protocol: str, use_ssl: bool, port: int) -> None:
    account = {name: value for name, value in ACCOUNT.items() if name != "incoming_port"}
    account |= {"incoming_protocol": protocol, "incoming_use_ssl": use_ssl, "allow_plaintext": True}
    assert (api.post("/accounts/", account, 201))["incoming_port"] == port


def test_an_address_is_taken_once_whatever_its_case(api: RunningApi) -> None:
    api.add_account()
    refused = api.post("/accounts/", {**ACCOUNT, "email_address": "SUPPORT@company.test"}, 409)
    assert refused["detail"] == "there is an account with the address SUPPORT@company.test already"


def test_a_change_touches_only_what_it_names(api: RunningApi) -> None:
    created = api.add_account()
    before = api.run(READ_SECRETS, created["id"])
    path = f"/accounts/{created['id']}/"
    changed = (api.client.patch(path, json={"status": "inactive", "poll_frequency": None})).json()
    expected = {"status": "inactive", "poll_frequency": None, "version": 2, "receiving_state": "paused"}
    assert changed == {**created, **expected}
    assert api.run(READ_SECRETS, created["id"]) == before
    assert (api.client.patch(path, json={"smtp_password": "another-3"})).status_code == 200
    ((incoming, smtp),) = api.run(READ_SECRETS, created["id"])
    ((account_key, version),) = api.run(READ_KEY, created["id"])
    assert incoming == before[0][0]
    credential = opened(smtp, CredentialOwner(account_key, LoginServer.SMTP), Vault(SecretStr(SECRET_KEY)))
    assert credential.secret.get_secret_value() == "another-3"
    assert version == 3


def test_each_activation_is_counted_so_that_the_live_poll_begins_anew(api: RunningApi) -> None:
    created = api.add_account()
    counts = []
    for change in ({"status": "active"}, {"status": "inactive"}, {"poll_frequency": 9}, {"status": "active"}):
        assert api.client.patch(f"/accounts/{created['id']}/", json=change).status_code == 200
        ((activation,),) = api.run("SELECT activation FROM account")
        counts.append(activation)
    assert counts == [1, 1, 1, 2]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 422),
        ({"status": "error"}, 422),
        ({"email_address": "x@@y.test"}, 422),
        ({"email_address": "OTHER@company.test"}, 409),
        ({"status": None}, 422),
        ({"smtp_password": None}, 422),
        ({"smtp_server": "", "incoming_server": ""}, 422),
        ({"incoming_use_ssl": False}, 422),
        ({"sent_folder": "INBOX"}, 422),
        ({"version": 7}, 422),
    ],
    ids=str,
)
def test_a_change_that_cannot_be_made_is_refused(api: RunningApi, change: object, status: int) -> None:
    created = api.add_account()
    api.add_account(email_address="other@company.test")
    assert (api.client.patch(f"/accounts/{created['id']}/", json=change)).status_code == status
    assert api.get(f"/accounts/{created['id']}/") == created


def test_health_is_what_the_poller_wrote(api: RunningApi) -> None:
    account_id = (api.add_account())["id"]
    api.run(ADD_HEALTH, account_id)
    shown = api.get(f"/accounts/{account_id}/")
    names = ("is_healthy", "health_kind", "last_error_message", "last_good_poll_at", "is_live")
    expected = (False, "auth", "the server refused the password", "2026-01-01T00:00:00Z", False)
    assert tuple(shown[name] for name in names) == expected


def test_what_an_accounts_smtp_server_does_is_what_the_sender_wrote(api: RunningApi) -> None:
    account_id = (api.add_account())["id"]
    names = ("sending_state", "sending_reason", "sending_since", "sending_next_try_at")
    assert tuple(api.get(f"/accounts/{account_id}/")[name] for name in names) == (None, "", None, None)
    api.run(ADD_SENDING_HEALTH, account_id)
    expected = ("waiting", "421 too many", "2026-01-01T00:00:00Z", "2026-01-01T00:05:00Z")
    assert tuple(api.get(f"/accounts/{account_id}/")[name] for name in names) == expected
    (listed,) = api.get("/accounts/")["results"]
    assert tuple(listed[name] for name in names) == expected


def test_lists_come_in_pages_and_can_be_narrowed(api: RunningApi) -> None:
    for number in range(5):
        api.add_account(email_address=f"a{number}@company.test")
    first = api.get("/accounts/?limit=2")
    second = api.get(first["next"])
    third = api.get(second["next"])
    found = [account["email_address"] for page in (first, second, third) for account in page["results"]]
    assert found == [f"a{number}@company.test" for number in range(5)]
    assert third["next"] is None
    one = api.get("/accounts/?email_address=A3@company.test")
    assert [account["email_address"] for account in one["results"]] == ["a3@company.test"]


ENDS = {
    "plain_signature": "Ada\nShop",
    "html_signature": "<p onclick=x>as it was written</p>",
    "plain_footer": "Shop Ltd.",
    "html_footer": "<p>Shop Ltd.</p>",
    "members": ["ada@company.test", "bob@company.test"],
}


def test_what_mail_ends_with_and_who_works_with_it_is_kept_as_it_was_written(api: RunningApi) -> None:
    created = api.add_account(**ENDS)
    assert {name: created[name] for name in ENDS} == ENDS
    changed = api.client.patch("/accounts/1/", json={"html_footer": "", "members": []}).json()
    assert {name: changed[name] for name in ENDS} == {**ENDS, "html_footer": "", "members": []}


TOO_MUCH = {
    "plain_signature": "x" * 4097,
    "html_signature": "x" * 16_385,
    "plain_footer": "NUL \0",
    "html_footer": None,
    "members": ["ada@company.test", "no address"],
}


@pytest.mark.parametrize(("field", "value"), TOO_MUCH.items(), ids=TOO_MUCH)
def test_what_cannot_be_an_end_of_mail_or_a_member_is_refused_by_its_name(
    api: RunningApi, field: str, value: object
) -> None:
    assert field in api.post("/accounts/", {**ACCOUNT, field: value}, 422)["detail"]
