from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("人员与机构")

    def ready(self) -> None:
        from allauth.mfa import signals as second_factor
        from django.contrib.auth.signals import user_logged_in
        from django.contrib.sessions.models import Session
        from django.db.models.signals import post_delete

        from .known_devices import note_device
        from .services import ending

        user_logged_in.connect(note_device, dispatch_uid="accounts.note_device")
        post_delete.connect(ending.see_session_end, sender=Session, dispatch_uid="accounts.see_session_end")
        for changed in (second_factor.authenticator_removed, second_factor.authenticator_reset):
            changed.connect(ending.see_second_factor_end, dispatch_uid="accounts.see_second_factor_end")
