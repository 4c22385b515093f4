"""The original of a mail, as the sender made it look: harmless, in a frame of its own, asking nobody for anything."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from troska.channels import raw_store
from troska.channels.email import interpret
from troska.channels.email.html import document
from troska.channels.email.pictures import make_pass, read_pass
from troska.conversations import actions, files, queries
from troska.conversations.models import Message
from troska.conversations.sensitive import without_values
from troska.core.ui.downloads import PICTURES, file_response
from troska.staff.models import Agent

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'none'; base-uri 'none'; sandbox;"
    " frame-ancestors 'self'"
)


@require_safe
@login_required
@xframe_options_sameorigin
def show_html(request: HttpRequest, code: str) -> HttpResponse:
    """Show the HTML of a mail to an agent who may see its conversation."""
    if not isinstance(request.user, Agent):
        raise Http404
    message = queries.visible_message(request.user, code)
    html = _original_html(message)
    response = HttpResponse(document(html, images=_pictures(message, request.session.session_key or "")))
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def show_picture(_request: HttpRequest, given_pass: str) -> HttpResponse:
    """Show a picture within a mail to the holder of a pass, as long as he may see the conversation."""
    held = read_pass(given_pass)
    if held is None:
        raise Http404
    agent, code = held
    found = queries.visible_attachment(agent, code)
    try:
        content = files.read(found.storage_name)
    except FileNotFoundError as error:
        raise Http404 from error
    return file_response(content, filename=found.filename, content_type=found.content_type, as_picture=True)


def _original_html(message: Message) -> str:
    if not message.raw_digest:
        raise Http404
    try:
        mail = interpret.interpret(raw_store.get(message.raw_digest))
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error
    if "html_tangled" in mail.problems:
        # Thousands of elements left open make every HTML5 parser copy them without end: 35 kB became 567 MB.
        return format_html("<pre>{}</pre>", mail.text_full)
    return without_values(mail.html or "", actions.hidden_values(message))


def _pictures(message: Message, session_key: str) -> dict[str, str]:
    return {
        file.content_id: reverse("email:picture", args=[make_pass(file.code, session_key=session_key)])
        for file in message.attachments.all()
        if file.content_id and file.content_type in PICTURES
    }
