"""Django's `send_mail` of this installation: a letter is kept in the caller's transaction, and a job sends it."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from troska.channels.email import routes
from troska.channels.email.letters import keeping


class LetterBackend(BaseEmailBackend):
    """Keeps letters; nothing goes out when the caller's transaction is rolled back."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the letters and give their number. Raises UnfitLetter for one that could never go out."""
        return sum(bool(keeping.post(message)) for message in email_messages)

    @staticmethod
    def has_way_out() -> bool:
        """Say whether a letter would leave: there is a mail server, and an address to write from."""
        return routes.way_of_letters() is not None
