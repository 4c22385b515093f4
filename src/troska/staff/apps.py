from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "troska.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to who signs in and out."""
        from troska.staff import signals

        _ = signals
