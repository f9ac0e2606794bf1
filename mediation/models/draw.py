"""A draw that anyone can repeat: the roster first, then a word of each party, then a value nobody chose."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from disputes.models import Party

from ..states import DrawState
from .mediation import Mediation
from .roster import RosterEntry
from .standing import HasState

S = DrawState


class Draw(HasState):
    """Published with its roster, drawn by the clock or when all parties have had their word."""

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="draws")
    number = models.PositiveSmallIntegerField()
    state = FSMField(_("状态"), choices=DrawState, default=S.OPEN, protected=True)
    roster = models.JSONField(help_text="[[key of the roster entry, name], …] in order of key")
    roster_sha256 = models.CharField(max_length=64)
    names_sha256 = models.CharField(
        max_length=64,
        blank=True,
        help_text="Of the roster as it now reads: another than `roster_sha256` once somebody was erased from it",
    )
    published_seq = models.PositiveIntegerField(default=0, help_text="docket entry that published the roster")
    published_hash = models.CharField(max_length=64, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)
    drawn_at = models.DateTimeField(null=True, blank=True)
    seed = models.JSONField(default=dict, blank=True, help_text="what the seed is made of")
    tickets = models.JSONField(default=list, blank=True, help_text="[[key, ticket], …] the lowest first")
    passed_over = models.JSONField(default=list, blank=True, help_text="keys who could no longer be named")
    result = models.ForeignKey(RosterEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["mediation", "number"], name="draws_numbered_in_mediation"),
            models.UniqueConstraint(
                fields=["mediation"], condition=Q(state=DrawState.OPEN), name="one_open_draw"
            ),
        ]

    @transition(state, source=S.OPEN, target=S.DRAWN)
    def settle(self) -> None:
        self.drawn_at = timezone.now()

    @transition(state, source=S.OPEN, target=S.VOID)
    def void(self) -> None:
        """The mediation ended, or nobody on the roster can be named any more."""


class DrawWord(models.Model):
    """A party's word, committed to in the docket when it is given and shown when the draw is over."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="words")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    word = models.CharField(_("词"), max_length=40, blank=True)
    salt = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64, help_text="SHA-256 of salt, line feed, word")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["party"]
        constraints = [models.UniqueConstraint(fields=["draw", "party"], name="one_word_per_party")]
