"""Legal holds: whoever checks a body keeps a case, or a person's data, beyond its day."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.policies import can_set_holds
from accounts.services import lift_legal_hold, set_legal_hold
from disputes.exceptions import NotValid

from ..forms import HoldForm
from ..selectors import holds_visible_to


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def holds(request: HttpRequest) -> HttpResponse:
    """On cases that this auditor sees, and on the parties of such cases."""
    _require(request)
    form = HoldForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            set_legal_hold(by=request.user, **form.of())
        except NotValid as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("已经保存。"))
            return redirect("casefiles:holds")
    context = {"form": form, "holds": holds_visible_to(request.user)[:200]}
    return render(request, "casefiles/holds.html", context, status=200 if not form.errors else 422)


@login_required
@require_POST
def hold_lift(request: HttpRequest, pk: int) -> HttpResponse:
    _require(request)
    lift_legal_hold(get_object_or_404(holds_visible_to(request.user), pk=pk), by=request.user)
    messages.success(request, _("已经保存。"))
    return redirect("casefiles:holds")


def _require(request: HttpRequest) -> None:
    if not can_set_holds(request.user):
        raise Http404
