"""The desk brings further people into a case."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..exceptions import NotValid
from ..forms.parties import PartyForm
from ..guests import has_way_in, refused_joins
from ..policies import can_hand_out_codes, require
from ..services import add_party
from .finding import find_case, frame, status_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def parties(request, reference):
    dispute = find_case(request, reference)
    require(can_hand_out_codes(request.user, dispute))
    form = PartyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_party(dispute, by=request.user, **form.cleaned_data)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("%(name)s 已加入案件。") % {"name": added.name})
            return redirect("disputes:parties", dispute.reference)
    parties = list(dispute.parties.all())
    context = frame(
        request,
        dispute,
        form=form,
        parties=parties,
        without_way_in=[
            party for party in parties if party.organisation_id is None and not has_way_in(party)
        ],
        refused=refused_joins(parties),
    )
    return render(request, "disputes/parties.html", context, status=status_of(form))
