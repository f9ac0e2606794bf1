"""Other roads, and what is said when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from .. import services
from ..forms import SatisfactionForm, TakeElsewhereForm, WithdrawForm
from ..models import Dispute, Party
from ..selectors import roads_out
from ..states import Channel, PartyRole, State
from ..taking_down import WindowAct, offer
from .building import SIDES, just

if TYPE_CHECKING:
    from accounts.models import User


@offer
def leaving(case: Dispute, party: Party) -> Iterator[WindowAct]:
    """Other roads, and what is said afterwards."""
    if party.role == PartyRole.COMPLAINANT and roads_out(case):
        for channel, title in (
            (Channel.REGULATOR, _("转向监管部门投诉")),
            (Channel.LITIGATION, _("转向法院起诉")),
        ):
            yield WindowAct(
                f"road-{channel.value}",
                title,
                partial(_take_elsewhere, case, channel),
                just(TakeElsewhereForm, channel=channel, category=case.category),
                means=(_("这里的处理就此结束。"),),
            )
        yield WindowAct(
            "withdraw",
            _("撤回投诉"),
            lambda forms, user: services.withdraw_dispute(case, by=user, reason=forms[0].reason()),
            just(WithdrawForm),
            means=(_("撤回以后不能恢复。"),),
        )
    if party.role == PartyRole.COMPLAINANT and case.state in {State.CHOOSING_ROAD, State.BREACHED}:
        yield WindowAct(
            "rest",
            _("到此为止，不再走其他途径"),
            lambda forms, user: services.close_unresolved(case, by=user),
            means=(_("案件在这里结案；外部途径仍然可以走。"),),
        )
    has_rated = case.satisfactions.filter(party=party).exists()
    if party.role in SIDES and case.state == State.CLOSED and not has_rated:
        yield WindowAct(
            "rate",
            _("评价这次办理"),
            lambda forms, user: services.give_satisfaction(case, by=user, **forms[0].cleaned_data),
            just(SatisfactionForm),
        )


def _take_elsewhere(case: Dispute, channel: str, forms: list[Any], user: User) -> object:
    return services.take_elsewhere(
        case, by=user, channel=channel, body_name=forms[0].cleaned_data["body_name"]
    )
