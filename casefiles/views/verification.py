"""The public page on which anybody finds out whether a paper or a case file is genuine."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from ..documents.signature import signing_certificate_fingerprint
from ..forms import VerifyForm
from ..selectors import finding_by_code
from ..services.assembly import VERIFIER
from ..services.verification import verify_file


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    finding = check = None
    code = request.GET.get("code", "")
    form = (
        VerifyForm(request.POST, request.FILES)
        if request.method == "POST"
        else VerifyForm(initial={"code": code})
    )
    if form.is_bound and form.is_valid():
        if form.cleaned_data["file"]:
            finding, check = verify_file(form.cleaned_data["file"])
        else:
            finding = finding_by_code(form.cleaned_data["code"])
    elif not form.is_bound and code:
        finding = finding_by_code(code)
    context = {
        "form": form,
        "finding": finding,
        "check": check,
        "fingerprint": signing_certificate_fingerprint(),
    }
    return render(request, "casefiles/verify.html", context, status=422 if form.errors else 200)


@require_safe
def verifier(request: HttpRequest) -> FileResponse:
    """The program that checks a case file offline."""
    return FileResponse(
        VERIFIER.open("rb"), as_attachment=True, filename=VERIFIER.name, content_type="text/x-python"
    )
