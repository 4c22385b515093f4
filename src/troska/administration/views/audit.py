"""The audit log as a page: filtered, and paged by key."""

from datetime import datetime, time

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from troska.administration import showing
from troska.core import clock
from troska.core.text import polish_sort_key
from troska.staff import queries
from troska.staff.access import StaffRequest, permitted
from troska.staff.audit import known_deeds, told
from troska.staff.models import AuditEntry
from troska.staff.permissions import Permission
from troska.timeline.actors import ActorKind

PAGE = 50


class FilterForm(forms.Form):
    """What to look for in the log."""

    kto = forms.ChoiceField(label=_("Kto"), required=False)
    co = forms.ChoiceField(label=_("Co"), required=False)
    od = forms.DateField(label=_("Od dnia"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    do = forms.DateField(label=_("Do dnia"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    adres = forms.GenericIPAddressField(label=_("Adres IP"), required=False)
    przed = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passes on what it is given
        people = [(str(agent.pk), agent.name) for agent in queries.everyone()]
        deeds = [(deed.name, str(deed.label)) for deed in known_deeds().values()]
        deeds.sort(key=lambda deed: polish_sort_key(deed[1]))
        self.fields["kto"].choices = [("", _("wszyscy")), ("system", _("system")), *people]  # type: ignore[attr-defined]
        self.fields["co"].choices = [("", _("wszystko")), *deeds]  # type: ignore[attr-defined]  # as above

    def found(self) -> "QuerySet[AuditEntry]":
        """Give what fits, latest first; what can't be understood fits nothing."""
        entries = AuditEntry.objects.order_by("-pk")
        if not self.is_valid():
            return entries.none()
        said = self.cleaned_data
        if said["kto"] == "system":
            entries = entries.filter(actor_kind=ActorKind.SYSTEM)
        elif said["kto"]:
            entries = entries.filter(actor_kind=ActorKind.AGENT, actor_id=int(said["kto"]))
        if said["co"]:
            entries = entries.filter(deed=said["co"])
        if said["od"]:
            entries = entries.filter(at__gte=datetime.combine(said["od"], time.min, clock.WARSAW))
        if said["do"]:
            entries = entries.filter(at__lte=datetime.combine(said["do"], time.max, clock.WARSAW))
        if said["adres"]:
            entries = entries.filter(address=said["adres"])
        return entries.filter(pk__lt=said["przed"]) if said["przed"] else entries


@require_safe
@permitted(Permission.READ_AUDIT)
def show_audit(request: StaffRequest) -> HttpResponse:
    """Show what was done, latest first."""
    form = FilterForm(request.GET or {})
    found = list(form.found()[: PAGE + 1])
    entries = found[:PAGE]
    older = request.GET.copy()
    if len(found) > PAGE:
        older["przed"] = str(entries[-1].pk)
    context = {
        "form": form,
        "lines": told(entries),
        "older": older.urlencode() if len(found) > PAGE else "",
    }
    return showing.show(request, "audit", context, section="audit", status=422 if form.errors else 200)
