from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = _("会谈室")

    def ready(self) -> None:
        from accounts.personal import hold
        from accounts.services import rights_ended
        from disputes.engine import account_changed

        from . import personal
        from .services import hand_over_seats
        from .services.delivery import wake_watchers

        hold(*personal.PERSONAL)
        account_changed.connect(hand_over_seats, dispatch_uid="chat.hand_over_seats")
        rights_ended.connect(wake_watchers, dispatch_uid="chat.wake_watchers")
