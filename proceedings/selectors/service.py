"""What a case that waits for service, or waited, says of it: on the turn, and in the box with each delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.answers import answers_of
from disputes.selectors import deliveries
from disputes.states import NOT_YET_SERVED, State

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from disputes.models import Dispute, Party
    from disputes.selectors import Delivery

S = State
#: What happens when the period for service ends: with nobody served, with some, with some who have all answered.
NOBODY_SERVED = gettext_lazy(
    "答复期限从送达时起算，现在还没有开始。到期仍然没有送达的，案件在这里结案，说明没有送达的原因；"
    "会出具证明，其他途径照样可以走。"
)
SOME_SERVED = gettext_lazy(
    "有的被投诉人已经收到。答复期限从最后一名收到时起算，现在还没有开始；到期仍有人没有收到的，"
    "从那时起对已经收到的人起算，案件继续，不再等没有收到的人。"
)
SERVED_HAVE_ANSWERED = gettext_lazy(
    "已经收到的被投诉人都已经答复。到期仍有人没有收到的，不再等，直接开始协商。"
)
OPINION_UNSERVED = gettext_lazy(
    "回应期限从各方都收到处理意见时起算，现在还没有开始。到期仍有一方没有收到的，视为不接受，由投诉人选择其他途径。"
)


def silence_in_service(dispute: Dispute) -> _StrPromise:
    """What follows if a paper does not arrive, by who has it already."""
    if dispute.state == S.OPINION_SERVING:
        return OPINION_UNSERVED
    answers = answers_of(dispute)
    if not answers.served:
        return NOBODY_SERVED
    return SOME_SERVED if answers.open else SERVED_HAVE_ANSWERED


@dataclass(frozen=True)
class ServiceBox:
    deliveries: tuple[Delivery, ...]
    words: tuple[str, ...]
    is_for_desk: bool  # somebody is still to be served

    def __bool__(self) -> bool:
        return bool(self.deliveries)


def service_box(dispute: Dispute, party: Party | None) -> ServiceBox:
    """Each delivery of the paper that the state waits for or counts from, and what that means for this reader."""
    found = tuple(deliveries(dispute))
    unserved = [delivery for delivery in found if delivery.arrived_at is None]
    own = [delivery for delivery in unserved if party is not None and delivery.party.pk == party.pk]
    others = [delivery for delivery in unserved if delivery not in own]
    words: list[str] = []
    if dispute.state in NOT_YET_SERVED.values():
        words = _own_words(own, is_last=not others) + _words_on_others(dispute, found, others)
    elif dispute.state == S.ANSWERING:
        words = _own_words(own, is_last=True) + _words_on_who_is_not_waited_for(others)
    return ServiceBox(found, tuple(words), is_for_desk=bool(unserved))


def _own_words(own: list[Delivery], *, is_last: bool) -> list[str]:
    """`is_last`: with this one's receipt time begins to run."""
    text = (
        _("《%(title)s》您还没有打开。打开就是收到，期限从那时起算。")
        if is_last
        else _("《%(title)s》您还没有打开。打开就是收到；全部的人收到以后，期限才起算。")
    )
    return [text % {"title": each.newest.paper.title} for each in own if each.newest is not None]


def _words_on_who_is_not_waited_for(others: list[Delivery]) -> list[str]:
    if not others:
        return []
    text = _("没有收到通知的：%(names)s。答复期限对他们没有开始，案件也不等他们；以后收到的，仍然可以答复。")
    return [text % {"names": _names(others)}]


def _words_on_others(dispute: Dispute, found: tuple[Delivery, ...], others: list[Delivery]) -> list[str]:
    if not others:
        return []
    if not any(delivery.needs_hand for delivery in others):
        if len(found) == 1:
            return [_("已经发出，等待对方收到。收到以后才开始计算期限，会在这里告诉您。")]
        return [
            _("已经发出，等待%(names)s收到。全部收到以后才开始计算期限，会在这里告诉您。")
            % {"names": _names(others)}
        ]
    told = {"desk": dispute.desk.name if dispute.desk else "", "names": _names(others)}
    if dispute.state == S.OPINION_SERVING:
        return [
            _(
                "还没有送达：%(names)s。%(desk)s要查找联系方式，或者当面、邮寄送达；办不到的，到期视为不接受，由投诉人选择"
                "其他途径。您如果知道对方的电话、邮箱或者地址，请告诉承办机构。"
            )
            % told
        ]
    if len(others) < len(found):
        return [
            _(
                "还没有送达：%(names)s。%(desk)s要查找联系方式，或者当面、邮寄送达；办不到的，到期不再等他们，案件对已经"
                "收到的人继续。您如果知道对方的电话、邮箱或者地址，请告诉承办机构。"
            )
            % told
        ]
    return [
        _(
            "还没有送达。%(desk)s要查找联系方式，或者当面、邮寄送达；办不到的，到期结案，并出具未能送达的证明。"
            "您如果知道对方的电话、邮箱或者地址，请告诉承办机构。"
        )
        % told
    ]


def _names(found: list[Delivery]) -> str:
    return _("、").join(delivery.party.name for delivery in found)
