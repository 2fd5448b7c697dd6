"""Does it run?"""

from tests.unit.deploy.alert_cases.case import GIB, Case, Series


def _services(*names: str) -> Series:
    return {f'mailweave_build_info{{job="mailweave-{name}", instance="{name}:1"}}': "1x20" for name in names}


INSTALLATION = (
    Case(
        "MailweaveServiceMissing",
        ill=_services("poller", "threader", "rules", "sender", "api"),
        well=_services("poller", "parser", "threader", "rules", "sender", "api"),
        at=3,
        labels={"service": "parser"},
        says="No parser has answered Prometheus for three minutes.",
    ),
    Case(
        "MailweaveServiceMissing",
        ill={},
        well={
            series.replace("{", '{namespace="mail", '): values
            for series, values in _services("poller", "parser", "threader", "rules", "sender", "api").items()
        },
        at=3,
        labels={"service": "service at all"},
        says="No service at all has answered Prometheus for three minutes.",
    ),
    Case(
        "MailweaveProcessDown",
        ill={
            'up{job="mailweave-poller", instance="a:1"}': "1 0x20",
            'mailweave_build_info{job="mailweave-poller", instance="a:1"}': "1 stale",
        },
        well={'up{job="node", instance="a:9100"}': "0x20", 'up{job="mailweave-poller", instance="a:1"}': "1 0x3 1x20"},
        at=6,
        labels={"job": "mailweave-poller", "instance": "a:1"},
        says="a:1 of mailweave-poller has not answered Prometheus for five minutes.",
    ),
    Case(
        "MailweaveProcessRestarting",
        ill={
            'process_start_time_seconds{job="mailweave-parser", instance="a:2"}': "0x30 1+60x30",
            'mailweave_build_info{job="mailweave-parser", instance="a:2"}': "1x60",
        },
        well={
            'process_start_time_seconds{job="mailweave-parser", instance="a:2"}': "0x30 1 60x30",
            'mailweave_build_info{job="mailweave-parser", instance="a:2"}': "1x60",
            'process_start_time_seconds{job="node", instance="b:1"}': "0+60x60",
        },
        at=34,
        labels={"job": "mailweave-parser", "instance": "a:2"},
        says="a:2 of mailweave-parser was started 4 times within half an hour.",
    ),
    Case(
        "MailweaveKafkaUnreachable",
        ill={'mailweave_ready{part="kafka", job="a"}': "1 0x20", 'mailweave_ready{part="producer", job="b"}': "1 0x20"},
        well={
            'mailweave_ready{part="kafka", job="a"}': "1 0 1x20",
            'mailweave_ready{part="records of parsed", job="b"}': "0x20",
        },
        at=3,
        says="Of 2 processes or producers Kafka has been out of reach for two minutes.",
    ),
    Case(
        "MailweavePostgreSQLUnreachable",
        ill={
            'mailweave_ready{part="postgresql", job="a"}': "1 0x20",
            'mailweave_ready{part="postgresql", job="b"}': "1 0x20",
        },
        well={'mailweave_ready{part="postgresql", job="a"}': "1 0 1x20"},
        at=3,
        says="For 2 processes PostgreSQL has been out of reach for two minutes.",
    ),
    Case(
        "MailweaveNotReady",
        ill={'mailweave_ready{part="consumer of parsed", job="mailweave-threader"}': "1 0x20"},
        well={
            'mailweave_ready{part="consumer of parsed", job="mailweave-threader"}': "1 0x3 1x20",
            'mailweave_ready{part="kafka", job="mailweave-threader"}': "0x20",
        },
        at=6,
        labels={"job": "mailweave-threader", "part": "consumer of parsed"},
        says="consumer of parsed of mailweave-threader has not worked for five minutes; /ready says why.",
    ),
    Case(
        "MailweaveDiskAlmostFull",
        ill={"mailweave_blob_free_bytes": f"{3 * GIB} {GIB}x20"},
        well={"mailweave_blob_free_bytes": f"{3 * GIB}x20"},
        at=6,
        says="1GiB are free; then nothing large can be stored, and mail waits.",
    ),
    Case(
        "MailweaveDiskFilling",
        ill={"mailweave_blob_free_bytes": f"{100 * GIB}-{GIB // 10}x500"},
        well={"mailweave_blob_free_bytes": f"{100 * GIB}-{GIB // 100}x500"},
        at=240,
        says="It has shrunk so much in six hours that nothing will be free tomorrow.",
    ),
    Case(
        "MailweaveRestFailing",
        ill={
            'mailweave_http_requests_total{status="500"}': "0+1x20",
            'mailweave_http_requests_total{status="200"}': "0+9x20",
        },
        well={
            'mailweave_http_requests_total{status="404"}': "0+9x20",
            'mailweave_http_requests_total{status="200"}': "0+9x20",
        },
        at=6,
        says="10% of the requests end with an error of ours.",
    ),
)
