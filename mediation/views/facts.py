"""Undisputed facts: put forward, ticked, closed, confirmed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.reauthentication import require_sure
from disputes.exceptions import NotLawfulNow, NotValid

from ..forms.facts import ConfirmFactsForm, FactForm, FactReplyForm
from ..models import Fact, FactReply
from ..policies import is_mediator, spoken_for
from ..selectors import (
    fact_list_in_hand,
    parties_to_confirm_facts,
    standings,
    suggested_facts,
)
from ..services import (
    adopt_change,
    close_facts,
    confirm_facts,
    reopen_facts,
    reply_to_fact,
    state_facts,
    withdraw_fact,
)
from ..states import FactListState, MediationState
from .finding import find, fingerprint_in, frame, status_of

M = MediationState


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request, pk):
    """All facts with everybody's ticks; a posting puts new ones forward."""
    mediation = find(request, pk)
    form = fact_form(mediation, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            state_facts(mediation, by=request.user, facts=form.facts)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("已经写进清单，等各方核对。"))
            return redirect("mediation:facts", mediation.pk)
    return show(request, mediation, form=form)


@login_required
@require_POST
def fact_act(request, pk, number, act):
    """A tick; or the author's: take it back, take over the other side's wording."""
    mediation = find(request, pk)
    fact_list = fact_list_in_hand(mediation)
    fact = get_object_or_404(Fact, list=fact_list, number=number) if fact_list else None
    if fact is None:
        raise NotLawfulNow()
    fact.list.mediation = mediation
    if act == "reply":
        form = FactReplyForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
            return show(request, mediation, status=422, opened=fact.pk, typed=request.POST.get("change", ""))
        reply_to_fact(fact, by=request.user, **form.cleaned_data)
    elif act == "withdraw":
        withdraw_fact(fact, by=request.user)
    elif act == "adopt":
        party = request.POST.get("party", "")
        reply = (
            FactReply.objects.filter(fact=fact, party=party).first()
            if party.isdecimal() and len(party) < 19
            else None
        )
        if reply is None:
            raise Http404
        adopt_change(reply, by=request.user)
    else:
        raise Http404
    return redirect("mediation:facts", mediation.pk)


@login_required
@require_POST
def facts_act(request, pk, act):
    """The mediator closes the list or opens it again; a side confirms it."""
    mediation = find(request, pk)
    if act == "close":
        close_facts(mediation, by=request.user)
        messages.success(request, _("清单已经整理好，请各方确认。"))
    elif act == "reopen":
        reopen_facts(mediation, by=request.user)
        messages.success(request, _("清单已退回修改。"))
    elif act == "confirm":
        require_sure(request, reverse("mediation:facts", args=[mediation.pk]))  # it binds like a signature
        fact_list = mediation.fact_lists.filter(sha256=fingerprint_in(request.POST), sha256__gt="").last()
        if fact_list is None:
            raise NotLawfulNow(_("这份清单已经变了，请查看最新的。"), code="list_changed")
        form = ConfirmFactsForm(request.POST)
        if form.is_valid():
            try:
                confirm_facts(fact_list, by=request.user, **form.cleaned_data)
            except NotValid as refusal:
                form.add_error(None, refusal.message)
        if not form.is_valid():
            return show(request, mediation, confirm_form=form)
        messages.success(request, _("您已确认。"))
    else:
        raise Http404
    return redirect("mediation:facts", mediation.pk)


def fact_form(mediation, data):
    fact_list = fact_list_in_hand(mediation)
    written = {standing.fact.text for standing in standings(fact_list)}
    suggestions = [one for one in suggested_facts(mediation.dispute) if one.text not in written]
    return FactForm(data, suggestions=suggestions)


def show(request, mediation, *, form=None, confirm_form=None, status=None, opened=None, typed=""):
    fact_list = fact_list_in_hand(mediation)
    own = spoken_for(request.user, mediation)
    is_talking = mediation.state == M.MEDIATING
    is_author = is_mediator(request.user, mediation)
    is_open = is_talking and (fact_list is None or fact_list.state == FactListState.OPEN)
    to_confirm = parties_to_confirm_facts(mediation)
    rows = [
        {
            "standing": standing,
            "mine": next(
                (standing.replies.get(party.pk) for party in own if party.pk in standing.replies), None
            ),
            "may_tick": is_open and bool(own),
            "may_edit": is_open and (is_author or standing.fact.party in own),
            "waits_for_me": bool(set(own) & set(standing.waits_for)),
            "is_opened": standing.fact.pk == opened,
            "typed": typed if standing.fact.pk == opened else "",
        }
        for standing in standings(fact_list)
    ]
    context = frame(
        request,
        mediation,
        fact_list=fact_list,
        rows=rows,
        agreed=sum(row["standing"].is_undisputed for row in rows),
        form=form or fact_form(mediation, None),
        may_state=is_open and (is_author or bool(own)),
        may_close=is_open and is_author,
        may_reopen=is_talking and is_author and fact_list is not None and not is_open,
        may_confirm=bool(
            set(spoken_for(request.user, mediation, needs_special_mandate=True)) & set(to_confirm)
        ),
        to_confirm=to_confirm,
        signatures=list(fact_list.signatures.select_related("party")) if fact_list else [],
        confirm_form=confirm_form or ConfirmFactsForm(),
        issued=list(
            mediation.fact_lists.filter(state=FactListState.ISSUED).select_related("paper__replaced_by")
        ),
    )
    status = status or status_of(*(one for one in (form, confirm_form) if one is not None))
    return render(request, "mediation/facts.html", context, status=status)
