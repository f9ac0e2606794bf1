from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.exceptions import NotLawfulNow, NotValid
from rulebook.selectors import what_refusal_means

from .arrivals import doubts_of, grounds_against
from .attempts import attempts_of, receipt_keys
from .forms import DenialForm, EndingForm, KeepForm, NotReachedForm, PostingForm, ServiceResultForm
from .models import Notice, Paper
from .policies import can_read_receipts, can_serve_directly
from .selectors import can_read, is_addressee, is_intact, is_to_be_served, postal_address_of
from .services import (
    doubt_arrival,
    end_service,
    keep_arrival,
    record_not_reached,
    record_posting,
    record_reading,
    record_result,
)
from .states import IN_QUESTION, Means


@login_required
def notice(request, pk):
    """The paper and its proof. That the addressee opens it is the reading that is recorded."""
    found = get_object_or_404(
        Notice.objects.select_related("paper__chain", "paper__issuer", "paper__replaced_by", "user"), pk=pk
    )
    is_own = is_addressee(request.user, found)
    if is_own:
        found = record_reading(found, request.user)
    elif not can_read(request.user, found.paper):
        raise Http404
    context = {
        "notice": found,
        "paper": found.paper,
        "is_intact": is_intact(found.paper),
        "attempts": attempts_of(found),
        "successor": _successor(request, found.paper),
        "may_question": can_serve_directly(request.user, found) and _can_be_questioned(found),
        "may_deny": is_own and found.doubted_due_on is None and _came_before(found),
        "may_serve": can_serve_directly(request.user, found) and is_to_be_served(found),
        "receipts": receipt_keys(found) if can_read_receipts(request.user, found.paper.chain) else [],
    }
    return render(request, "notices/notice.html", context)


@login_required
def serve_directly(request, pk):
    """What came of bringing it by hand or by post."""
    found = _to_serve(request, pk)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ServiceResultForm(*data, notice=found)
    if form.is_bound and form.is_valid():
        try:
            kept = record_result(found, by=request.user, **form.cleaned_data)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("已经登记：%(state)s。") % {"state": kept.get_state_display()})
            return redirect("notices:notice", pk=found.pk)
    refusal = what_refusal_means(found.paper.issuer.kind if found.paper.issuer else "")
    return _page(request, "notices/serve_directly.html", found, form, refusal=refusal)


@login_required
def posting(request, pk):
    """It goes to the post; what comes of it is registered when the receipt is back."""
    found = _to_serve(request, pk)
    form = PostingForm(request.POST or None, initial={"address": postal_address_of(found)})
    if form.is_bound and form.is_valid():
        record_posting(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("已经登记交邮。收到签收的回执以后，再登记结果。"))
        return redirect("notices:notice", pk=found.pk)
    return _page(request, "notices/posting.html", found, form)


@login_required
def ending(request, pk):
    """Nobody carries it any more, and why."""
    found = _to_serve(request, pk)
    form = EndingForm(request.POST or None, notice=found)
    if form.is_bound and form.is_valid():
        try:
            end_service(found, by=request.user, **form.cleaned_data)
        except NotValid as refusal:
            form.add_error("ground", refusal.message)
        else:
            messages.success(request, _("已经记明：不再送达，文书没有送达。"))
            return redirect("notices:notice", pk=found.pk)
    return _page(request, "notices/ending.html", found, form)


@login_required
def not_reached(request, pk):
    """An officer finds out whether it reached the addressee: it did not, by a ground; or it did."""
    found = _questioned(request, pk)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = NotReachedForm(*data, notice=found)
    if form.is_bound and form.is_valid():
        try:
            kept = record_not_reached(found, by=request.user, **form.cleaned_data)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("已经登记：%(state)s。") % {"state": kept.get_state_display()})
            return redirect("notices:notice", pk=found.pk)
    return _page(
        request, "notices/not_reached.html", found, form, keep_form=KeepForm(), doubts=doubts_of(found)
    )


@login_required
@require_POST
def keep(request, pk):
    """What was doubted did reach the addressee."""
    found = _questioned(request, pk)
    form = KeepForm(request.POST)
    if form.is_valid():
        keep_arrival(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("已经登记：核实是本人收到的，送达不变。"))
        return redirect("notices:notice", pk=found.pk)
    blank = NotReachedForm(notice=found)
    context = {"notice": found, "form": blank, "keep_form": form, "doubts": doubts_of(found)}
    return render(request, "notices/not_reached.html", context, status=422)


@login_required
def deny(request, pk):
    """The addressee says that an earlier delivery had not reached them."""
    found = get_object_or_404(Notice.objects.select_related("paper__chain", "paper__issuer"), pk=pk)
    if not is_addressee(request.user, found):
        raise Http404
    form = DenialForm(request.POST or None)
    if form.is_bound and form.is_valid():
        doubt_arrival(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("已经告诉经办单位，他们会核实，结果会在这里写明。"))
        return redirect("notices:notice", pk=found.pk)
    if not form.is_bound and not _came_before(found):
        raise NotLawfulNow()
    return _page(request, "notices/deny.html", found, form)


def _questioned(request, pk):
    found = get_object_or_404(Notice.objects.select_related("paper__chain", "paper__issuer"), pk=pk)
    if not can_serve_directly(request.user, found):
        raise Http404
    if not _can_be_questioned(found):
        raise NotLawfulNow()
    return found


def _can_be_questioned(notice):
    return notice.state in IN_QUESTION and bool(grounds_against(notice))


def _came_before(notice):
    """It counts as arrived by something else than that its addressee opened it just now, or did what it asks."""
    return notice.has_arrived and notice.arrived_by != Means.SITE and bool(grounds_against(notice))


def _to_serve(request, pk):
    found = get_object_or_404(Notice.objects.select_related("paper__chain", "paper__issuer"), pk=pk)
    if not can_serve_directly(request.user, found):
        raise Http404
    if not is_to_be_served(found):
        raise NotLawfulNow(_("案件已经结案，这份文书不用再送达。"), code="case_closed")
    return found


def _page(request, template, found, form, **more):
    status = 422 if form.is_bound else 200
    return render(request, template, {"notice": found, "form": form, **more}, status=status)


@login_required
def paper(request, pk):
    """For those who may read a paper without being its addressee; the addressee goes to the notice."""
    found = get_object_or_404(Paper.objects.select_related("chain", "issuer", "replaced_by"), pk=pk)
    if not can_read(request.user, found):
        raise Http404
    for served in found.notices.order_by("-pk"):
        if is_addressee(request.user, served):
            return redirect("notices:notice", pk=served.pk)
    context = {"paper": found, "is_intact": is_intact(found), "successor": _successor(request, found)}
    return render(request, "notices/paper.html", context)


def _successor(request, paper):
    """The paper that took its place, for whoever may read that one too."""
    newer = paper.replaced_by
    return newer if newer is not None and can_read(request.user, newer) else None
