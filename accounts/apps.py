from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("人员与机构")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from .devices import note_device

        user_logged_in.connect(note_device, dispatch_uid="accounts.note_device")
