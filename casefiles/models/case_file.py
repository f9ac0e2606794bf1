"""The case file: one signed PDF of a case, and its volumes, which are made anew only when they change."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disputes.models import Dispute, Party

from ..states import CaseFileState, CopyFor

if TYPE_CHECKING:
    from accounts.models import User


def stored_name(instance: models.Model, filename: str) -> str:
    return f"casefiles/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}.pdf"


class CaseFileQuerySet(models.QuerySet["CaseFile"]):
    def visible_to(self, user: User) -> CaseFileQuerySet:
        """Who asked for a copy reads it, for as long as they see the dispute. Another copy is another request."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(requested_by=user, dispute__in=Dispute.objects.visible_to(user).values("pk"))


class CaseFile(models.Model):
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="case_files")
    number = models.CharField(_("案卷号"), max_length=40, unique=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    copy_for = models.CharField(_("副本"), max_length=6, choices=CopyFor)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reader_keys = models.JSONField(
        default=list, help_text="As whom it is read (`party:7`): papers for others stay out"
    )
    language = models.CharField(max_length=10, default="zh-hans")
    state = models.CharField(max_length=10, choices=CaseFileState, default=CaseFileState.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=80, blank=True)
    file = models.FileField(upload_to=stored_name, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    manifest = models.JSONField(default=dict)
    manifest_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    pages = models.PositiveIntegerField(default=0)
    requested_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True, blank=True)

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = _("案卷")
        verbose_name_plural = _("案卷")

    def __str__(self) -> str:
        return self.number

    @property
    def is_under_way(self) -> bool:
        return self.state in (CaseFileState.QUEUED, CaseFileState.RENDERING)

    @property
    def code(self) -> str:
        """The short code people compare or type: the beginning of the manifest's hash, in groups."""
        return "-".join(self.manifest_sha256[start : start + 4].upper() for start in range(0, 16, 4))


class Volume(models.Model):
    """A rendered part of a case file, kept under the hash of what it was made from."""

    content_sha256 = models.CharField(max_length=64, unique=True)
    file = models.FileField(upload_to=stored_name)
    pages = models.PositiveIntegerField()
    anchors = models.JSONField(default=dict, help_text="Where each document begins in it, from page 1")
    used_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.content_sha256[:16]
