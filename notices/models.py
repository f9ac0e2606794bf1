"""What was served on whom, when, with what proof; and the outbox that carries it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from docket.models import Chain

from .drawings import with_drawings
from .states import Audience, Means, MessageState, PaperKind


class PaperSeries(models.Model):
    """How far a run of numbers has come. The row is the lock: numbers have no gaps and no doubles."""

    prefix = models.CharField(max_length=60, unique=True, help_text="Issuer's code, year and kind")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("文号序列")
        verbose_name_plural = _("文号序列")

    def __str__(self) -> str:
        return f"{self.prefix} {self.last}"


class Paper(models.Model):
    """One issued document, frozen: what was issued is what is served, filed and hashed, whatever templates become."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(_("文书种类"), max_length=40, choices=PaperKind)
    number = models.CharField(_("文号"), max_length=60, unique=True)
    title = models.CharField(_("文书名称"), max_length=120)
    html = models.TextField(help_text="The body as issued: sanitised markup, no outside references.")
    facts = models.JSONField(default=dict, help_text="Machine-readable content of the paper.")
    sha256 = models.CharField(max_length=64)
    audience = models.CharField(max_length=20, choices=Audience, default=Audience.ALL_PARTIES)
    addressee_keys = models.JSONField(
        default=list, help_text="With audience `named`: who may read it (`party:7`)."
    )
    issuer = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(default=timezone.now)
    language = models.CharField(max_length=10, default="zh-hans")

    class Meta:
        ordering = ["issued_at", "pk"]
        verbose_name = _("文书")
        verbose_name_plural = _("文书")

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def shown_html(self) -> str:
        """As it is shown on a page: the frozen body, its drawings in their places."""
        return with_drawings(self.html, self.facts)


class Notice(models.Model):
    """Formal delivery 送达 of a paper to one addressee, with its proof (民诉法 87–92, 在线诉讼规则 31)."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="notices")
    addressee_key = models.CharField(max_length=40, db_index=True, help_text="`party:7`, `organisation:3`")
    addressee_name = models.CharField(max_length=120)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    means = models.CharField(_("送达方式"), max_length=20, choices=Means)
    address = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    arrived_at = models.DateTimeField(
        null=True, blank=True, help_text="Entered the addressee's system (民法典 137)"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    proof = models.JSONField(
        default=dict, help_text="Trace of the system that carried it: ids, hashes, checkpoint."
    )

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = _("送达")
        verbose_name_plural = _("送达")

    def __str__(self) -> str:
        return f"{self.paper} → {self.addressee_name}"


class OutboxMessage(models.Model):
    """An e-mail or text message to be sent after the transaction; tried again until it is sent or given up."""

    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    means = models.CharField(max_length=20, choices=Means)
    address = models.CharField(max_length=200)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=10, default="zh-hans")
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(state=MessageState.WAITING), name="outbox_waiting"
            )
        ]
        verbose_name = _("待发消息")
        verbose_name_plural = _("待发消息")

    def __str__(self) -> str:
        return f"{self.get_means_display()} {self.address} {self.get_state_display()}"


class Happening(models.Model):
    """A line under somebody's bell: what happened in which case. Friendly, not formal."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="happenings")
    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField(max_length=30, blank=True)
    text = models.CharField(max_length=200)
    url = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "read_at", "-at"])]
        verbose_name = _("动态")
        verbose_name_plural = _("动态")

    def __str__(self) -> str:
        return self.text
