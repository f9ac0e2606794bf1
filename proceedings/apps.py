from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceedingsConfig(AppConfig):
    name = "proceedings"
    verbose_name = _("办案")

    def ready(self) -> None:
        from casefiles.selectors import shows_evidence
        from casefiles.services import copy_without_place, examine_file, receive_file
        from chat.services import register_file_work

        from . import reactions  # connects to `disputes.engine.acted`

        reactions.register_reminders()  # the apps below have registered their clocks by now
        # rooms and evidence are neighbours and do not meet: here they are told what they need of each other
        register_file_work(
            examine=examine_file,
            copy_without_place=copy_without_place,
            hand_in=receive_file,
            shows=shows_evidence,
        )
