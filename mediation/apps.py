from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediationConfig(AppConfig):
    name = "mediation"
    verbose_name = _("调解")

    def ready(self) -> None:
        from . import reactions  # noqa: F401  connects to `disputes.engine.acted`
        from .services import silence  # noqa: F401  registers what happens when a clock runs out
