"""The evidence of a case: the list and its upload form, one piece, its description."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from disputes.exceptions import NotValid
from disputes.policies import require
from disputes.states import State

from ..forms import EvidenceForm, FilesForm
from ..models import Evidence
from ..policies import can_change_evidence, can_submit_evidence, sees_original, with_changeability
from ..selectors import custody_of, evidence_of
from ..services import describe_evidence, receive_file, withdraw_evidence
from .finding import find_dispute, frame_of, key_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, key: str) -> HttpResponse:
    """The list, and the form that adds to it. `?step=1` shows it as a page of the filing form."""
    dispute = find_dispute(request.user, key)
    form = FilesForm(request.POST, request.FILES) if request.method == "POST" else FilesForm()
    if form.is_bound and form.is_valid() and _receive_all(request, dispute, form):
        step = "?step=1" if request.GET.get("step") else ""
        return redirect(reverse("casefiles:evidence", args=[key_of(dispute)]) + step)
    return _panel(request, dispute, form)


def _receive_all(request, dispute, form) -> bool:
    """Each file stands for itself: one that is refused does not lose the others."""
    received, files = 0, form.cleaned_data["files"]
    for file in files:
        try:
            receive_file(dispute, by=request.user, file=file)
            received += 1
        except NotValid as refusal:
            form.add_error("files", f"{file.name}：{refusal.message}")
    if received:
        text = ngettext("已收到 %(count)d 份证据。", "已收到 %(count)d 份证据。", received) % {
            "count": received
        }
        messages.success(request, text)
    return received == len(files)


def _panel(request, dispute, form) -> HttpResponse:
    is_open = dispute.state != State.CLOSED
    context = frame_of(request.user, dispute) | {
        "form": form,
        "items": with_changeability(request.user, dispute, evidence_of(dispute, user=request.user)),
        "can_submit": is_open and can_submit_evidence(request.user, dispute),
        "is_step": bool(request.GET.get("step")) and dispute.state == State.DRAFT,
        "chunk_bytes": settings.UPLOAD_CHUNK_BYTES,
        "max_bytes": settings.EVIDENCE_MAX_BYTES,
        "max_files": settings.EVIDENCE_MAX_FILES,
    }
    if request.htmx or request.GET.get("fragment"):
        return render(request, "casefiles/evidence_list.html", context)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "casefiles/evidence.html", context, status=status)


def find_evidence(request: HttpRequest, pk: int) -> Evidence:
    return get_object_or_404(
        Evidence.objects.visible_to(request.user).select_related("dispute__chain", "submitted_by_party"),
        pk=pk,
    )


def find_own_evidence(request: HttpRequest, pk: int) -> Evidence:
    """For pages that change it: others may look at the evidence, not at its form."""
    piece = find_evidence(request, pk)
    require(can_change_evidence(request.user, piece))
    return piece


@login_required
@require_safe
def evidence_detail(request: HttpRequest, pk: int) -> HttpResponse:
    piece = find_evidence(request, pk)
    context = frame_of(request.user, piece.dispute) | {
        "piece": piece,
        "custody": custody_of(piece),
        "sees_original": sees_original(request.user, piece),
        "can_change": piece.is_open and can_change_evidence(request.user, piece),
    }
    return render(request, "casefiles/evidence_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_edit(request: HttpRequest, pk: int) -> HttpResponse:
    piece = find_own_evidence(request, pk)
    form = EvidenceForm(request.POST or None, instance=piece)
    if request.method == "POST" and form.is_valid():
        describe_evidence(piece, by=request.user, **form.cleaned_data)
        messages.success(request, _("已保存。"))
        return redirect(_back_to_list(request, piece))
    context = frame_of(request.user, piece.dispute) | {
        "piece": piece,
        "form": form,
        "step": request.GET.get("step"),
    }
    return render(request, "casefiles/evidence_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    piece = find_own_evidence(request, pk)
    if request.method == "POST":
        withdraw_evidence(piece, by=request.user)
        messages.success(request, _("已撤回这份证据。"))
        return redirect(_back_to_list(request, piece))
    context = frame_of(request.user, piece.dispute) | {"piece": piece, "step": request.GET.get("step")}
    return render(request, "casefiles/evidence_withdraw.html", context)


def _back_to_list(request, piece) -> str:
    step = "?step=1" if request.GET.get("step") and piece.dispute.state == State.DRAFT else ""
    return reverse("casefiles:evidence", args=[key_of(piece.dispute)]) + step
