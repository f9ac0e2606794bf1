"""Undisputed facts, the agreement and its signing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    pass


class AgreementState(models.TextChoices):
    DRAFT = "draft", _("草案")
    SIGNING = "signing", _("待签署")
    SIGNED = "signed", _("已生效")
    REPLACED = "replaced", _("已被新稿替换")
    LAPSED = "lapsed", _("未生效")


class SignerRole(models.TextChoices):
    PARTY = "party", _("当事人")
    MEDIATOR = "mediator", _("调解员")
    CO_MEDIATOR = "co", _("协同调解员")
    BODY = "body", _("调解组织")


class SigningMethod(models.TextChoices):
    PASSWORD = "password", _("输入姓名并再次核验密码")
    CODE = "code", _("输入姓名和一次性验证码")
    FACTOR = "factor", _("输入姓名并用通行密钥或者两步验证确认")
    WINDOW = "window", _("在窗口读给本人听，由本人签名")


class FactListState(models.TextChoices):
    OPEN = "open", _("正在核对")
    SIGNING = "signing", _("待各方确认")
    ISSUED = "issued", _("已成文")
    LAPSED = "lapsed", _("未成文")


class FactSource(models.TextChoices):
    """Where a statement comes from."""

    FILING = "filing", _("投诉材料")
    ANSWER = "answer", _("答复意见")
    EVIDENCE = "evidence", _("证据")
    TALK = "talk", _("全体会谈")


class FactAnswer(models.TextChoices):
    AGREE = "agree", _("没有争议")
    DISAGREE = "disagree", _("有争议")
    CHANGE = "change", _("改一改就认可")
