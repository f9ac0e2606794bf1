from __future__ import annotations

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rulebook.selectors import length, rule_in_force

from .exceptions import NotPermitted, NotValid, TooMany
from .forms import (
    ErasureForm,
    IdentityForm,
    IdentityRefusalForm,
    MemberForm,
    ProfileForm,
    SignatoryForm,
)
from .models import IdentityCheck, Membership, waiting
from .policies import can_decide_identity, can_manage_members, can_verify_identities, needs_second_factor
from .reauthentication import asks_who
from .selectors import (
    has_consented,
    is_guest,
    offices_of,
    open_check_of,
    organisations_visible_to,
    others_with_number,
    signatory_of,
)
from .services import (
    ask_erasure,
    backup_lasts,
    change_profile,
    declare_identity,
    end_membership,
    export_person,
    give_consent,
    name_signatory,
    offer_membership,
    read_identity_image,
    refuse_identity,
    standing_of,
    verify_identity,
    withdraw_consent,
    withdraw_erasure,
    withdraw_membership_offer,
)
from .states import ConsentKind, IdentityLevel
from .texts import count_words


@login_required
def profile(request):
    user = request.user
    initial = {"name": user.name, "language": user.language, "wants_mail": user.wants_mail}
    form = ProfileForm(request.POST or None, initial=initial)
    if user.identity_level == IdentityLevel.VERIFIED:
        form.fields["name"].disabled = True
    if form.is_valid():
        change_profile(user, **form.cleaned_data, by=user)
        messages.success(request, _("已经保存。"))
        response = redirect("accounts:profile")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, form.cleaned_data["language"], samesite="Lax")
        return response
    context = {
        "form": form,
        "offices": offices_of(user),
        "check": user.identity_checks.last(),
        "is_guest": is_guest(user),
        "may_verify": can_verify_identities(user),
        "needs_second_factor": needs_second_factor(user) and not user.authenticator_set.exists(),
    }
    return render(request, "accounts/profile.html", context)


# --- identity -------------------------------------------------------------------------------------


@login_required
def declare(request):
    user = request.user
    form = IdentityForm(request.POST or None, request.FILES or None, initial={"name": user.name})
    if form.is_valid():
        data = form.cleaned_data
        try:
            declare_identity(user, **{**data, "image": data["image"].read()}, by=user)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("已经提交，核验后会通知您。"))
            return redirect("accounts:profile")
    context = {"form": form, "open_check": open_check_of(user)}
    return render(request, "accounts/identity_declare.html", context)


@login_required
@require_GET
def identity_queue(request):
    if not can_verify_identities(request.user):
        raise Http404
    checks = IdentityCheck.objects.visible_to(request.user).waiting().exclude(user=request.user)
    context = {"checks": checks.select_related("user").order_by("declared_at")}
    return render(request, "accounts/identity_queue.html", context)


@login_required
def identity_check(request, pk):
    check = _check(request, pk)
    form = IdentityRefusalForm(request.POST if "refuse" in request.POST else None)
    if request.method == "POST" and "verify" in request.POST:
        verify_identity(check, by=request.user)
        messages.success(request, _("已核验：%(name)s") % {"name": check.user})
        return redirect("accounts:identity_queue")
    if form.is_valid():
        refuse_identity(check, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("已退回，并告知原因。"))
        return redirect("accounts:identity_queue")
    context = {"check": check, "form": form, "others": others_with_number(check)}
    return render(request, "accounts/identity_check.html", context)


@login_required
@require_GET
def identity_image(request, pk):
    data, media_type = read_identity_image(_check(request, pk), by=request.user)
    response = HttpResponse(data, content_type=media_type)
    is_picture = media_type.startswith("image/")
    response["Content-Disposition"] = "inline" if is_picture else 'attachment; filename="document.pdf"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"  # a stranger's file
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _check(request, pk):
    check = get_object_or_404(
        IdentityCheck.objects.visible_to(request.user).select_related("user").filter(checked_at=None), pk=pk
    )
    if not can_decide_identity(request.user, check):
        raise Http404
    return check


# --- bodies ---------------------------------------------------------------------------------------


@login_required
@require_GET
def organisations(request):
    found = organisations_visible_to(request.user).order_by("name")
    if len(found) == 1:
        return redirect("accounts:organisation", pk=found[0].pk)
    return render(request, "accounts/organisations.html", {"organisations": found})


