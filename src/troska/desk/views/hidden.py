"""What is hidden in a message, shown for as long as the page stands."""

from django.http import HttpResponse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from troska.conversations import actions, queries
from troska.core.ui.templatetags.ui import shown
from troska.desk.access import DeskRequest, signed_in


@require_POST
@never_cache
@signed_in
def show_hidden(request: DeskRequest, code: str, number: str) -> HttpResponse:
    """Show what a mark in a message stands for; who looked is audited."""
    message = queries.visible_message(request.user, code)
    value = actions.show_hidden(message, int(number), by=request.user.actor)
    # No line may end after it: letters keep their lines.
    return HttpResponse(
        format_html('<span class="hidden-value is-shown" tabindex="-1" autofocus>{}</span>', shown(value))
    )
