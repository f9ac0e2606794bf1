"""Judicial confirmation: one page that says where it stands, and the few things one may do from it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disputes.exceptions import NotValid
from rulebook.selectors import explain, live_deadlines

from ..forms import ParticularsForm, WordForm
from ..models import Confirmation, Mediation
from ..policies import (
    helps_with_confirmation,
    is_court,
    is_secretary,
    records_court_answers,
    require_allowed,
    require_secretary,
    spoken_for,
)
from ..selectors import (
    agreement_in_force,
    confirmations_for,
    court_times,
    courts_for,
    enclosed_papers,
    entitlement,
    sheets_of,
)
from ..services import (
    certify_mediation,
    give_particulars,
    say_whether_to_apply,
)
from ..states import CONFIRMATION_SILENCE, ConfirmationState
from .finding import BASES, position_of, status_of

C = ConfirmationState


def find_confirmation(request, pk):
    """By the mediation it belongs to."""
    seen = Confirmation.objects.visible_to(request.user).select_related(
        "mediation__dispute__chain", "mediation__body", "mediation__proceeding", "agreement", "court"
    )
    return get_object_or_404(seen, mediation=pk)


def frame_of(request, confirmation, **context):
    mediation = confirmation.mediation
    at_court = is_court(request.user, confirmation)
    deadline = live_deadlines(confirmation).first()
    return {
        "base": "base_desk.html" if at_court else BASES[position_of(request.user, mediation)],
        "is_court": at_court,
        "confirmation": confirmation,
        "mediation": mediation,
        "dispute": mediation.dispute,
        "deadline": deadline,
        "explanation": explain(deadline) if deadline else [],
        "silence": CONFIRMATION_SILENCE.get(confirmation.state, ""),
        **context,
    }


def to_page(confirmation):
    return redirect("mediation:confirmation", confirmation.mediation_id)


def not_now(request, confirmation):
    said = _("这一步现在不需要办理。司法确认目前的状态是：%(state)s。")
    messages.info(request, said % {"state": confirmation.get_state_display()})
    return to_page(confirmation)


@login_required
@require_safe
def confirmations(request):
    """What the office may help with: a body's secretary, a court's registry."""
    found = list(confirmations_for(request.user)[:200])
    context = {
        "waiting": [(one, live_deadlines(one).first()) for one in found if one.is_waiting],
        "ended": [one for one in found if not one.is_waiting],
    }
    return render(request, "mediation/confirmations.html", context)


@login_required
@require_safe
def confirmation(request, pk):
    seen = Confirmation.objects.visible_to(request.user).filter(mediation=pk)
    if not seen.exists():
        return _no_such_road(request, pk)
    found = find_confirmation(request, pk)
    user, mediation = request.user, found.mediation
    own = spoken_for(user, mediation)
    may_decide = spoken_for(user, mediation, needs_special_mandate=True)
    words = {word.party_id: word for word in found.words.all()}
    sheets = sheets_of(found)
    context = frame_of(
        request,
        found,
        own=own,
        may_decide=bool(may_decide),
        sides=[(sheet, words.get(sheet.party_id), sheet.party in own) for sheet in sheets],
        has_my_word=bool(may_decide) and all(party.pk in words for party in may_decide),
        my_no=any(party.pk in words and not words[party.pk].is_willing for party in may_decide),
        my_sheets=[sheet for sheet in sheets if sheet.party in may_decide],
        unfinished=[
            sheet for sheet in sheets if sheet.party in may_decide and not (sheet.pk and sheet.is_complete)
        ],
        papers=list(enclosed_papers(found).values()),
        entitlement=entitlement(mediation.body),
        courts=courts_for(mediation),
        times=court_times(found),
        is_secretary=is_secretary(user, mediation),
        helps=helps_with_confirmation(user, found),
        records=records_court_answers(user, found),
        turn=_turn(found, user, may_decide, words, sheets),
        may_read_bundle=bool(own) or is_secretary(user, mediation) or is_court(user, found),
    )
    return render(request, "mediation/confirmation.html", context)


def _turn(found, user, may_decide, words, sheets):
    """Whose turn it is, as the house shows it: the reader's, else whoever's."""
    turn: dict[str, Any] = {"explanation": [], "silence": CONFIRMATION_SILENCE.get(found.state, "")}
    deadline = live_deadlines(found).first()
    if deadline is not None:
        turn |= {
            "due_on": deadline.due_on,
            "is_provisional": deadline.is_provisional,
            "explanation": explain(deadline),
        }
    if found.state == C.OPEN:
        silent = [sheet.party for sheet in sheets if sheet.party_id not in words]
        mine = [party for party in may_decide if party in silent]
        return turn | _step(mine, silent, _("答复愿意不愿意一起申请"), "mediation:confirmation_answer", found)
    if found.state == C.PREPARING:
        unfinished = [sheet.party for sheet in sheets if not (sheet.pk and sheet.is_complete)]
        mine = [party for party in may_decide if party in unfinished]
        if unfinished:
            extra = [mine[0].pk] if mine else []
            what = _("补齐身份信息，签承诺")
            return turn | _step(mine, unfinished, what, "mediation:confirmation_particulars", found, *extra)
        everybody = [sheet.party for sheet in sheets]
        helps = helps_with_confirmation(user, found)
        what = _("把材料交到法院，交了以后在这里登记")
        return turn | _step(
            everybody if helps else [], everybody, what, "mediation:confirmation_hand_in", found
        )
    if found.is_at_court:
        is_mine = is_court(user, found)
        what = (found.state == C.SUPPLEMENTING and _("按法院的要求补充材料")) or _("等法院答复")
        who = "" if found.state == C.SUPPLEMENTING and may_decide else found.court_name
        turn |= {"is_mine": is_mine, "who": who, "what": what}
        if found.state == C.SUPPLEMENTING and may_decide:
            turn |= {"is_mine": True}
    return turn


def _step(mine, waiting, what, page, found, *args):
    turn: dict[str, Any] = {
        "is_mine": bool(mine),
        "who": _("、").join(party.name for party in waiting),
        "what": what,
    }
    if mine:
        turn |= {"url": reverse(page, args=[found.mediation_id, *args]), "action": _("去办理")}
    return turn


def _no_such_road(request, pk):
    """There is an agreement, but not one that a court would confirm: why, in plain words."""
    seen = Mediation.objects.visible_to(request.user).select_related("dispute", "body", "proceeding")
    mediation = get_object_or_404(seen, pk=pk)
    context = {
        "base": BASES[position_of(request.user, mediation)],
        "mediation": mediation,
        "dispute": mediation.dispute,
        "agreement": agreement_in_force(mediation),
        "entitlement": entitlement(mediation.body),
    }
    return render(request, "mediation/confirmation_none.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, pk):
    found = find_confirmation(request, pk)
    require_allowed(bool(spoken_for(request.user, found.mediation, needs_special_mandate=True)))
    if request.method != "POST" and not found.is_in_window:
        return not_now(request, found)
    form = WordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        is_willing = form.cleaned_data["answer"] == "yes"
        say_whether_to_apply(found, by=request.user, is_willing=is_willing)
        messages.success(
            request,
            _("已经记下：您愿意一起申请。") if is_willing else _("已经记下：您不申请。协议照样履行。"),
        )
        return to_page(found)
    context = frame_of(request, found, form=form)
    return render(request, "mediation/confirmation_answer.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def particulars(request, pk, party):
    found = find_confirmation(request, pk)
    own = spoken_for(request.user, found.mediation, needs_special_mandate=True)
    sheet = next((each for each in sheets_of(found) if each.party_id == party), None)
    if sheet is None:
        raise Http404
    require_allowed(sheet.party in own)
    if request.method != "POST" and found.state != C.PREPARING:
        return not_now(request, found)
    is_post = request.method == "POST"
    form = ParticularsForm(request.POST if is_post else None, request.FILES if is_post else None, sheet=sheet)
    if is_post and form.is_valid():
        try:
            give_particulars(
                found,
                by=request.user,
                party=sheet.party,
                values=form.values(),
                id_copy=form.cleaned_data.get("id_copy"),
                pledged_name=form.cleaned_data.get("pledged_name", ""),
            )
        except NotValid as refusal:
            field = "pledged_name" if refusal.code == "wrong_name" else "id_copy"
            form.add_error(field if field in form.fields else None, refusal.message)
        else:
            messages.success(request, _("已经记下。双方都填好以后，材料自动备齐。"))
            return to_page(found)
    context = frame_of(request, found, form=form, sheet=sheet)
    return render(request, "mediation/confirmation_particulars.html", context, status=status_of(form))


@login_required
@require_POST
def certify(request, pk):
    found = find_confirmation(request, pk)
    require_secretary(request.user, found.mediation)
    certify_mediation(found, by=request.user)
    messages.success(request, _("证明已经出具，编入申请材料。"))
    return to_page(found)
