"""What became of the papers that time limits wait for, and what the desk can do where one did not arrive."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rulebook.selectors import next_deadline, service_means

from ..policies import can_hand_out_codes, require
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
