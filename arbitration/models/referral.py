"""A referral to an arbitration commission: the agreement it rests on, the bundle, what came back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.states import Role
from disputes.models import Dispute, Party, Proceeding

from ..states import RUNNING, AgreementForm, ReferralState, Verdict

if TYPE_CHECKING:
    from accounts.models import User

R = ReferralState


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User) -> ReferralQuerySet:
        """The parties always; the commission's registrars once it has been sent to them, and what came of it."""
        if not user.is_authenticated:
            return self.none()
        memberships = user.memberships.in_force()
        offices = memberships.filter(role__in=[Role.REGISTRAR, Role.SUPERVISOR]).values("organisation")
        parties = Party.objects.filter(dispute=OuterRef("dispute")).filter(
            Q(user=user)
            | Q(representatives__user=user, representatives__ends_on=None)
            | Q(
                organisation__in=memberships.filter(role__in=[Role.HANDLER, Role.SUPERVISOR]).values(
                    "organisation"
                ),
                joined_at__isnull=False,
            )
        )
        return self.filter(Exists(parties) | Q(commission__in=offices, sent_at__isnull=False))

    def running(self) -> ReferralQuerySet:
        return self.filter(state__in=RUNNING)


class Referral(models.Model):
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="arbitration_referrals")
    proceeding = models.OneToOneField(
        Proceeding, on_delete=models.PROTECT, related_name="arbitration_referral"
    )
    applicant = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    commission = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="referrals"
    )
    state = FSMField(_("状态"), choices=ReferralState, default=R.PREPARING, protected=True)

    agreement_form = models.CharField(_("仲裁协议的形式"), max_length=12, choices=AgreementForm)
    agreement_text = models.TextField(_("仲裁协议或条款原文"))
    agreement_checks = models.JSONField(
        default=list, help_text="findings of the checker: code, verdict, source"
    )
    agreement_verdict = models.CharField(max_length=10, choices=Verdict)

    requests = models.TextField(_("仲裁请求"), blank=True)
    facts = models.TextField(_("事实与理由"), blank=True)
    witnesses = models.TextField(_("证人姓名和住所"), blank=True)

    bundle = models.FileField(upload_to="bundles/%Y/%m/", blank=True)
    bundle_sha256 = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    case_number = models.CharField(_("仲裁案号"), max_length=60, blank=True)
    ground = models.CharField(_("不予受理依据"), max_length=60, blank=True, help_text="rulebook ground code")
    reason = models.TextField(_("理由"), blank=True)
    award_number = models.CharField(_("裁决书编号"), max_length=60, blank=True)
    award_summary = models.TextField(_("裁决结果"), blank=True)
    award_file = models.FileField(upload_to="awards/%Y/%m/", blank=True)
    award_sha256 = models.CharField(max_length=64, blank=True)
    awarded_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("仲裁移送")
        verbose_name_plural = _("仲裁移送")
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"], condition=Q(state__in=sorted(RUNNING)), name="one_running_referral"
            ),
            models.CheckConstraint(
                condition=~Q(state=R.REFUSED) | ~Q(ground=""), name="refused_referral_has_ground"
            ),
        ]
        indexes = [models.Index(fields=["commission", "state"])]

    def __str__(self) -> str:
        return f"{self.dispute} · {self.commission}"

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        # see Dispute.refresh_from_db
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)
        models.Model.refresh_from_db(self, using=using, fields=fields, from_queryset=from_queryset)

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    def _everybody_agreed(self) -> bool:
        return not self.submission.missing_parties()

    def _rests_on_an_agreement(self) -> bool:
        """仲裁法 4, 27: no agreement, no arbitration."""
        if self.agreement_form == AgreementForm.SUBMISSION and not self._everybody_agreed():
            return False
        return self.agreement_verdict in (Verdict.VALID, Verdict.UNCLEAR)

    @property
    def must_be_looked_at(self) -> bool:
        """No rule could tell whether this is an agreement; the applicant said so, the commission looks."""
        return self.agreement_verdict == Verdict.UNCLEAR

    # --- an agreement made now ----------------------------------------------------------------------

    @transition(state, source=R.AGREEING, target=R.PREPARING, conditions=[_everybody_agreed])
    def agree(self) -> None: ...

    @transition(state, source=R.AGREEING, target=R.NOT_AGREED)
    def decline_submission(self) -> None: ...

    @transition(state, source=R.AGREEING, target=R.NOT_AGREED)
    def let_submission_lapse(self) -> None:
        """Silence is no agreement to arbitrate (仲裁法 4)."""

    # --- the application ----------------------------------------------------------------------------

    @transition(state, source=R.PREPARING, target=R.SENT, conditions=[_rests_on_an_agreement])
    def send(self) -> None:
        self.sent_at = timezone.now()

    @transition(state, source=R.PREPARING, target=R.LAPSED)
    def lapse(self) -> None: ...

    @transition(state, source=[R.AGREEING, R.PREPARING, R.SENT, R.ACCEPTED], target=R.WITHDRAWN)
    def withdraw(self) -> None: ...

    # --- the commission -----------------------------------------------------------------------------

    @transition(state, source=R.SENT, target=R.ACCEPTED)
    def accept(self, *, case_number: str) -> None:
        self.case_number, self.answered_at = case_number, timezone.now()

    @transition(state, source=R.SENT, target=R.REFUSED)
    def refuse(self, *, ground: str, reason: str) -> None:
        """In writing, with reasons (仲裁法 35)."""
        self.ground, self.reason, self.answered_at = ground, reason, timezone.now()

    @transition(state, source=R.SENT, target=R.UNANSWERED)
    def expire(self) -> None: ...

    @transition(state, source=R.ACCEPTED, target=R.ACCEPTED)
    def report_pending(self) -> None:
        """The commission says that it is still at work: the wait for a result begins again."""

    @transition(state, source=R.ACCEPTED, target=R.AWARDED)
    def record_award(self, *, number: str, summary: str, awarded_on: date) -> None:
        self.award_number, self.award_summary, self.awarded_on = number, summary, awarded_on

    @transition(state, source=R.ACCEPTED, target=R.SETTLED)
    def record_settlement(self, *, summary: str) -> None:
        self.award_summary = summary

    @transition(state, source=R.ACCEPTED, target=R.UNANSWERED)
    def give_up_waiting(self) -> None:
        """No result was ever reported; the matter goes back to the complainant's choice."""
