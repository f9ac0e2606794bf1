"""The product's settings, with a bare view, a bare socket and a bare table beside it, and nobody told to slow down."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
ROOT_URLCONF = "bench.urls"
CHAT_PACE = (10**9, 1.0)
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
