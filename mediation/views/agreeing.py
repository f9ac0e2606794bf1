"""Proposals, the agreement and its signing, the record."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.forms import term_rows, terms_of
from disputes.terms import from_json

from ..forms import AgreementForm, ConfirmRecordForm, MessageForm, ReasonForm, RecordForm, SignForm
from ..models import Agreement, MediationRecord, Proposal
from ..policies import is_mediator, is_secretary, require_mediator, spoken_for
from ..scope import findings_on, matter_of
from ..selectors import current_agreement, parties_to_accept, parties_to_sign
from ..services import (
    accept_draft,
    confirm_record,
    draft_agreement,
    draw_up_record,
    make_proposal,
    reopen_draft,
    reply_to_proposal,
    send_signing_code,
    sign_agreement,
    withdraw_proposal,
)
from ..states import AgreementState, MediationState, ProposalState
from .finding import find, fingerprint_in, frame, status_of, to_show, too_late

M = MediationState


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, pk):
    mediation = find(request, pk)
    require_mediator(request.user, mediation)
    if request.method != "POST" and mediation.state != M.MEDIATING:
        return too_late(request, mediation)
    data = request.POST if request.method == "POST" else None
    last = mediation.proposals.last()
    rows = term_rows(
        data, parties=mediation.dispute.parties.all(), terms=from_json(last.terms) if last else ()
    )
    form = MessageForm(data)
    if data is not None and not rows.is_reshaped and all([rows.is_valid(), form.is_valid()]):
        try:
            make_proposal(
                mediation, by=request.user, terms=terms_of(rows), message=form.cleaned_data["message"]
            )
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("方案已经分别送给各方，等待私下回应。"))
            return to_show(mediation)
    status = 200 if rows.is_reshaped else status_of(rows, form)
    return render(
        request, "mediation/propose.html", frame(request, mediation, rows=rows, form=form), status=status
    )


@login_required
@require_POST
def reply(request, pk, number):
    mediation = find(request, pk)
    proposal = get_object_or_404(Proposal, mediation=mediation, number=number)
    reply_to_proposal(proposal, by=request.user, is_accepted=request.POST.get("answer") == "accept")
    messages.success(request, _("您的回应已经收到。各方都回应后公布结果，谁拒绝不会公布。"))
    return to_show(mediation)


@login_required
@require_POST
def withdraw(request, pk, number):
    mediation = find(request, pk)
    withdraw_proposal(get_object_or_404(Proposal, mediation=mediation, number=number), by=request.user)
    messages.success(request, _("方案已经撤回。"))
    return to_show(mediation)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request, pk):
    """The agreement, begun with what was accepted or drafted last."""
    mediation = find(request, pk)
    require_mediator(request.user, mediation)
    if request.method != "POST" and mediation.state != M.MEDIATING:
        return too_late(request, mediation)
    data = request.POST if request.method == "POST" else None
    last = mediation.agreements.last()
    terms = _terms_to_begin_with(mediation, last)
    rows = term_rows(data, parties=mediation.dispute.parties.all(), terms=terms)
    names = list(AgreementForm.base_fields)
    initial = (
        {name: getattr(last, name) for name in names} if last else {"facts": mediation.dispute.narrative}
    )
    form = AgreementForm(data, initial=initial)
    if data is not None and not rows.is_reshaped and all([rows.is_valid(), form.is_valid()]):
        try:
            agreement = draft_agreement(mediation, by=request.user, terms=terms_of(rows), **form.cleaned_data)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            for finding in _findings(mediation, agreement):
                messages.warning(request, finding.message)
            messages.success(request, _("草案已经送给各方核对。"))
            return redirect("mediation:agreement", mediation.pk)
    status = 200 if rows.is_reshaped else status_of(rows, form)
    return render(
        request, "mediation/draft.html", frame(request, mediation, rows=rows, form=form), status=status
    )


def _terms_to_begin_with(mediation, last):
    """Whichever is newer: the draft before, or the proposal that all accepted."""
    accepted = mediation.proposals.filter(state=ProposalState.ACCEPTED).last()
    if accepted is not None and (last is None or accepted.closed_at > last.drafted_at):
        return from_json(accepted.terms)
    return from_json(last.terms) if last else ()


def _findings(mediation, agreement):
    return findings_on(
        from_json(agreement.terms),
        texts=[agreement.disputed_items, agreement.performance],
        performance=agreement.performance,
        default_clause=agreement.default_clause,
        wants_confirmation=agreement.wants_confirmation,
        body=mediation.body,
        matter=matter_of(mediation.dispute),
    )


@login_required
@require_http_methods(["GET", "HEAD"])
def agreement(request, pk):
    """The words, for everybody who is to agree to them."""
    mediation = find(request, pk)
    current = current_agreement(mediation) or mediation.agreements.last()
    if current is None:
        return too_late(request, mediation)
    own = spoken_for(request.user, mediation, needs_special_mandate=True)
    context = frame(
        request,
        mediation,
        agreement=current,
        findings=_findings(mediation, current) if is_mediator(request.user, mediation) else [],
        waits_for=parties_to_accept(mediation),
        may_accept=bool(set(own) & set(parties_to_accept(mediation))),
        signatures=list(current.signatures.select_related("signer", "party")),
        may_redraft=is_mediator(request.user, mediation) and mediation.is_running,
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
@require_http_methods(["GET", "HEAD", "POST"])
def redraft(request, pk):
    mediation = find(request, pk)
    require_mediator(request.user, mediation)
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


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request, pk):
    """Read, then sign: as a party, as the mediator, or with the body's seal."""
    mediation = find(request, pk)
    user = request.user
    own = spoken_for(user, mediation, needs_special_mandate=True)
    if not (own or is_mediator(user, mediation) or is_secretary(user, mediation)):
        raise NotPermitted()
    if request.method != "POST" and mediation.state != M.SIGNING:
        return redirect("mediation:agreement", mediation.pk)
    current = mediation.agreements.filter(state=AgreementState.SIGNING).first()
    if current is None:
        raise NotLawfulNow()
    is_code_wanted = request.method == "POST" and "send_code" in request.POST
    if is_code_wanted:
        sent_to = send_signing_code(current, by=user)
        messages.success(request, _("验证码已发送到 %(where)s，10分钟内有效。") % {"where": sent_to})
        return redirect("mediation:sign", mediation.pk)
    form = SignForm(
        request.POST if request.method == "POST" else None, has_password=user.has_usable_password()
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            sign_agreement(
                current,
                by=user,
                typed_name=given["typed_name"],
                password=given.get("password", ""),
                code=given["code"],
            )
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("您已签署。"))
            return redirect("mediation:agreement", mediation.pk)
    signatures = list(current.signatures.select_related("signer", "party"))
    waiting = parties_to_sign(mediation)
    context = frame(
        request,
        mediation,
        agreement=current,
        form=form,
        signatures=signatures,
        waits_for=waiting,
        can_sign=_can_sign(user, mediation, own, waiting, {s.role for s in signatures}),
    )
    return render(request, "mediation/sign.html", context, status=status_of(form))


