"""Addresses of e-mail's own pages."""

from django.urls import re_path

from troska.channels.email import views

app_name = "email"

urlpatterns = [
    re_path(r"^wiadomosc/(?P<code>[a-z2-7]{26})/html\Z", views.show_html, name="html"),
    re_path(r"^obrazek/(?P<given_pass>[A-Za-z0-9_=-]{1,600})\Z", views.show_picture, name="picture"),
]
