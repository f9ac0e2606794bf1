"""Words of evidence and of the case file. Values are identifiers; labels are text."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EvidenceKind(models.TextChoices):
    """民诉法 66, in its order."""

    STATEMENT = "statement", _("当事人的陈述")
    DOCUMENT = "document", _("书证")
    OBJECT = "object", _("物证")
    AUDIOVISUAL = "audiovisual", _("视听资料")
    ELECTRONIC = "electronic", _("电子数据")
    TESTIMONY = "testimony", _("证人证言")
    EXPERT_OPINION = "expert_opinion", _("鉴定意见")
    INSPECTION = "inspection", _("勘验笔录")


class EvidenceAudience(models.TextChoices):
    ALL_PARTIES = "all_parties", _("各方当事人和办案机构")
    OWN_SIDE = "own_side", _("仅己方和受理机构")


class CaseFileState(models.TextChoices):
    QUEUED = "queued", _("排队中")
    RENDERING = "rendering", _("制作中")
    READY = "ready", _("已完成")
    FAILED = "failed", _("未能完成")


class CopyFor(models.TextChoices):
    """Whose copy: what a reader may not see is not in their copy."""

    PARTY = "party", _("当事人副本")
    DESK = "desk", _("办案机构正本")
    COURT = "court", _("移送副本")
