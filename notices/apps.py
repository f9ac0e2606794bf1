from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("送达")

    def ready(self) -> None:
        from accounts.personal import hold
        from accounts.services import (
            identity_decided,
            mail_wanted,
            person_erased,
            personal_data_wanted,
            text_message_wanted,
        )
        from docket.commitments import keep
        from docket.verification.whole import check_also

        from . import commitments, personal, receivers
        from .services.clearing import clear_carriers

        keep(*commitments.KEPT)
        hold(*personal.PERSONAL)
        person_erased.connect(clear_carriers, dispatch_uid="notices.clear_carriers")
        check_also(commitments.numbers_without_gaps)

        text_message_wanted.connect(receivers.send_text, dispatch_uid="notices.send_text")
        mail_wanted.connect(receivers.send_mail, dispatch_uid="notices.send_mail")
        personal_data_wanted.connect(receivers.add_notices, dispatch_uid="notices.add_notices")
        identity_decided.connect(receivers.tell_identity, dispatch_uid="notices.tell_identity")
