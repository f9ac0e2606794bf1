"""The joint application for judicial confirmation 司法确认 (民诉法 205, 206), beside the performance."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.fields import EncryptedTextField
from accounts.states import IdentityDocument, OrganisationKind, Role
from disputes.models import Dispute, Party, Settlement

from ..states import AT_COURT, CONFIRMATION_WINDOW, ConfirmationState, SubmissionMethod
from .agreement import Agreement
from .mediation import Mediation

if TYPE_CHECKING:
    from accounts.models import User

C = ConfirmationState


def bundle_name(instance: Confirmation, filename: str) -> str:
    return f"confirmations/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}.pdf"


def copy_name(instance: ConfirmationParticulars, filename: str) -> str:
    """Never the name the person gave."""
    return f"confirmations/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}{filename[filename.rfind('.') :]}"


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def visible_to(self, user: User) -> ConfirmationQuerySet:
        """Whoever sees the mediation; and the court's registrars, once the application lies with their court."""
        if not user.is_authenticated:
            return self.none()
        courts = user.memberships.in_force().filter(
            role=Role.REGISTRAR, organisation__kind=OrganisationKind.COURT
        )
        return self.filter(
            Q(mediation__in=Mediation.objects.visible_to(user).values("pk"))
            | Q(court__in=courts.values("organisation"), handed_in_on__isnull=False)
        )

    def waiting(self) -> ConfirmationQuerySet:
        return self.filter(state__in=sorted(CONFIRMATION_WINDOW | AT_COURT))


class Confirmation(models.Model):
    """One for each agreement that a lawfully established body mediated. Nothing of it holds up anything else."""

    mediation = models.OneToOneField(Mediation, on_delete=models.PROTECT, related_name="confirmation")
    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="confirmation")
    settlement = models.OneToOneField(Settlement, on_delete=models.PROTECT, related_name="confirmation")
    state = FSMField(_("状态"), choices=ConfirmationState, default=C.OPEN, protected=True)
    opened_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(_("双方同意申请的时间"), null=True, blank=True)
    certified_at = models.DateTimeField(_("调解组织出具证明的时间"), null=True, blank=True)

    packed_at = models.DateTimeField(_("材料备齐时间"), null=True, blank=True)
    bundle = models.FileField(upload_to=bundle_name, blank=True)
    bundle_sha256 = models.CharField(max_length=64, blank=True)

    court_choice = models.CharField(_("向哪里的法院"), max_length=20, blank=True, help_text="rulebook code")
    court = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="confirmations",
        verbose_name=_("法院"),
    )
    court_name = models.CharField(_("法院名称"), max_length=120, blank=True)
    method = models.CharField(_("提交方式"), max_length=10, choices=SubmissionMethod, blank=True)
    handed_in_on = models.DateField(_("提交日期"), null=True, blank=True)
    receipt_number = models.CharField(_("回执编号"), max_length=60, blank=True)

    accepted_on = models.DateField(_("法院受理日期"), null=True, blank=True)
    case_number = models.CharField(_("法院案号"), max_length=60, blank=True)
    supplement_text = models.CharField(_("需要补充什么"), max_length=1000, blank=True)
    supplement_until = models.DateField(_("补充期限"), null=True, blank=True)
    ground = models.CharField(max_length=60, blank=True, help_text="rulebook ground code")
    decided_on = models.DateField(_("裁定日期"), null=True, blank=True)
    decision_note = models.CharField(_("说明"), max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        verbose_name = _("司法确认")
        verbose_name_plural = _("司法确认")
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return f"{self.mediation} · {self.get_state_display()}"

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        # see Dispute.refresh_from_db
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)
        models.Model.refresh_from_db(self, using=using, fields=fields, from_queryset=from_queryset)

    @property
    def dispute(self) -> Dispute:
        return self.mediation.dispute

    @property
    def is_in_window(self) -> bool:
        return self.state in CONFIRMATION_WINDOW

    @property
    def is_at_court(self) -> bool:
        return self.state in AT_COURT

    @property
    def is_waiting(self) -> bool:
        return self.is_in_window or self.is_at_court

    # --- between the sides ----------------------------------------------------------------------

    @transition(state, source=[C.OPEN, C.PREPARING], target=C.DECLINED)
    def decline(self) -> None:
        """One side does not want it, or no longer."""
        self.agreed_at = None

    @transition(state, source=C.DECLINED, target=C.OPEN)
    def reconsider(self) -> None: ...

    @transition(state, source=C.OPEN, target=C.PREPARING)
    def prepare(self) -> None:
        self.agreed_at = timezone.now()

    @transition(state, source=[C.OPEN, C.DECLINED, C.PREPARING], target=C.LAPSED)
    def lapse(self) -> None:
        self.ended_at = timezone.now()

    @transition(state, source=[C.OPEN, C.DECLINED, C.PREPARING], target=C.MOOT)
    def drop(self) -> None:
        """Everything is done, or another agreement took its place."""
        self.ended_at = timezone.now()

    # --- at the court ---------------------------------------------------------------------------

    @transition(state, source=C.PREPARING, target=C.WITH_COURT)
    def hand_in(self) -> None: ...

    @transition(state, source=C.WITH_COURT, target=C.WITH_COURT)
    def accept(self, *, on: date, case_number: str = "") -> None:
        self.accepted_on, self.case_number = on, case_number

    @transition(state, source=C.WITH_COURT, target=C.SUPPLEMENTING)
    def ask_supplement(self, *, text: str, until: date) -> None:
        self.supplement_text, self.supplement_until = text, until

    @transition(state, source=C.SUPPLEMENTING, target=C.WITH_COURT)
    def supplement(self) -> None:
        """Given, or the day went by: either way the court has the word."""

    @transition(state, source=[C.WITH_COURT, C.SUPPLEMENTING], target=C.CONFIRMED)
    def confirm(self, *, on: date) -> None:
        self.decided_on, self.ended_at = on, timezone.now()

    @transition(state, source=[C.WITH_COURT, C.SUPPLEMENTING], target=C.DISMISSED)
    def dismiss(self, *, on: date, ground: str, note: str = "") -> None:
        self._turned_down(on, ground, note)

    @transition(state, source=[C.WITH_COURT, C.SUPPLEMENTING], target=C.REFUSED)
    def refuse(self, *, on: date, ground: str, note: str = "") -> None:
        self._turned_down(on, ground, note)

    @transition(state, source=[C.WITH_COURT, C.SUPPLEMENTING], target=C.WITHDRAWN)
    def withdraw(self) -> None:
        """Before the ruling (民诉法解释 357)."""
        self.ended_at = timezone.now()

    @transition(state, source=C.WITH_COURT, target=C.UNREPORTED)
    def stop_waiting(self) -> None:
        self.ended_at = timezone.now()

    def _turned_down(self, on: date, ground: str, note: str) -> None:
        self.decided_on, self.ground, self.decision_note = on, ground, note
        self.ended_at = timezone.now()


