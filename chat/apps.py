from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = _("会谈室")

    def ready(self) -> None:
        from accounts.services import person_erasing, rights_ended
        from disputes.engine import account_changed

        from .services import forget_words, hand_over_seats
        from .services.delivery import wake_watchers

        person_erasing.connect(forget_words, dispatch_uid="chat.forget_words")
        account_changed.connect(hand_over_seats, dispatch_uid="chat.hand_over_seats")
        rights_ended.connect(wake_watchers, dispatch_uid="chat.wake_watchers")
