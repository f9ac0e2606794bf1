from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArbitrationConfig(AppConfig):
    name = "arbitration"
    verbose_name = _("仲裁")

    def ready(self) -> None:
        from accounts.personal import hold
        from docket.commitments import keep

        from . import (
            commitments,
            personal,
            window_acts,  # noqa: F401  offers what can be taken down at a window
        )
        from .services import silence  # noqa: F401  registers what happens when a deadline runs out

        keep(*commitments.KEPT)
        hold(*personal.PERSONAL)
