"""Reading a referral, and taking its files home. Every download is written down."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casefiles.services import paper_pdf
from disputes.exceptions import NotPermitted
from disputes.policies import party_of
from notices.selectors import can_read
from rulebook.selectors import explain, next_deadline

from ..agreement import rules_of
from ..policies import can_download_bundle
from ..selectors import papers_of, particulars_of
from ..services import record_reading
from ..states import AgreementForm
from .finding import find_referral, frame

REFRESH = 2  # seconds


@login_required
@require_safe
def show(request, pk):
    referral = find_referral(request, pk)
    return render(request, "arbitration/show.html", frame(request, referral, **sheet(request, referral)))


def sheet(request, referral):
    """A referral as its reader may see it: the other side reads the application once it has been sent."""
    own = frame(request, referral)
    is_commission = own["party"] is None
    deadline = next_deadline(referral)
    is_submission = referral.agreement_form == AgreementForm.SUBMISSION
    return {
        "cautions": rules_of(referral.agreement_checks),
        "submission": referral.submission if is_submission else None,
        "acceptances": list(referral.submission.acceptances.select_related("party")) if is_submission else [],
        "particulars": particulars_of(referral) if is_commission or own["may_prepare"] else [],
        "papers": _readable_papers(request, referral),
        "sees_application": own["may_prepare"] or referral.sent_at is not None,
        "may_download": can_download_bundle(request.user, referral),
        "deadline": deadline,
        "derivation": explain(deadline) if deadline else [],
        "refresh": REFRESH,
    }


@login_required
@require_safe
def bundle_status(request, pk):
    """The piece of the page that asks again until the bundle is bound."""
    referral = find_referral(request, pk)
    if not can_download_bundle(request.user, referral):
        raise NotPermitted()
    context = {"referral": referral, "may_download": True, "refresh": REFRESH}
    return render(request, "arbitration/bundle.html", context)


@login_required
@require_safe
def bundle(request, pk):
    referral = find_referral(request, pk)
    if not can_download_bundle(request.user, referral):
        raise NotPermitted()
    if referral.sent_at is None:
        raise Http404
    if not referral.bundle:
        messages.info(request, _("材料正在装订，请稍候再下载。"))
        return redirect("arbitration:show", pk=referral.pk)
    record_reading(referral, by=request.user, what="bundle")
    name = f"{referral.dispute.reference}-{referral.pk}.zip"
    return _guarded(FileResponse(referral.bundle.open("rb"), as_attachment=True, filename=name))


@login_required
@require_safe
def award(request, pk):
    referral = find_referral(request, pk)
    if not referral.award_file:
        raise Http404
    record_reading(referral, by=request.user, what="award")
    name = f"{referral.dispute.reference}-award.pdf"
    return _guarded(
        FileResponse(
            referral.award_file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf"
        )
    )


@login_required
@require_safe
def paper(request, pk, paper_pk):
    """A paper of the referral as PDF, for a commission too, which has no way into the case itself."""
    referral = find_referral(request, pk)
    found = next((each for each in _readable_papers(request, referral) if each.pk == int(paper_pk)), None)
    if found is None:
        raise Http404
    record_reading(referral, by=request.user, what="paper", paper=found.pk)
    response = HttpResponse(paper_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{referral.dispute.reference}-{found.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _readable_papers(request, referral):
    if party_of(request.user, referral.dispute) is None:
        return papers_of(referral)
    return [each for each in papers_of(referral) if can_read(request.user, each)]


def _guarded(response):
    """A stranger's file: no sniffing, no scripts, no shared cache."""
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
