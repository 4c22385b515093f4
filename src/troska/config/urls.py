"""The addresses of the product; each surface brings its own."""

from importlib.util import find_spec

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import never_cache

from troska.staff.views.elsewhere import interrupted


@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer that this process serves requests; it asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


handler500 = "troska.core.ui.failing.failed"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("konto/", include("troska.staff.account_urls")),
    path("konto/drugi-skladnik/", include("troska.staff.second_factor_urls")),
    # The library looks for it by this name.
    path("konto/przerwane/", interrupted, name="socialaccount_login_cancelled"),
]
SURFACES = (
    "troska.staff.urls",
    "troska.demo.urls",
    "troska.channels.urls",
    "troska.administration.urls",
    "troska.desk.urls",
)
urlpatterns.extend(path("", include(surface)) for surface in SURFACES if find_spec(surface) is not None)
