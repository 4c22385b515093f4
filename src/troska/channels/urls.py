"""Addresses that the channels bring."""

from django.urls import include, path

urlpatterns = [path("", include("troska.channels.email.urls")), path("", include("troska.channels.webchat.urls"))]
