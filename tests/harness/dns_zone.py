"""A DNS server on loopback that knows one zone and says nothing at all about the names that it is told to ignore."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = Mapping[str, Mapping[str, Sequence[str]]]
"""By name without the last dot, by type: the records as a zone file has them."""
TTL_S = 60


@dataclass
class _Answering(asyncio.DatagramProtocol):
    zone: Zone
    ignored: Sequence[str]
    transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        [question] = query.question
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        if name in self.ignored:
            return
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA
        records = self.zone.get(name, {}).get(kind, ())
        if records:
            response.answer.append(dns.rrset.from_text(question.name, TTL_S, "IN", kind, *records))
        elif name not in self.zone:
            response.set_rcode(dns.rcode.NXDOMAIN)
        assert self.transport is not None
        self.transport.sendto(response.to_wire(), addr)


@asynccontextmanager
async def resolving(zone: Zone, ignored: Sequence[str] = ()) -> AsyncIterator[dns.asyncresolver.Resolver]:
    """A resolver that asks this server and no other."""
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Answering(zone, ignored), local_addr=("127.0.0.1", 0)
    )
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = transport.get_extra_info("sockname")[1]
    try:
        yield resolver
    finally:
        transport.close()
