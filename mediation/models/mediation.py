"""A mediation and the law of its course: which step is lawful from where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.states import Role
from disputes.models import Dispute, Party, Proceeding

from ..states import IN_OFFICE, RUNNING, MediationState, Office

if TYPE_CHECKING:
    from accounts.models import User

    from .roster import Appointment

M = MediationState


class MediationQuerySet(models.QuerySet["Mediation"]):
    def visible_to(self, user: User) -> MediationQuerySet:
        """The parties; the mediator in office; the body, once the case has been put to it. Nobody else."""
        if not user.is_authenticated:
            return self.none()
        memberships = user.memberships.in_force()
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
        bodies = memberships.filter(role__in=[Role.SECRETARY, Role.SUPERVISOR, Role.AUDITOR]).values(
            "organisation"
        )
        offices = Proceeding.objects.filter(pk=OuterRef("proceeding")).filter(
            Q(people=user, body__in=memberships.values("organisation")) | Q(body__in=bodies)
        )
        return self.filter(Exists(parties) | Exists(offices))

    def running(self) -> MediationQuerySet:
        return self.filter(state__in=RUNNING)


class Mediation(models.Model):
    """One attempt to settle a dispute with the help of a body."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="mediations")
    proceeding = models.OneToOneField(Proceeding, on_delete=models.PROTECT, related_name="mediation")
    body = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="mediations",
        verbose_name=_("调解组织"),
    )
    requested_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="mediations_requested")
    request_text = models.TextField(_("申请事项"), blank=True)
    state = FSMField(_("状态"), choices=MediationState, default=M.CONSENTING, protected=True)
    ground = models.CharField(_("终止依据"), max_length=60, blank=True, help_text="rulebook ground code")
    reason = models.TextField(_("终止理由"), blank=True)

    requested_at = models.DateTimeField(_("申请时间"), default=timezone.now)
    accepted_at = models.DateTimeField(_("接受时间"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("承办人"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who took the case for the body: its papers name them, unless it has a signatory.",
    )
    began_at = models.DateTimeField(_("开始调解时间"), null=True, blank=True)
    extended_at = models.DateTimeField(_("延长时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    objects = MediationQuerySet.as_manager()

    class Meta:
        ordering = ["requested_at", "pk"]
        verbose_name = _("调解")
        verbose_name_plural = _("调解")
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"], condition=Q(state__in=sorted(RUNNING)), name="one_running_mediation"
            ),
            models.CheckConstraint(
                condition=~Q(state=M.TERMINATED) | ~Q(ground=""), name="terminated_mediation_has_ground"
            ),
        ]
        indexes = [models.Index(fields=["body", "state"])]

    def __str__(self) -> str:
        return f"{self.dispute} · {self.body}"

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        # see Dispute.refresh_from_db
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)
        models.Model.refresh_from_db(self, using=using, fields=fields, from_queryset=from_queryset)

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def appointment(self) -> Appointment | None:
        """Who leads now, or led at the end."""
        leads = self.appointments.filter(office=Office.LEAD)
        return leads.select_related("mediator", "entry").order_by("-pk").first()

    @property
    def held(self) -> Appointment:
        """The office of the one who leads now; there is one whenever the state says so."""
        return self.appointments.select_related("mediator").get(ended_at=None, office=Office.LEAD)

    @property
    def mediator(self) -> User | None:
        """Who leads."""
        led = self.appointments.filter(ended_at=None, office=Office.LEAD).select_related("mediator").first()
        return led.mediator if led else None

    # --- before the mediator --------------------------------------------------------------------

    @transition(state, source=M.CONSENTING, target=M.BODY_DECIDING)
    def go_to_body(self) -> None:
        """Consented, or silent: only a clear refusal bars mediation (人民调解法 17)."""

    @transition(state, source=M.BODY_DECIDING, target=M.CHOOSING)
    def accept_case(self, *, secretary: User) -> None:
        self.accepted_at, self.accepted_by = timezone.now(), secretary

    @transition(state, source=M.CHOOSING, target=M.APPOINTING)
    def leave_choice_to_body(self) -> None: ...

    # --- the mediator ---------------------------------------------------------------------------

    @transition(state, source=[M.CHOOSING, M.APPOINTING], target=M.DISCLOSING)
    def appoint(self) -> None: ...

    @transition(state, source=M.DISCLOSING, target=M.CHALLENGEABLE)
    def disclose(self) -> None: ...

    @transition(state, source=[M.DISCLOSING, M.CHALLENGEABLE, M.MEDIATING], target=M.APPOINTING)
    def vacate(self) -> None:
        """The mediator declines, is silent, or cannot go on: the body names another."""

    @transition(state, source=sorted(IN_OFFICE), target=M.APPOINTING)
    def lose_mediator(self) -> None:
        """The mediator has left the body: from wherever there was one, the body names another."""

    @transition(state, source=[M.CHALLENGEABLE, M.MEDIATING], target=M.CHALLENGED)
    def challenge(self) -> None: ...

    @transition(state, source=M.CHALLENGED, target=M.APPOINTING)
    def uphold_challenge(self) -> None: ...

    @transition(state, source=M.CHALLENGED, target=M.MEDIATING)
    def dismiss_challenge(self) -> None:
        self.began_at = self.began_at or timezone.now()

    # --- the talk and the agreement ---------------------------------------------------------------

    @transition(state, source=M.CHALLENGEABLE, target=M.MEDIATING)
    def begin(self) -> None:
        self.began_at = self.began_at or timezone.now()

    def _may_be_extended(self) -> bool:
        return self.extended_at is None

    @transition(state, source=M.MEDIATING, target=M.MEDIATING, conditions=[_may_be_extended])
    def extend(self) -> None:
        """Once, when all parties agree (在线调解规则 24)."""
        self.extended_at = timezone.now()

    @transition(state, source=M.MEDIATING, target=M.SIGNING)
    def open_signing(self) -> None: ...

    @transition(state, source=M.SIGNING, target=M.MEDIATING)
    def reopen_draft(self) -> None:
        """A mistake was found before everybody had signed. The hard stop runs on."""

    @transition(state, source=M.SIGNING, target=M.AGREED)
    def conclude(self) -> None:
        self.ended_at = timezone.now()

    # --- the other end ----------------------------------------------------------------------------

    @transition(state, source=sorted(RUNNING), target=M.TERMINATED)
    def terminate(self, *, ground: str, reason: str = "") -> None:
        self.ground, self.reason, self.ended_at = ground, reason, timezone.now()


class MediationConsent(models.Model):
    """Whether a party is willing to mediate."""

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="consents")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    is_willing = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mediation", "party"], name="one_consent_per_party")]


class ExtensionConsent(models.Model):
    """A party agrees to go on beyond the first period."""

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="extension_consents")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mediation", "party"], name="one_extension_consent_per_party")
        ]
