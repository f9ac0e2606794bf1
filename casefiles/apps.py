from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasefilesConfig(AppConfig):
    name = "casefiles"
    verbose_name = _("案卷")

    def ready(self) -> None:
        from accounts.personal import hold
        from accounts.services import person_erased, person_erasing
        from disputes.engine import acted, proof_given
        from docket.commitments import keep
        from notices.signals import receipt_given

        from . import commitments, personal, signals

        keep(*commitments.KEPT)
        hold(*personal.PERSONAL)
        person_erasing.connect(signals.forget_uploads, dispatch_uid="casefiles.forget_uploads")
        person_erased.connect(signals.forget_volumes, dispatch_uid="casefiles.forget_volumes")

        acted.connect(signals.follow_the_dispute, dispatch_uid="casefiles.follow_the_dispute")
        proof_given.connect(signals.keep_proof, dispatch_uid="casefiles.keep_proof")
        receipt_given.connect(signals.keep_receipt, dispatch_uid="casefiles.keep_receipt")
