"""Every address. Each app brings its own; what a person sees first is in `proceedings`."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config.observability import healthz, metrics, readyz
from config.preferences import set_preferences
from config.styleguide import styleguide

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("preferences/", set_preferences, name="preferences"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("disputes/", include("disputes.urls")),
    path("rooms/", include("chat.urls")),
    path("casefiles/", include("casefiles.urls")),
    path("verify/paper/", include("casefiles.lookup_urls")),
    path("mediation/", include("mediation.urls")),
    path("arbitration/", include("arbitration.urls")),
    path("reporting/", include("reporting.urls")),
    path("notices/", include("notices.urls")),
    path("", include("proceedings.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide))
