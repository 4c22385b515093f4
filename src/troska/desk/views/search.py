"""Finding conversations and customers again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from troska.conversations import queries
from troska.core import folding
from troska.desk import lists, showing
from troska.desk.access import DeskRequest, signed_in

HINTS = 7


@require_safe
@signed_in
def show_results(request: DeskRequest) -> HttpResponse:
    """Show everything that was meant by `q`, the latest first."""
    asked = _asked(request)
    page = lists.page(request.seen, request.user, _results(asked), before=request.GET.get("przed", ""))
    whose = queries.customers_found(request.seen, asked) if asked else []
    context = {"asked": asked, "page": page, "customers": whose, "view": lists.VIEWS["otwarte"], "current": "szukaj"}
    return showing.show(request, "search", context)


@require_safe
@signed_in
def show_hints(request: DeskRequest) -> HttpResponse:
    """Show the first few finds, for the palette; what is spam or in the bin is on the page of results only."""
    asked = _asked(request)
    found = queries.search(request.seen, asked).exclude(status__in=queries.BINS)
    rows = queries.page_of(found, size=HINTS)
    context = {
        "rows": sorted(rows, key=lambda row: row.reference.casefold() != asked.casefold()),
        "customers": queries.customers_found(request.seen, asked),
        "wanted": [*folding.stems(asked), *folding.words(asked)],
    }
    return render(request, "desk/_hints.html", context)


def _asked(request: DeskRequest) -> str:
    return request.GET.get("q", "").strip()[: folding.LONGEST_TEXT]


def _results(asked: str) -> lists.ListView:
    """Let what was found be a list like the others."""
    return lists.ListView(
        "szukaj", _("Szukaj"), "magnifying-glass", "", "", lambda seen, _agent: queries.search(seen, asked)
    )
