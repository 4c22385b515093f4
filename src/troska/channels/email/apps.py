from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "troska.channels.email"
    label = "email_channel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how mails are understood and what happens when one is to go out."""
        from troska.channels.adapters import register
        from troska.channels.email import personal_data, subscribers  # noqa: F401 -- registers what follows from events
        from troska.channels.email.adapter import EmailAdapter
        from troska.conversations.models import Channel
        from troska.customers.personal_data import register as keep

        register(Channel.EMAIL, EmailAdapter())
        keep("email", rank=personal_data.RANK, export=personal_data.export, erase=personal_data.erase)
