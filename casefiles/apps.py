from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasefilesConfig(AppConfig):
    name = "casefiles"
    verbose_name = _("案卷")

    def ready(self) -> None:
        from disputes.engine import acted, proof_given
        from docket.commitments import keep
        from notices.signals import receipt_given

        from . import commitments, signals

        keep(*commitments.KEPT)

        acted.connect(signals.follow_the_dispute, dispatch_uid="casefiles.follow_the_dispute")
        proof_given.connect(signals.keep_proof, dispatch_uid="casefiles.keep_proof")
        receipt_given.connect(signals.keep_receipt, dispatch_uid="casefiles.keep_receipt")
