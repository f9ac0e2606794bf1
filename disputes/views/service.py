"""What became of the papers that time limits wait for, and what the desk can do where one did not arrive."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rulebook.selectors import next_deadline, service_means

from ..by_hand import load_of, to_bring_by, with_addresses
from ..policies import can_bring_papers, can_hand_out_codes, require
from ..selectors import deliveries
from .finding import find_case, frame, too_late


@login_required
@require_safe
def service(request, reference):
    """For the desk: every attempt, and the next one."""
    dispute = find_case(request, reference)
    require(can_hand_out_codes(request.user, dispute))
    found = deliveries(dispute)
    if not found:
        return too_late(request, dispute)
    context = frame(
        request,
        dispute,
        base="base_desk.html",
        deliveries=found,
        deadline=next_deadline(dispute),
        means=[service_means(code) for code in ("site", "email", "sms", "direct", "post")],
    )
    return render(request, "disputes/service.html", context)


@login_required
@require_safe
def to_bring(request):
    """For whoever serves at a body: its papers that no message can carry, the nearest day first."""
    require(can_bring_papers(request.user))
    found = to_bring_by(request.user).select_related("paper__issuer", "paper__chain__dispute")
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    context = {"page": page, "items": with_addresses(page), "load": load_of(request.user)}
    return render(request, "disputes/to_bring.html", context)
