"""The page to which the square on every paper leads: is this one genuine, and what does the genuine one say?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.limits import knock
from inputs.bounds import at_most
from notices.selectors import can_read

from ..forms import LARGEST_PAPER, LookUpForm
from ..services import look_up_paper


@at_most(LARGEST_PAPER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Asked by POST alone: neither code nor answer stands in an address."""
    if request.method != "POST":
        return render(request, "casefiles/look_up.html", {"form": LookUpForm()})
    form = LookUpForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "casefiles/look_up.html", {"form": form}, status=422)
    knocked = knock(request, "wrong_look_ups_from")
    found = look_up_paper(**form.cleaned_data)
    if found is not None:
        knocked.take_back()  # only who is wrong is counted
    context = {
        "form": form,
        "found": found,
        "is_asked": True,
        "has_file": form.cleaned_data["file"] is not None,
        "may_read": found is not None and can_read(request.user, found.paper),
    }
    return render(request, "casefiles/look_up.html", context)