@login_required
@asks_who
def organisation(request, pk):
    body = get_object_or_404(organisations_visible_to(request.user), pk=pk)
    may_manage = can_manage_members(request.user, body)
    if request.method == "POST" and not may_manage:
        raise NotPermitted()
    form = MemberForm(request.POST or None, organisation=body)
    if form.is_valid():
        try:
            count_words(request, form.cleaned_data["contact"])
            offer_membership(body, **form.cleaned_data, by=request.user, language=get_language() or "zh-hans")
        except TooMany as refusal:
            form.add_error("contact", refusal.message)
        else:
            messages.success(request, _("邀请已经发出。对方登录并输入邀请码后成为成员，14 天内有效。"))
            return redirect("accounts:organisation", pk=body.pk)
    memberships = body.memberships.select_related("user").order_by("role", "user__name")
    context = {
        "organisation": body,
        "may_manage": may_manage,
        "form": form,
        "memberships": memberships.in_force(),
        "signatory": signatory_of(body),
        "offers": body.offers.filter(waiting()) if may_manage else (),
        "former": memberships.filter(ends_on__lt=timezone.localdate()) if may_manage else (),
    }
    return render(request, "accounts/organisation.html", context)


@login_required
@asks_who
@require_http_methods(["GET", "HEAD", "POST"])
def signatory(request, pk):
    """Who signs the papers of the body: its own rule, named by whoever keeps its members."""
    body = get_object_or_404(organisations_visible_to(request.user), pk=pk)
    if not can_manage_members(request.user, body):
        raise NotPermitted()
    form = SignatoryForm(request.POST or None, organisation=body, initial={"signatory": signatory_of(body)})
    if request.method == "POST" and form.is_valid():
        name_signatory(body, user=form.cleaned_data["signatory"], by=request.user)
        messages.success(request, _("已经保存。"))
        return redirect("accounts:organisation", pk=body.pk)
    return render(request, "accounts/signatory.html", {"organisation": body, "form": form})


@login_required
def membership_end(request, pk, membership_pk):
    body = get_object_or_404(organisations_visible_to(request.user), pk=pk)
    membership = get_object_or_404(Membership.objects.in_force().filter(organisation=body), pk=membership_pk)
    if not can_manage_members(request.user, body):
        raise NotPermitted()
    if request.method == "POST":
        end_membership(membership, by=request.user)
        messages.success(request, _("任职已经结束，相关权限即时停止。"))
        return redirect("accounts:organisation", pk=body.pk)
    return render(request, "accounts/membership_end.html", {"organisation": body, "membership": membership})


@login_required
@require_POST
def membership_offer_withdraw(request, pk, offer_pk):
    body = get_object_or_404(organisations_visible_to(request.user), pk=pk)
    if not can_manage_members(request.user, body):
        raise NotPermitted()
    withdraw_membership_offer(get_object_or_404(body.offers.all(), pk=offer_pk), by=request.user)
    messages.success(request, _("邀请已经撤回，邀请码不再有效。"))
    return redirect("accounts:organisation", pk=body.pk)


# --- privacy --------------------------------------------------------------------------------------


@require_GET
def privacy_policy(request):
    answer = length(rule_in_force("rights_answer", on=timezone.localdate()))
    return render(request, "accounts/privacy_policy.html", {"answer": answer})


@login_required
@require_GET
def privacy(request):
    user = request.user
    kinds = [(kind, ConsentKind(kind).label, has_consented(user, kind)) for kind in ConsentKind.values]
    return render(request, "accounts/privacy.html", {"kinds": kinds, "consents": user.consents.all()})


@login_required
@require_POST
def consent(request, kind):
    if kind not in ConsentKind.values:
        raise Http404
    act = withdraw_consent if "withdraw" in request.POST else give_consent
    act(request.user, kind=kind, by=request.user)
    messages.success(request, _("已经保存。"))
    return redirect("accounts:privacy")


@login_required
@require_POST
@asks_who(back=partial(reverse, "accounts:privacy"))
def export(request):
    data = export_person(request.user, by=request.user)
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="jiefen-{timezone.localdate():%Y%m%d}.json"'
    response["Cache-Control"] = "no-store"
    return response


@login_required
@asks_who(on_get=True)
def erase(request):
    form = ErasureForm(request.POST or None)
    backup = backup_lasts()
    if form.is_valid():
        erasure = ask_erasure(request.user, by=request.user)
        standing = standing_of(request.user)
        if erasure.account_erased_at is not None:
            logout(request)
            return render(request, "accounts/erased.html", {"kept": standing.kept, "backup": backup})
        messages.success(request, _("已经记下。到时自动办理。"))
        return redirect("accounts:erase")
    context = {"form": form, "standing": standing_of(request.user), "backup": backup}
    return render(request, "accounts/erase.html", context)


@login_required
@require_POST
def erase_withdraw(request):
    withdraw_erasure(request.user, by=request.user)
    messages.success(request, _("已经撤回，账号照常使用。"))
    return redirect("accounts:privacy")
