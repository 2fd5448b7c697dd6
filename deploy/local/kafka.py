"""Kafka in KRaft mode, one node: broker and controller in one JVM."""

import base64
import subprocess
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.errors import StackError
from deploy.local.jars import class_path
from deploy.local.java import find_java
from shared.service.child import Child
from shared.service.ports import HOST, Ports, accepts

DEFAULT_HEAP = "512m"
_READY_LINE = b"Kafka Server started"

_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller}{listeners}
advertised.listeners=PLAINTEXT://{host}:{port}{advertised}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT{protocols}
log.dirs={data}

# Topics are declared and made by `mailweave topics apply`; a misspelt one must fail.
auto.create.topics.enable=false
message.max.bytes=2097152
replica.fetch.max.bytes=2097152

# One node: nothing to replicate to.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1

# A group starts at once, and the tests' short session time-outs are allowed.
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000

# A machine of two cores.
num.network.threads=2
num.io.threads=4
num.recovery.threads.per.data.dir=2
log.cleaner.dedupe.buffer.size=16777216
"""

# Java's second compiler took half of the CPU that a young broker needed for its first 2,000 messages.
_LIGHT_JAVA = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_LOGGING = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",  # says the ready line
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
    "-Dorg.slf4j.simpleLogger.showThreadName=false",
)


@dataclass(frozen=True, slots=True)
class Listener:
    """One more way in: its protocol in Kafka's words, and what the broker's properties say of it.

    In these, `{name}` stands for the listener's own. A `label` tells several of one protocol apart.
    """

    protocol: str
    properties: Sequence[str] = ()
    label: str = ""

    @property
    def key(self) -> str:
        """What its port is found under."""
        return f"{self.protocol}_{self.label}" if self.label else self.protocol

    @property
    def name(self) -> str:
        """No protocol's name, or Kafka would take it for its own."""
        return f"EXTRA_{self.key}"


@dataclass(frozen=True, slots=True)
class Access:
    """Who gets in, and may do what: further listeners, properties of the broker, and users with their passwords.

    The users log in by SCRAM-SHA-512; they are made with the broker's data, once.
    """

    listeners: Sequence[Listener] = ()
    properties: Sequence[str] = ()
    users: Mapping[str, str] = field(default_factory=dict)


EVERYBODY = Access()


class Kafka:
    """One broker. Topics, records and committed offsets survive stop, kill and start; so does its port."""

    def __init__(
        self,
        folder: Path,
        ports: Ports,
        say: Callable[[str], None],
        heap: str = DEFAULT_HEAP,
        proxy_port: int = 0,
        access: Access = EVERYBODY,
    ) -> None:
        """With `proxy_port`, where a proxy of the caller's listens, there is a second listener, `proxied_port`.

        It tells its clients to come to `proxy_port`: who bootstraps through the proxy stays behind it. Each further
        listener of `access` has its port in `extra_ports`, by its key.
        """
        self._folder = folder / "kafka"
        self._heap = heap
        self._ports = ports
        self._say = say
        self._child = Child("kafka", folder)
        self.port = 0
        self._proxy_port = proxy_port
        self.proxied_port = 0
        self._access = access
        self.extra_ports: dict[str, int] = {}

    @property
    def servers(self) -> str:
        return f"{HOST}:{self.port}"

    @property
    def pid(self) -> int:
        return self._child.pid

    def start(self) -> None:
        """Start it and wait until it serves clients (about 4 s; the first time it formats its folder too)."""
        jars = class_path("kafka", self._say)
        self._child.end_leftover()  # before the ports are looked at: it may still hold them
        self.port = self._ports.claim("kafka")
        self.proxied_port = self._ports.claim("kafka_proxied") if self._proxy_port else 0
        listeners = self._access.listeners
        self.extra_ports = {each.key: self._ports.claim(f"kafka_{each.name}".lower()) for each in listeners}
        self._folder.mkdir(parents=True, exist_ok=True)
        data = self._folder / "data"
        if not data.exists():
            self._format(jars, data)
        properties = self._write_properties("server.properties", data)
        java = (find_java(), f"-Xmx{self._heap}", f"-Xms{self._heap}", *_LIGHT_JAVA, *_LOGGING)
        self._child.start([*java, "-cp", jars, "kafka.Kafka", properties], cwd=self._folder)
        self._child.wait_until(self._is_ready, 90, f"ready on port {self.port}")

    def stop(self) -> None:
        self._child.stop(deadline_s=30)

    def kill(self) -> None:
        self._child.kill()

    def _is_ready(self) -> bool:
        return _READY_LINE in self._child.log.read_bytes() and accepts(self.port)

    def _format(self, jars: str, data: Path) -> None:
        """Make the empty data folder; a crash in between leaves none."""
        unfinished = self._folder / f"data.{uuid.uuid4().hex[:8]}"
        cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        properties = self._write_properties("format.properties", unfinished)
        tool = (str(find_java()), "-Xmx256m", *_LIGHT_JAVA, *_LOGGING)
        users = [
            f"--add-scram=SCRAM-SHA-512=[name={name},password={word}]" for name, word in self._access.users.items()
        ]
        arguments = ("format", f"--cluster-id={cluster_id}", "-c", str(properties), *users)
        argv = [*tool, "-cp", jars, "kafka.tools.StorageTool", *arguments]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode != 0:
            last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            raise StackError(f"kafka: its data folder {data} could not be made: {' '.join(last)}")
        unfinished.rename(data)

    def _write_properties(self, name: str, data: Path) -> Path:
        path = self._folder / name
        controller = self._ports.claim("kafka_controller")
        listeners = self._access.listeners
        extra = "".join(f",{each.name}://{HOST}:{self.extra_ports[each.key]}" for each in listeners)
        places = {
            "port": self.port,
            "controller": controller,
            "listeners": (f",PROXIED://{HOST}:{self.proxied_port}" if self._proxy_port else "") + extra,
            "advertised": (f",PROXIED://{HOST}:{self._proxy_port}" if self._proxy_port else "") + extra,
            "protocols": "".join(f",{each.name}:{each.protocol}" for each in listeners),
        }
        own = [line.format(name=each.name.lower()) for each in listeners for line in each.properties]
        own += self._access.properties
        path.write_text(_PROPERTIES.format(host=HOST, data=data, **places) + "\n".join([*own, ""]))
        return path
