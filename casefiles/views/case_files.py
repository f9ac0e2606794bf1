"""Copies of the case file: asking for one, watching it being made, taking it home."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disputes.policies import party_of
from notices.models import Paper
from notices.selectors import can_read
from notices.states import Standing

from ..models import CaseFile
from ..policies import can_keep_witness, can_request_case_file
from ..selectors import case_files_visible_to
from ..services import make_again, record_case_file_reading, request_case_file
from ..services import paper_pdf as paper_pdf_of
from ..states import CaseFileState, CopyFor
from .files import guarded
from .finding import find_dispute, frame_of

REFRESH = 2  # seconds


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case_files(request: HttpRequest, key: str) -> HttpResponse:
    """The copies this person has asked for, and the button for another."""
    dispute = find_dispute(request.user, key)
    if not can_request_case_file(request.user, dispute):
        raise Http404
    if request.method == "POST":
        copy_for = request.POST.get("copy_for") or None
        if copy_for not in (None, CopyFor.COURT):
            copy_for = None
        made = request_case_file(dispute, by=request.user, audience=copy_for, language=get_language() or "")
        return redirect("casefiles:case_file", made.number)
    context = frame_of(request.user, dispute) | {
        "files": case_files_visible_to(request.user).filter(dispute=dispute).select_related("party"),
        "is_party": party_of(request.user, dispute) is not None,
    }
    return render(request, "casefiles/case_files.html", context)


@login_required
@require_safe
def case_file(request: HttpRequest, number: str) -> HttpResponse:
    """How far it is; the page asks again by itself, with or without scripts, until it is ready."""
    found = find_case_file(request, number)
    context = frame_of(request.user, found.dispute) | {"file": found, "refresh": REFRESH}
    template = "casefiles/case_file_progress.html" if request.htmx else "casefiles/case_file.html"
    response = render(request, template, context)
    if found.is_under_way and not request.htmx:
        response["Refresh"] = str(REFRESH * 5)
    return response


@login_required
@require_POST
def case_file_again(request: HttpRequest, number: str) -> HttpResponse:
    found = find_case_file(request, number)
    make_again(found, by=request.user)
    return redirect("casefiles:case_file", found.number)


@login_required
@require_safe
def case_file_download(request: HttpRequest, number: str) -> HttpResponse:
    found = find_case_file(request, number)
    if found.state != CaseFileState.READY or not found.file:
        raise Http404
    record_case_file_reading(found, by=request.user)
    return guarded(
        FileResponse(
            found.file.open(),
            as_attachment=True,
            filename=f"{found.number}.pdf",
            content_type="application/pdf",
        )
    )


@login_required
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Every copy this person has asked for, in all their cases."""
    files = case_files_visible_to(request.user).select_related("dispute", "party")[:200]
    context = {"files": files, "keeps_witness": can_keep_witness(request.user)}
    return render(request, "casefiles/archive.html", context)


@login_required
@require_safe
def paper_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper, printed, for whoever may read it. The file stays what it was; its name says that it counts no more."""
    paper = get_object_or_404(Paper.objects.select_related("chain", "issuer", "signer", "replaced_by"), pk=pk)
    if not can_read(request.user, paper):
        raise Http404
    standing = "" if paper.standing == Standing.VALID else f"（{paper.standing.label}）"
    name = f"{paper.title} {paper.number}{standing}.pdf"
    response = HttpResponse(paper_pdf_of(paper), content_type="application/pdf")
    response["Content-Disposition"] = _attachment(name)
    return guarded(response)


def _attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name) or "attachment"


def find_case_file(request: HttpRequest, number: str) -> CaseFile:
    return get_object_or_404(
        case_files_visible_to(request.user).select_related("dispute__chain", "party"), number=number.upper()
    )
