"""What every page of the administration shows around itself."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from troska.administration import sections
from troska.staff.access import StaffRequest


def show(
    request: StaffRequest, page: str, context: dict[str, Any] | None = None, *, section: str, status: int = 200
) -> HttpResponse:
    """Render a page of the administration, with the way to the others."""
    around = {"groups": list(sections.open_to(request.user)), "section": section}
    return render(request, f"administration/{page}.html", around | (context or {}), status=status)
