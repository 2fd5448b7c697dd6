"""The document of a message's own HTML, for a sandboxed frame."""

from starlette.responses import HTMLResponse

from services.api.screen.headers import MAIL_POLICY
from services.api.screen.threads.safe_html import safe_html

BEFORE = (
    '<!doctype html><html lang="und"><head><meta charset="utf-8"><title>Message</title>'
    '<meta name="viewport" content="width=device-width">'
    "<style>html{color-scheme:light;background:#fff;color:#1b1f24}"
    "body{margin:0;padding:12px;font:15px/1.55 system-ui,sans-serif;overflow-wrap:anywhere}"
    "img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}</style></head><body>"
)
AFTER = "</body></html>"


def mail_frame(html_body: str) -> HTMLResponse:
    """Nothing in it runs, loads from elsewhere or sends; it is shown only within a page of ours."""
    headers = {"Content-Security-Policy": MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(BEFORE + safe_html(html_body) + AFTER, headers=headers)
