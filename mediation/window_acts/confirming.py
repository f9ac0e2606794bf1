"""A court's blessing of the agreement: whether to apply for it, and what the court wants to know of this side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from disputes.models import Dispute, Party
from disputes.taking_down import WindowAct, offer

from .. import services
from ..forms import ParticularsForm, WordForm
from ..models import Confirmation
from ..selectors import deciding_parties, sheets_of
from ..states import ConfirmationState

if TYPE_CHECKING:
    from accounts.models import User

C = ConfirmationState


class ParticularsAtWindowForm(ParticularsForm):
    """The number is read out in part and kept whole nowhere but where it belongs; the copy of the document goes to the
    court with the original; the name is signed on what was read out."""

    read_in_part = ("id_number",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("id_copy", "pledged_name"):
            self.fields.pop(name, None)


@offer
def confirming(case: Dispute, party: Party) -> Iterator[WindowAct]:
    confirmation = (
        Confirmation.objects.filter(mediation__dispute=case)
        .select_related("agreement", "mediation__dispute", "mediation__body")
        .last()
    )
    if confirmation is None or party not in deciding_parties(case):
        return
    if confirmation.is_in_window:
        yield WindowAct(
            "confirm",
            _("答复愿意不愿意一起申请司法确认"),
            lambda forms, user: services.say_whether_to_apply(
                confirmation, by=user, is_willing=forms[0].cleaned_data["answer"] == "yes"
            ),
            lambda data: [WordForm(data)],
            means=(
                _("双方都愿意才能申请。法院裁定协议有效以后，一方不履行的，另一方可以申请强制执行。"),
                _("不申请的，协议照样有效，照样要履行；期限内改变主意也可以。"),
            ),
            is_between_sides=True,
        )
    if confirmation.state == C.PREPARING:
        yield from _particulars(confirmation, party)


def _particulars(confirmation: Confirmation, party: Party) -> Iterator[WindowAct]:
    sheet = next(each for each in sheets_of(confirmation) if each.party_id == party.pk)
    if sheet.pk and sheet.is_complete:
        return

    def give(forms: list[Any], user: User) -> object:
        form = forms[0]
        return services.give_particulars(
            confirmation,
            by=user,
            party=party,
            values=form.values(),
            pledged_name=party.name if form.cleaned_data.get("pledges") else "",
        )

    yield WindowAct(
        "confirm-details",
        _("补齐司法确认的身份信息，签承诺"),
        give,
        lambda data: [ParticularsAtWindowForm(data, sheet=sheet)],
        means=(_("双方都补齐以后，申请材料由系统备好，交给有管辖权的法院。到法院时请带上证件原件。"),),
        is_between_sides=True,
    )
