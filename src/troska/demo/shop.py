"""The sample company's shop: a page with the chat on it, and a cart that the chat tells of."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from troska.channels.webchat.models import Widget
from troska.demo.access import only_in_demo
from troska.demo.company.products import BRAND, PRODUCTS

_SHOWN = 12


@only_in_demo
@require_safe
def shop(request: HttpRequest) -> HttpResponse:
    """Show some of what the company sells."""
    widget = Widget.objects.filter(is_active=True).order_by("pk").first()
    return render(request, "demo/shop.html", {"brand": BRAND, "products": _products(), "widget": widget})


def _products() -> list[dict[str, Any]]:
    step = len(PRODUCTS) // _SHOWN
    return [
        {
            "name": product.said("nom").capitalize().replace(product.name.lower(), product.name),
            "price": f"{product.price // 100},{product.price % 100:02}",
            "amount": f"{product.price / 100:.2f}",
            "colour": nth % 6,
            "is_waterproof": product.is_waterproof,
        }
        for nth, product in enumerate(PRODUCTS[::step][:_SHOWN])
    ]
