"""Pictures of people, for people who are signed in."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from troska.core.errors import NotFound
from troska.staff import files
from troska.staff.models import Agent

#: A name stands for one picture for ever.
_KEPT = "private, max-age=31536000, immutable"


@require_safe
def show_face(request: HttpRequest, name: str) -> HttpResponse:
    """Give a picture that somebody has now."""
    if not isinstance(request.user, Agent) or not Agent.objects.get_queryset().filter(picture=name).exists():
        raise NotFound
    try:
        content = files.read(name)
    except FileNotFoundError as error:
        raise NotFound from error
    return HttpResponse(content, content_type=files.TYPE, headers={"Cache-Control": _KEPT})
