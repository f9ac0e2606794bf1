"""The roster: everybody may read it, the body's secretary keeps it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Organisation
from accounts.states import OrganisationKind, Role
from disputes.exceptions import NotPermitted, NotValid

from ..forms import RosterForm
from ..models import RosterEntry
from ..policies import keeps_roster
from ..services import delist_mediator, list_mediator
from .finding import status_of


def kept_bodies(user):
    own = user.memberships.in_force().filter(role=Role.SECRETARY)
    return Organisation.objects.of_kind(OrganisationKind.MEDIATION_BODY).filter(
        pk__in=own.values("organisation")
    )


@login_required
@require_http_methods(["GET", "HEAD"])
def roster(request):
    entries = RosterEntry.objects.visible_to(request.user).select_related("body", "mediator")
    kept = list(kept_bodies(request.user))
    context = {
        "entries": entries.order_by("body__name", "pk"),
        "kept": kept,
        "kept_keys": [b.pk for b in kept],
    }
    return render(request, "mediation/roster.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry_add(request, body):
    organisation = get_object_or_404(Organisation.objects.of_kind(OrganisationKind.MEDIATION_BODY), pk=body)
    return _edit(request, organisation, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request, pk):
    entry = get_object_or_404(
        RosterEntry.objects.visible_to(request.user).select_related("body", "mediator"), pk=pk
    )
    return _edit(request, entry.body, entry)


def _edit(request, body, entry):
    if not keeps_roster(request.user, body):
        raise NotPermitted()
    form = RosterForm(request.POST if request.method == "POST" else None, instance=entry, body=body)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data}
        mediator = entry.mediator if entry else given.pop("mediator")
        try:
            list_mediator(body, mediator=mediator, by=request.user, **given)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("名册已经更新。"))
            return redirect("mediation:roster")
    context = {"form": form, "entry": entry, "body": body}
    return render(request, "mediation/roster_entry.html", context, status=status_of(form))


@login_required
@require_POST
def entry_delist(request, pk):
    entry = get_object_or_404(RosterEntry.objects.visible_to(request.user).select_related("body"), pk=pk)
    delist_mediator(entry, by=request.user)
    messages.success(request, _("已从名册移出。正在办理的案件不受影响。"))
    return redirect("mediation:roster")
