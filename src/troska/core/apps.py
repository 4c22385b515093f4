from importlib import import_module

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "troska.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every question use our lookups."""
        import_module("troska.core.conditions")
