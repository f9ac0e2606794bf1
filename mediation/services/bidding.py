"""Blind bidding: two sealed sums, opened by nobody but the act that ends the round, and only told when they meet.

No docket entry, line, notice, turn or count tells who has bid: before both have, nothing is told at all, and what
follows is entered in the name of the clock. Losing bids are destroyed with their key.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.engine import deadline_kind, transit
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Claim, Party
from disputes.policies import speaks_for
from disputes.states import Action
from rulebook.services import set_deadline

from ..models import Bidding, BiddingConsent, Mediation
from ..overlap import CENT, MOST, result_of
from ..policies import is_mediator, spoken_for
from ..selectors import bidding_limits, deciding_parties, running_bidding
from ..states import BIDDING_CLOCKS, TOLD_AT_STOP, BiddingEnd, BiddingRule, BiddingState, MediationState
from .bids import begin_round, destroy_bids, open_bids, seal_bid
from .course import acting_in, note_in, require_state
from .rooms import tell_table

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState
B = BiddingState
MONEY = (Action.PAY, Action.REFUND)


def offer_bidding(
    mediation: Mediation,
    *,
    by: User,
    debtor: Party,
    creditor: Party,
    action: str = Action.PAY,
    claims: Sequence[Claim] = (),
    about: str = "",
    rule: str = BiddingRule.OVERLAP,
    gap: Decimal | None = None,
    rounds: int = 1,
) -> Bidding:
    """The mediator, or one of the two it is about, suggests to bid; nothing begins before both agree to the rule."""
    with acting_in(mediation, by=by) as locked:
        own = [
            party
            for party in spoken_for(by, locked, needs_special_mandate=True)
            if party in (debtor, creditor)
        ]
        if len(own) > 1 or not (own or is_mediator(by, locked)):
            raise NotPermitted()
        require_state(locked, M.MEDIATING)
        if running_bidding(locked) is not None:
            raise NotLawfulNow(_("已经有一次双盲报价在进行。"), code="bidding_runs")
        gap = _checked(locked, debtor, creditor, action, claims, rule, gap, rounds)
        bidding = Bidding.objects.create(
            mediation=locked,
            number=locked.biddings.count() + 1,
            debtor=debtor,
            creditor=creditor,
            action=action,
            about=about,
            rule=rule,
            gap=gap,
            rounds=rounds,
            offered_by=by,
        )
        bidding.claims.set(claims)
        _set_clock(bidding)
        note_in(
            locked,
            "mediation.bidding_offered",
            by=by,
            facts={"bidding": bidding.number, "rule": rule, "rounds": rounds},
        )
        who = own[0].name if own else gettext_lazy("调解员")
        words = gettext_lazy("{who}提议用双盲报价谈一笔钱。双方都同意规则后才开始，请到调解页面查看规则。")
        tell_table(locked, format_lazy(words, who=who), by=by)
        for party in own:
            _consent(bidding, party, by, is_willing=True)
        _open_if_all_agree(bidding)
    return bidding


def answer_bidding(bidding: Bidding, *, by: User, is_willing: bool) -> Bidding:
    """Whether one side agrees to bid by this rule. Who does not is told to nobody."""
    with acting_in(bidding.mediation_id, by=by) as locked:
        current = _running(locked, bidding, B.OFFERED)
        answered = set(current.consents.values_list("party", flat=True))
        own = _own(current, by)
        waiting = [party for party in own if party.pk not in answered]
        if not waiting:
            raise NotLawfulNow(_("您已经答复过了。"), code="answered_already")
        for party in waiting:
            _consent(current, party, by, is_willing=is_willing)
        _open_if_all_agree(current)
    return current


def place_bid(bidding: Bidding, *, by: User, amount: Decimal, round: int) -> Bidding:
    """Seal a sum for this round; when both have, the round ends. It cannot be read again, nor taken back."""
    with acting_in(bidding.mediation_id, by=by) as locked:
        current = _running(locked, bidding, B.OPEN)
        own = _own(current, by)
        if round != current.round:
            raise NotLawfulNow(_("这一轮已经结束，请看最新的一轮。"), code="round_over")
        have_bid = set(current.bids.values_list("party", flat=True))
        waiting = [party for party in own if party.pk not in have_bid]
        if not waiting:
            raise NotLawfulNow(_("这一轮您已经报过价。"), code="bid_already")
        if not CENT <= amount <= MOST or amount != amount.quantize(CENT):
            raise NotValid(_("请填写大于零的金额，最多两位小数。"), code="bad_amount")
        seal_bid(current, waiting[0], amount)
        if current.bids.count() == 2:
            _end_round(current)
    return current


def stop_bidding(bidding: Bidding, *, by: User) -> Bidding:
    """The mediator calls it off, or one of the two does not go on. Which of them, nothing says."""
    with acting_in(bidding.mediation_id, by=by) as locked:
        current = _running(locked, bidding, B.OFFERED, B.OPEN)
        if is_mediator(by, locked):
            _stop(current, BiddingEnd.CALLED_OFF, by=by)
        else:
            _own(current, by)
            _stop(current, BiddingEnd.NOT_AGREED if current.state == B.OFFERED else BiddingEnd.NOT_COMPLETED)
    return current


def close_bidding(mediation: Mediation) -> None:
    """What is open when the talk stops, is interrupted or goes over to signing, is called off."""
    current = running_bidding(mediation)
    if current is not None:
        current.mediation = mediation
        _stop(current, BiddingEnd.CALLED_OFF)


def bidding_time_ended(mediation: Mediation, pk: int) -> None:
    """Silence: nothing begins, or the round is told to be incomplete. Nobody is named."""
    bidding = mediation.biddings.get(pk=pk)
    bidding.mediation = mediation
    if bidding.state == B.OFFERED:
        _stop(bidding, BiddingEnd.NOT_AGREED)
    elif bidding.state == B.OPEN:
        _stop(bidding, BiddingEnd.NOT_COMPLETED)


def _checked(
    mediation: Mediation,
    debtor: Party,
    creditor: Party,
    action: str,
    claims: Sequence[Claim],
    rule: str,
    gap: Decimal | None,
    rounds: int,
) -> Decimal | None:
    """The gap, where the rule has one. Refuses what nobody could agree to."""
    sides = {party.pk for party in (debtor, creditor)}
    deciding = {party.pk for party in deciding_parties(mediation.dispute)}
    if len(sides) != 2 or not sides <= deciding or action not in MONEY:
        raise NotValid(_("请选择由谁向谁付款。"), code="bad_parties")
    if any(claim.dispute_id != mediation.dispute_id for claim in claims):
        raise NotValid(_("请从本案的诉求中选择。"), code="bad_claims")
    limits = bidding_limits(mediation)
    if not 1 <= rounds <= limits.rounds:
        raise NotValid(_("轮次请选 1 到 %(most)d。") % {"most": limits.rounds}, code="bad_rounds")
    if rule not in BiddingRule.values:
        raise NotValid(_("请选择成交规则。"), code="bad_rule")
    if rule == BiddingRule.OVERLAP:
        return None
    if gap is None or not 0 < gap <= MOST or gap != gap.quantize(CENT):
        raise NotValid(_("请写明差距在多少以内也成交。"), code="no_gap")
    if rule == BiddingRule.GAP_PERCENT and gap > limits.percent:
        raise NotValid(_("百分比请不要超过 %(most)d。") % {"most": limits.percent}, code="bad_gap")
    return gap


def _running(mediation: Mediation, bidding: Bidding, *states: str) -> Bidding:
    require_state(mediation, M.MEDIATING)
    current = mediation.biddings.select_related("debtor", "creditor").get(pk=bidding.pk)
    current.mediation = mediation
    if current.state not in states:
        raise NotLawfulNow(_("这次双盲报价已经有结果或者已经停止。"), code="bidding_over")
    return current


def _own(bidding: Bidding, user: User) -> list[Party]:
    """For which of the two this person acts. Never for both: one would know the other's sum."""
    own = [
        party
        for party in (bidding.debtor, bidding.creditor)
        if speaks_for(user, party, needs_special_mandate=True)
    ]
    if len(own) != 1:
        raise NotPermitted()
    return own


