"""A template with example values in it, as a document for the sandboxed frame."""

from html import escape

from starlette.responses import Response

from services.api.screen.threads.frame import mail_frame
from shared.rulebook.actions import AutoReply
from shared.rulebook.defect import Defect
from shared.rulebook.template_check import template_defect
from shared.rulebook.templates import Template, render

EXAMPLES = {
    "account_email": "support@company.example",
    "account_name": "Customer support",
    "customer_email": "ada@customer.example",
    "customer_name": "Ada Lovelace",
    "subject": "Where is my order?",
    "thread_id": "5a9d4a5b-1b7e-4f7e-8d3a-6f3c2d1e0b9a",
}


def preview(template: Template) -> Response:
    """The answer that a message from Ada would get, or what must be corrected first."""
    values = {name: EXAMPLES.get(name, name) for name in AutoReply.variables}
    defect = template_defect(template, AutoReply.variables)
    if defect is not None:
        return _sentence(str(defect))
    answer = render(template, values)
    if isinstance(answer, Defect):
        return _sentence(str(answer))
    shown = f"<p>Subject: <b>{escape(answer.subject)}</b></p><hr>"
    if answer.html_body:
        shown += answer.html_body + "<hr><p><small>For readers without HTML:</small></p>"
    return mail_frame(f"{shown}<pre>{escape(answer.plain_body)}</pre>")


def _sentence(reason: str) -> Response:
    return mail_frame(f"<p>There is nothing to show yet. {escape(reason)}</p>")
