"""Addresses that the channels bring."""

from django.urls import include, path

urlpatterns = [path("", include("troska.channels.email.urls"))]
