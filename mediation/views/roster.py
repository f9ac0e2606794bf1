"""The roster: everybody may read it, the body's secretary keeps it, each mediator their own time."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Organisation
from accounts.states import OrganisationKind, Role
from disputes.exceptions import NotPermitted, NotValid

from ..forms import AvailabilityForm, AwayForm, CertificateForm, RosterFilterForm, RosterForm
from ..models import Certificate, RosterEntry
from ..policies import keeps_availability, keeps_roster
from ..selectors import cards
from ..services import (
    add_away_period,
    add_certificate,
    delist_mediator,
    drop_away_period,
    list_mediator,
    remove_certificate,
    set_availability,
)
from .finding import status_of


def kept_bodies(user):
    own = user.memberships.in_force().filter(role=Role.SECRETARY)
    return Organisation.objects.of_kind(OrganisationKind.MEDIATION_BODY).filter(
        pk__in=own.values("organisation")
    )


def find_entry(request, pk):
    seen = RosterEntry.objects.visible_to(request.user).select_related("body", "mediator")
    return get_object_or_404(seen, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD"])
def roster(request):
    form = RosterFilterForm(request.GET)
    entries = RosterEntry.objects.visible_to(request.user).order_by("body__name", "pk")
    kept = list(kept_bodies(request.user))
    context = {
        "form": form,
        "cards": [card for card in cards(entries) if form.lets_through(card)],
        "kept": kept,
        "kept_keys": [body.pk for body in kept],
        "is_filtered": bool(request.GET),
    }
    return render(request, "mediation/roster.html", context)


@login_required
@require_http_methods(["GET", "HEAD"])
def entry(request, pk):
    found = find_entry(request, pk)
    context = {
        "entry": found,
        "card": cards(RosterEntry.objects.filter(pk=found.pk))[0],
        "certificates": found.certificates.filter(removed_at=None),
        "is_kept": keeps_roster(request.user, found.body),
        "is_own_time": keeps_availability(request.user, found),
        "form": CertificateForm(),
    }
    return render(request, "mediation/roster_card.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry_add(request, body):
    organisation = get_object_or_404(Organisation.objects.of_kind(OrganisationKind.MEDIATION_BODY), pk=body)
    return _edit(request, organisation, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request, pk):
    found = find_entry(request, pk)
    return _edit(request, found.body, found)


def _edit(request, body, entry):
    if not keeps_roster(request.user, body):
        raise NotPermitted()
    form = RosterForm(request.POST if request.method == "POST" else None, instance=entry, body=body)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data}
        mediator = entry.mediator if entry else given.pop("mediator")
        try:
            kept = list_mediator(body, mediator=mediator, by=request.user, **given)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("名册已经更新。"))
            return redirect("mediation:roster_entry", kept.pk)
    context = {"form": form, "entry": entry, "body": body}
    return render(request, "mediation/roster_entry.html", context, status=status_of(form))


@login_required
@require_POST
def entry_delist(request, pk):
    delist_mediator(find_entry(request, pk), by=request.user)
    messages.success(request, _("已从名册移出。正在办理的案件不受影响。"))
    return redirect("mediation:roster")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def certificate_add(request, pk):
    found = find_entry(request, pk)
    if not keeps_roster(request.user, found.body):
        raise NotPermitted()
    form = CertificateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        add_certificate(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("证书已经登记。"))
        return redirect("mediation:roster_entry", pk)
    context = {"form": form, "entry": found}
    return render(request, "mediation/certificate.html", context, status=status_of(form))


@login_required
@require_POST
def certificate_remove(request, pk, certificate):
    kept = get_object_or_404(Certificate.objects.filter(entry=find_entry(request, pk)), pk=certificate)
    remove_certificate(kept, by=request.user)
    messages.success(request, _("证书已经移除。"))
    return redirect("mediation:roster_entry", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def availability(request, pk):
    found = find_entry(request, pk)
    if not keeps_availability(request.user, found):
        raise NotPermitted()
    data = request.POST if request.method == "POST" else None
    is_away = data is not None and "starts_on" in data
    form = AvailabilityForm(None if is_away else data, entry=found)
    away = AwayForm(data if is_away else None)
    if data is not None and (away if is_away else form).is_valid():
        try:
            if is_away:
                add_away_period(found, by=request.user, **away.cleaned_data)
            else:
                given = form.cleaned_data
                names = ("hours", "takes_no_new_until", "is_available")
                set_availability(found, by=request.user, **{name: given[name] for name in names})
        except NotValid as refusal:
            away.add_error(None, refusal.message)
        else:
            messages.success(request, _("时间已经更新。"))
            return redirect("mediation:availability", pk)
    context = {"form": form, "away": away, "entry": found, "periods": found.away_periods.all()}
    return render(request, "mediation/availability.html", context, status=status_of(form, away))


@login_required
@require_POST
def away_drop(request, pk, period):
    drop_away_period(find_entry(request, pk), by=request.user, pk=period)
    messages.success(request, _("已经取消这段外出。"))
    return redirect("mediation:availability", pk)
