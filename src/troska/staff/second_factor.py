"""The second factor: allauth's, with secrets encrypted and names of ours."""

from typing import ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext, gettext_lazy

from troska.core import clock, secrets
from troska.staff import rules
from troska.staff.models import Agent


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """What allauth asks of the house."""

    error_messages: ClassVar[dict[str, object]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("Ten kod nie pasuje. Może już się zmienił: podaj ten, który widać teraz."),
        "cannot_delete_authenticator": gettext_lazy("Twoja rola musi mieć drugi składnik. Najpierw dodaj inny."),
    }

    def encrypt(self, text: str) -> str:
        """Keep no secret as it is."""
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raise SecretUnreadableError when it is another installation's."""
        return secrets.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second factor of who must have one."""
        due = rules.second_factor_due(authenticator.user)
        if due is None or due > clock.now():
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=rules.SECOND_FACTORS)
        return bool(others.exclude(pk=authenticator.pk).exists())

    def generate_authenticator_name(self, user: Agent, type: str) -> str:  # noqa: A002 -- the library's name
        """Propose a name for a key."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Klucz %(number)s") % {"number": number}

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Write our own letters (see `staff.signals`)."""
