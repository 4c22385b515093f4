"""Verbs about where customers reach the company: brands, stores, inboxes."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from troska.conversations import deeds, errors, files
from troska.conversations.models import Brand, Inbox, InboxAddress, Location
from troska.conversations.pictures import logo_of
from troska.core import colour
from troska.core.addresses import email_key
from troska.core.text import one_line
from troska.staff import audit
from troska.staff.models import Team
from troska.timeline.actors import Actor


@transaction.atomic
def save_brand(
    brand: Brand | None,
    *,
    name: str,
    sender_name: str,
    accent: str,
    languages: Sequence[str],
    domain: str = "",
    signature: str = "",
    by: Actor,
) -> Brand:
    """Add a brand (None) or change it; `accent` is #rrggbb. Raises BrandTaken, ColourUnreadable."""
    if not colour.is_hex(accent) or colour.contrast(accent, colour.WHITE) < colour.READABLE:
        raise errors.ColourUnreadable
    deed = deeds.BRAND_CHANGED if brand else deeds.BRAND_ADDED
    brand = Brand.objects.select_for_update(no_key=True).get(pk=brand.pk) if brand else Brand()
    brand.name, brand.sender_name, brand.domain = one_line(name), one_line(sender_name), one_line(domain)
    brand.languages, brand.signature = list(languages), signature.strip()
    # The nearest screen colour is what people chose: a colour that did not change keeps its exact value.
    if colour.to_hex(brand.accent) != accent.lower():
        brand.accent = colour.to_oklch(accent)
    try:
        with transaction.atomic():
            brand.save()
    except IntegrityError as error:
        raise errors.BrandTaken from error
    audit.record(deed, by=by, about=audit.about(brand), name=brand.name)
    return brand


@transaction.atomic
def set_logo(brand: Brand, picture: bytes | None, *, by: Actor) -> Brand:
    """Give the brand this logo, drawn anew by us, or none. Raises PictureUnreadable."""
    kept = files.store(logo_of(picture), filename="logo.png", content_type="image/png") if picture else None
    brand = Brand.objects.select_for_update(no_key=True).get(pk=brand.pk)
    former, brand.logo = brand.logo, kept.storage_name if kept else ""
    brand.save(update_fields=["logo"])
    if former:
        transaction.on_commit(partial(files.remove, former))
    audit.record(deeds.BRAND_CHANGED, by=by, about=audit.about(brand), name=brand.name, logo=bool(kept))
    return brand


@transaction.atomic
def remove_brand(brand: Brand, *, by: Actor) -> None:
    """Remove a brand that nothing bears. Raises BrandInUse."""
    about, name, logo = audit.about(brand), brand.name, brand.logo
    try:
        with transaction.atomic():
            brand.delete()
    except ProtectedError as error:
        raise errors.BrandInUse from error
    if logo:
        transaction.on_commit(partial(files.remove, logo))
    audit.record(deeds.BRAND_REMOVED, by=by, about=about, name=name)


@transaction.atomic
def save_location(
    location: Location | None,
    *,
    brand: Brand,
    name: str,
    street: str,
    postal_code: str,
    city: str,
    phone: str,
    opening_hours: list[list[list[str]]],
    closed_days: list[str],
    by: Actor,
) -> Location:
    """Add a store (None) or change it; hours as `core.opening_hours` reads them."""
    deed = deeds.LOCATION_CHANGED if location else deeds.LOCATION_ADDED
    location = location or Location()
    location.brand, location.name, location.street = brand, one_line(name), one_line(street)
    location.postal_code, location.city, location.phone = one_line(postal_code), one_line(city), one_line(phone)
    location.opening_hours, location.closed_days = opening_hours, closed_days
    location.save()
    audit.record(deed, by=by, about=audit.about(location), name=location.name)
    return location


@transaction.atomic
def remove_location(location: Location, *, by: Actor) -> None:
    """Remove a store."""
    audit.record(deeds.LOCATION_REMOVED, by=by, about=audit.about(location), name=location.name)
    location.delete()


@transaction.atomic
def save_inbox(
    inbox: Inbox | None,
    *,
    name: str,
    brand: Brand,
    teams: Iterable[Team],
    addresses: Sequence[str],
    acknowledgement: str = "",
    reopen_days: int = 14,
    is_active: bool = True,
    opening_hours: list[list[list[str]]] | None = None,
    closed_days: list[str] | None = None,
    keeps_holidays: bool | None = None,
    by: Actor,
) -> Inbox:
    """Add an inbox (None) or change it; the first address is the sender of replies.

    Hours as `core.opening_hours` reads them; what is None stays as it is. Raises InboxTaken, AddressTaken.
    """
    deed = deeds.INBOX_CHANGED if inbox else deeds.INBOX_ADDED
    inbox = Inbox.objects.select_for_update(no_key=True).get(pk=inbox.pk) if inbox else Inbox()
    inbox.name, inbox.brand, inbox.acknowledgement = one_line(name), brand, acknowledgement.strip()
    inbox.reopen_days, inbox.is_active = reopen_days, is_active
    inbox.opening_hours = inbox.opening_hours if opening_hours is None else opening_hours
    inbox.closed_days = inbox.closed_days if closed_days is None else closed_days
    inbox.keeps_holidays = inbox.keeps_holidays if keeps_holidays is None else keeps_holidays
    try:
        with transaction.atomic():
            inbox.save()
    except IntegrityError as error:
        raise errors.InboxTaken from error
    inbox.teams.set(teams)
    _set_addresses(inbox, addresses)
    audit.record(deed, by=by, about=audit.about(inbox), name=inbox.name, active=is_active, addresses=list(addresses))
    return inbox


@transaction.atomic
def remove_inbox(inbox: Inbox, *, by: Actor) -> None:
    """Remove an inbox that nothing ever came to. Raises InboxInUse: switch it off instead."""
    about, name = audit.about(inbox), inbox.name
    try:
        with transaction.atomic():
            inbox.delete()
    except (ProtectedError, IntegrityError) as error:
        raise errors.InboxInUse from error
    audit.record(deeds.INBOX_REMOVED, by=by, about=about, name=name)


@transaction.atomic
def set_inboxes_of(team: Team, inboxes: Iterable[Inbox], *, by: Actor) -> None:
    """Let the team look after these inboxes and no others."""
    wanted = sorted(inboxes, key=lambda inbox: inbox.name)
    if {inbox.pk for inbox in wanted} == set(Inbox.objects.filter(teams=team).values_list("pk", flat=True)):
        return
    team.inboxes.set(wanted)
    audit.record(
        deeds.INBOXES_GIVEN, by=by, about=audit.about(team), name=team.name, after=[one.name for one in wanted]
    )


def _set_addresses(inbox: Inbox, addresses: Sequence[str]) -> None:
    wanted = {email_key(address): address for address in addresses}
    for row in InboxAddress.objects.filter(key__in=wanted).exclude(inbox=inbox):
        raise errors.AddressTaken(row.address)
    InboxAddress.objects.filter(inbox=inbox).exclude(key__in=wanted).delete()
    InboxAddress.objects.filter(inbox=inbox).update(is_primary=False)
    known = {row.key: row for row in InboxAddress.objects.filter(inbox=inbox)}
    for nth, (key, address) in enumerate(wanted.items()):
        row = known.get(key) or InboxAddress(inbox=inbox)
        row.address, row.is_primary = address, nth == 0
        row.save()
