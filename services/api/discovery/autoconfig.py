"""Thunderbird's file of servers (draft-ietf-mailmaint-autoconfig), from a stranger. Pure."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree

from services.api.accounts.servers import Protocol, Security, Server, expanded
from services.api.discovery.found import Offer, Outcome, Unanswered
from services.api.discovery.hosts import host_of

ROOT = "clientConfig"
SOCKETS = {"SSL": Security.TLS, "STARTTLS": Security.STARTTLS, "plain": Security.NONE}
MOST_SERVERS = 20
LONGEST_NAME = 320
OAUTH2 = "OAuth2"
OAUTH2_ONLY = "{server} takes OAuth2 only, no password"


def offer_of(document: bytes, address: str) -> Offer:
    """What the file names; raises Unanswered for what is no such file. Servers that make no sense are left out."""
    provider = _root(document).find("emailProvider")
    elements = [] if provider is None else list(provider)[: 2 * MOST_SERVERS]
    servers, remarks = [], []
    for element, protocol in _described(elements):
        server = _server(element, protocol, address)
        if server is None:
            continue
        servers.append(server)
        if {(each.text or "").strip() for each in element.findall("authentication")} == {OAUTH2}:
            remarks.append(OAUTH2_ONLY.format(server=server))
    if not servers:
        raise Unanswered(Outcome.REFUSED, "the file names no server that makes sense")
    return Offer(servers[:MOST_SERVERS], remarks[:MOST_SERVERS])


def _root(document: bytes) -> Element:
    try:
        root: Element = ElementTree.fromstring(document, forbid_dtd=True)
    except (ParseError, ValueError, LookupError) as error:
        what = "it defines entities" if isinstance(error, ValueError) else "it is no XML"
        raise Unanswered(Outcome.REFUSED, what) from None
    if root.tag != ROOT:
        raise Unanswered(Outcome.REFUSED, f"it is no <{ROOT}>")
    return root


def _described(elements: list[Element]) -> Iterator[tuple[Element, Protocol]]:
    for element in elements:
        kind = element.get("type", "").lower()
        if element.tag == "incomingServer" and kind in (Protocol.IMAP, Protocol.POP3):
            yield element, Protocol(kind)
        if element.tag == "outgoingServer" and kind == Protocol.SMTP:
            yield element, Protocol.SMTP


def _server(element: Element, protocol: Protocol, address: str) -> Server | None:
    host = host_of(expanded(element.findtext("hostname", ""), address))
    port = element.findtext("port", "").strip()
    security = SOCKETS.get(element.findtext("socketType", "").strip())
    username = expanded(element.findtext("username", "").strip(), address) or address
    is_sensible = host and security and username.isprintable() and len(username) <= LONGEST_NAME
    if not is_sensible or not (port.isascii() and port.isdigit() and len(port) < 6 and 0 < int(port) < 65536):
        return None
    return Server(protocol, host, int(port), SOCKETS[element.findtext("socketType", "").strip()], username)