def _consent(bidding: Bidding, party: Party, by: User, *, is_willing: bool) -> None:
    BiddingConsent.objects.create(bidding=bidding, party=party, is_willing=is_willing, given_by=by)


def _open_if_all_agree(bidding: Bidding) -> None:
    """No answer shows before both are there, also when it can only fail."""
    answers = list(bidding.consents.values_list("is_willing", flat=True))
    if len(answers) < 2:
        return
    if not all(answers):
        _stop(bidding, BiddingEnd.NOT_AGREED)
        return
    _transit(bidding, "open", "mediation.bidding_opened")
    begin_round(bidding)
    tell_table(bidding.mediation, gettext_lazy("双方同意双盲报价，第1轮开始，请各自私下报价。"))


def _end_round(bidding: Bidding) -> None:
    """Open, compare, destroy; in one transaction, and told in nobody's name."""
    most, least = open_bids(bidding)
    commitments = sorted(bidding.bids.values_list("commitment", flat=True))
    result = result_of(bidding.rule, bidding.gap, most=most, least=least)
    destroy_bids(bidding)
    facts = {"round": bidding.round, "commitments": commitments}
    if result is not None:
        _transit(
            bidding, "match", "mediation.bidding_matched", facts, sealed={"sum": str(result)}, result=result
        )
        words = gettext_lazy(
            "双盲报价成交：{debtor}向{creditor}付 {sum} 元。调解员据此起草协议，付款日期写在协议里。"
        )
        tell_table(
            bidding.mediation,
            format_lazy(
                words, debtor=bidding.debtor.name, creditor=bidding.creditor.name, sum=f"{result:,.2f}"
            ),
        )
    elif bidding.round < bidding.rounds:
        ended = bidding.round
        _transit(bidding, "go_on", "mediation.bidding_round_ended", facts)
        _set_clock(bidding)
        begin_round(bidding)
        words = gettext_lazy("双盲报价第{n}轮没有成交，双方的报价已经销毁。第{next}轮开始。")
        tell_table(bidding.mediation, format_lazy(words, n=ended, next=bidding.round))
    else:
        _transit(bidding, "exhaust", "mediation.bidding_exhausted", facts)
        words = gettext_lazy("双盲报价第{n}轮没有成交，双方的报价已经销毁。约定的轮次用完，报价结束。")
        tell_table(bidding.mediation, format_lazy(words, n=bidding.round))


def _stop(bidding: Bidding, how: str, *, by: User | None = None) -> None:
    destroy_bids(bidding)
    bidding.consents.update(is_willing=None)
    _transit(bidding, "stop", "mediation.bidding_stopped", {"how": how}, by=by, how=how)
    tell_table(bidding.mediation, TOLD_AT_STOP[how])


def _transit(
    bidding: Bidding,
    name: str,
    verb: str,
    facts: dict[str, object] | None = None,
    *,
    by: User | None = None,
    sealed: dict[str, str] | None = None,
    **data: Any,
) -> None:
    known = {"mediation": bidding.mediation_id, "bidding": bidding.number, **(facts or {})}
    transit(bidding, name, by=by, verb=verb, clocks=BIDDING_CLOCKS, facts=known, sealed=sealed, **data)


def _set_clock(bidding: Bidding) -> None:
    """For what begins without a change of state: the offer itself, and each further round."""
    clock = BIDDING_CLOCKS[bidding.state]
    set_deadline(
        bidding,
        deadline_kind(bidding, bidding.state),
        clock.rule,
        filed_at=bidding.dispute.filed_at,
        remind_days=clock.remind_days,
    )
