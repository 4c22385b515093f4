"""What the panel beside a chat says of its visitor: is he here, what does he look at, what is in his cart."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from troska.channels.webchat import queries
from troska.channels.webchat.models import Cart
from troska.conversations.models import Conversation
from troska.core import clock

#: Heard so lately, he is there; twice what a stream may be silent.
HERE = timedelta(seconds=45)
MOST_PAGES = 8


def shown(conversation: Conversation) -> dict[str, Any]:
    """Give what the template needs; nothing when the conversation is no chat."""
    visitor = queries.look_of(conversation)
    if visitor is None:
        return {"pages": [], "cart": None, "is_here": False}
    pages = list(visitor.pages.all())[:MOST_PAGES]
    for page in pages:
        page.shown_for = _spoken(page.seconds)  # type: ignore[attr-defined]  # for the template
    return {
        "pages": pages,
        "cart": _cart(visitor.cart) if hasattr(visitor, "cart") else None,
        "is_here": visitor.left_at is None and visitor.seen_at > clock.now() - HERE,
    }


def _cart(cart: Cart) -> dict[str, Any]:
    items = [item | {"price": _money(item.get("price", ""))} for item in cart.items]
    return {"rows": items, "total": _money(cart.total), "currency": cart.currency}


def _money(said: str) -> str:
    """Write an amount the reader's way; what is no number stays as the site said it."""
    try:
        return number_format(Decimal(said).quantize(Decimal("0.01")), use_l10n=True, force_grouping=True)
    except InvalidOperation:
        return said


def _spoken(seconds: int) -> str:
    if seconds < 60:
        return _("%(seconds)d s") % {"seconds": seconds}
    return _("%(minutes)d min") % {"minutes": round(seconds / 60)}
