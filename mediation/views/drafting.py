"""The agreement: worded, checked, read in plain words, accepted or taken back, sent back for a change."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from disputes.exceptions import NotValid
from disputes.forms import term_rows, terms_of
from notices.states import PaperKind

from ..checking import findings_on
from ..forms import AgreementForm, ReasonForm
from ..forms.drafting import SplitForm
from ..models import Agreement
from ..policies import is_lead, may_sign, require_lead, require_mediator, spoken_for
from ..reading import readings
from ..selectors import current_agreement, parties_to_accept, terms_to_begin_with, words_to_begin_with
from ..services import accept_draft, draft_agreement, reopen_draft, take_back_acceptance, word_agreement
from ..services.cooling import cooling_off
from ..states import AgreementState, MediationState
from .finding import find, fingerprint_in, frame, status_of, too_late

M = MediationState


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request, pk):
    """Begun with what was agreed or drafted last. Buttons reshape the rows, split a sum, or show how it would read."""
    mediation = find(request, pk)
    require_mediator(request.user, mediation)
    if request.method != "POST" and mediation.state != M.MEDIATING:
        return too_late(request, mediation)
    data = request.POST if request.method == "POST" else None
    parties = mediation.dispute.parties.all()
    is_split = data is not None and "split" in data
    split = SplitForm(data if is_split else None)
    rows = split.rows(data, parties=parties) if is_split else None
    rows = rows or term_rows(data, parties=parties, terms=terms_to_begin_with(mediation))
    form = AgreementForm(data, initial=words_to_begin_with(mediation, list(AgreementForm.base_fields)))
    shown = {"rows": rows, "form": form, "split": split}
    if data is None or rows.is_reshaped or is_split:
        return _draft_page(request, mediation, status=status_of(split), **shown)
    if not all([rows.is_valid(), form.is_valid()]):
        return _draft_page(request, mediation, status=422, **shown)
    worded = {"by": request.user, "terms": terms_of(rows), **form.cleaned_data}
    if "preview" in data:
        preview = word_agreement(mediation, **worded)
        return _draft_page(request, mediation, preview=preview, **_explained(mediation, preview), **shown)
    try:
        draft_agreement(mediation, **worded)
    except NotValid as refusal:
        form.add_error(None, refusal.message)
        preview = word_agreement(mediation, **worded)
        return _draft_page(request, mediation, status=422, findings=findings_on(mediation, preview), **shown)
    messages.success(request, _("草案已经送给各方核对。"))
    return redirect("mediation:agreement", mediation.pk)


def _draft_page(request, mediation, *, status=200, **context):
    return render(request, "mediation/draft.html", frame(request, mediation, **context), status=status)


def _explained(mediation, agreement, parties=None):
    return {
        "findings": findings_on(mediation, agreement),
        "readings": readings(mediation, agreement, parties),
    }


def _counts(agreement):
    return agreement.state in {AgreementState.DRAFT, AgreementState.SIGNING, AgreementState.SIGNED}


@login_required
@require_http_methods(["GET", "HEAD"])
def agreement(request, pk):
    """The words, and what they mean in plain language, for everybody who is to agree to them."""
    mediation = find(request, pk)
    current = current_agreement(mediation) or mediation.agreements.last()
    if current is None:
        return too_late(request, mediation)
    own = spoken_for(request.user, mediation, needs_special_mandate=True)
    waits_for = parties_to_accept(mediation)
    is_draft = current.state == AgreementState.DRAFT and mediation.state == M.MEDIATING
    cooling = cooling_off(mediation)
    explained = _explained(mediation, current, spoken_for(request.user, mediation) or None)
    if not is_draft:
        explained["findings"] = []
    if not _counts(current):
        explained["readings"] = []  # what nobody has to do is not read to them as their duty
    context = frame(
        request,
        mediation,
        agreement=current,
        is_dead=not _counts(current),
        waits_for=waits_for,
        may_accept=is_draft and bool(set(own) & set(waits_for)),
        may_take_back=is_draft and bool(set(own) - set(waits_for)),
        cooling=cooling,
        signatures=list(current.signatures.select_related("signer", "party")),
        may_redraft=is_lead(request.user, mediation) and mediation.is_running,
        may_sign=may_sign(request.user, mediation),
        paper=mediation.dispute.chain.papers.filter(
            kind=PaperKind.MEDIATION_AGREEMENT, facts__mediation=mediation.pk
        ).last(),
        **explained,
    )
    return render(request, "mediation/agreement.html", context)


@login_required
@require_POST
def accept(request, pk):
    """Accept the wording named by its hash: what was read is what is accepted."""
    mediation = find(request, pk)
    current = get_object_or_404(Agreement, mediation=mediation, sha256=fingerprint_in(request.POST))
    accept_draft(current, by=request.user)
    messages.success(request, _("您已确认协议文字。"))
    return redirect("mediation:agreement", mediation.pk)


@login_required
@require_POST
def take_back(request, pk):
    mediation = find(request, pk)
    current = get_object_or_404(Agreement, mediation=mediation, sha256=fingerprint_in(request.POST))
    take_back_acceptance(current, by=request.user)
    messages.success(request, _("您已撤回确认。可以继续谈，也可以再确认。"))
    return redirect("mediation:agreement", mediation.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def redraft(request, pk):
    mediation = find(request, pk)
    require_lead(request.user, mediation)
    if request.method != "POST" and mediation.state != M.SIGNING:
        return too_late(request, mediation)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reopen_draft(mediation, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("已退回修改，请写新的一稿。"))
        return redirect("mediation:draft", mediation.pk)
    context = frame(
        request,
        mediation,
        form=form,
        title=_("退回修改协议"),
        lead=_("已有的签名作废，各方要重新确认文字再签。理由各方都看得到。"),
        submit=_("退回修改"),
    )
    return render(request, "mediation/act.html", context, status=status_of(form))
