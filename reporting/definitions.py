"""What each figure means, exactly. Printed beside the figures and in every export."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _


class Definition(NamedTuple):
    code: str
    name: str
    meaning: str
    numerator: str
    denominator: str


def definitions() -> list[Definition]:
    """In the reader's language."""
    chosen, closed = _("所选范围内已提交的案件"), _("其中已结案的案件")
    return [
        Definition(
            "filed",
            _("收到的案件"),
            _(
                "提交时间（北京时间）落在所选期间、符合其他条件的案件。草稿不算；以后撤回或者不予受理的仍然算。"
            ),
            chosen,
            "",
        ),
        Definition(
            "closed",
            _("结案率"),
            _("到现在为止已经结案的比例。各项结果都按提交时间归入期间，不按结案时间。"),
            closed,
            chosen,
        ),
        Definition(
            "settled",
            _("和解率"),
            _("结果为和解、接受处理意见、调解成功或者仲裁中和解。之后没有履行的不算。"),
            _("结果为上述四种之一的案件"),
            closed,
        ),
        Definition(
            "declined",
            _("不予受理率"),
            _("以编了代码的理由不予受理。逾期未补正的不算在内。"),
            _("结果为不予受理的案件"),
            closed,
        ),
        Definition(
            "withdrawn",
            _("撤回率"),
            _("投诉人自己撤回。"),
            _("结果为撤回的案件"),
            closed,
        ),
        Definition(
            "median",
            _("办理天数的中位数"),
            _(
                "天数为提交日到结案日相差的日历日（北京时间），当天结案为 0 天。"
                "按天数排列，取中间一件；件数为偶数时取中间两件的平均。"
            ),
            "",
            _("已结案且结案日期可靠的案件。导入的历史案件，来源没有写明结案日期的，不计算天数。"),
        ),
        Definition(
            "p90",
            _("九成案件的办理天数"),
            _("最小的一个天数，至少九成案件在这个天数以内（含）结案。"),
            "",
            _("与中位数相同"),
        ),
        Definition(
            "overdue",
            _("现在逾期"),
            _(
                "未结案，并且案件本身或者它的调解、仲裁移送、履行义务有一个仍在计算、没有中止的期限已经过了。"
                "期限届满时系统已经作出下一步的，新的期限没有过，就不算逾期；这样的案件另列一栏。"
            ),
            _("有期限已过、仍未处理的案件"),
            _("尚未结案的案件"),
        ),
        Definition(
            "satisfied",
            _("满意率"),
            _("结案后当事人可评 1 至 5 分。一件案件有几份评价的，取最低分；4 分以上为满意。"),
            _("最低分在 4 分以上的案件"),
            _("至少有一份评价的案件"),
        ),
    ]


def public_definitions() -> list[str]:
    """What is different on the public page."""
    return [
        _("只包括上月底以前提交的案件；结果以上月底为准，每月更新一次。"),
        _("少于 5 件的数字写作“不公布”。从合计能倒推出来的，也一并不公布。"),
        _("不公布任何单个案件的内容。"),
    ]
