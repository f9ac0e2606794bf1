from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediationConfig(AppConfig):
    name = "mediation"
    verbose_name = _("调解")

    def ready(self) -> None:
        from accounts.personal import hold
        from docket.commitments import keep

        from . import (
            commitments,
            personal,
            reactions,  # noqa: F401  connects to `disputes.engine.acted`
            window_acts,  # noqa: F401  offers what can be taken down at a window
        )
        from .services import (  # noqa: F401  register what happens when a clock runs out, and whom cases name
            forgetting,
            session_silence,
            silence,
        )

        keep(*commitments.KEPT)
        hold(*personal.PERSONAL)
