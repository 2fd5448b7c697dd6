"""What is believed of an answer from outside: hosts, addresses, priorities, user names."""

import pytest

from services.api.accounts.presets import PRESETS, preset_of_domain, preset_of_mail_exchanger
from services.api.accounts.servers import Protocol, Security, Server, account_fields
from services.api.discovery.hosts import domain_of, host_of, is_public, is_within
from services.api.discovery.srv import Service, offer_of


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("192.0.2.1", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::1", False),
        ("2001:0:7f00:1::1", False),
        ("168.63.129.16", False),
        ("100.100.100.200", False),
        ("fd00:ec2::254", False),
        ("192.0.0.192", False),
        ("192.0.0.9", False),
        ("192.88.99.1", False),
        ("3fff::1", False),
        ("2001:20::1", False),
    ],
)
def test_only_addresses_of_the_internet_are_public(address: str, expected: bool) -> None:
    assert is_public(address) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mail.Company.Example.", "mail.company.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("localhost", ""),
        ("127.0.0.1", ""),
        ("[::1]", ""),
        ("2130706433", ""),
        ("0x7f.1", ""),
        ("a..example", ""),
        ("-a.example", ""),
        ("a.example:25", ""),
        ("a.example/x", ""),
        ("a b.example", ""),
        ("a\r\nX: y.example", ""),
        ("bücher.example", ""),
        (f"{'a' * 64}.example", ""),
        (f"{'a.' * 127}example", ""),
        ("", ""),
    ],
)
def test_a_host_is_a_name_with_a_dot(text: str, expected: str) -> None:
    assert host_of(text) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("ada@Company.Example", "company.example"),
        ("ada@bücher.example", "xn--bcher-kva.example"),
        ("ada@company", ""),
        ("ada@[127.0.0.1]", ""),
        ("ada@..", ""),
        ("ada@\ud800.example", ""),
        ("ada@" + "ü" * 300 + ".example", ""),
    ],
)
def test_the_domain_is_what_dns_can_be_asked_for(address: str, expected: str) -> None:
    assert domain_of(address) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [("a.example", True), ("mail.a.example", True), ("nota.example", False), ("a.example.evil.test", False)],
)
def test_a_host_is_within_a_domain_by_whole_labels(host: str, expected: bool) -> None:
    assert is_within(host, "a.example") is expected


def test_services_are_taken_by_priority_and_then_by_weight() -> None:
    services = [
        Service(10, 100, "third.example.", 993),
        Service(1, 1, "second.example.", 993),
        Service(1, 9, "first.example.", 993),
        Service(0, 0, ".", 0),
        Service(0, 0, "10.0.0.1.", 993),
        Service(0, 0, "portless.example.", 0),
    ]
    hosts = [server.host for server in offer_of({"_imaps": services}).servers]
    assert hosts == ["first.example", "second.example", "third.example"]


@pytest.mark.parametrize(
    ("mx", "key", "imap"),
    [
        ("aspmx.l.google.com.", "gmail", "imap.gmail.com"),
        ("outlook-com.olc.protection.outlook.com.", "outlook", "outlook.office365.com"),
        ("company-example.mail.protection.outlook.com.", "microsoft365", "outlook.office365.com"),
        ("company-example.n-v1.mx.microsoft.", "microsoft365", "outlook.office365.com"),
        ("in1-smtp.messagingengine.com.", "fastmail", "imap.fastmail.com"),
        ("mx.zoho.com.", "zoho", "imappro.zoho.com"),
        ("mx2.zoho.com.au.", "zoho", "imappro.zoho.com.au"),
        ("mx01.mail.icloud.com.", "icloud", "imap.mail.me.com"),
    ],
)
def test_who_takes_the_mail_says_where_the_mailbox_is(mx: str, key: str, imap: str) -> None:
    found = preset_of_mail_exchanger(mx)
    assert found is not None
    assert (found.key, found.incoming.host) == (key, imap)


def test_no_domain_belongs_to_two_providers() -> None:
    domains = [domain for each in PRESETS for home in each.homes for domain in home.domains]
    assert len(domains) == len(set(domains))
    assert all(preset_of_domain(domain) for domain in domains)
    assert [each.key for each in PRESETS if not each.hint] == []


def test_placeholders_of_the_user_name_are_filled_in() -> None:
    imap = Server(Protocol.IMAP, "imap.a.example", 993, Security.TLS, "%EMAILLOCALPART%.%EMAILDOMAIN%")
    smtp = Server(Protocol.SMTP, "smtp.a.example", 587, Security.STARTTLS)
    fields = account_fields("ada@a.example", imap, smtp)
    assert (fields["incoming_username"], fields["smtp_username"]) == ("ada.a.example", "")
    assert not fields.keys() & {"incoming_tls", "smtp_tls"}


def test_what_port_and_protocol_do_not_say_of_tls_is_said() -> None:
    imap = Server(Protocol.IMAP, "imap.a.example", 143, Security.STARTTLS)
    smtp = Server(Protocol.SMTP, "smtp.a.example", 4650, Security.TLS)
    fields = account_fields("ada@a.example", imap, smtp)
    assert (fields["incoming_tls"], fields["incoming_use_ssl"]) == ("starttls", True)
    assert (fields["smtp_tls"], fields["smtp_use_tls"]) == ("implicit", True)
