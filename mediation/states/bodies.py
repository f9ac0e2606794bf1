"""Bodies and their people: co-mediators, draws, conduct, figures, the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from disputes.states import Clock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class CoMediatorState(models.TextChoices):
    NAMED = "named", _("待接受并披露")
    CHALLENGEABLE = "challengeable", _("可以申请回避")
    CHALLENGED = "challenged", _("回避审查中")
    SEATED = "seated", _("参加调解")
    LEFT = "left", _("已退出")


CO_CLOCKS: dict[str, Clock] = {
    CoMediatorState.NAMED: Clock("mediator_disclosure"),
    CoMediatorState.CHALLENGEABLE: Clock("mediator_challenge"),
    CoMediatorState.CHALLENGED: Clock("challenge_decision"),
}
CO_SILENCE: dict[str, str | _StrPromise] = {
    CoMediatorState.NAMED: _("如果到期没有答复，视为不接受；调解照常进行。"),
    CoMediatorState.CHALLENGEABLE: _("如果到期没有人申请回避，协同调解员加入会谈。"),
    CoMediatorState.CHALLENGED: _("如果调解组织到期没有决定，视为准予回避；调解照常进行。"),
}


class DrawState(models.TextChoices):
    OPEN = "open", _("已公布名册，等各方写词")
    DRAWN = "drawn", _("已抽签")
    VOID = "void", _("未抽签")


#: A clock beside that of the state: when it runs out, the lot is drawn.
DRAW_CLOCK = Clock("draw_words")
DRAW_KIND = "mediation.mediation.draw"
DRAW_SILENCE = _("到期自动抽签，写没写词都一样有效。")


class ConductState(models.TextChoices):
    HEARING = "hearing", _("待调解员说明")
    DECIDING = "deciding", _("待主管决定")
    UPHELD = "upheld", _("投诉成立")
    DISMISSED = "dismissed", _("投诉不成立")
    UNDECIDED = "undecided", _("逾期未决定")
    WITHDRAWN = "withdrawn", _("已撤回")


CONDUCT_CLOCKS: dict[str, Clock] = {
    ConductState.HEARING: Clock("conduct_hearing"),
    ConductState.DECIDING: Clock("conduct_decision"),
}
CONDUCT_SILENCE: dict[str, str | _StrPromise] = {
    ConductState.HEARING: _("如果调解员到期没有说明，主管根据已有材料决定。"),
    ConductState.DECIDING: _(
        "如果主管到期没有决定，投诉记为逾期未决定，您可以向主管该组织的司法行政部门反映。"
    ),
}


class ObjectionState(models.TextChoices):
    OPEN = "open", _("异议处理中")
    UPHELD = "upheld", _("异议成立")
    DISMISSED = "dismissed", _("异议不成立")


OBJECTION_CLOCKS: dict[str, Clock] = {ObjectionState.OPEN: Clock("figure_objection")}


class Language(models.TextChoices):
    """Codes of ISO 639-3; what a mediator can mediate in."""

    MANDARIN = "cmn", _("普通话")
    CANTONESE = "yue", _("粤语")
    WU = "wuu", _("吴语（江浙沪）")
    MIN_NAN = "nan", _("闽南语")
    HAKKA = "hak", _("客家话")
    XIANG = "hsn", _("湘语")
    GAN = "gan", _("赣语")
    SICHUAN = "sc", _("四川话")
    TIBETAN = "bod", _("藏语")
    UYGHUR = "uig", _("维吾尔语")
    MONGOLIAN = "mon", _("蒙古语")
    KAZAKH = "kaz", _("哈萨克语")
    KOREAN = "kor", _("朝鲜语")
    ZHUANG = "zha", _("壮语")
    YI = "iii", _("彝语")
    ENGLISH = "eng", _("英语")
    SIGN = "csl", _("中国手语")


#: Before a certificate runs out its mediator and the secretary are told; afterwards nobody may be named on it.
CERTIFICATE_NOTICES = {
    "mediation.certificate.first": "certificate_notice_first",
    "mediation.certificate.second": "certificate_notice_second",
    "mediation.certificate.last": "certificate_notice_last",
}
CERTIFICATE_EXPIRED = "mediation.certificate.expired"
