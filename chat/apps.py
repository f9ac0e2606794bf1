from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = _("会谈室")

    def ready(self) -> None:
        from accounts.personal import hold
        from accounts.services import rights_ended

        from . import personal
        from .services.delivery import wake_watchers

        hold(*personal.PERSONAL)
        rights_ended.connect(wake_watchers, dispatch_uid="chat.wake_watchers")
