"""Files of messages: only to who may see the conversation, never as something a browser would run."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from troska.conversations import actions, files, queries, sensitive
from troska.core.ui.downloads import file_response
from troska.desk.access import DeskRequest, signed_in


@require_safe
@signed_in
def attachment(request: DeskRequest, code: str) -> HttpResponse:
    """Give one attachment; pictures are shown, everything else is downloaded, and who takes a document is noted."""
    found = queries.visible_attachment(request.user, code)
    try:
        content = files.read(found.storage_name)
    except FileNotFoundError as error:
        raise Http404 from error
    is_sensitive = sensitive.is_identity_document(found.filename)
    if is_sensitive and request.method == "GET":
        actions.note_file_read(found, by=request.user.actor)
    return file_response(content, filename=found.filename, content_type=found.content_type, as_picture=not is_sensitive)
