"""Every address. Each app brings its own; what a person sees first is in `proceedings`."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config.observability import healthz, metrics, readyz
from config.preferences import set_preferences
from config.styleguide import styleguide

PREFIXES = {
    "accounts": "accounts/",
    "disputes": "disputes/",
    "chat": "rooms/",
    "casefiles": "casefiles/",
    "mediation": "mediation/",
    "arbitration": "arbitration/",
    "reporting": "reporting/",
    "notices": "notices/",
    "docket": "docket/",
    "rulebook": "rulebook/",
    "proceedings": "",
}

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("preferences/", set_preferences, name="preferences"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    *(path(prefix, include(f"{app}.urls")) for app, prefix in PREFIXES.items() if find_spec(f"{app}.urls")),
    path("accounts/", include("allauth.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide))
