"""Which road next: always open. And the ways to leave."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rulebook.exceptions import NoSuchTerm
from rulebook.selectors import authorities_for, next_deadline
from rulebook.selectors import category as category_of

from ..exceptions import NotPermitted
from ..forms import SatisfactionForm, TakeElsewhereForm, WithdrawForm
from ..policies import can_withdraw, speaks_for
from ..selectors import roads_out, settlement_in_force
from ..services import close_unresolved, give_satisfaction, take_elsewhere, withdraw_dispute
from ..states import Channel, PartyRole, State
from .finding import find_case, frame, own_party, status_of, to_case, too_late


@login_required
@require_http_methods(["GET", "HEAD"])
def choose_road(request, reference):
    dispute = find_case(request, reference)
    party = own_party(request, dispute, PartyRole.COMPLAINANT)
    if not roads_out(dispute):
        return too_late(request, dispute)
    category = _category(dispute)
    context = frame(
        request,
        dispute,
        party=party,
        category=category,
        authorities=authorities_for(dispute.category) if category else [],
        deadline=next_deadline(dispute),
        may_decide=speaks_for(request.user, party, needs_special_mandate=True),
        is_mediated=dispute.state == State.IN_MEDIATION,
        can_rest=dispute.state in {State.CHOOSING_ROAD, State.BREACHED},
        settlement=settlement_in_force(dispute),
    )
    return render(request, "disputes/choose_road.html", context)


def _category(dispute):
    try:
        return category_of(dispute.category)
    except NoSuchTerm:
        return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_road(request, reference, channel):
    """To an authority or a court: the person goes there, the case here ends, its file goes along."""
    dispute = find_case(request, reference)
    party = own_party(request, dispute, PartyRole.COMPLAINANT)
    if not speaks_for(request.user, party, needs_special_mandate=True):
        raise NotPermitted()
    if not roads_out(dispute) and request.method != "POST":
        return too_late(request, dispute)
    form = TakeElsewhereForm(request.POST or None, channel=channel, category=dispute.category)
    if request.method == "POST" and form.is_valid():
        take_elsewhere(dispute, by=request.user, channel=channel, body_name=form.cleaned_data["body_name"])
        messages.success(request, _("已经记录。案卷可以下载，带去新的途径使用。"))
        return to_case(dispute)
    context = frame(request, dispute, form=form, channel=channel, is_court=channel == Channel.LITIGATION)
    return render(request, "disputes/take_road.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def let_rest(request, reference):
    dispute = find_case(request, reference)
    party = own_party(request, dispute, PartyRole.COMPLAINANT)
    if not speaks_for(request.user, party, needs_special_mandate=True):
        raise NotPermitted()
    if request.method == "POST":
        close_unresolved(dispute, by=request.user)
        messages.success(request, _("案件已经结案。外部途径仍然可以走。"))
        return to_case(dispute)
    if dispute.state not in {State.CHOOSING_ROAD, State.BREACHED}:
        return too_late(request, dispute)
    return render(request, "disputes/let_rest.html", frame(request, dispute))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, reference):
    dispute = find_case(request, reference)
    if not can_withdraw(request.user, dispute):
        raise NotPermitted()
    if request.method != "POST" and not roads_out(dispute):
        return too_late(request, dispute)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_dispute(dispute, by=request.user, reason=form.reason())
        messages.success(request, _("投诉已经撤回。"))
        return to_case(dispute)
    return render(
        request, "disputes/withdraw.html", frame(request, dispute, form=form), status=status_of(form)
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def satisfaction(request, reference):
    dispute = find_case(request, reference)
    party = own_party(request, dispute, PartyRole.COMPLAINANT, PartyRole.RESPONDENT)
    has_rated = dispute.satisfactions.filter(party=party).exists()
    if request.method != "POST" and (dispute.state != State.CLOSED or has_rated):
        return (
            too_late(request, dispute) if not has_rated else redirect("proceedings:case", dispute.reference)
        )
    form = SatisfactionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        give_satisfaction(dispute, by=request.user, **form.cleaned_data)
        messages.success(request, _("谢谢您的评价。"))
        return to_case(dispute)
    return render(
        request, "disputes/satisfaction.html", frame(request, dispute, form=form), status=status_of(form)
    )
