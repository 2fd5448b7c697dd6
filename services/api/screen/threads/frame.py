"""The document of a message's own HTML, for a sandboxed frame."""

from collections.abc import Mapping

from starlette.responses import HTMLResponse

from services.api.screen.headers import MAIL_POLICY, MAIL_POLICY_WITH_REMOTE
from shared.html.clean import NO_PICTURES, safe_html

BEFORE = (
    '<!doctype html><html lang="und"><head><meta charset="utf-8"><title>Message</title>'
    '<meta name="viewport" content="width=device-width">'
    "<style>html{color-scheme:light;background:#fff;color:#1b1f24}"
    "body{margin:0;padding:12px;font:15px/1.55 system-ui,sans-serif;overflow-wrap:anywhere}"
    "img{max-width:100%;height:auto}img[data-remote-src]{outline:1px dashed #8a929c}"
    "[data-remote-bg]:not([style*=background-color]){background:#767676}"
    "a[data-leads-to]{outline:2px solid #b42318}"
    "a[data-leads-to]::after{content:' [leads to ' attr(data-leads-to) ']';"
    "color:#b42318;background:#fff;font:13px sans-serif}"
    "table{max-width:100%}pre{white-space:pre-wrap}</style></head><body>"
)
AFTER = "</body></html>"


def mail_frame(
    html_body: str, pictures: Mapping[str, str] = NO_PICTURES, *, loads_remote: bool = False
) -> HTMLResponse:
    """Nothing in it runs or sends, nor loads from elsewhere unless that was asked for; only a page of ours shows it."""
    safe = safe_html(html_body, pictures, loads_remote=loads_remote)
    headers = {
        "Content-Security-Policy": MAIL_POLICY_WITH_REMOTE if loads_remote else MAIL_POLICY,
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "no-referrer",
    }
    return HTMLResponse(BEFORE + safe.html + AFTER, headers=headers)
