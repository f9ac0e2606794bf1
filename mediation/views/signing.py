"""Signing the agreement: as a party, as the mediator, or with the body's seal."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.reauthentication import note_proof, proof_of
from casefiles.services import warm_up_press
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid

from ..forms import SignForm
from ..policies import is_mediator, is_secretary, may_sign, spoken_for
from ..reading import readings
from ..selectors import parties_to_sign
from ..services import send_signing_code, sign_agreement
from ..states import AgreementState, MediationState
from .finding import find, frame, status_of

M = MediationState


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
    proof = proof_of(request, is_explicit=True)
    form = SignForm(
        request.POST if request.method == "POST" else None,
        has_password=user.has_usable_password(),
        is_sure=proof is not None,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            sign_agreement(
                current,
                by=user,
                typed_name=given["typed_name"],
                strokes=given["strokes"],
                password=given.get("password", ""),
                code=given.get("code", ""),
                proof=proof,
            )
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            if proof is None:
                note_proof(request, "password" if given.get("password") else "code")
            messages.success(request, _("您已签署。"))
            return redirect("mediation:agreement", mediation.pk)
    warm_up_press()  # whoever signs last wants the paper at once
    sides = spoken_for(user, mediation)
    signatures = list(current.signatures.select_related("signer", "party"))
    waiting = parties_to_sign(mediation)
    context = frame(
        request,
        mediation,
        agreement=current,
        form=form,
        signatures=signatures,
        waits_for=waiting,
        readings=readings(mediation, current, sides or None),
        can_sign=may_sign(user, mediation),
    )
    return render(request, "mediation/sign.html", context, status=status_of(form))
