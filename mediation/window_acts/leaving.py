"""Ending one's part in a mediation. Why is for nobody's file, and so nobody at a window writes it down."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from disputes.models import Dispute, Party
from disputes.taking_down import WindowAct, offer

from .. import services
from ..selectors import deciding_parties, parties_to_consent, running_mediation
from ..states import MediationState

M = MediationState


@offer
def leaving(case: Dispute, party: Party) -> Iterator[WindowAct]:
    """At any time (人民调解法 23). Who has not yet said whether to take part says that instead."""
    running = running_mediation(case)
    if running is None or party not in deciding_parties(case):
        return
    if running.state == M.CONSENTING and party in parties_to_consent(running):
        return
    yield WindowAct(
        "leave-mediation",
        _("退出调解"),
        lambda forms, user: services.leave_mediation(running, by=user),
        means=(
            _("随时退出是您的权利，不用说明原因（人民调解法第二十三条）。"),
            _("退出以后调解终止，不能恢复：会谈室关闭，还没有签署的要约、方案和协议作废。"),
            _("各方会收到调解终止通知书，上面写明是您这一方退出，不写原因。"),
            _(
                "投诉人可以选择仲裁、投诉、起诉等途径；退出本身和为和解所作的让步，都不作为以后对您不利的依据。"
            ),
        ),
        is_between_sides=True,
    )
