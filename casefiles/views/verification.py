"""The public pages on which anybody finds out whether a paper or a case file is genuine, and by which anchor."""

from __future__ import annotations

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import knock
from disputes.exceptions import NotValid
from docket import authority
from inputs.bounds import at_most, read_late
from inputs.middleware import clean_posted

from ..forms import VerifyForm
from ..selectors import Finding, finding_by_code
from ..services.verification import LARGEST_UPLOAD, VERIFIER, verifier_sha256, verify_file

PEM = Encoding.PEM


@csrf_exempt  # only until who asks is counted: the check would read the whole body first
@read_late
@at_most(LARGEST_UPLOAD)
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """A code or a file in, a finding out. 429 for whoever asks too often, before anything they sent is read."""
    if request.method == "POST":
        knock(request, "verify_file")
    elif request.GET.get("code"):
        knock(request, "verify_code")
    return _verify(request)


@csrf_protect
def _verify(request: HttpRequest) -> HttpResponse:
    finding, code = None, request.GET.get("code", "")
    if request.method != "POST":
        form = VerifyForm(initial={"code": code})
        return _page(request, form, finding_by_code(code) if code else None)
    clean_posted(request)
    form = VerifyForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            finding = _found(request, form)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
    return _page(request, form, finding, status=422 if form.errors else 200)


def _found(request: HttpRequest, form: VerifyForm) -> Finding:
    if form.cleaned_data["file"]:
        return verify_file(form.cleaned_data["file"], user=request.user)
    return finding_by_code(form.cleaned_data["code"])


def _page(
    request: HttpRequest, form: VerifyForm, finding: Finding | None, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "finding": finding,
        "fingerprint": authority.fingerprint_in_groups(),
        "earlier": authority.fingerprints()[1:],
        "verifier_sha256": verifier_sha256(),
        "repository": settings.SOURCE_URL,
    }
    return render(request, "casefiles/verify.html", context, status=status)


@require_safe
def verifier(request: HttpRequest) -> FileResponse:
    """The program that checks a case file offline."""
    return FileResponse(
        VERIFIER.open("rb"), as_attachment=True, filename=VERIFIER.name, content_type="text/x-python"
    )


@require_safe
def authority_json(request: HttpRequest) -> JsonResponse:
    """The anchor, the ones before it, the keys they certified and the program, for machines that keep them."""
    anchors = authority.anchors()
    return JsonResponse(
        {
            "format": "jiefen-authority/1",
            "fingerprint_sha256": authority.fingerprint(),
            "certificate": _pem(anchors[0]),
            "earlier": [
                {"fingerprint_sha256": authority.fingerprint_of(one), "certificate": _pem(one)}
                for one in anchors[1:]
            ],
            "cross_certificates": [_pem(one) for one in authority.successors()],
            "checkpoint_keys": authority.checkpoint_keys(),
            "revocation_list": _address(request, "verify:revocations"),
            "verifier": {"address": _address(request, "verify:program"), "sha256": verifier_sha256()},
            "repository": settings.SOURCE_URL,
        },
        json_dumps_params={"indent": 1},
    )


@require_safe
def authority_pem(request: HttpRequest) -> HttpResponse:
    return HttpResponse(authority.certificate().public_bytes(PEM), content_type="application/x-pem-file")


@require_safe
def revocations(request: HttpRequest) -> HttpResponse:
    found = authority.revocation_list().public_bytes(Encoding.DER)
    return HttpResponse(found, content_type="application/pkix-crl")


def _pem(certificate) -> str:
    return certificate.public_bytes(PEM).decode()


def _address(request: HttpRequest, name: str) -> str:
    return f"{settings.SITE_URL}{reverse(name)}"
