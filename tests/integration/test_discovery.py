"""Where an address has its mailbox: a real DNS server, HTTPS and mail servers on loopback, honest and hostile ones."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import pytest
import trustme

from services.api.discovery import discovery, names
from services.api.discovery.discovery import Discovered, Discovery
from services.api.discovery.found import Source
from services.api.discovery.hosts import is_public
from services.api.discovery.names import Names
from services.api.discovery.reach import Reach
from services.api.discovery.srv import SERVICES as SERVICE_NAMES
from tests.harness.dns_zone import Zone, resolving
from tests.harness.https_site import ENDLESS, SILENT, Site, page, serving

HERE = {"A": ["127.0.0.1"]}
FILE = "autoconfig.new.test/mail/config-v1.1.xml"
WELL_KNOWN = "new.test/.well-known/autoconfig/mail/config-v1.1.xml"
ISPDB = "autoconfig.thunderbird.net/v1.1/new.test"
WEB: Zone = dict.fromkeys(("new.test", "autoconfig.new.test", "autoconfig.thunderbird.net", "evil.test"), HERE)
HOSTS = ("new.test", "*.new.test", "autoconfig.thunderbird.net", "evil.test")
GMAIL = ("imap imap.gmail.com:993 (tls)", "smtp smtp.gmail.com:587 (starttls)")
BOTH = ("imap imap.new.test:993 (tls)", "smtp smtp.new.test:587 (starttls)")


def config(*servers: tuple[str, str, str, str], username: str = "%EMAILADDRESS%", head: str = "") -> bytes:
    """A file with these servers: type, host, port, socketType."""
    elements = [
        f'<{"outgoing" if kind == "smtp" else "incoming"}Server type="{kind}"><hostname>{host}</hostname>'
        f"<port>{port}</port><socketType>{socket}</socketType><username>{username}</username>"
        f"<authentication>password-cleartext</authentication></{'outgoing' if kind == 'smtp' else 'incoming'}Server>"
        for kind, host, port, socket in servers
    ]
    provider = f'<emailProvider id="x">{"".join(elements)}</emailProvider>'
    return f'{head}<clientConfig version="1.1">{provider}</clientConfig>'.encode()


IMAP, SMTP = ("imap", "imap.%EMAILDOMAIN%", "993", "SSL"), ("smtp", "smtp.new.test", "587", "STARTTLS")
GOOD = page(config(IMAP, SMTP))
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
SERVICES: Zone = {
    "_imaps._tcp.new.test": {"SRV": ["10 1 993 second.new.test.", "5 1 993 light.new.test.", "5 9 993 imap.new.test."]},
    "_submission._tcp.new.test": {"SRV": ["0 1 587 smtp.new.test."]},
}


@dataclass(frozen=True)
class Case:
    """What is out there, and what is found: source and servers, then what is said of the sources that gave nothing."""

    source: str | None
    servers: Sequence[str] = ()
    zone: Zone = field(default_factory=dict)
    pages: Mapping[str, bytes] = field(default_factory=dict)
    said: str = ""
    address: str = "ada@new.test"
    ignored: Sequence[str] = ()
    warns: str = ""
    greets: Sequence[int] = ()


def mx(*records: str) -> Zone:
    return {"new.test": {"MX": records}}


def to(location: str) -> bytes:
    return page(b"", "302 Found", Location=location)


FINDS = {
    "table": Case(
        "table", ("imap imap.gmail.com:993 (tls)", "smtp smtp.gmail.com:587 (starttls)"), address="a@Gmail.com"
    ),
    "table, of another country": Case(
        "table", ("imap imap.web.de:993 (tls)", "smtp smtp.web.de:587 (starttls)"), address="a@web.de"
    ),
    "MX at Google": Case(
        "mx",
        GMAIL,
        mx("20 alt1.aspmx.l.google.com.", "10 ASPMX.L.Google.com."),
    ),
    "MX at Microsoft": Case(
        "mx",
        ("imap outlook.office365.com:993 (tls)", "smtp smtp.office365.com:587 (starttls)"),
        mx("0 new-test.mail.protection.outlook.com."),
    ),
    "MX at Zoho in Europe": Case(
        "mx", ("imap imappro.zoho.eu:993 (tls)", "smtp smtppro.zoho.eu:465 (tls)"), mx("10 mx.zoho.eu.")
    ),
    "MX whose name only looks alike": Case(None, (), mx("10 mx.notgoogle.com."), said="no provider that is known"),
    "no mail at all": Case(None, (), mx("0 ."), said="new.test takes no mail (RFC 7505)"),
    "autoconfig": Case("autoconfig", BOTH, WEB, {FILE: GOOD, ISPDB: page(config(SMTP))}),
    "well-known": Case("well_known", BOTH, WEB, {WELL_KNOWN: GOOD, ISPDB: page(config(SMTP))}),
    "Thunderbird's directory": Case("ispdb", BOTH, WEB, {ISPDB: GOOD}),
    "directory before SRV": Case("ispdb", BOTH, {**WEB, **SERVICES}, {ISPDB: GOOD}),
    "SRV by priority and weight": Case("srv", BOTH, SERVICES),
    "SRV, POP3 only": Case(
        "srv",
        ("pop3 pop.new.test:995 (tls)",),
        {
            "_imaps._tcp.new.test": {"SRV": ["0 0 0 ."]},
            "_pop3s._tcp.new.test": {"SRV": ["0 1 995 pop.new.test."]},
        },
    ),
    "SRV at a stranger's": Case(
        "srv",
        ("imap mail.evil.test:993 (tls)",),
        {"_imaps._tcp.new.test": {"SRV": ["0 1 993 mail.evil.test."]}},
        warns="mail.evil.test is outside new.test",
    ),
    "SRV though one name is silent": Case("srv", BOTH, SERVICES, ignored=["_pop3s._tcp.new.test"]),
    "usual names": Case(
        "names",
        ("imap mail.new.test:993 (tls)", "smtp smtp.new.test:465 (tls)"),
        {"mail.new.test": HERE, "smtp.new.test": HERE},
        greets=(993, 465),
    ),
    "IMAP before POP3, TLS before none": Case(
        "autoconfig",
        ("imap b.new.test:993 (tls)", "smtp smtp.new.test:587 (starttls)"),
        WEB,
        {
            FILE: page(
                config(
                    ("pop3", "p.new.test", "995", "SSL"),
                    ("imap", "a.new.test", "143", "plain"),
                    ("imap", "b.new.test", "993", "SSL"),
                    SMTP,
                )
            )
        },
    ),
    "nothing but plaintext": Case(
        "autoconfig",
        ("imap a.new.test:143 (none)",),
        WEB,
        {FILE: page(config(("imap", "a.new.test", "143", "plain")))},
        warns="without encryption",
    ),
    "STARTTLS alone for IMAP": Case(
        "autoconfig",
        ("imap a.new.test:143 (starttls)", "smtp smtp.new.test:587 (starttls)"),
        WEB,
        {FILE: page(config(("imap", "a.new.test", "143", "STARTTLS"), SMTP))},
    ),
    "IMAP by STARTTLS before POP3, after TLS": Case(
        "autoconfig",
        ("imap b.new.test:993 (tls)",),
        WEB,
        {FILE: page(config(("imap", "a.new.test", "143", "STARTTLS"), ("imap", "b.new.test", "993", "SSL")))},
    ),
    "ports of their own": Case(
        "autoconfig",
        ("pop3 a.new.test:1110 (starttls)", "smtp b.new.test:4650 (tls)"),
        WEB,
        {FILE: page(config(("pop3", "a.new.test", "1110", "STARTTLS"), ("smtp", "b.new.test", "4650", "SSL")))},
    ),
    "SRV, IMAP by STARTTLS only": Case(
        "srv", ("imap imap.new.test:143 (starttls)",), {"_imap._tcp.new.test": {"SRV": ["0 1 143 imap.new.test."]}}
    ),
    "SRV, POP3 by STARTTLS only": Case(
        "srv", ("pop3 pop.new.test:110 (starttls)",), {"_pop3._tcp.new.test": {"SRV": ["0 1 110 pop.new.test."]}}
    ),
    "a redirect to another host": Case(
        "autoconfig", BOTH, WEB, {FILE: to("https://evil.test/x?y=1"), "evil.test/x": GOOD}
    ),
}
HOSTILE = {
    "billion laughs": (page(config(IMAP, SMTP, head=LAUGHS)), "it defines entities"),
    "an entity of a file": (page(config(IMAP, head='<!DOCTYPE l SYSTEM "file:///etc/passwd">')), "it defines entities"),
    "1 GB": (ENDLESS, "it is larger than 65536 bytes"),
    "64 KB and one": (page(b"<clientConfig>" + b" " * 65_536), "it is larger than 65536 bytes"),
    "20,000 deep": (page(b"<a>" * 20_000), "it is no XML"),
    "20,000 deep and sound": (page(b"<a>" * 9_000 + b"</a>" * 9_000), "it is no <clientConfig>"),
    "HTML": (page(b"<!DOCTYPE html><html><body>Welcome<br></body></html>"), "it defines entities"),
    "no XML": (page(b"\xff\xfe\x00404 not found"), "it is no XML"),
    "an unheard encoding": (page(b'<?xml version="1.0" encoding="klingon"?><clientConfig/>'), "it is no XML"),
    "an empty file": (page(b""), "it is no XML"),
    "no servers": (page(b"<clientConfig><emailProvider/></clientConfig>"), "names no server that makes sense"),
    "a server by number": (page(config(("imap", "127.0.0.1", "993", "SSL"))), "names no server that makes sense"),
    "a server of one word": (page(config(("imap", "localhost", "993", "SSL"))), "names no server that makes sense"),
    "a port of letters": (
        page(config(("imap", "a.new.test", "\u0663\u0663", "SSL"))),
        "names no server that makes sense",
    ),
    "a port too high": (page(config(("imap", "a.new.test", "70000", "SSL"))), "names no server that makes sense"),
    "a user of two lines": (page(config(IMAP, username="a&#10;b")), "names no server that makes sense"),
    "to plain HTTP": (to("http://evil.test/"), "leads away from HTTPS"),
    "to a file": (to("file:///etc/passwd"), "leads away from HTTPS"),
    "to another port": (to("https://evil.test:25/"), "leads away from HTTPS"),
    "with a login": (to("https://a:b@evil.test/"), "leads away from HTTPS"),
    "to an address": (to("https://127.0.0.1/"), "leads away from HTTPS"),
    "to no address": (to("https://[::1/"), "leads to no address"),
    "to nowhere": (page(b"", "302 Found"), "it leads on more than 3 times"),
    "in a circle": (to(f"https://{FILE}"), "it leads on more than 3 times"),
    "to the network within": (to("https://within.test/"), "leads to 10.0.0.1, which is no address of the internet"),
    "an error of the server": (page(b"", "500 Oops"), "HTTP 500"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.9\r\n", "it cannot be asked (RemoteProtocolError)"),
    "endless header": (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000, "it cannot be asked (RemoteProtocolError)"),
    "silence": (SILENT, "no answer within"),
}
DNS_ONLY = {
    "SRV to an address": ({"_imaps._tcp.new.test": {"SRV": ["0 1 993 192.0.2.1."]}}, "no SRV records for mail"),
    "SRV to localhost": ({"_imaps._tcp.new.test": {"SRV": ["0 1 993 localhost."]}}, "no SRV records for mail"),
    "SRV that offers nothing": ({"_imaps._tcp.new.test": {"SRV": ["0 0 0 ."]}}, "no SRV records for mail"),
    "no domain at all": ({}, "no mail server greets under the usual names"),
}


@asynccontextmanager
async def world(case: Case, authority: trustme.CA) -> AsyncIterator[tuple[Discovery, Site]]:
    """All that the case has out there."""
    async with AsyncExitStack() as stack:
        theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*HOSTS).configure_cert(theirs)
        site = await stack.enter_async_context(serving(case.pages, theirs))
        within: Zone = {"within.test": {"A": ["10.0.0.1"]}}
        resolver = await stack.enter_async_context(resolving({**within, **case.zone}, case.ignored))
        ports = {443: site.port, 993: 1, 995: 1, 465: 1, 587: 1}
        for port in case.greets:
            ports[port] = await greeter(stack, theirs, b"* OK hello\r\n" if port == 993 else b"220 hello\r\n")
        ours = ssl.create_default_context()
        authority.configure_trust(ours)
        dns = Names(resolver, may_be_asked=lambda address: address == "127.0.0.1" or is_public(address))
        yield Discovery(Reach(dns, ours, ports)), site


async def greeter(stack: AsyncExitStack, tls: ssl.SSLContext, greeting: bytes) -> int:
    """A port where a mail server greets."""

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0, ssl=tls)
    await stack.enter_async_context(server)
    port: int = server.sockets[0].getsockname()[1]
    return port


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is silent is silent sooner: for those cases only, as a busy machine is slow with the others."""
    monkeypatch.setattr(discovery, "ROUND_WITHIN_S", 2.0)
    monkeypatch.setattr(names, "ANSWERS_WITHIN_S", 1.0)


