"""A new mediator asks once for what was said to all before: both sides answer, unseen by each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from disputes.models import Party

from ..states import EarlierTalkState
from .mediation import Mediation
from .roster import Appointment
from .standing import HasState

if TYPE_CHECKING:
    from disputes.models import Dispute

S = EarlierTalkState


class EarlierTalkRequest(HasState):
    """Of the joint room only. What falls away by no fault of the mediator may be asked for again."""

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="earlier_talk_requests")
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="earlier_talk_requests", help_text="who asks"
    )
    state = FSMField(_("状态"), choices=EarlierTalkState, default=S.OPEN, protected=True)
    lines = models.PositiveIntegerField(help_text="messages of the joint room that would be opened")
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("查看以前会谈的请求")
        verbose_name_plural = _("查看以前会谈的请求")
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"], condition=~Q(state=S.DROPPED), name="earlier_talk_asked_once"
            )
        ]

    @property
    def dispute(self) -> Dispute:
        return self.mediation.dispute

    @transition(state, source=S.OPEN, target=S.OPENED)
    def open_talk(self) -> None:
        self.ended_at = timezone.now()

    @transition(state, source=S.OPEN, target=S.KEPT)
    def keep_closed(self) -> None:
        """Somebody declined, or somebody was silent: nobody is told who."""
        self.ended_at = timezone.now()

    @transition(state, source=S.OPEN, target=S.DROPPED)
    def drop(self) -> None:
        """The mediation ended or was paused, or the mediator left."""
        self.ended_at = timezone.now()


class EarlierTalkReply(models.Model):
    """That a side has answered; how, only as long as it is needed, and for nobody to see."""

    request = models.ForeignKey(EarlierTalkRequest, on_delete=models.PROTECT, related_name="replies")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    is_willing = models.BooleanField(null=True, help_text="emptied when the talk stays closed")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "party"], name="one_earlier_talk_reply_per_party")
        ]
