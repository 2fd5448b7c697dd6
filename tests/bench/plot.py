"""`python plot.py latest.json latest.png`, run by the benchmark's own interpreter: three panels of one result."""

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot

OURS, THEIRS = "#2563a8", "#b8c4cf"
RATES = (
    ("receive\nMailweave", "e2e_msg_s", OURS),
    ("mbsync,\nnotmuch", "mbsync_notmuch_msg_s", THEIRS),
    ("django\nmailbox", "django_mailbox_msg_s", THEIRS),
    ("replay\nMailweave", "replay_msg_s", OURS),
    ("send\nMailweave", "send_msg_s", OURS),
    ("Postfix\nrelay", "postfix_msg_s", THEIRS),
    ("aiosmtplib\nalone", "aiosmtplib_msg_s", THEIRS),
)
QUANTILES = ("p50", "p95", "p99")


def main() -> None:
    """Reads the figures, writes the picture; what was not measured is left out and named."""
    figures: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text())
    picture, panels = pyplot.subplots(1, 3, figsize=(17, 5.5), gridspec_kw={"width_ratios": [2.2, 1.6, 0.8]})
    _rates(panels[0], figures)
    _stages(panels[1], figures)
    _latency(panels[2], figures)
    picture.suptitle(
        f"Mailweave benchmark: {figures['messages']:,} messages, seed {figures['seed']}, {figures['cores']} cores, "
        f"{figures['at'][:10]}"
    )
    picture.tight_layout()
    picture.savefig(sys.argv[2], dpi=110)


def _rates(panel: Any, figures: dict[str, Any]) -> None:
    known = [(label, figures[name], colour) for label, name, colour in RATES if figures.get(name) is not None]
    absent = [label.replace("\n", " ") for label, name, _ in RATES if figures.get(name) is None]
    bars = panel.bar([each[0] for each in known], [each[1] for each in known], color=[each[2] for each in known])
    panel.bar_label(bars, fmt="{:,.0f}", padding=2)
    panel.margins(y=0.12)
    panel.set_title("messages a second", fontsize=10)
    if absent:
        panel.set_xlabel(f"not measured: {', '.join(absent)}", fontsize=8)


def _stages(panel: Any, figures: dict[str, Any]) -> None:
    stages = list(reversed((figures.get("stages") or {}).items()))
    bars = panel.barh([name for name, _ in stages], [stage["cpu_us_a_message"] for _, stage in stages], color=OURS)
    memory = [f"{stage['cpu_us_a_message']:,.0f} µs, {stage['peak_rss_bytes'] / 2**20:,.0f} MiB" for _, stage in stages]
    panel.bar_label(bars, labels=memory, padding=3, fontsize=9)
    panel.margins(x=0.45)
    panel.set_title("CPU a received message, and peak memory", fontsize=10)


def _latency(panel: Any, figures: dict[str, Any]) -> None:
    known = [(name, figures[f"latency_{name}_ms"]) for name in QUANTILES if figures.get(f"latency_{name}_ms")]
    bars = panel.bar([name for name, _ in known], [value for _, value in known], color=OURS)
    panel.bar_label(bars, fmt="{:,.0f}", padding=2)
    panel.margins(y=0.12)
    panel.set_title("arrival to ruled at 50 msg/s, ms", fontsize=10)


main()
