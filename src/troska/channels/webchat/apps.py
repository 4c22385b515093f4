from django.apps import AppConfig


class WebchatConfig(AppConfig):
    name = "troska.channels.webchat"
    label = "webchat"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how a customer's data here are exported and erased, and what is tidied up by the clock."""
        from troska.channels.webchat import personal_data, tasks  # noqa: F401 -- registers the periodic job
        from troska.customers.personal_data import register

        register("webchat", rank=personal_data.RANK, export=personal_data.export, erase=personal_data.erase)
