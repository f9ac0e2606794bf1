"""The table of issues, offers and their answers, and the word in private."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from disputes.exceptions import NotPermitted, NotValid
from disputes.policies import speaks_for
from disputes.states import Action, PartyRole
from disputes.terms import Term
from rulebook.exceptions import NoSuchTerm
from rulebook.selectors import remedy

from ..forms import AnswerTermForm, OfferMessageForm, RangeForm, begun_with, items_of, offer_rows
from ..forms.offering import ACCEPT, CHANGE
from ..models import OfferedTerm
from ..policies import is_mediator, spoken_for
from ..selectors import deciding_parties, issues, offers_on_table, rule_of, running_bidding
from ..services import OnIssue, answer_offer, offer_terms, reopen_term, tell_range, withdraw_table_offer
from ..states import MediationState, TableOfferState
from .bidding import require_at_table
from .finding import find, frame, status_of, too_late

M = MediationState


def on_issues(request, mediation):
    """What pages show of the bargaining: to a party its own confidences, to the mediator in office those of all."""
    user = request.user
    own = spoken_for(user, mediation)
    deciding = deciding_parties(mediation.dispute)
    offers = offers_on_table(mediation)
    signing = spoken_for(user, mediation, needs_special_mandate=True)
    return {
        "issues": issues(mediation, privately=deciding if is_mediator(user, mediation) else own),
        "deciding": deciding,
        "offers": offers,
        "waiting_offers": [
            offer for offer in offers if offer.state == TableOfferState.OPEN and offer.to_party in signing
        ],
        "own_parties": own,
        "may_settle": bool(signing),
        "is_in_office": is_mediator(user, mediation),
        "is_bargaining": mediation.state == M.MEDIATING,
        "bidding": running_bidding(mediation) or mediation.biddings.last(),
    }


@login_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def table(request, pk):
    mediation = find(request, pk)
    require_at_table(request.user, mediation)
    return render(
        request, "mediation/issues.html", frame(request, mediation, **on_issues(request, mediation))
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request, pk):
    mediation = find(request, pk)
    own = spoken_for(request.user, mediation, needs_special_mandate=True)
    if not own:
        raise NotPermitted()
    if request.method != "POST" and mediation.state != M.MEDIATING:
        return too_late(request, mediation)
    data = request.POST if request.method == "POST" else None
    parties = deciding_parties(mediation.dispute)
    claims = list(mediation.dispute.claims.all())
    others = [party for party in parties if party.role != own[0].role]
    if not others:
        return too_late(request, mediation)
    rows = offer_rows(
        data,
        parties=[own[0], *others],
        claims=claims,
        initial=_to_begin_with(mediation, own[0], others[0]) if data is None else (),
    )
    form = OfferMessageForm(data)
    if data is not None and not rows.is_reshaped and all([rows.is_valid(), form.is_valid()]):
        items = [OnIssue(term, claim) for term, claim in items_of(rows, claims)]
        try:
            offer_terms(
                mediation,
                by=request.user,
                items=items,
                to=_addressee(items, own[0], others),
                **form.cleaned_data,
            )
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("方案已经发给对方，请等对方逐项回应。"))
            return redirect("mediation:issues", pk)
    status = 200 if rows.is_reshaped else status_of(rows, form)
    context = frame(request, mediation, rows=rows, form=form, others=others)
    return render(request, "mediation/offer.html", context, status=status)


def _addressee(items, own, others):
    """The one of the other side that the terms are about; the service refuses terms about several."""
    named = {key for item in items for key in (item.term.obligor, item.term.creditor)}
    return next((party for party in others if party.pk in named), others[0])


def _to_begin_with(mediation, own, other):
    """Rows for each issue that is still open: what was offered last on it, or else what was asked."""
    days = rule_of(mediation, "mediation_offer_due").n
    due_on = timezone.localdate() + timedelta(days=days)
    asking, asked = (own, other) if own.role == PartyRole.COMPLAINANT else (other, own)
    found = []
    for issue in issues(mediation):
        if issue.is_agreed or issue.claim is None:
            continue
        said = [stand.items for stand in issue.stands if stand.items]
        if said:
            terms = [item.term for item in max(said, key=lambda items: items[0].offer.number)]
        else:
            is_money = _is_money(issue.claim)
            asked_for = Term(
                obligor=asked.pk,
                creditor=asking.pk,
                action=Action.PAY if is_money else Action.OTHER,
                amount=issue.claim.amount if is_money else None,
                detail=issue.claim.detail,
            )
            terms = [asked_for]
        found += [begun_with(issue.claim, term, due_on) for term in terms]
    return found


def _is_money(claim):
    try:
        return remedy(claim.remedy).takes_amount
    except NoSuchTerm:
        return claim.amount is not None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, pk, number):
    """Each term by itself: taken, changed or refused. What is changed goes back as a counter-offer."""
    mediation = find(request, pk)
    offered = _offer(request, mediation, number)
    if not speaks_for(request.user, offered.to_party, needs_special_mandate=True):
        raise NotPermitted()
    if request.method != "POST" and (offered.state != TableOfferState.OPEN or mediation.state != M.MEDIATING):
        messages.info(request, _("这份方案已经撤回、被替换或已经回应。"))
        return redirect("mediation:issues", pk)
    data = request.POST if request.method == "POST" else None
    forms = [AnswerTermForm(data, item=item) for item in offered.items.all()]
    form = OfferMessageForm(data)
    if data is not None and all([form.is_valid(), *[each.is_valid() for each in forms]]):
        accepted = [each.item.position for each in forms if each.cleaned_data["answer"] == ACCEPT]
        changed = {
            each.item.position: each.changed_term() for each in forms if each.cleaned_data["answer"] == CHANGE
        }
        try:
            answer_offer(offered, by=request.user, accepted=accepted, changed=changed, **form.cleaned_data)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("您的回应已经送到。"))
            return redirect("mediation:issues", pk)
    context = frame(request, mediation, offer=offered, forms=forms, form=form)
    return render(request, "mediation/offer_answer.html", context, status=status_of(form, *forms))


@login_required
@require_POST
def withdraw(request, pk, number):
    mediation = find(request, pk)
    withdraw_table_offer(_offer(request, mediation, number), by=request.user)
    messages.success(request, _("方案已经撤回。"))
    return redirect("mediation:issues", pk)


@login_required
@require_POST
def reopen(request, pk, number, position):
    mediation = find(request, pk)
    require_at_table(request.user, mediation)
    item = get_object_or_404(
        OfferedTerm.objects.select_related("offer"),
        offer__mediation=mediation,
        offer__number=number,
        position=position,
    )
    reopen_term(item, by=request.user)
    messages.success(request, _("这一项重新打开了，可以再谈。"))
    return redirect("mediation:issues", pk)


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def private(request, pk):
    """For the mediator alone: what one could accept on each claim."""
    mediation = find(request, pk)
    own = spoken_for(request.user, mediation)
    if not own:
        raise NotPermitted()
    if request.method != "POST" and mediation.state != M.MEDIATING:
        return too_late(request, mediation)
    data = request.POST if request.method == "POST" else None
    stands = {
        issue.claim.pk: stand
        for issue in issues(mediation, privately=own[:1])
        for stand in issue.stands
        if issue.claim is not None and stand.party == own[0]
    }
    forms = [
        RangeForm(
            data, claim=claim, initial={"amount": stands[claim.pk].sum, "remark": stands[claim.pk].remark}
        )
        for claim in mediation.dispute.claims.all()
    ]
    if data is not None and all([each.is_valid() for each in forms]):  # noqa: C419  every form is to show its faults
        for each in forms:
            tell_range(mediation, by=request.user, party=own[0], claim=each.claim, **each.cleaned_data)
        messages.success(request, _("已经悄悄告诉调解员。对方不会知道。"))
        return redirect("mediation:issues", pk)
    context = frame(request, mediation, forms=forms)
    return render(request, "mediation/private.html", context, status=status_of(*forms))


def _offer(request, mediation, number):
    require_at_table(request.user, mediation)
    found = mediation.offers.select_related("by_party", "to_party").filter(number=number).first()
    if found is None:
        raise Http404
    return found
