"""The addresses of the sample company's own pages."""

from django.urls import path

from troska.demo import shop, views

app_name = "demo"

urlpatterns = [
    path("demo/", views.write, name="write"),
    path("demo/sklep/", shop.shop, name="shop"),
    path("demo/skrzynka", views.mailbox, name="mailbox"),
    path("demo/listy", views.staff_letters, name="staff-letters"),
    path("demo/nowa-osoba", views.make_up, name="make-up"),
    path("demo/wejdz", views.enter, name="enter"),
]
