"""Proposals, offers and blind bids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from disputes.states import Clock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class ProposalState(models.TextChoices):
    OPEN = "open", _("待各方回应")
    ACCEPTED = "accepted", _("各方接受")
    FAILED = "failed", _("未获一致接受")
    WITHDRAWN = "withdrawn", _("已撤回")


class BiddingState(models.TextChoices):
    OFFERED = "offered", _("待双方同意")
    OPEN = "open", _("报价中")
    MATCHED = "matched", _("已成交")
    EXHAUSTED = "exhausted", _("轮次用完，没有成交")
    STOPPED = "stopped", _("已停止")


class BiddingEnd(models.TextChoices):
    """Why a bidding stopped. Never through whom."""

    NOT_AGREED = "not_agreed", _("双方没有都同意")
    NOT_COMPLETED = "not_completed", _("这一轮没有完成")
    CALLED_OFF = "called_off", _("已取消")


#: What the room is told when a bidding stops.
TOLD_AT_STOP: dict[str, str | _StrPromise] = {
    BiddingEnd.NOT_AGREED: _("双方没有都同意双盲报价，报价没有开始。"),
    BiddingEnd.NOT_COMPLETED: _("双盲报价这一轮没有完成，报价结束，已收到的报价已经销毁。"),
    BiddingEnd.CALLED_OFF: _("双盲报价已经取消，已收到的报价已经销毁。"),
}


class BiddingRule(models.TextChoices):
    """When a sum comes about of two bids. It is always the one in the middle."""

    OVERLAP = "overlap", _("交叉才成交")
    GAP_YUAN = "gap_yuan", _("相差不超过约定的金额也成交")
    GAP_PERCENT = "gap_percent", _("相差不超过约定的百分比也成交")


#: The clocks of a bidding; each round has its own.
BIDDING_CLOCKS: dict[str, Clock] = {
    BiddingState.OFFERED: Clock("bidding_consent"),
    BiddingState.OPEN: Clock("bidding_round"),
}


class TableOfferState(models.TextChoices):
    OPEN = "open", _("待回应")
    ACCEPTED = "accepted", _("已全部接受")
    PARTLY = "partly", _("已部分接受")
    COUNTERED = "countered", _("已还价")
    REJECTED = "rejected", _("未接受")
    WITHDRAWN = "withdrawn", _("已撤回")
    LAPSED = "lapsed", _("已失效")


class TermAnswer(models.TextChoices):
    WAITING = "waiting", _("待回应")
    ACCEPTED = "accepted", _("谈拢")
    COUNTERED = "countered", _("已还价")
    REFUSED = "refused", _("不接受")
