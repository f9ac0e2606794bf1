"""The respondent's answer, and offers to and fro until somebody says yes or enough."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.reauthentication import require_sure
from notices.states import PaperKind
from rulebook.selectors import next_deadline

from ..answers import TAKING, answers_of
from ..exceptions import NotPermitted, NotValid
from ..forms import AnswerForm, MessageForm, ReasonForm, claim_answer_forms, term_rows, terms_of
from ..policies import speaks_for
from ..services import (
    accept_offer,
    answer_complaint,
    counter_offer,
    end_negotiation,
    make_offer,
    reject_offer,
    withdraw_offer,
)
from ..services.negotiation import NEGOTIABLE
from ..services.serving import has_read
from ..states import OfferState, PartyRole, State
from ..terms import from_json
from .finding import find_case, frame, own_party, status_of, to_case, too_late

SIDES = (PartyRole.COMPLAINANT, PartyRole.RESPONDENT)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, reference):
    dispute = find_case(request, reference)
    party = own_party(request, dispute, PartyRole.RESPONDENT)
    if dispute.state not in TAKING and request.method != "POST":
        return too_late(request, dispute)
    if dispute.state in TAKING:
        has_read(dispute, party, PaperKind.ANSWER_NOTICE, by=request.user)
        dispute.refresh_from_db()
    data = request.POST if request.method == "POST" else None
    form, answers = AnswerForm(data), claim_answer_forms(dispute.claims.all(), data)
    if data is not None and all([form.is_valid(), *[each.is_valid() for each in answers]]):
        answer_complaint(
            dispute,
            by=request.user,
            text=form.cleaned_data["text"],
            answers={each.claim.pk: each.as_answer() for each in answers},
        )
        messages.success(request, _("答复已经提交，并向对方发出。"))
        return to_case(dispute)
    context = frame(
        request,
        dispute,
        party=party,
        form=form,
        answers=answers,
        deadline=next_deadline(dispute) if _is_bound(party, dispute) else None,
        earlier=list(party.responses.all()),
    )
    return render(request, "disputes/answer.html", context, status=status_of(form, *answers))


def _is_bound(party, dispute):
    """The time to answer runs against this party."""
    return dispute.state == State.ANSWERING and party in answers_of(dispute).open


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def negotiate(request, reference):
    """The ladder of offers, and a form for the next one; `?counter=3` begins with the other's terms."""
    dispute = find_case(request, reference)
    party = own_party(request, dispute, *SIDES)
    if dispute.state not in NEGOTIABLE and request.method != "POST":
        return too_late(request, dispute)
    data = request.POST if request.method == "POST" else None
    countered = _open_offer_to(party, dispute, (data or request.GET).get("counter", ""))
    rows = term_rows(
        data, parties=dispute.parties.all(), terms=from_json(countered.terms) if countered else ()
    )
    form = MessageForm(data, initial={"accelerates": bool(countered and countered.accelerates)})
    if data is not None and not rows.is_reshaped and all([rows.is_valid(), form.is_valid()]):
        try:
            _put(dispute, request.user, terms_of(rows), form.cleaned_data, countered)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("方案已经发给对方。"))
            return to_case(dispute) if data.get("next") == "case" else _again(dispute)
    offers = list(dispute.offers.select_related("by_party", "to_party", "counters", "answered_by"))
    context = frame(
        request,
        dispute,
        party=party,
        rows=rows,
        form=form,
        countered=countered,
        offers=offers,
        waiting=[
            offer for offer in offers if offer.state == OfferState.OPEN and offer.to_party_id == party.pk
        ],
        may_decide=speaks_for(request.user, party, needs_special_mandate=True),
        deadline=next_deadline(dispute),
        is_negotiating=dispute.state == State.NEGOTIATING,
        # kept by the app above; here it is known only as what belongs to the dispute
        room=dispute.rooms.visible_to(request.user).filter(key="negotiation").first(),
    )
    status = 200 if rows.is_reshaped else status_of(rows, form)
    return render(request, "disputes/negotiate.html", context, status=status)


def _again(dispute):
    return redirect("disputes:negotiate", dispute.reference)


def _open_offer_to(party, dispute, number):
    """The offer to answer by a counter-offer, while it is open and for this side."""
    if not (number.isascii() and number.isdecimal() and len(number) < 6):
        return None
    return dispute.offers.filter(number=int(number), to_party=party, state=OfferState.OPEN).first()


def _put(dispute, user, terms, given, countered):
    """`given`: the words that go with it, and whether one missed instalment makes the rest due."""
    if countered is not None:
        counter_offer(countered, by=user, terms=terms, **given)
    else:
        make_offer(dispute, by=user, terms=terms, **given)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_act(request, reference, number, act):
    """Accept, reject or withdraw: each first says in plain words what it means."""
    dispute = find_case(request, reference)
    own_party(request, dispute, *SIDES)
    offer = get_object_or_404(dispute.offers.select_related("by_party", "to_party"), number=number)
    answering = offer.by_party if act == "withdraw" else offer.to_party
    if not speaks_for(request.user, answering, needs_special_mandate=True):
        raise NotPermitted()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and (act != "reject" or form.is_valid()):
        if act == "accept":
            require_sure(request)  # it binds like a signature
            accept_offer(offer, by=request.user)
            messages.success(request, _("您接受了方案，和解协议已经成立。"))
            return to_case(dispute)
        if act == "reject":
            reject_offer(offer, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("已经告诉对方您不接受。"))
        else:
            withdraw_offer(offer, by=request.user)
            messages.success(request, _("方案已经撤回。"))
        return _again(dispute)
    if request.method != "POST" and offer.state != OfferState.OPEN:
        messages.info(request, _("这份方案已经撤回、被替换或已经回应。"))
        return _again(dispute) if dispute.state in NEGOTIABLE else to_case(dispute)
    context = frame(request, dispute, offer=offer, form=form, act=act)
    return render(request, f"disputes/offer_{act}.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request, reference):
    dispute = find_case(request, reference)
    own_party(request, dispute, *SIDES)
    if dispute.state != State.NEGOTIATING and request.method != "POST":
        return too_late(request, dispute)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        end_negotiation(dispute, by=request.user, **form.cleaned_data)
        messages.success(request, _("协商已经结束。"))
        return to_case(dispute)
    context = frame(request, dispute, form=form)
    return render(request, "disputes/end_negotiation.html", context, status=status_of(form))
