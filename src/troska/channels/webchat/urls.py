"""Addresses of the chat; the live stream at `strumien` is plain ASGI (see `config.asgi`)."""

from django.urls import path

from troska.channels.webchat import views

app_name = "webchat"
urlpatterns = [
    path("czat/troska.js", views.loader, name="loader"),
    path("czat/<slug:key>/", views.greet, name="greet"),
    path("czat/<slug:key>/zagadka", views.puzzle, name="puzzle"),
    path("czat/<slug:key>/poczatek", views.begin, name="begin"),
    path("czat/<slug:key>/tozsamosc", views.identify, name="identify"),
    path("czat/<slug:key>/wyjscie", views.sign_out, name="sign-out"),
    path("czat/<slug:key>/o-mnie", views.introduce, name="introduce"),
    path("czat/<slug:key>/rozmowa", views.history, name="history"),
    path("czat/<slug:key>/wiadomosc", views.say, name="say"),
    path("czat/<slug:key>/plik", views.add_file, name="add-file"),
    path("czat/<slug:key>/plik/<slug:code>/<slug:visitor_code>", views.file, name="file"),
    path("czat/<slug:key>/znak", views.sign, name="sign"),
    path("czat/<slug:key>/ocena", views.rate, name="rate"),
    path("czat/<slug:key>/zapis", views.send_transcript, name="transcript"),
    path("czat/<slug:key>/koniec", views.end, name="end"),
]
