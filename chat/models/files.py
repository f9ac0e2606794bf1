"""A file shown in a room. It belongs to the talk, never to the evidence, until its owner hands it in."""

from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disputes.scanning import RELEASED, ScanState

from .talk import Message, Room

if TYPE_CHECKING:
    from accounts.models import User


def stored_name(instance: RoomFile, filename: str) -> str:
    """Never the name the person gave: that is kept in the row, not in a path."""
    return f"rooms/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}{filename[filename.rfind('.') :]}"


class RoomFileQuerySet(models.QuerySet["RoomFile"]):
    def visible_to(self, user: User) -> RoomFileQuerySet:
        """Who may read the line may open its file, and nobody once the line was taken back."""
        return self.filter(message__in=Message.objects.visible_to(user).filter(recalled_at=None))


class RoomFile(models.Model):
    """One file of one line. Its hash stands in the line, too, and so in the hash of the whole room."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="files")
    message = models.OneToOneField(
        Message, on_delete=models.PROTECT, null=True, related_name="file", help_text="empty while it arrives"
    )
    file = models.FileField(upload_to=stored_name)
    preview = models.FileField(
        upload_to=stored_name, blank=True, help_text="Without metadata, at most 1600 px"
    )
    thumbnail = models.FileField(upload_to=stored_name, blank=True)
    tells_place = models.BooleanField(default=False, help_text="The original says where it was taken")
    copy = models.FileField(
        upload_to=stored_name, blank=True, help_text="Without the place, for everybody but the sender"
    )
    copy_media_type = models.CharField(max_length=100, blank=True)
    scan = models.CharField(max_length=10, choices=ScanState, default=ScanState.NOT_ASKED, blank=True)
    original_name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100, help_text="By content, never by name")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)
    received_at = models.DateTimeField(_("收到时间"), default=timezone.now)
    handed_in_at = models.DateTimeField(_("作为证据提交的时间"), null=True, blank=True)

    objects = RoomFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("会谈室文件")
        verbose_name_plural = _("会谈室文件")

    def __str__(self) -> str:
        return f"{self.room_id}/{self.pk}"

    @property
    def is_released(self) -> bool:
        """Not in quarantine: may be opened and shown."""
        return self.scan in RELEASED

    @property
    def copy_name(self) -> str:
        """What the copy is called when somebody takes it home."""
        ending = str(self.copy.name).rpartition(".")[2] if self.copy else ""
        return f"{PurePath(self.original_name).stem}{_('（不含拍摄地点）')}.{ending}"

    @property
    def family(self) -> str:
        """image, audio, video, text or application."""
        return self.media_type.partition("/")[0]
