from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("人员与机构")

    def ready(self) -> None:
        from allauth.account import models as addresses
        from allauth.account import signals as account
        from allauth.mfa import signals as second_factor
        from django.contrib.auth.signals import user_logged_in
        from django.contrib.sessions.models import Session
        from django.db.models.signals import post_delete, post_save

        from .known_devices import note_device
        from .reauthentication import note_session_start
        from .services import ending, telling

        user_logged_in.connect(note_device, dispatch_uid="accounts.note_device")
        user_logged_in.connect(note_session_start, dispatch_uid="accounts.note_session_start")
        post_delete.connect(ending.see_session_end, sender=Session, dispatch_uid="accounts.see_session_end")
        for changed in (second_factor.authenticator_removed, second_factor.authenticator_reset):
            changed.connect(ending.see_second_factor_end, dispatch_uid="accounts.see_second_factor_end")
        post_save.connect(
            telling.see_address_saved,
            sender=addresses.EmailAddress,
            dispatch_uid="accounts.see_address_saved",
        )
        account.email_confirmed.connect(telling.see_email_confirmed)
        account.email_removed.connect(telling.see_email_removed)
        account.email_changed.connect(telling.see_primary_email_changed)
        for set_anew in (account.password_set, account.password_changed, account.password_reset):
            set_anew.connect(telling.see_password_changed)
        added = (second_factor.authenticator_added, second_factor.authenticator_removed)
        for changed in (*added, second_factor.authenticator_reset):
            changed.connect(telling.see_second_factor_changed)
