from django.db import models
from django.utils.translation import gettext_lazy as _

from .hashing import GENESIS


class Chain(models.Model):
    """One case's record. The row is the lock: whoever appends holds it."""

    head = models.CharField(_("末端哈希"), max_length=64, default=GENESIS)
    length = models.PositiveIntegerField(_("条数"), default=0)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("日志链")

    def __str__(self) -> str:
        return f"#{self.pk} ({self.length})"


class Entry(models.Model):
    """One act. Never changed, never deleted: the database refuses both."""

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="entries", verbose_name=_("日志链"))
    seq = models.PositiveIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"))
    verb = models.CharField(_("行为"), max_length=80)
    actor = models.CharField(_("行为人"), max_length=80)  # user:12, clock, system
    facts = models.JSONField(_("事实"), default=dict)
    commitments = models.JSONField(_("承诺值"), default=dict)  # field to salted hash
    previous = models.CharField(_("前一哈希"), max_length=64)
    hash = models.CharField(_("哈希"), max_length=64)
    mark = models.CharField(
        _("印记"), max_length=64, help_text="Of the hash, under a key that is not in the database"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("日志条目")
        ordering = ["chain", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="docket_entry_seq_once"),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="docket_entry_seq_from_one"),
        ]
        indexes = [models.Index(fields=["verb", "at"], name="docket_entry_verb")]

    def __str__(self) -> str:
        return f"{self.chain_id}/{self.seq} {self.verb}"


class Opening(models.Model):
    """The clear value and salt behind a commitment, encrypted. Destroying the row is erasure."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="openings", verbose_name=_("日志条目"))
    field = models.CharField(_("字段"), max_length=80)
    token = models.TextField(_("密文"))
    #: Whom the value speaks of, a space before and after each: ` user:12 party:7 `. What stands for a row names none:
    #: the row does. Read within one chain only.
    subjects = models.CharField(_("涉及的人"), max_length=400, default="", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("承诺原值")
        constraints = [
            models.UniqueConstraint(fields=["entry", "field"], name="docket_opening_field_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.field}"


class Checkpoint(models.Model):
    """A signed root over all chains; printed on notices, so that outsiders hold witnesses."""

    number = models.PositiveIntegerField(_("序号"), unique=True)
    at = models.DateTimeField(_("时间"))
    root = models.CharField(_("根哈希"), max_length=64)
    previous = models.CharField(_("前一根哈希"), max_length=64)
    signature = models.CharField(_("签名"), max_length=128)
    public_key = models.CharField(_("公钥"), max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = _("检查点")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}:{self.root[:16]}"


class CheckpointHead(models.Model):
    """Where a chain stood when a checkpoint witnessed it; only chains that moved since the last one."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="heads", verbose_name=_("检查点"))
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="witnessed", verbose_name=_("日志链"))
    length = models.PositiveIntegerField(_("条数"))
    head = models.CharField(_("末端哈希"), max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = _("检查点明细")
        constraints = [
            models.UniqueConstraint(fields=["chain", "length"], name="docket_head_witnessed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.checkpoint_id}: {self.chain_id}/{self.length}"


class SigningKey(models.Model):
    """Which key of the house signs checkpoints, and from which one on. Each but the first is vouched for by the one
    before. The private key is in no database (docket/keys.py); what is written here binds nobody without it."""

    public_key = models.CharField(_("公钥"), max_length=64, unique=True)
    previous = models.CharField(_("前一公钥"), max_length=64, blank=True)
    first_checkpoint = models.PositiveIntegerField(_("自检查点"), unique=True)
    at = models.DateTimeField(_("时间"))
    by_previous = models.CharField(_("前一密钥的签名"), max_length=128, blank=True)
    by_itself = models.CharField(_("自己的签名"), max_length=128)

    class Meta:
        verbose_name = verbose_name_plural = _("检查点密钥")
        ordering = ["first_checkpoint"]

    def __str__(self) -> str:
        return f"{self.first_checkpoint}: {self.public_key[:16]}"