class ConfirmationWord(models.Model):
    """Whether a party wants to apply. The last word counts; the docket keeps them all."""

    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="words")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    is_willing = models.BooleanField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["confirmation", "party"], name="one_word_on_confirmation")
        ]


class ConfirmationParticulars(models.Model):
    """What the application says of a party (民诉法解释 354), taken from the case and completed by the party."""

    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="particulars")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("姓名或名称"), max_length=120)
    id_document = models.CharField(_("证件类型"), max_length=20, choices=IdentityDocument, blank=True)
    id_number = EncryptedTextField(_("证件号码"), blank=True)
    domicile = models.CharField(_("住所"), max_length=200, blank=True)
    service_address = models.CharField(_("送达地址"), max_length=200, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    legal_representative = models.CharField(_("法定代表人或负责人"), max_length=80, blank=True)
    id_copy = models.FileField(_("证件照片或复印件"), upload_to=copy_name, blank=True)
    id_copy_type = models.CharField(max_length=100, blank=True)
    pledged_name = models.CharField(max_length=120, blank=True, help_text="as typed under the pledge")
    pledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pledged_at = models.DateTimeField(_("承诺时间"), null=True, blank=True)

    class Meta:
        ordering = ["party__role", "party__position", "party"]
        constraints = [
            models.UniqueConstraint(fields=["confirmation", "party"], name="one_sheet_on_confirmation")
        ]

    @property
    def is_organisation(self) -> bool:
        return self.party.kind == "organisation"

    @property
    def missing(self) -> list[str]:
        """Names of the fields the court wants and nobody has given yet."""
        wanted = ["name", "id_document", "id_number", "domicile", "service_address", "phone"]
        if self.is_organisation:
            wanted.append("legal_representative")
        return [field for field in wanted if not getattr(self, field)]

    @property
    def is_complete(self) -> bool:
        return not self.missing and self.pledged_at is not None
