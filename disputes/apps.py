from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisputesConfig(AppConfig):
    name = "disputes"
    verbose_name = _("纠纷")

    def ready(self) -> None:
        from . import receivers  # noqa: F401  answers who reads which papers
        from .services import silence  # noqa: F401  registers what happens when a deadline runs out
