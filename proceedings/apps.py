from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceedingsConfig(AppConfig):
    name = "proceedings"
    verbose_name = _("办案")

    def ready(self) -> None:
        from . import reactions  # connects to `disputes.engine.acted`

        reactions.register_reminders()  # the apps below have registered their clocks by now
