from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "troska.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to who signs in and out; say which private addresses the company allows."""
        from troska.core import egress
        from troska.staff import queries, signals

        _ = signals
        egress.ask_also(queries.allowed_words)
