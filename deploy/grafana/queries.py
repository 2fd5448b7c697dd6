"""The few forms of PromQL that panels share."""

from deploy.grafana.panels import Query

NOBODY_COUNTS = "nobody counts"
"""Shown where a figure of the whole installation is missing: that is no 0."""


def rates(metric: str, label: str, matchers: str = "") -> tuple[Query, ...]:
    """What a counter gains in a second, a line for each value of the label; `none` at 0 while nothing ever happened."""
    where = f"$where, {matchers}" if matchers else "$where"
    none = f'label_replace(vector(0), "{label}", "none", "", "")'
    return (
        Query(f"sum by ({label}) (rate({metric}{{{where}}}[$__rate_interval])) or on () {none}", f"{{{{{label}}}}}"),
    )


def quantiles(metric: str, *wanted: float, by: str = "") -> tuple[Query, ...]:
    """Of a histogram, over all processes."""
    group = f"{by}, le" if by else "le"
    rate = f"sum by ({group}) (rate({metric}_bucket{{$where}}[$__rate_interval]))"
    prefix = f"{{{{{by}}}}} " if by else ""
    return tuple(Query(f"histogram_quantile({q}, {rate})", f"{prefix}p{q * 100:g}") for q in wanted)


def each(by: str, label: str, expr: str) -> tuple[Query, ...]:
    """A gauge over all processes, `by` max, min or sum as docs/metrics.md says, a line for each value of the label."""
    return (Query(f"{by} by ({label}) ({expr})", f"{{{{{label}}}}}"),)


def oldest_accounts(metric: str) -> tuple[Query, ...]:
    """The five accounts with the highest age."""
    return (Query(f"topk(5, max by (account_id) ({metric}{{$where}}))", "account {{account_id}}"),)


def latest_p95(metric: str) -> str:
    """Of a histogram's last five minutes; 0 where nothing happened."""
    rate = f"sum by (le) (rate({metric}_bucket{{$where}}[5m]))"
    return f"histogram_quantile(0.95, {rate}) >= 0 or vector(0)"


CERTIFICATES = (
    Query(
        "bottomk(5, min by (server) (mailweave_certificate_expiry_timestamp_seconds{$where}) - time())", "{{server}}"
    ),
)
