"""One change to many conversations."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from troska.desk import answers, bulk, showing
from troska.desk.access import DeskRequest, answering


@require_POST
@answering
def change_many(request: DeskRequest) -> HttpResponse:
    """Make the wanted change to the chosen conversations, and show the list they were chosen from."""
    verb, argument = bulk.verb_of(request.POST.get("co", ""))
    change = verb.prepare(argument, request.user, request.POST.dict())
    outcome = bulk.change(request.seen, request.POST.getlist("kod"), change)
    answers.tell(request, bulk.told(verb, outcome), undo=outcome.steps)
    answers.tell(request, bulk.complaint(outcome), level=messages.ERROR)
    view = answers.chosen_view(request)
    context = showing.rows(request, view)
    if not request.htmx:
        return redirect(f"/rozmowy/{view.slug}/?{context['narrowing'].query}")
    return showing.show(request, "list", context, part="changed")
