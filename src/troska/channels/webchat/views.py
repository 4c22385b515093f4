"""What a widget asks for and says: thin doors to the verbs and questions of the chat."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from troska.channels.webchat import actions, admission, errors, files, greeting, queries, signals, telling, transcripts
from troska.channels.webchat.doors import body_of, number_of, text_of, visitor_door, widget_door
from troska.channels.webchat.identity import read_identity
from troska.channels.webchat.models import Visitor, Widget
from troska.conversations import files as store
from troska.core.networks import network_of
from troska.core.origins import origin_of
from troska.core.ui.downloads import file_response
from troska.staff import audit

_MOST_ITEMS = 50


@require_safe
@cache_control(public=True, max_age=600)
def loader(request: HttpRequest) -> HttpResponse:
    """Give the script that a page names in its one tag; it fetches the widget once the page has loaded."""
    module = {"module": static("webchat/widget.js")}
    response = render(request, "webchat/loader.js", module, content_type="text/javascript; charset=utf-8")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@widget_door("GET")
def greet(_request: HttpRequest, widget: Widget) -> HttpResponse:
    """Say who answers here and how soon, and what is asked before a chat."""
    return JsonResponse(greeting.of(widget))


@widget_door("POST")
def puzzle(request: HttpRequest, _widget: Widget) -> HttpResponse:
    """Give a puzzle, which a browser solves in a moment and a flood does not."""
    return JsonResponse({"puzzle": admission.new_puzzle(_network(request))})


@widget_door("POST")
def begin(request: HttpRequest, widget: Widget) -> HttpResponse:
    """Let a browser be known by a token, for a solved puzzle."""
    body, network = body_of(request), _network(request)
    proof = admission.proof_of(text_of(body, "puzzle"), text_of(body, "answer"), network)
    language = (get_language() or "pl")[:2]
    visitor, token = actions.begin(widget, proof=proof, network=network, language=language)
    return JsonResponse({"token": token} | telling.history(visitor))


@visitor_door("POST")
def identify(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Know a visitor by what the company's site signed; his history comes with the answer."""
    known = read_identity(visitor.widget, text_of(body_of(request), "identity", longest=5000))
    return JsonResponse(telling.history(actions.identify(visitor, known)))


@visitor_door("POST")
def sign_out(_request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Let the token open nothing any more."""
    actions.sign_out(visitor)
    return JsonResponse({})


@visitor_door("POST")
def introduce(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Take in what a visitor answers before the chat."""
    body = body_of(request)
    named = actions.introduce(
        visitor,
        name=text_of(body, "name"),
        email=text_of(body, "email").strip(),
        consents=body.get("consents") is True,
    )
    return JsonResponse({"visitor": telling.visitor_card(named)})


@visitor_door("GET")
def history(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Give the talk as it stands, or a page of what was said before."""
    return JsonResponse(telling.history(visitor, before=request.GET.get("przed", "")))


@visitor_door("POST")
def say(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Take in a message; 200 means that it is kept."""
    body = body_of(request)
    try:
        key = UUID(text_of(body, "key"))
    except ValueError as error:
        raise errors.Unreadable from error
    said = actions.say(
        visitor,
        key=key,
        text=text_of(body, "text", longest=50_000),
        file_codes=_codes(body.get("files", [])),
    )
    return JsonResponse({"message": telling.message(visitor, said)})


@visitor_door("POST")
def add_file(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Keep a file for a message that will name it."""
    sent = request.FILES.get("file")
    if sent is None:
        raise errors.Unreadable
    if sent.size is None or sent.size > files.LARGEST:  # before it is read into memory
        raise errors.MessageTooLong
    kept = actions.keep_file(
        visitor, content=sent.read(), filename=sent.name or "", content_type=sent.content_type or ""
    )
    return JsonResponse({"file": kept.code, "name": kept.filename, "type": kept.content_type, "size": kept.size})


@require_safe
def file(request: HttpRequest, key: str, code: str, visitor_code: str) -> HttpResponse:
    """Give a file of a message to the visitor whom its address was made for, while it holds."""
    visitor = Visitor.objects.select_related("widget").filter(code=visitor_code, left_at=None, widget__key=key).first()
    if visitor is None or not files.is_pass(visitor, code, request.GET.get("p", "")):
        raise Http404
    try:
        found = queries.visible_attachment(visitor, code)
        content = store.read(found.storage_name)
    except (errors.NoSuchChat, FileNotFoundError) as error:
        raise Http404 from error
    response = file_response(content, filename=found.filename, content_type=found.content_type, as_picture=True)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@visitor_door("POST")
def sign(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Take in what passes: what he writes just now, how far he has read, the page he looks at, his cart."""
    body = body_of(request)
    if "typing" in body:
        signals.visitor_writes(visitor, text_of(body, "typing", longest=2000))
    if "read" in body:
        actions.mark_read(visitor, text_of(body, "read"))
    if isinstance(pages := body.get("pages"), list):
        for page in pages[-20:]:
            _note_page(visitor, page, of=request.headers.get("Origin", ""))
    if isinstance(cart := body.get("cart"), dict):
        actions.note_cart(
            visitor,
            items=[_item(one) for one in cart.get("items", [])[:_MOST_ITEMS]],
            total=text_of(cart, "total", longest=20),
            currency=text_of(cart, "currency", longest=3) or "PLN",
        )
    if "pages" in body or "cart" in body:
        signals.visitor_looks(visitor)
    return JsonResponse({})


@visitor_door("POST")
def rate(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Keep what the visitor thinks of the talk."""
    body = body_of(request)
    chat = actions.rate(visitor, number_of(body, "rating", most=5), text_of(body, "comment", longest=1000))
    return JsonResponse({"status": telling.status(queries.current_chat(visitor) or chat)})


@visitor_door("POST")
def send_transcript(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Send the talk by e-mail; an address may come along."""
    email = text_of(body_of(request), "email").strip()
    if email:
        visitor = actions.introduce(visitor, name="", email=email, consents=False)
    transcripts.send_transcript(visitor)
    return JsonResponse({"visitor": telling.visitor_card(visitor)})


@visitor_door("POST")
def end(_request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """End the talk."""
    actions.end(visitor)
    return JsonResponse({"status": telling.status(queries.current_chat(visitor))})


def _network(request: HttpRequest) -> str:
    address = audit.origin_of(request).address
    return network_of(address) if address else ""


def _codes(given: Any) -> Sequence[str]:
    if not isinstance(given, list) or not all(isinstance(code, str) for code in given):
        raise errors.Unreadable
    return given[: files.MOST_AT_ONCE]


def _note_page(visitor: Visitor, page: Any, *, of: str) -> None:
    """Note a page of the site that asks: an agent may open it, so that no other address may stand there."""
    if not isinstance(page, dict):
        raise errors.Unreadable
    url = text_of(page, "url", longest=4000)
    if origin_of(url) == of:
        seconds = number_of(page, "seconds", most=10**6)
        actions.note_page(visitor, url=url, title=text_of(page, "title", longest=1000), seconds=seconds)


def _item(one: Any) -> dict[str, object]:
    if not isinstance(one, dict):
        raise errors.Unreadable
    return {
        "name": text_of(one, "name", longest=200),
        "quantity": number_of(one, "quantity", most=10**6),
        "price": text_of(one, "price", longest=20),
    }