def details(discovered: Discovered) -> str:
    return " | ".join(f"{look.source} {look.outcome} {look.detail}" for look in discovered.looks)


@pytest.mark.parametrize("case", FINDS.values(), ids=FINDS)
async def test_servers_are_found_where_they_are_named(
    case: Case, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    if case.ignored:
        soon(monkeypatch)
    async with world(case, authority) as (discover, _):
        discovered = await discover.find(case.address)
    found = discovered.found
    servers = tuple(str(each) for each in (found.incoming, found.smtp) if each) if found else ()
    assert (found.source if found else None, servers) == (case.source, tuple(case.servers)), details(discovered)
    assert case.said in details(discovered)
    warnings = " ".join(found.warnings) if found else ""
    assert (case.warns in warnings, bool(warnings)) == (True, bool(case.warns))
    assert (found is not None and found.needs_confirmation) == ("outside" in case.warns)


@pytest.mark.parametrize(("answer", "said"), HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_file_is_refused_in_a_sentence_and_the_next_source_is_believed(
    answer: bytes, said: str, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    if answer == SILENT:
        soon(monkeypatch)
    async with world(Case(None, (), WEB, {FILE: answer, ISPDB: GOOD}), authority) as (discover, site):
        discovered = await discover.find("ada@new.test")
    by_source = {look.source: look.detail for look in discovered.looks}
    assert said in by_source[Source.AUTOCONFIG]
    assert discovered.found is not None
    assert discovered.found.source == "ispdb"
    assert site.sent_bytes < 64_000_000


@pytest.mark.parametrize(("zone", "said"), DNS_ONLY.values(), ids=DNS_ONLY)
async def test_a_hostile_zone_names_nothing(zone: Zone, said: str, authority: trustme.CA) -> None:
    async with world(Case(None, (), zone), authority) as (discover, _):
        discovered = await discover.find("ada@new.test")
    assert discovered.found is None
    assert said in details(discovered)


async def test_no_connection_is_made_to_an_address_nearby(authority: trustme.CA) -> None:
    async with world(Case(None, (), WEB, {FILE: GOOD}), authority) as (_, site), resolving(WEB) as resolver:
        discovered = await Discovery(Reach(Names(resolver), ssl.create_default_context())).find("ada@new.test")
        assert site.asked == []
    assert discovered.found is None
    assert details(discovered).count("leads to 127.0.0.1, which is no address of the internet") == 3


async def test_a_certificate_of_another_host_is_not_believed(authority: trustme.CA) -> None:
    zone: Zone = {"autoconfig.other.test": HERE}
    pages = {"autoconfig.other.test/mail/config-v1.1.xml": GOOD}
    async with world(Case(None, (), zone, pages), authority) as (discover, site):
        discovered = await discover.find("ada@other.test")
        assert site.asked == []
    assert "autoconfig failed it cannot be asked (ConnectError)" in details(discovered)


async def test_dns_that_never_answers_ends_every_round(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> None:
    soon(monkeypatch)
    silent = [f"{name}new.test" for name in ("", "autoconfig.", *(f"{each}._tcp." for each in SERVICE_NAMES))]
    async with world(Case(None, ignored=[*silent, "autoconfig.thunderbird.net"]), authority) as (discover, _):
        discovered = await discover.find("ada@new.test")
    assert discovered.found is None
    outcomes = {look.source.value: look.outcome.value for look in discovered.looks}
    assert [source for source, outcome in outcomes.items() if outcome == "late"] == [
        *("mx", "autoconfig", "well_known", "ispdb", "srv")
    ]


async def test_only_hosts_of_the_domain_learn_the_address(authority: trustme.CA) -> None:
    async with world(Case(None, (), WEB), authority) as (discover, site):
        await discover.find("ada@new.test")
    assert [url for url in site.asked if "ada" in url] == [f"https://{FILE}?emailaddress=ada@new.test"]
    assert len(site.asked) == 3


async def test_without_a_reach_nobody_is_asked() -> None:
    discovered = await Discovery(None).find("ada@new.test")
    assert (discovered.found, [look.source.value for look in discovered.looks]) == (None, ["table"])
