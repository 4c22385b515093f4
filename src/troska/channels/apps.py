from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "troska.channels"
    label = "channels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how a customer's data here are exported and erased."""
        from troska.channels import personal_data
        from troska.customers.personal_data import register

        register("channels", rank=personal_data.RANK, export=personal_data.export, erase=personal_data.erase)
