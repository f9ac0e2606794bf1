"""What was served on whom, when, with what proof; and the outbox that carries it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from docket.models import Chain

from .codes import new_code
from .drawings import with_drawings
from .states import NEEDS_HAND, Audience, Means, MessageState, NoticeState, Obstacle, PaperKind, Standing


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
    code = models.CharField(
        _("核验码"), max_length=20, unique=True, default=new_code, help_text="Printed on the paper, in groups"
    )
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawal = models.CharField(_("撤回的理由"), max_length=300, blank=True)

    class Meta:
        ordering = ["issued_at", "pk"]
        verbose_name = _("文书")
        verbose_name_plural = _("文书")

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def standing(self) -> Standing:
        if self.withdrawn_at is not None:
            return Standing.WITHDRAWN
        return Standing.VALID if self.replaced_by_id is None else Standing.REPLACED

    @property
    def changed_at(self) -> datetime | None:
        """Since when it counts no more."""
        return self.withdrawn_at or (self.replaced_by.issued_at if self.replaced_by is not None else None)

    @property
    def mark(self) -> str:
        """What stands beside it wherever it is shown or listed once it counts no more; the frozen text says nothing
        of it."""
        if self.changed_at is None:
            return ""
        words = {"day": date_format(timezone.localtime(self.changed_at), "DATE_FORMAT")}
        if self.standing == Standing.WITHDRAWN:
            return gettext("这份文书已于%(day)s撤回") % words
        assert self.replaced_by is not None
        return gettext("这份文书已于%(day)s被 %(number)s 替换") % {**words, "number": self.replaced_by.number}

    @property
    def shown_html(self) -> str:
        """As it is shown on a page: the frozen body, its drawings in their places."""
        return with_drawings(self.html, self.facts)


N = NoticeState


class Notice(models.Model):
    """Formal delivery 送达 of a paper to one addressee, with its proof (民诉法 87–95, 在线诉讼规则 31).

    `means` is the way it was sent; `arrived_by` the one by which it came first, which counts.
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="notices")
    addressee_key = models.CharField(max_length=40, db_index=True, help_text="`party:7`, `organisation:3`")
    addressee_name = models.CharField(max_length=120)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    means = models.CharField(_("送达方式"), max_length=20, choices=Means)
    address = models.CharField(max_length=200, blank=True)
    state = FSMField(_("送达状态"), choices=NoticeState, default=NoticeState.PREPARED, protected=True)
    obstacle = models.CharField(_("未送达的原因"), max_length=20, choices=Obstacle, blank=True)
    arrived_by = models.CharField(_("送达的方式"), max_length=20, choices=Means, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="Empty while nothing has set out")
    arrived_at = models.DateTimeField(
        null=True, blank=True, help_text="Entered the addressee's system (民法典 137)"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    by_hand_due_on = models.DateField(
        _("邮寄或者当面送达的期限"),
        null=True,
        blank=True,
        help_text="Somebody has to bring it, or to ask after it, by this day; empty: nothing to do by hand",
    )
    doubted_due_on = models.DateField(
        _("核实是否本人收到的期限"),
        null=True,
        blank=True,
        help_text="Somebody says that it did not reach the addressee; to be found out by this day",
    )
    proof = models.JSONField(
        default=dict, help_text="Trace of the system that carried it: ids, hashes, checkpoint."
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("送达")
        verbose_name_plural = _("送达")
        indexes = [
            models.Index(
                fields=["by_hand_due_on"], condition=Q(by_hand_due_on__isnull=False), name="notice_by_hand"
            ),
            models.Index(
                fields=["doubted_due_on"],
                condition=Q(doubted_due_on__isnull=False),
                name="notice_doubted",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=NoticeState.ARRIVED, arrived_at__isnull=False)
                | (~Q(state=NoticeState.ARRIVED) & Q(arrived_at=None)),
                name="only_what_arrived_has_arrived",
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper} → {self.addressee_name}"

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        # django-fsm-2 toggles a class-level flag here, which is not safe between threads
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)
        models.Model.refresh_from_db(self, using=using, fields=fields, from_queryset=from_queryset)

    def carriers(self) -> models.QuerySet[OutboxMessage]:
        """The messages it went out with."""
        found = OutboxMessage.objects.filter(Q(notice=self) | Q(covers=self))
        return found.distinct().order_by("pk")

    @property
    def has_arrived(self) -> bool:
        return self.state == N.ARRIVED

    @property
    def is_in_the_post(self) -> bool:
        return self.means == Means.POST and self.state in {N.SENT, N.HANDED_OVER}

    @property
    def may_be_ended(self) -> bool:
        """Somebody is to bring it, and nothing carries it: an officer may say that nobody brings it any more."""
        return self.by_hand_due_on is not None and self.state in NEEDS_HAND

    @transition(state, source=[N.PREPARED, N.SENT, N.HANDED_OVER, N.FAILED, N.REFUSED], target=N.SENT)
    def send(self) -> None:
        """On its way by one means at least."""
        self.obstacle = ""

    @transition(state, source=[N.PREPARED, N.SENT, N.HANDED_OVER], target=N.HANDED_OVER)
    def hand_over(self) -> None:
        """Somebody who carries messages has taken it. No word yet that it came."""

    @transition(state, source=[N.PREPARED, N.SENT, N.HANDED_OVER, N.FAILED, N.REFUSED], target=N.ARRIVED)
    def arrive(self, *, at: datetime, means: str) -> None:
        self.arrived_at, self.arrived_by, self.obstacle = at, means, ""

    @transition(state, source=N.ARRIVED, target=N.ARRIVED)
    def arrive_sooner(self, *, at: datetime, means: str) -> None:
        """Another way had come first (在线诉讼规则 31: the earliest effective one counts). For a later one: nothing."""
        if self.arrived_at is not None and self.arrived_at <= at:
            return
        self.arrived_at, self.arrived_by = at, means

    @transition(state, source=[N.PREPARED, N.SENT, N.HANDED_OVER, N.FAILED], target=N.FAILED)
    def fail(self, *, obstacle: str) -> None:
        self.obstacle = obstacle

    @transition(state, source=[N.PREPARED, N.SENT, N.HANDED_OVER, N.FAILED], target=N.REFUSED)
    def refuse(self) -> None:
        """Not taken. That is no service here: leaving it behind is for authorities and tribunals (民诉法 89)."""
        self.obstacle = Obstacle.REFUSED

    @transition(state, source=N.ARRIVED, target=N.ARRIVED)
    def arrive_later(self, *, at: datetime, means: str) -> None:
        """The proof by which it had come first has fallen; the first that stands says when it came."""
        self.arrived_at, self.arrived_by = at, means

    @transition(state, source=N.ARRIVED, target=N.FAILED)
    def come_back(self, *, obstacle: str) -> None:
        """No arrival after all: a bounce of what the receiving server took, or it was somebody else who got it."""
        self.arrived_at, self.arrived_by, self.obstacle = None, "", obstacle


class OutboxMessage(models.Model):
    """An e-mail or text message to be sent after the transaction; tried again until it is sent or given up."""

    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    covers = models.ManyToManyField(
        Notice,
        related_name="+",
        blank=True,
        help_text="Further papers of the same event, told in the same message",
    )
    means = models.CharField(max_length=20, choices=Means)
    address = models.CharField(max_length=200)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=10, default="zh-hans")
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="Handed over to who carries it")
    carrier_id = models.CharField(
        max_length=200, blank=True, db_index=True, help_text="The carrier's name for it"
    )
    secret = models.CharField(
        max_length=40, blank=True, help_text="A code in the text; taken out of it once sent"
    )
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

    def notices(self) -> list[Notice]:
        """Whose fate hangs on it; none for a friendly word or a code."""
        return [self.notice, *self.covers.order_by("pk")] if self.notice is not None else []


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
