"""What a side gives as proof, hashed on arrival; and the pieces of a file that is still arriving."""

from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.states import Role
from disputes.models import Dispute, Party
from disputes.scanning import RELEASED, ScanState
from disputes.states import State

from ..states import EvidenceAudience, EvidenceKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def stored_name(instance: Evidence, filename: str) -> str:
    """Never the name the person gave: that is kept in the row, not in a path."""
    return f"evidence/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}{filename[filename.rfind('.') :]}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: User | AnonymousUser) -> EvidenceQuerySet:
        """Who sees the dispute sees its evidence; what is for one side only, that side and the desk.

        Evidence of a draft is its author's alone, because the draft is.
        """
        if not user.is_authenticated:
            return self.none()
        memberships = user.memberships.in_force()
        own_side = Party.objects.filter(pk=OuterRef("submitted_by_party")).filter(
            Q(user=user)
            | Q(representatives__user=user, representatives__ends_on=None)
            | Q(
                organisation__in=memberships.filter(role__in=[Role.HANDLER, Role.SUPERVISOR]).values(
                    "organisation"
                ),
                joined_at__isnull=False,
            )
        )
        desks = memberships.filter(
            role__in=[Role.HANDLER, Role.SUPERVISOR, Role.RECEPTIONIST, Role.AUDITOR]
        ).values("organisation")
        return self.standing().filter(
            Q(dispute__in=Dispute.objects.visible_to(user).values("pk")),
            Q(audience=EvidenceAudience.ALL_PARTIES)
            | Q(submitted_by=user)
            | Q(dispute__desk__in=desks)
            | Exists(own_side),
        )

    def standing(self) -> EvidenceQuerySet:
        return self.filter(withdrawn_at=None)

    def in_order(self) -> EvidenceQuerySet:
        """The complainant's first, each side by its numbers, then what the desk added."""
        return self.order_by(
            F("submitted_by_party__role").asc(nulls_last=True), "submitted_by_party", "number", "pk"
        )


class PiecesOfEvidence(models.Manager.from_queryset(EvidenceQuerySet)):  # type: ignore[misc]
    """What was given as proof of the matter: never the photo that shows how a paper was served."""

    def get_queryset(self) -> EvidenceQuerySet:
        found: EvidenceQuerySet = super().get_queryset()
        return found.filter(proves_service=False)


class Evidence(models.Model):
    """One piece of proof, with what an evidence list needs of it (证据规定 19).

    A receipt of service (`proves_service`) is kept in the same way and is nobody's evidence: it has no side and no
    number, nobody describes or withdraws it, and only `kept` finds it.
    """

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="evidence")
    submitted_by_party = models.ForeignKey(
        Party, on_delete=models.RESTRICT, null=True, blank=True, related_name="evidence"
    )
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("序号"), null=True, help_text="Of its side; given when filed")
    title = models.CharField(_("证据名称"), max_length=120)
    kind = models.CharField(
        _("证据种类"), max_length=16, choices=EvidenceKind, default=EvidenceKind.ELECTRONIC
    )
    source = models.CharField(_("证据来源"), max_length=200, blank=True)
    purpose = models.CharField(_("证明对象"), max_length=300, blank=True)
    summary = models.TextField(_("内容摘要"), max_length=2000, blank=True)
    audience = models.CharField(
        _("谁可以看"), max_length=12, choices=EvidenceAudience, default=EvidenceAudience.ALL_PARTIES
    )

    file = models.FileField(upload_to=stored_name)
    preview = models.FileField(
        upload_to=stored_name, blank=True, help_text="Without metadata, at most 1600 px"
    )
    thumbnail = models.FileField(upload_to=stored_name, blank=True)
    tells_place = models.BooleanField(default=False, help_text="The original says where it was taken")
    shares_place = models.BooleanField(
        _("拍摄地点也给对方看"), default=False, help_text="A yes of who gave it; else the others get the copy"
    )
    copy = models.FileField(
        upload_to=stored_name, blank=True, help_text="Without the place, for the other side"
    )
    copy_media_type = models.CharField(max_length=100, blank=True)
    copy_sha256 = models.CharField(max_length=64, blank=True)
    scan = models.CharField(max_length=10, choices=ScanState, default=ScanState.NOT_ASKED, blank=True)
    original_name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100, help_text="By content, never by name")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)
    received_at = models.DateTimeField(_("收到时间"), default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    proves_service = models.BooleanField(
        default=False, help_text="A receipt of service 送达回证, kept by the body that served; no evidence"
    )
    addressee_key = models.CharField(
        max_length=40,
        blank=True,
        help_text="Of a receipt: whom the paper was for, who is its subject (`party:7`)",
    )

    objects = PiecesOfEvidence()
    kept = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("证据")
        verbose_name_plural = _("证据")
        constraints = [
            models.UniqueConstraint(
                fields=["dispute", "submitted_by_party", "number"],
                name="exhibits_numbered_per_side",
                nulls_distinct=False,
                condition=Q(number__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(proves_service=False)
                | Q(
                    submitted_by_party=None,
                    number=None,
                    withdrawn_at=None,
                    audience=EvidenceAudience.OWN_SIDE,
                ),
                name="a_receipt_of_service_is_no_exhibit",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def side(self) -> str:
        """Whose evidence it is, in words."""
        return (
            str(self.submitted_by_party.get_role_display()) if self.submitted_by_party else str(_("受理机构"))
        )

    @property
    def family(self) -> str:
        """image, audio, video, text or application."""
        return self.media_type.partition("/")[0]

    @property
    def is_released(self) -> bool:
        """Not in quarantine: may be opened, shown and bound."""
        return self.scan in RELEASED

    @property
    def hides_place(self) -> bool:
        return self.tells_place and not self.shares_place

    @property
    def copy_name(self) -> str:
        """What the copy is called when somebody takes it home."""
        ending = str(self.copy.name).rpartition(".")[2] if self.copy else ""
        return f"{PurePath(self.original_name).stem}{_('（不含拍摄地点）')}.{ending}"

    @property
    def is_open(self) -> bool:
        """May still be described or withdrawn by who gave it: while it is in a draft, or the case is open."""
        return not self.proves_service and self.dispute.state != State.CLOSED and self.withdrawn_at is None

    @property
    def docket_word(self) -> str:
        """What the docket calls it: evidence or receipt."""
        return "receipt" if self.proves_service else "evidence"


class UploadQuerySet(models.QuerySet["Upload"]):
    def unfinished(self) -> UploadQuerySet:
        return self.filter(finished_at=None)


class Upload(models.Model):
    """A file on its way in. Pieces are stored apart, so a broken line costs one piece and no storage must append."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="uploads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the first piece, by the browser"
    )
    offset = models.PositiveBigIntegerField(default=0)
    pieces = models.JSONField(default=list, help_text="Stored names, in order")
    evidence = models.OneToOneField(
        Evidence, on_delete=models.SET_NULL, null=True, blank=True, related_name="upload"
    )
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(auto_now=True)
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="Somebody began to put it together")
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(offset__lte=F("size")), name="upload_not_past_its_size"),
            models.UniqueConstraint(
                fields=["dispute", "user", "name", "size", "fingerprint"],
                condition=Q(finished_at=None) & ~Q(fingerprint=""),
                name="one_running_upload_of_a_file",
            ),
        ]
        indexes = [
            models.Index(fields=["touched_at"], condition=Q(finished_at=None), name="upload_unfinished")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.offset}/{self.size}"
