from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.TextChoices):
    """The four platform kinds of 国发〔2015〕53号, and what fits none of them."""

    ZHONGCHUANG = "zhongchuang", _("众创")
    ZHONGBAO = "zhongbao", _("众包")
    ZHONGFU = "zhongfu", _("众扶")
    ZHONGCHOU = "zhongchou", _("众筹")
    OTHER = "other", _("其他民事纠纷")


class Unit(models.TextChoices):
    WORKING_DAY = "WD", _("工作日")
    CALENDAR_DAY = "CD", _("日")
    HOUR = "H", _("小时")
    MONTH = "M", _("个月")
    YEAR = "Y", _("年")


class Certainty(models.TextChoices):
    """How sure the rulebook is of a number."""

    CERTAIN = "certain", _("已核对条文")
    LIKELY = "likely", _("可靠来源，待核对原文")
    UNSURE = "unsure", _("不确定，仅作设置")
    SETTING = "setting", _("平台规则")
