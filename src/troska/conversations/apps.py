from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "troska.conversations"
    label = "conversations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how a customer's data here are exported and erased."""
        from troska.conversations import personal_data
        from troska.customers.personal_data import register

        register(
            "conversations",
            rank=personal_data.RANK,
            export=personal_data.export,
            erase=personal_data.erase,
            check=personal_data.check,
        )
