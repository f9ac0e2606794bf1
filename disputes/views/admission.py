"""The desk: the whole complaint on one page and the first decision; the complainant's completion."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rulebook.exceptions import NoSuchTerm
from rulebook.selectors import authorities_for, ground, next_deadline
from rulebook.selectors import category as category_of

from ..exceptions import NotPermitted, NotValid
from ..forms import AskCompletionForm, CompletionReplyForm, DeclineForm, HandOutCodeForm
from ..policies import bar_on_admission, can_admit, can_hand_out_codes
from ..selectors import can_be_sent_to, notice_that_arrived
from ..services import admit_dispute, ask_completion, decline_dispute, hand_out_code, supply_completion
from ..sides import identical_filings, one_person_signs
from ..states import PartyRole, State
from .finding import find_case, frame, own_party, status_of, to_case, too_late


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def admit(request, reference):
    """`decision`: admit, complete or decline; a decline is shown as the complainant will read it before it counts."""
    dispute = find_case(request, reference)
    if not can_admit(request.user, dispute):
        raise NotPermitted()
    if dispute.state != State.FILED and request.method != "POST":
        return too_late(request, dispute)
    decision = request.POST.get("decision", "")
    asking = AskCompletionForm(request.POST if decision == "complete" else None)
    declining = DeclineForm(request.POST if decision in {"decline", "preview"} else None)
    preview = None
    if decision == "admit":
        admit_dispute(dispute, by=request.user)
        messages.success(request, _("已经受理。答复期限从答辩通知送达时起算，送达情况见案件页面。"))
        return to_case(dispute)
    if decision == "complete" and asking.is_valid():
        ask_completion(dispute, by=request.user, defects=asking.defects())
        messages.success(request, _("已经一次告知全部需要补正的内容。"))
        return to_case(dispute)
    if decision == "decline" and declining.is_valid():
        decline_dispute(dispute, by=request.user, **declining.cleaned_data)
        messages.success(request, _("已经作出不予受理决定，决定书已经向投诉人发出。"))
        return to_case(dispute)
    if decision == "preview" and declining.is_valid():
        preview = {
            "ground": ground(declining.cleaned_data["ground"]),
            "reasons": declining.cleaned_data["reasons"],
        }
    context = frame(
        request,
        dispute,
        asking=asking,
        declining=declining,
        preview=preview,
        category=_category(dispute),
        authorities=authorities_for(dispute.category) if dispute.category else [],
        deadline=next_deadline(dispute),
        bar=bar_on_admission(request.user, dispute),
        completions=list(dispute.completion_requests.all()),
        signs=one_person_signs(dispute),
        identical=identical_filings(dispute),
    )
    return render(request, "disputes/admit.html", context, status=status_of(asking, declining))


def _category(dispute):
    try:
        return category_of(dispute.category)
    except NoSuchTerm:
        return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def complete(request, reference):
    dispute = find_case(request, reference)
    own_party(request, dispute, PartyRole.COMPLAINANT)
    if dispute.state != State.COMPLETING and request.method != "POST":
        return too_late(request, dispute)
    form = CompletionReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        supply_completion(dispute, by=request.user, **form.cleaned_data)
        messages.success(request, _("补正材料已经提交，等待审查。"))
        return to_case(dispute)
    context = frame(
        request,
        dispute,
        form=form,
        asked=dispute.completion_requests.filter(replied_at=None).last(),
        deadline=next_deadline(dispute),
    )
    return render(request, "disputes/complete.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def access_code(request, reference, pk):
    """A fresh code for a party who cannot get in: shown once, to be read out or printed."""
    dispute = find_case(request, reference)
    if not can_hand_out_codes(request.user, dispute):
        raise NotPermitted()
    party = get_object_or_404(dispute.parties, pk=pk)
    form = HandOutCodeForm(
        request.POST or None, initial={"name": party.name, "phone": party.phone, "email": party.email}
    )
    code = ""
    if request.method == "POST" and form.is_valid():
        try:
            code = hand_out_code(party, by=request.user, **form.cleaned_data)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
    context = frame(
        request,
        dispute,
        form=form,
        party=party,
        code=code,
        arrived=notice_that_arrived(party),
        was_sent=bool(code) and can_be_sent_to(dispute.parties.get(pk=party.pk)),
        base="base_desk.html",
    )
    return render(request, "disputes/access_code.html", context, status=status_of(form))
