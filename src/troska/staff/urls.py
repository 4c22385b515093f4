"""The addresses of signing in that are not the library's: invitations, providers, pictures of people."""

from django.urls import path

from troska.staff.views import elsewhere, faces, joining, saml

app_name = "staff"

urlpatterns = [
    path("konto/zaproszenie/<str:token>/", joining.join, name="invitation"),
    path("konto/przez/<str:code>/", elsewhere.leave, name="provider"),
    path("konto/przez/<str:code>/wroc/", elsewhere.come_back, name="provider-back"),
    path("konto/przez/<str:code>/metadane/", saml.show_metadata, name="saml-metadata"),
    path("konto/przez/<str:code>/saml/", saml.take_answer, name="saml-answer"),
    path("konto/przez/<str:code>/saml/<str:ticket>/", saml.come_back, name="saml-back"),
    path("zdjecia/<str:name>.webp", faces.show_face, name="picture"),
]
