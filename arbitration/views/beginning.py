"""The complainant asks for arbitration: on the agreement there is, or by proposing one; the other side answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.reauthentication import require_sure
from disputes.exceptions import NotPermitted, NotValid
from disputes.selectors import roads_out
from rulebook.exceptions import NoSuchTerm
from rulebook.selectors import category as category_of
from rulebook.selectors import next_deadline

from ..documents import submission_text, suggested_matters
from ..forms import AcceptSubmissionForm, AgreementCheckForm, ProposalForm, ReasonForm
from ..policies import spoken_for
from ..selectors import check_for, running_referral
from ..services import accept_submission, prepare_referral, propose_submission, refuse_submission
from ..states import AgreementForm, ReferralState
from .finding import find_case, find_referral, frame, status_of, to_case, too_late


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_arbitration(request, reference):
    """`do=check` only looks; anything else begins. A refused agreement stays on the page with what is wrong with it."""
    dispute = find_case(request, reference)
    if (elsewhere := _not_now(request, dispute)) is not None:
        return elsewhere
    form = AgreementCheckForm(request.POST or None)
    finding, is_check = None, request.POST.get("do") == "check"
    if form.is_bound and form.is_valid():
        finding = check_for(
            dispute,
            form.cleaned_data["commission"],
            form=form.cleaned_data["agreement_form"],
            text=form.cleaned_data["agreement_text"],
        )
    if request.htmx and is_check:
        return render(
            request, "arbitration/findings.html", {"finding": finding, "dispute": dispute, "form": form}
        )
    can_begin = finding is not None and finding.can_begin(is_read=form.cleaned_data["is_read"])
    if can_begin and not is_check:
        referral = prepare_referral(dispute, by=request.user, **form.cleaned_data)
        messages.success(request, _("申请书已经按案件内容填好，请核对。"))
        return redirect("arbitration:prepare", pk=referral.pk)
    context = {
        "dispute": dispute,
        "form": form,
        "finding": finding,
        "is_refused": finding is not None and not can_begin and not is_check,
        "is_consumer": _is_consumer(dispute),
    }
    status = 422 if context["is_refused"] else status_of(form)
    return render(request, "arbitration/request.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, reference):
    """The text is shown as it will be signed before anything is sent."""
    dispute = find_case(request, reference)
    if (elsewhere := _not_now(request, dispute)) is not None:
        return elsewhere
    form = ProposalForm(request.POST or None, initial={"matters": suggested_matters(dispute)})
    text, finding = "", None
    if form.is_bound and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("commission", "matters", "is_online")}
        text = submission_text(dispute, **chosen)
        finding = check_for(dispute, chosen["commission"], form=AgreementForm.SUBMISSION, text=text)
        if request.POST.get("do") == "send" and finding.is_valid:
            require_sure(request)  # it binds like a signature
            try:
                referral = propose_submission(
                    dispute, by=request.user, name=form.cleaned_data["name"], **chosen
                )
            except NotValid as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, _("仲裁协议已经向对方发出，等待对方答复。"))
                return redirect("arbitration:show", pk=referral.pk)
    context = {
        "dispute": dispute,
        "form": form,
        "text": text,
        "finding": finding,
        "is_consumer": _is_consumer(dispute),
    }
    is_refused = finding is not None and not finding.is_valid
    return render(request, "arbitration/propose.html", context, status=422 if is_refused else status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submission(request, pk):
    """`do`: accept or refuse. For whoever has not answered yet and may give up the courts for this matter."""
    referral = find_referral(request, pk)
    if not spoken_for(request.user, referral, referral.dispute.parties.all()):
        raise NotPermitted()
    if referral.agreement_form != AgreementForm.SUBMISSION:
        return too_late(request, referral)
    if referral.state != ReferralState.AGREEING and request.method != "POST":
        return too_late(request, referral)
    do = request.POST.get("do", "")
    accepting = AcceptSubmissionForm(request.POST if do == "accept" else None)
    refusing = ReasonForm(request.POST if do == "refuse" else None)
    if do == "accept" and accepting.is_valid():
        require_sure(request)
        accept_submission(referral, by=request.user, name=accepting.cleaned_data["name"])
        messages.success(request, _("您已经同意仲裁。"))
        return redirect("arbitration:show", pk=referral.pk)
    if do == "refuse" and refusing.is_valid():
        refuse_submission(referral, by=request.user, **refusing.cleaned_data)
        messages.success(request, _("您没有同意仲裁。投诉人会另选途径。"))
        return to_case(referral.dispute)
    missing = referral.submission.missing_parties()
    context = frame(
        request,
        referral,
        submission=referral.submission,
        acceptances=list(referral.submission.acceptances.select_related("party")),
        missing=missing,
        is_asked=bool(spoken_for(request.user, referral, missing)),
        accepting=accepting,
        refusing=refusing,
        deadline=next_deadline(referral),
    )
    return render(request, "arbitration/submission.html", context, status=status_of(accepting, refusing))


def _not_now(request, dispute):
    """Where to go instead, when no new road may be taken just now."""
    running = running_referral(dispute)
    if running is not None and request.method != "POST":
        return redirect("arbitration:show", pk=running.pk)
    if not roads_out(dispute) and request.method != "POST":
        messages.info(
            request,
            _("现在不能申请仲裁。案件目前的状态是：%(state)s。") % {"state": dispute.get_state_display()},
        )
        return to_case(dispute)
    return None


def _is_consumer(dispute):
    try:
        return "consumer" in category_of(dispute.category).flags
    except NoSuchTerm:
        return False
