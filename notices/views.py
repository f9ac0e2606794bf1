from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from .forms import DirectServiceForm
from .models import Notice, Paper
from .policies import can_serve_directly
from .selectors import can_read, is_addressee, is_intact
from .services import record_direct_service, record_reading


@login_required
def notice(request, pk):
    """The paper and its proof. That the addressee opens it is the reading that is recorded."""
    found = get_object_or_404(Notice.objects.select_related("paper__chain", "paper__issuer", "user"), pk=pk)
    if is_addressee(request.user, found):
        found = record_reading(found, request.user)
    elif not can_read(request.user, found.paper):
        raise Http404
    context = {
        "notice": found,
        "paper": found.paper,
        "is_intact": is_intact(found.paper),
        "may_serve": found.arrived_at is None and can_serve_directly(request.user, found),
    }
    return render(request, "notices/notice.html", context)


@login_required
def serve_directly(request, pk):
    found = get_object_or_404(Notice.objects.select_related("paper__chain", "paper__issuer"), pk=pk)
    if not can_serve_directly(request.user, found):
        raise Http404
    form = DirectServiceForm(request.POST or None)
    if form.is_valid():
        record_direct_service(found, by=request.user, **form.cleaned_data)
        return redirect("notices:notice", pk=found.pk)
    return render(request, "notices/serve_directly.html", {"notice": found, "form": form})


@login_required
def paper(request, pk):
    """For those who may read a paper without being its addressee; the addressee goes to the notice."""
    found = get_object_or_404(Paper.objects.select_related("chain", "issuer"), pk=pk)
    if not can_read(request.user, found):
        raise Http404
    for served in found.notices.all():
        if is_addressee(request.user, served):
            return redirect("notices:notice", pk=served.pk)
    return render(request, "notices/paper.html", {"paper": found, "is_intact": is_intact(found)})
