"""An agreement to arbitrate, made at a window: proposing it, and answering the other side's.

Only for a party without a way in of their own. It gives up the courts, so its whole text is read out before anything
is signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models import Dispute, Party
from disputes.selectors import roads_out
from disputes.states import PartyRole
from disputes.taking_down import WindowAct, offer

from . import services
from .documents import submission_text, suggested_matters
from .forms import AcceptSubmissionForm, ProposalForm
from .selectors import commissions, running_referral
from .states import ReferralState

if TYPE_CHECKING:
    from accounts.models import User

    from .models import Referral

#: What follows from it.
GIVES_UP = gettext_lazy("协议成立以后，这件事不能再向法院起诉；裁决一裁终局。")


class ProposalAtWindowForm(ProposalForm):
    """The name is signed on what was read out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"]


class AcceptAtWindowForm(AcceptSubmissionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"]


@offer
def proposing(case: Dispute, party: Party) -> Iterator[WindowAct]:
    is_open = roads_out(case) and running_referral(case) is None
    if party.role != PartyRole.COMPLAINANT or not is_open or not commissions().exists():
        return

    def chosen(forms: list[Any]) -> dict[str, Any]:
        return {name: forms[0].cleaned_data[name] for name in ("commission", "matters", "is_online")}

    def propose(forms: list[Any], user: User) -> object:
        return services.propose_submission(case, by=user, name=party.name, **chosen(forms))

    yield WindowAct(
        "propose-arbitration",
        _("提议签订仲裁协议"),
        propose,
        lambda data: [ProposalAtWindowForm(data, initial={"matters": suggested_matters(case)})],
        says=lambda forms: (_("仲裁协议全文："), submission_text(case, **chosen(forms))),
        means=(str(GIVES_UP), _("对方同意同样的文字以后，协议才成立；对方不答复不算同意。")),
        is_between_sides=True,
    )


@offer
def answering(case: Dispute, party: Party) -> Iterator[WindowAct]:
    running = running_referral(case)
    if running is None or running.state != ReferralState.AGREEING:
        return
    if party not in running.submission.missing_parties():
        return
    text = (_("仲裁协议全文："), running.submission.text)
    yield WindowAct(
        "accept-arbitration",
        _("同意仲裁协议"),
        lambda forms, user: services.accept_submission(running, by=user, name=party.name),
        lambda data: [AcceptAtWindowForm(data)],
        shows=text,
        means=(str(GIVES_UP),),
        is_between_sides=True,
    )
    yield WindowAct(
        "refuse-arbitration",
        _("不同意仲裁协议"),
        lambda forms, user: _refuse(running, user),
        shows=text,
        means=(_("没有仲裁协议就不能仲裁；不同意没有不利后果，投诉人另选途径。"),),
        is_between_sides=True,
    )


def _refuse(referral: Referral, user: User) -> object:
    return services.refuse_submission(referral, by=user)
