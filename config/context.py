"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from config.preferences import elder_mode, theme


def house(request: HttpRequest) -> dict[str, object]:
    return {
        "site_name": _("解纷"),
        "source_url": settings.SOURCE_URL,
        "languages": settings.LANGUAGES,
        "elder": elder_mode(request),
        "theme": theme(request),
    }
