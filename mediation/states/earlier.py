"""When a new mediator asks for what was said to all before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from disputes.states import Clock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class EarlierTalkState(models.TextChoices):
    OPEN = "open", _("等双方答复")
    OPENED = "opened", _("双方同意，已经可以看")
    KEPT = "kept", _("没有都同意，不给看")
    DROPPED = "dropped", _("请求作废")


EARLIER_TALK_CLOCKS: dict[str, Clock] = {EarlierTalkState.OPEN: Clock("earlier_talk_reply")}
EARLIER_TALK_SILENCE: _StrPromise = _("到期没有答复，算不同意：新调解员看不到以前的会谈，调解照常进行。")