def _can_sign(user, mediation, own, waiting, roles):
    if own:
        return bool(set(own) & set(waiting))
    if is_mediator(user, mediation):
        return "mediator" not in roles
    return not waiting and "mediator" in roles


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request, pk):
    """The mediator writes it, the parties confirm it."""
    mediation = find(request, pk)
    newest = mediation.records.last()
    is_writing = is_mediator(request.user, mediation) and mediation.state in {M.MEDIATING, M.SIGNING}
    own = spoken_for(request.user, mediation)
    data = request.POST if request.method == "POST" else None
    initial = {"summary": newest.summary, "undisputed": newest.undisputed} if newest else None
    if data is not None and not (is_writing or own):
        raise NotLawfulNow() if is_mediator(request.user, mediation) else NotPermitted()
    form = RecordForm(data, initial=initial) if is_writing else ConfirmRecordForm(data)
    if data is not None and form.is_valid():
        if is_writing:
            draw_up_record(mediation, by=request.user, **form.cleaned_data)
            messages.success(request, _("笔录已经送给各方核对。"))
        else:
            shown = get_object_or_404(MediationRecord, mediation=mediation, sha256=fingerprint_in(data))
            confirm_record(shown, by=request.user, objection=form.cleaned_data["objection"])
            messages.success(request, _("已经记下您的意见。"))
        return redirect("mediation:record", mediation.pk)
    confirmations = list(newest.confirmations.select_related("party")) if newest else []
    said = {confirmation.party for confirmation in confirmations}
    context = frame(
        request,
        mediation,
        record=newest,
        form=form,
        is_writing=is_writing,
        confirmations=confirmations,
        may_confirm=bool(newest and set(own) - said),
    )
    return render(request, "mediation/record.html", context, status=status_of(form))
