"""The matter itself and the law of its course: which step is lawful from where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.fields import EncryptedTextField
from docket.models import Chain

from ..states import Origin, Outcome, Sector, State
from .ending import WITHDRAWN, Ending
from .visible import DisputeQuerySet

if TYPE_CHECKING:
    from accounts.models import Organisation

S = State
#: From everywhere inside, while the case is open: the complainant may withdraw, or take an outside road.
OPEN = [
    *(S.FILED, S.COMPLETING, S.SERVING, S.ANSWERING, S.NEGOTIATING, S.REVIEWING),
    *(S.OPINION_SERVING, S.OPINION_ISSUED, S.CHOOSING_ROAD),
]
#: No inside step blocks the way out (人民调解法 3; 网络消费规定（一）1(4)).
ROADS_OUT = [*OPEN, S.BREACHED]
#: Nor does a mediation: from it too one may go to an authority, a court, or to arbitration; it ends with that.
OUTSIDE_ROADS_OUT = [*ROADS_OUT, S.IN_MEDIATION]


class Dispute(Ending, models.Model):
    """One matter, one reference for life, whatever channels it goes through."""

    reference = models.CharField(_("编号"), max_length=20, unique=True, null=True, editable=False)
    chain = models.OneToOneField(Chain, on_delete=models.PROTECT, related_name="dispute", editable=False)
    state = FSMField(_("状态"), choices=State, default=State.DRAFT, protected=True)
    outcome = models.CharField(_("结果"), max_length=24, choices=Outcome, blank=True)
    ground = models.CharField(_("依据代码"), max_length=60, blank=True, help_text="rulebook ground code")

    origin = models.CharField(_("来源"), max_length=10, choices=Origin, default=Origin.ONLINE)
    sector = models.CharField(_("领域"), max_length=20, choices=Sector, blank=True)
    category = models.CharField(_("类别"), max_length=60, blank=True, help_text="rulebook category code")
    title = models.CharField(_("事由"), max_length=120, blank=True)
    narrative = models.TextField(_("事实与理由"), blank=True)
    happened_on = models.DateField(_("发生日期"), null=True, blank=True)
    region = models.CharField(_("地区"), max_length=2, blank=True)
    order_number = models.CharField(_("平台订单号"), max_length=80, blank=True)
    amount = models.DecimalField(_("争议金额"), max_digits=14, decimal_places=2, null=True, blank=True)
    prior_steps = models.TextField(_("此前的处理"), blank=True, help_text="协商、投诉、仲裁或诉讼的情况")
    is_taken_elsewhere = models.BooleanField(_("已在仲裁、诉讼或其他部门处理"), default=False)

    platform = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="disputes"
    )
    is_against_platform = models.BooleanField(_("被投诉人即平台"), default=False)
    desk = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="desk_disputes"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(
        max_length=30, blank=True, help_text="The last page of the filing form that was saved"
    )
    unfinished = EncryptedTextField(
        blank=True, default="", help_text="JSON: what was typed on a page of the draft and is not sound yet"
    )
    language = models.CharField(max_length=10, default="zh-hans")

    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)
    filed_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    admitted_at = models.DateTimeField(_("受理时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("结案时间"), null=True, blank=True)
    has_closing_day = models.BooleanField(
        _("结案日期可靠"),
        default=True,
        help_text="False: history that does not say when it ended; closed_at is then its last known day",
    )

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("纠纷")
        verbose_name_plural = _("纠纷")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(reference__isnull=False, filed_at__isnull=False),
                name="filed_dispute_has_reference",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="closed_dispute_has_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "desk"]),
            models.Index(fields=["filed_at"]),
            models.Index(fields=["platform", "filed_at"]),
            models.Index(fields=["category", "filed_at"]),
            # every column the figures count by, so that counting never reads the rows themselves
            models.Index(
                fields=[
                    *("filed_at", "sector", "category", "region", "platform", "origin"),
                    *("state", "outcome", "closed_at", "has_closing_day"),
                ],
                name="dispute_figures",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or f"draft {self.pk}"

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        # django-fsm-2 toggles a class-level flag here, which is not safe between threads
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)
        models.Model.refresh_from_db(self, using=using, fields=fields, from_queryset=from_queryset)

    @property
    def has_neutral_desk(self) -> bool:
        """Whether the desk may give an opinion: the platform, or the service centre where the platform is the
        respondent and recuses itself (procedures §12, invariant f)."""
        if self.desk_id is None or self.platform_id is None:
            return False
        return (self.desk_id == self.platform_id) != self.is_against_platform

    def _has_neutral_desk(self) -> bool:
        return self.has_neutral_desk

    def _is_complete(self) -> bool:
        """Required content of a complaint (消保法实施条例 46: identity, respondent, claim, facts)."""
        return bool(self.sector and self.category and self.narrative.strip() and self.title)

    # --- filing and admission -------------------------------------------------------------------

    @transition(state, source=S.DRAFT, target=S.FILED, conditions=[_is_complete])
    def file(self, *, reference: str, desk: Organisation | None) -> None:
        self.reference, self.desk, self.filed_at = reference, desk, timezone.now()

    @transition(state, source=S.FILED, target=S.COMPLETING)
    def ask_completion(self) -> None: ...

    @transition(state, source=S.COMPLETING, target=S.FILED)
    def complete(self) -> None: ...

    @transition(state, source=S.COMPLETING, target=S.CLOSED)
    def lapse(self) -> None:
        self._close(Outcome.LAPSED, "completion_overdue")

    @transition(state, source=S.FILED, target=S.SERVING)
    def admit(self) -> None:
        """Nobody's time to answer runs yet: it starts when the notice has arrived."""
        self.admitted_at = timezone.now()

    @transition(state, source=S.FILED, target=S.CLOSED)
    def decline(self, *, ground: str) -> None:
        self._close(Outcome.DECLINED, ground)

    # --- service ----------------------------------------------------------------------------------

    @transition(state, source=S.SERVING, target=S.ANSWERING)
    def start_answering(self) -> None:
        """The notice has arrived: the time to answer runs."""

    @transition(
        state,
        source=[S.ANSWERING, S.REVIEWING, S.OPINION_SERVING, S.OPINION_ISSUED, S.CHOOSING_ROAD],
        target=S.SERVING,
    )
    def resume_service(self) -> None:
        """What had counted as arrived has not, and what rests on it falls; or another respondent came in, to be served
        first."""

    @transition(state, source=S.SERVING, target=S.CLOSED)
    def close_unserved(self, *, outcome: str, ground: str) -> None:
        self._close(outcome, ground)

    @transition(state, source=S.OPINION_SERVING, target=S.OPINION_ISSUED)
    def start_replying(self) -> None:
        """The opinion has arrived with everybody it is for."""

    @transition(state, source=[S.OPINION_ISSUED, S.CHOOSING_ROAD], target=S.OPINION_SERVING)
    def resume_opinion_service(self) -> None:
        """It had not, after all: nobody's time to reply has run."""

    # --- platform handling and negotiation --------------------------------------------------------

    @transition(state, source=S.ANSWERING, target=S.NEGOTIATING)
    def answer(self) -> None: ...

    @transition(
        state, source=[S.ANSWERING, S.NEGOTIATING], target=S.REVIEWING, conditions=[_has_neutral_desk]
    )
    def start_review(self) -> None: ...

    @transition(state, source=S.REVIEWING, target=S.OPINION_SERVING)
    def issue_opinion(self) -> None: ...

    @transition(state, source=[S.OPINION_SERVING, S.OPINION_ISSUED], target=S.REVIEWING)
    def reopen_review(self) -> None:
        """A party asks that a person review an automated opinion (个人信息保护法 24)."""

    @transition(
        state,
        source=[
            *(S.ANSWERING, S.NEGOTIATING, S.REVIEWING, S.OPINION_SERVING, S.OPINION_ISSUED),
            *(S.IN_MEDIATION, S.IN_ARBITRATION),
        ],
        target=S.CHOOSING_ROAD,
    )
    def leave_unresolved(self) -> None:
        """Inside handling or an outside channel ended without result: the complainant chooses what is next."""

    # --- outside roads ----------------------------------------------------------------------------

    @transition(state, source=ROADS_OUT, target=S.IN_MEDIATION)
    def enter_mediation(self) -> None: ...

    @transition(state, source=OUTSIDE_ROADS_OUT, target=S.IN_ARBITRATION)
    def enter_arbitration(self) -> None: ...

    @transition(state, source=OUTSIDE_ROADS_OUT, target=S.CLOSED)
    def take_elsewhere(self, *, ground: str) -> None:
        self._close(Outcome.TAKEN_ELSEWHERE, ground)

    @transition(state, source=S.IN_ARBITRATION, target=S.CLOSED)
    def conclude_arbitration(self, *, outcome: str) -> None:
        self._close(outcome)

    # --- settlement and performance -----------------------------------------------------------------

    @transition(
        state,
        source=[
            *(S.SERVING, S.ANSWERING, S.NEGOTIATING, S.REVIEWING, S.OPINION_SERVING, S.OPINION_ISSUED),
            *(S.CHOOSING_ROAD, S.IN_MEDIATION),
        ],
        target=S.PERFORMING,
    )
    def settle(self) -> None: ...

    @transition(state, source=S.PERFORMING, target=S.BREACHED)
    def breach(self) -> None: ...

    @transition(state, source=S.BREACHED, target=S.PERFORMING)
    def resume_performance(self) -> None: ...

    @transition(state, source=[S.PERFORMING, S.BREACHED], target=S.CLOSED)
    def conclude_performance(self, *, outcome: str) -> None:
        self._close(outcome)

    # --- other ends ---------------------------------------------------------------------------------

    @transition(state, source=OUTSIDE_ROADS_OUT, target=S.CLOSED)
    def withdraw(self) -> None:
        self._close(Outcome.WITHDRAWN, WITHDRAWN)

    @transition(state, source=S.CHOOSING_ROAD, target=S.CLOSED)
    def close_unresolved(self) -> None:
        self._close(Outcome.UNRESOLVED)

    @transition(state, source=S.BREACHED, target=S.CLOSED)
    def close_breached(self) -> None:
        self._close(Outcome.BREACHED)
