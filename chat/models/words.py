"""Words that are nobody else's: a neutral's private notes, and the phrases somebody keeps at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import EncryptedTextField

from .talk import Message, Room

if TYPE_CHECKING:
    from accounts.models import User


class PrivateNoteQuerySet(models.QuerySet["PrivateNote"]):
    def visible_to(self, user: User) -> PrivateNoteQuerySet:
        """Its author. Not the body, not who comes after them, nobody."""
        return self.filter(author=user) if user.is_authenticated else self.none()


class PrivateNote(models.Model):
    """What a neutral writes for themselves: one sheet for a room, and one for each line they pin something to.

    Encrypted at rest; in no docket entry, no paper, no export, no search.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = EncryptedTextField(_("私人笔记"))
    version = models.PositiveIntegerField(default=1, help_text="which wording a page had before it, see save")
    written_at = models.DateTimeField(default=timezone.now)

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        ordering = ["room", "message", "pk"]
        verbose_name = _("私人笔记")
        verbose_name_plural = _("私人笔记")
        constraints = [
            models.UniqueConstraint(
                fields=["author", "room"], condition=Q(message=None), name="one_sheet_of_a_room"
            ),
            models.UniqueConstraint(
                fields=["author", "message"], condition=Q(message__isnull=False), name="one_note_on_a_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}/{self.pk}"


class Phrase(models.Model):
    """Words somebody says often: a person's own, or a body's for all who mediate for it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="phrases"
    )
    body = models.ForeignKey(
        "accounts.Organisation", on_delete=models.CASCADE, null=True, blank=True, related_name="phrases"
    )
    title = models.CharField(_("名称"), max_length=40)
    text = models.TextField(_("内容"), max_length=1000)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("常用语")
        verbose_name_plural = _("常用语")
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None, body__isnull=False) | Q(owner__isnull=False, body=None),
                name="phrase_of_a_person_or_a_body",
            ),
        ]

    def __str__(self) -> str:
        return self.title
