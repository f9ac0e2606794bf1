"""What was taken down at a window for a party: the words read back to them, and how they signed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.fields import EncryptedTextField

from ..states import SignedOn
from .dispute import Dispute
from .parties import Party


class TakenDown(models.Model):
    """One act of a party, written by an officer, read back and signed (民诉法 123, 口头起诉记入笔录; SAMR 文书式样一).

    The signature is `strokes` on a tablet (notices/drawings.py), or a `scan` of the signed paper: a piece of evidence
    that only the party and the desk see. `act` is the name of the act; `statement` what was read to them.
    """

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="taken_down")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="taken_down")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    window = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(
        max_length=32, unique=True, help_text="Of the page that was signed: pressed twice, done once"
    )
    act = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    statement = EncryptedTextField()
    statement_sha256 = models.CharField(max_length=64)
    signed_on = models.CharField(max_length=10, choices=SignedOn)
    strokes = models.JSONField(default=list, blank=True)
    scan = models.PositiveBigIntegerField(null=True, blank=True, help_text="Key of the piece of evidence")
    agreed_in_person = models.BooleanField(
        default=False, help_text="Has a way in of their own, was there and agreed to this way"
    )
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["taken_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> str:
        """由韩梅代为录入，经本人核对签名"""
        return _("由%(officer)s代为录入，经本人核对签名") % {"officer": self.officer.name}
