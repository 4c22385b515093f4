from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "troska.core.ui"
    label = "ui"
