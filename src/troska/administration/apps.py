from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "troska.administration"
    label = "administration"
