from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .states import Certainty, Unit


class Rule(models.Model):
    """A time limit with a name; its numbers are in its versions."""

    code = models.CharField(_("编号"), max_length=60, unique=True)
    start_event = models.CharField(_("起算事件"), max_length=80, blank=True)
    kind = models.CharField(_("种类"), max_length=40, default="limit")  # limit, minimum, maximum, retention …

    class Meta:
        verbose_name = verbose_name_plural = _("规则")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class RuleVersion(models.Model):
    """What a rule said from a day on. Never edited: a change is a new version."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="versions", verbose_name=_("规则"))
    version = models.PositiveSmallIntegerField(_("版本"))
    n = models.PositiveIntegerField(_("数值"), null=True)
    unit = models.CharField(_("单位"), max_length=2, choices=Unit)
    roll = models.BooleanField(_("末日遇休假日顺延"), default=True)
    pause = models.CharField(_("不计入的时间"), max_length=200, blank=True)
    extend = models.CharField(_("延长"), max_length=200, blank=True)
    extend_n = models.PositiveIntegerField(_("可延长数值"), null=True)
    extend_unit = models.CharField(_("可延长单位"), max_length=2, choices=Unit, blank=True)
    bounds = models.JSONField(_("上下限"), default=dict)
    valid_from = models.DateField(_("施行日期"), null=True)  # empty: always was
    valid_to = models.DateField(_("失效日期"), null=True)
    published_at = models.DateTimeField(_("公布时间"), null=True)  # empty: known to all before we began
    source = models.CharField(_("依据"), max_length=200)
    certainty = models.CharField(_("把握"), max_length=8, choices=Certainty)
    text = models.CharField(_("说明"), max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("规则版本")
        ordering = ["rule", "version"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "version"], name="rulebook_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} v{self.version}"


class CalendarDay(models.Model):
    """A day the published notice settles and the library does not know yet, or has wrong."""

    on = models.DateField(_("日期"), unique=True)
    is_working = models.BooleanField(_("是否工作日"))
    source = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = _("日历")
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"


class DeadlineQuerySet(models.QuerySet):
    def live(self) -> "DeadlineQuerySet":
        return self.filter(fired_at=None, cancelled_at=None)

    def of(self, subject: models.Model) -> "DeadlineQuerySet":
        kind = ContentType.objects.get_for_model(subject, for_concrete_model=True)
        return self.filter(content_type=kind, object_id=subject.pk)


class Deadline(models.Model):
    """A clock on a subject. Live until it fired or was cancelled; fires exactly once."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, verbose_name=_("对象类型"))
    object_id = models.PositiveBigIntegerField(_("对象编号"))
    subject = GenericForeignKey()
    kind = models.CharField(_("种类"), max_length=100)
    rule_version = models.ForeignKey(RuleVersion, models.PROTECT, null=True, verbose_name=_("规则版本"))
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="reminders", verbose_name=_("所提醒的期限")
    )
    days_before = models.PositiveSmallIntegerField(_("提前天数"), default=0)
    started_at = models.DateTimeField(_("起算时间"))
    due_at = models.DateTimeField(_("到期时间"))
    due_on = models.DateField(_("到期日"))
    derivation = models.JSONField(_("推算过程"), default=dict)
    is_provisional = models.BooleanField(_("暂定"), default=False)
    fired_at = models.DateTimeField(_("触发时间"), null=True)
    cancelled_at = models.DateTimeField(_("取消时间"), null=True)
    paused_at = models.DateTimeField(_("中止时间"), null=True)
    remaining_seconds = models.BigIntegerField(_("中止时剩余秒数"), null=True)
    failures = models.PositiveSmallIntegerField(_("失败次数"), default=0)
    retry_at = models.DateTimeField(_("重试时间"), null=True)
    last_error = models.TextField(_("最近错误"), blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("期限")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "kind", "days_before"],
                condition=Q(fired_at=None, cancelled_at=None),
                name="rulebook_deadline_live_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(fired_at=None, cancelled_at=None, paused_at=None),
                name="rulebook_deadline_live",
            ),
            models.Index(fields=["content_type", "object_id"], name="rulebook_deadline_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on:%Y-%m-%d}"

    @property
    def is_live(self) -> bool:
        return self.fired_at is None and self.cancelled_at is None

    @property
    def is_reminder(self) -> bool:
        return self.parent_id is not None
