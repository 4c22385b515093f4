"""What an agent writes: replies, forwards, notes, and what he has of them before they are sent."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, retarget, trigger_client_event

from troska.conversations import actions, errors, queries
from troska.conversations.actions.writing import LARGEST_FILE
from troska.conversations.models import Channel, Conversation, DraftKind, Message, Status
from troska.conversations.ports import StoredFile
from troska.core import clock
from troska.core.errors import TroskaError
from troska.desk import once, showing
from troska.desk.access import DeskRequest, answering
from troska.desk.answers import chosen_view as _view
from troska.desk.answers import done
from troska.desk.forms import DraftForm, ForwardForm, NoteForm, ReplyForm, WritingForm
from troska.desk.mentions import mentioned
from troska.staff import queries as staff

Send = Callable[[Sequence[StoredFile]], Message]


@require_POST
@answering
def reply(request: DeskRequest, code: str) -> HttpResponse:
    """Send an answer, unless somebody wrote since the agent last looked."""
    shown, form = queries.get_visible(request.user, code), ReplyForm(request.POST, request.FILES)

    def send(files: Sequence[StoredFile]) -> Message:
        data = form.cleaned_data
        return actions.reply(
            shown,
            **_author(request, data),
            files=files,
            copied=data["cc"],
            blind=data["bcc"],
            to_all=data["mode"] == "all",
            seen=form.last_seen,
            send_after=_held_until(),
            then=form.then_or_usual,
            channel=Channel(data["channel"]) if data["channel"] else None,
        )

    return _write(request, shown, form, send)


@require_POST
@answering
def forward(request: DeskRequest, code: str) -> HttpResponse:
    """Pass something on to somebody who takes no part in the conversation."""
    shown, form = queries.get_visible(request.user, code), ForwardForm(request.POST, request.FILES)

    def send(files: Sequence[StoredFile]) -> Message:
        data = form.cleaned_data
        copies = actions.copy_files(shown, data["copy"])
        return actions.forward(
            shown,
            **_author(request, data),
            to=data["to"],
            subject=data["subject"] or shown.subject,
            files=[*copies, *files],
            send_after=_held_until(),
        )

    return _write(request, shown, form, send)


@require_POST
@answering
def add_note(request: DeskRequest, code: str) -> HttpResponse:
    """Write a note for the team."""
    shown, form = queries.get_visible(request.user, code), NoteForm(request.POST, request.FILES)

    def send(files: Sequence[StoredFile]) -> Message:
        data = form.cleaned_data
        called = mentioned(data["text"], staff.colleagues(request.user))
        return actions.add_note(shown, **_author(request, data), files=files, mentioned=called)

    return _write(request, shown, form, send)


@require_POST
@answering
def take_back(request: DeskRequest, code: str) -> HttpResponse:
    """Take back what has not left; its text is in the composer again, before what was begun meanwhile."""
    message = queries.visible_message(request.user, code)
    kind, meanwhile = DraftKind.FORWARD if message.is_forward else DraftKind.REPLY, request.POST.get("meanwhile", "")
    if meanwhile.strip():
        actions.save_draft(message.conversation, kind, by=request.user, text=meanwhile)
    actions.take_back(message, by=request.user.actor)
    response = _done(request, message.conversation, _("Cofnięte. Tekst czeka w szkicu."), kind=kind)
    return trigger_client_event(response, "composer:restored", {"kind": kind.value}, after="settle")


@require_safe
@answering
def forward_form(request: DeskRequest, code: str) -> HttpResponse:
    """Give the form for passing on with other messages in it: one by its code, or all that is no note."""
    shown, wanted = queries.get_visible(request.user, code), request.GET.get("co", "")
    quoted = [
        message
        for message in queries.thread(shown)
        if not message.is_note and not message.is_forward and wanted in ("wszystko", message.code)
    ]
    context = showing.conversation(request.user, shown, quoted=quoted) | {"current": _view(request).slug}
    return showing.show(request, "conversation", context, part="forward-form")


@require_POST
@answering
def save_draft(request: DeskRequest, code: str, kind: str) -> HttpResponse:
    """Keep what is being written; 409 and the other text when it was changed elsewhere."""
    shown, form = queries.get_visible(request.user, code), DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    if once.is_taken(form.cleaned_data["token"]):
        return JsonResponse({"version": ""})  # a late word of a form that has been sent
    data = {"text": form.cleaned_data["text"], "recipients": form.recipients}
    try:
        draft = actions.continue_draft(
            shown, DraftKind(kind), by=request.user, known_at=form.cleaned_data["known"], **data
        )
    except errors.DraftChanged:
        return _other_draft(request, shown, kind)
    return JsonResponse({"version": draft.updated_at.isoformat() if draft else ""})


@require_POST
@answering
def add_file(request: DeskRequest, code: str, kind: str) -> HttpResponse:
    """Keep a file for what is being written; an error comes as its words alone."""
    shown, sent = queries.get_visible(request.user, code), request.FILES.get("file")
    try:
        if sent is None:
            raise errors.EmptyFile
        upload = actions.keep_upload(shown, DraftKind(kind), by=request.user, **_content(sent))
    except TroskaError as error:
        return HttpResponse(str(error), status=error.status, content_type="text/plain; charset=utf-8")
    return render(request, "desk/_upload.html", {"upload": upload, "conversation": shown})


@require_POST
@answering
def remove_file(request: DeskRequest, code: str) -> HttpResponse:
    """Throw away a file that was not sent."""
    shown = queries.get_visible(request.user, code)
    actions.discard_upload(shown, request.POST.get("file", ""), by=request.user)
    return HttpResponse(status=204)


@require_POST
@answering
def preview(request: DeskRequest, code: str) -> HttpResponse:
    """Show how the text will look."""
    queries.get_visible(request.user, code)
    form = DraftForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    names = [agent.name for agent in mentioned(text, staff.colleagues(request.user))] if "@" in text else []
    return render(request, "desk/_preview.html", {"text": text, "names": names})


def _author(request: DeskRequest, data: dict[str, Any]) -> dict[str, Any]:
    return {"text": data["text"], "by": request.user.actor, "author_name": request.user.name}


def _held_until() -> Any:
    seconds = settings.TROSKA_UNDO_SECONDS
    return clock.now() + timedelta(seconds=seconds) if seconds else None


def _content(sent: Any) -> dict[str, Any]:
    if sent.size > LARGEST_FILE:  # before it is read into memory
        raise errors.FileTooLarge
    return {"content": sent.read(), "filename": sent.name, "content_type": sent.content_type or ""}


def _write(request: DeskRequest, shown: Conversation, form: WritingForm, send: Send) -> HttpResponse:
    """Send a form once; whatever stands in the way, the form comes back as it was."""
    if not form.is_valid():
        return _again(request, shown, form)
    token = form.cleaned_data["token"]
    try:
        with transaction.atomic():
            if not once.take(token):
                return _done(request, shown, _("Ta wiadomość została już wysłana."), kind=form.kind)
            message = send(_files(request, shown, form))
            actions.discard_draft(shown, form.kind, by=request.user)
    except errors.SomethingNew:
        return _again(request, shown, form, status=409)
    except TroskaError as error:
        form.add_error("text", str(error))
        return _again(request, shown, form)
    return _done(request, shown, _said(message, form), kind=form.kind, sent=message)


def _files(request: DeskRequest, shown: Conversation, form: WritingForm) -> Sequence[StoredFile]:
    plain = request.FILES.getlist("files")  # of a browser without scripts
    added = [actions.keep_upload(shown, form.kind, by=request.user, **_content(sent)).code for sent in plain]
    return actions.take_uploads(shown, [*form.cleaned_data["file"], *added], by=request.user, kind=form.kind)


def _said(message: Message, form: WritingForm) -> str:
    if message.is_note:
        return ""
    if message.is_forward:
        return _("Przekazane.")
    if isinstance(form, ReplyForm) and form.then_or_usual == Status.CLOSED:
        return _("Odpowiedź wysłana, rozmowa zamknięta.")
    return _("Odpowiedź idzie do klienta.")


def _done(
    request: DeskRequest, shown: Conversation, said: str, *, kind: DraftKind, sent: Message | None = None
) -> HttpResponse:
    undoable = sent if request.htmx and sent is not None and sent.undo is not None else None
    told, held_for = "" if undoable else said, settings.TROSKA_UNDO_SECONDS
    return done(request, shown, told, sent=kind.value, undoable=undoable, held_for=held_for)


def _again(request: DeskRequest, shown: Conversation, form: WritingForm, *, status: int = 422) -> HttpResponse:
    context = showing.conversation(request.user, shown, refused=form) | {"current": _view(request).slug}
    if request.htmx:
        part = f"{form.kind}-form"
        response = showing.show(request, "conversation", context, part=part, status=status)
        return reswap(retarget(response, f"#{part}"), "outerHTML")
    context = showing.rows(request, _view(request), beside=shown) | context
    return showing.show(request, "conversation", context, status=status)


def _other_draft(request: DeskRequest, shown: Conversation, kind: str) -> HttpResponse:
    draft = queries.drafts_in(shown).get(agent=request.user, kind=kind)
    said = {"version": draft.updated_at.isoformat(), "text": draft.text}
    return JsonResponse(said | {"when": f"{clock.local(draft.updated_at):%H:%M}"}, status=409)
