"""Keys by which the company's site signs who its visitor is: made, taken over by newer ones, retired."""

import secrets as randomness

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.db import transaction

from troska import timeline
from troska.channels.webchat import deeds, errors, events
from troska.channels.webchat.models import Algorithm, IdentityKey, Widget
from troska.core import clock, secrets
from troska.staff import audit
from troska.timeline.actors import Actor

#: Bits of an RSA key; shorter ones can be broken.
SHORTEST = 2048


@transaction.atomic
def add_shared_key(widget: Widget, *, by: Actor) -> tuple[IdentityKey, str]:
    """Make a secret (HS256) that the company's server signs with; it is told once."""
    secret = randomness.token_urlsafe(32)
    key = IdentityKey.objects.create(widget=widget, encrypted_secret=secrets.encrypt(secret))
    _record(key, by=by, is_new=True)
    return key, secret


@transaction.atomic
def add_public_key(widget: Widget, pem: str, *, by: Actor) -> IdentityKey:
    """Believe what the company's server signs with its private key (RS256). Raises KeyUnreadable."""
    try:
        read = load_pem_public_key(pem.strip().encode())
    except (ValueError, TypeError) as error:
        raise errors.KeyUnreadable from error
    if not isinstance(read, RSAPublicKey) or read.key_size < SHORTEST:
        raise errors.KeyUnreadable
    key = IdentityKey.objects.create(widget=widget, algorithm=Algorithm.RS256, public_key=pem.strip())
    _record(key, by=by, is_new=True)
    return key


@transaction.atomic
def retire_key(key: IdentityKey, *, by: Actor) -> None:
    """Believe what this key signed no longer."""
    key.retired_at = clock.now()
    key.save(update_fields=["retired_at"])
    _record(key, by=by, is_new=False)


def _record(key: IdentityKey, *, by: Actor, is_new: bool) -> None:
    deed = deeds.KEY_ADDED if is_new else deeds.KEY_RETIRED
    audit.record(deed, by=by, about=audit.about(key.widget.inbox), key=key.code, algorithm=str(key.algorithm))
    timeline.record(events.IdentityKeyChanged(widget_id=key.widget_id, key_id=key.pk, is_new=is_new), by=by)
