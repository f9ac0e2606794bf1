"""Sessions 会议: a time all can come to, how it is found, and who came. The law of a session's course is here."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.states import Role
from disputes.models import Dispute, Party

from ..states import OPEN_SESSIONS, EndOfOffice, SessionState, SessionWay, Suits
from .mediation import Mediation
from .roster import Appointment

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

S = SessionState


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> SessionQuerySet:
        """A joint session to whoever sees its mediation; a caucus to that side and its mediator, to nobody else."""
        if not user.is_authenticated:
            return self.none()
        own_side = Party.objects.filter(pk=OuterRef("party")).filter(
            Q(user=user)
            | Q(representatives__user=user, representatives__ends_on=None)
            | Q(
                organisation__in=user.memberships.in_force()
                .filter(role__in=[Role.HANDLER, Role.SUPERVISOR])
                .values("organisation"),
                joined_at__isnull=False,
            )
        )
        own_office = Appointment.objects.filter(
            pk=OuterRef("appointment"), mediator=user, end__in=["", EndOfOffice.CONCLUDED]
        )
        seen = Mediation.objects.visible_to(user).filter(pk=OuterRef("mediation"))
        return self.filter(Q(Exists(seen)) & (Q(party=None) | Q(Exists(own_side)) | Q(Exists(own_office))))

    def open(self) -> SessionQuerySet:
        return self.filter(state__in=OPEN_SESSIONS)

    def joint(self) -> SessionQuerySet:
        return self.filter(party=None)


class Session(models.Model):
    """One meeting, of all or (`party`) of one side alone with the mediator. Of the latter nobody else may learn:
    it is addressed by a random key, for numbers in a row could be counted."""

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="sessions")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="sessions")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="alone with whom"
    )
    state = FSMField(_("状态"), choices=SessionState, default=S.PROPOSED, protected=True)
    way = models.CharField(_("方式"), max_length=8, choices=SessionWay, default=SessionWay.ROOM)
    place = models.CharField(_("地址或者视频链接"), max_length=300, blank=True)
    message = models.TextField(_("说明"), blank=True)
    fixes_at_once = models.BooleanField(default=True, help_text="when all say yes to the same time")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    answers_closed_at = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField(_("开始"), null=True, blank=True)
    ends_at = models.DateTimeField(_("结束"), null=True, blank=True)
    sequence = models.PositiveIntegerField(
        default=0, help_text="of the calendar file: grows with each change"
    )
    changed_at = models.DateTimeField(default=timezone.now)
    began_at = models.DateTimeField(_("实际开始"), null=True, blank=True)
    ended_at = models.DateTimeField(_("实际结束"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "proposed_at", "pk"]
        verbose_name = _("调解会议")
        verbose_name_plural = _("调解会议")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[S.FIXED, S.HELD, S.ADJOURNED, S.NOT_HELD])
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="a_fixed_session_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(way=SessionWay.ROOM) | ~Q(place=""), name="a_place_or_link_is_given"
            ),
        ]
        indexes = [models.Index(fields=["mediation", "state"]), models.Index(fields=["starts_at"])]

    def __str__(self) -> str:
        return f"{self.mediation.dispute.reference} {self.starts_at or ''}".strip()

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        # see Dispute.refresh_from_db
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)
        models.Model.refresh_from_db(self, using=using, fields=fields, from_queryset=from_queryset)

    @property
    def dispute(self) -> Dispute:
        return self.mediation.dispute

    @property
    def is_joint(self) -> bool:
        return self.party_id is None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_SESSIONS

    # --- its course -----------------------------------------------------------------------------

    @transition(state, source=S.PROPOSED, target=S.FIXED)
    def fix(self, *, starts_at: datetime, ends_at: datetime) -> None:
        self.starts_at, self.ends_at = starts_at, ends_at
        self.answers_closed_at = self.answers_closed_at or timezone.now()
        self._changed()

    @transition(state, source=S.FIXED, target=S.FIXED)
    def move(self, *, starts_at: datetime, ends_at: datetime) -> None:
        """Another time. What was agreed of way and place stays."""
        self.starts_at, self.ends_at = starts_at, ends_at
        self._changed()

    @transition(state, source=[S.PROPOSED, S.FIXED], target=S.CANCELLED)
    def cancel(self) -> None:
        self.closed_at = timezone.now()
        self._changed()

    @transition(state, source=S.FIXED, target=S.HELD)
    def hold(self, *, began_at: datetime, ended_at: datetime) -> None:
        self._close(began_at, ended_at)

    @transition(state, source=S.FIXED, target=S.ADJOURNED)
    def adjourn(self, *, began_at: datetime, ended_at: datetime) -> None:
        """It began, and goes on another day."""
        self._close(began_at, ended_at)

    @transition(state, source=S.FIXED, target=S.NOT_HELD)
    def miss(self) -> None:
        """Somebody did not come."""
        self.closed_at = timezone.now()

    def _close(self, began_at: datetime, ended_at: datetime) -> None:
        self.began_at, self.ended_at, self.closed_at = began_at, ended_at, timezone.now()

    def _changed(self) -> None:
        self.sequence += 1
        self.changed_at = timezone.now()


class SessionTime(models.Model):
    """A time put forward: by the mediator (`party` empty), or by a party whom none of the others suits."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="times")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "starts_at"], name="a_time_is_put_forward_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_time_has_a_length"),
        ]


class SessionReply(models.Model):
    """A party has answered to the times. `note` is for the mediator."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="replies")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("给调解员的话"), max_length=300, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "party"], name="one_session_reply_per_party")
        ]


class Tick(models.Model):
    """Whether one time suits one party."""

    reply = models.ForeignKey(SessionReply, on_delete=models.CASCADE, related_name="ticks")
    time = models.ForeignKey(SessionTime, on_delete=models.PROTECT, related_name="ticks")
    suits = models.CharField(max_length=6, choices=Suits)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reply", "time"], name="one_tick_per_time")]


class Attendance(models.Model):
    """Whether a party came. `seen_at`: first seen in the room; `came`: as the mediator recorded it."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    came = models.BooleanField(null=True)
    is_excused = models.BooleanField(default=False)
    explanation = models.CharField(_("不能到场的理由"), max_length=500, blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "party"], name="one_attendance_per_party")]


class SessionChange(models.Model):
    """What happened to a session, when, by whom and why: for those who may see the session. Rows are only added."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(max_length=20)
    reason = models.CharField(max_length=500, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]


class CalendarFeed(models.Model):
    """The private address under which a person's calendar program asks for their sessions. A new nonce is a new
    address; without one there is none."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    nonce = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
