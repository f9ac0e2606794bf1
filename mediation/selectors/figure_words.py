"""What each figure of a mediator is called, and in words how it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: Each figure: its name, and in words how it is made.
HOW: dict[str, tuple[_StrPromise, _StrPromise]] = {
    "running": (_("在办"), _("现在担任调解员（含协同）、还没有结束的调解。")),
    "new": (_("本月新接"), _("本月接受指定的调解，含协同。")),
    "settled": (_("达成协议"), _("结束时由其主持、各方签了协议的调解。")),
    "terminated": (_("终止"), _("结束时由其主持、没有达成协议的调解；当事人撤回的另算。")),
    "withdrawn": (_("已撤回"), _("当事人撤回申请或者自行和解而结束的调解，不算进调成率。")),
    "rate": (
        _("调成率（与同类案件比）"),
        _(
            "调成率是达成协议的件数除以达成协议与终止的件数之和。再和所有组织里同类案件的调成率比："
            "类别相同、争议金额同一档、有没有代理人相同；同类案件太少的，只比类别，还太少的比全部。"
            "1 表示和同类案件一样，大于 1 表示调成的更多。括号里是 95% 的威尔逊区间除以同类案件的调成率，"
            "区间包含 1 的，看不出高低。"
        ),
    ),
    "days": (_("办理天数（中位数）"), _("从开始调解到结束的天数，一半案件比它短，一半比它长；不含撤回。")),
    "satisfaction": (_("满意度"), _("结案后当事人对办理的评分（1 到 5）的平均数，问过并且答了的才算。")),
    "challenges": (_("成立的回避"), _("被准予的回避申请，含调解组织逾期没有决定的。")),
    "complaints": (_("成立的行为投诉"), _("主管决定成立的行为投诉。逾期未决定的不算。")),
}
#: What a drill-down can list.
LISTED = ("running", "new", "settled", "terminated", "withdrawn", "challenges", "complaints")
