from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "troska.channels.email"
    label = "email_channel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how mails are understood and what happens when one is to go out."""
        from troska.channels.adapters import register
        from troska.channels.email import subscribers  # noqa: F401 -- registers what follows from events
        from troska.channels.email.adapter import EmailAdapter
        from troska.conversations.models import Channel

        register(Channel.EMAIL, EmailAdapter())
