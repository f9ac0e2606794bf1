"""Blind bidding by page: suggested, agreed to, bid in. No sum that was typed is ever shown again."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from disputes.exceptions import NotPermitted, NotValid
from disputes.policies import speaks_for
from rulebook.selectors import explain, live_deadlines

from ..forms import BiddingForm, BidForm
from ..overlap import result_of
from ..policies import is_mediator, spoken_for
from ..selectors import bidding_limits, deciding_parties, has_acted, running_bidding
from ..services import answer_bidding, offer_bidding, place_bid, stop_bidding
from ..states import BiddingRule, MediationState
from .finding import find, frame, position_of, status_of, too_late

M = MediationState


def require_at_table(user, mediation):
    """The deciding sides and the mediator. The body sees dates and states, and what is bargained is neither."""
    if position_of(user, mediation) == "body" or not (
        position_of(user, mediation) == "mediator" or spoken_for(user, mediation)
    ):
        raise NotPermitted()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request, pk):
    mediation = find(request, pk)
    own = spoken_for(request.user, mediation, needs_special_mandate=True)
    if not own and not is_mediator(request.user, mediation):
        raise NotPermitted()
    if request.method != "POST" and (mediation.state != M.MEDIATING or running_bidding(mediation)):
        return (
            redirect("mediation:bidding", pk) if running_bidding(mediation) else too_late(request, mediation)
        )
    parties, claims = deciding_parties(mediation.dispute), list(mediation.dispute.claims.all())
    form = BiddingForm(
        request.POST if request.method == "POST" else None,
        parties=parties,
        claims=claims,
        limits=bidding_limits(mediation),
        initial={
            "rule": BiddingRule.OVERLAP,
            "rounds": bidding_limits(mediation).rounds,
            "claims": [claim.pk for claim in claims if claim.amount is not None],
        },
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        by_key = {str(party.pk): party for party in parties}
        debtor, creditor = (by_key[key] for key in given.pop("who").split("-"))
        given["claims"] = [claim for claim in claims if claim.pk in given["claims"]]
        try:
            offer_bidding(mediation, by=request.user, debtor=debtor, creditor=creditor, **given)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("已经提议。双方都同意规则后，第一轮开始。"))
            return redirect("mediation:bidding", pk)
    context = frame(request, mediation, form=form, example=examples(BiddingRule.OVERLAP, None))
    return render(request, "mediation/bidding_start.html", context, status=status_of(form))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def show(request, pk):
    mediation = find(request, pk)
    require_at_table(request.user, mediation)
    bidding = running_bidding(mediation) or mediation.biddings.select_related("debtor", "creditor").last()
    if bidding is None:
        return too_late(request, mediation)
    return page(request, mediation, bidding, BidForm(initial={"round": bidding.round}))


def own_sides(user, bidding):
    return [
        party
        for party in (bidding.debtor, bidding.creditor)
        if speaks_for(user, party, needs_special_mandate=True)
    ]


def page(request, mediation, bidding, form):
    own = own_sides(request.user, bidding)
    deadline = live_deadlines(bidding).first()
    context = frame(
        request,
        mediation,
        bidding=bidding,
        claims=list(bidding.claims.all()),
        own=own[0] if len(own) == 1 else None,
        is_debtor=bidding.debtor in own,
        has_acted=bool(own) and bidding.is_running and has_acted(bidding, own),
        example=examples(bidding.rule, bidding.gap),
        form=form,
        is_in_office=is_mediator(request.user, mediation),
        bidding_deadline=deadline,
        bidding_explanation=explain(deadline) if deadline else [],
    )
    return render(request, "mediation/bidding.html", context, status=status_of(form))


def examples(rule, gap):
    """Numbers to show the rule by, reckoned by the rule itself: a match, a narrow one if there is such, and none."""
    least = Decimal(1000)
    if rule == BiddingRule.GAP_YUAN:
        least = max(least, gap * 5)
        near = least - gap
    elif rule == BiddingRule.GAP_PERCENT:
        near = least - least * gap / 100
    else:
        near = None
    most = least + 200
    return {
        "least": least,
        "most": most,
        "result": result_of(rule, gap, most=most, least=least),
        "near": near,
        "near_result": result_of(rule, gap, most=near, least=least) if near is not None else None,
        "none": (near if near is not None else least) - 100,
    }


@login_required
@require_POST
def consent(request, pk, number):
    bidding = _one(request, pk, number)
    answer_bidding(bidding, by=request.user, is_willing=request.POST.get("answer") == "agree")
    messages.success(request, _("您的答复已经收到。双方都答复后公布是否开始。"))
    return redirect("mediation:bidding", pk)


@login_required
@never_cache
@sensitive_post_parameters("amount")
@sensitive_variables()
@require_POST
def bid(request, pk, number):
    bidding = _one(request, pk, number)
    if not own_sides(request.user, bidding):
        raise NotPermitted()
    form = BidForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            place_bid(bidding, by=request.user, amount=given["amount"], round=given["round"])
        except NotValid as refusal:
            form.add_error("amount", refusal.message)
        else:
            messages.success(request, _("您的报价已经密封。对方和调解员都看不到。"))
            return redirect("mediation:bidding", pk)
    return page(request, bidding.mediation, bidding, form)


@login_required
@require_POST
def stop(request, pk, number):
    stop_bidding(_one(request, pk, number), by=request.user)
    messages.success(request, _("双盲报价已经停止，收到的报价已经销毁。"))
    return redirect("mediation:bidding", pk)


def _one(request, pk, number):
    mediation = find(request, pk)
    require_at_table(request.user, mediation)
    bidding = get_object_or_404(mediation.biddings.select_related("debtor", "creditor"), number=number)
    bidding.mediation = mediation
    return bidding
