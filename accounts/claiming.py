"""What is taken by a code: an account one can come back to, and a role in a body."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from .exceptions import NotLawfulNow, NotValid, TooMany
from .forms import ClaimForm, PowerCodeForm, ShortCodeForm
from .limits import knock
from .reauthentication import asks_who
from .selectors import is_held, owner_of
from .services import (
    accept_membership_offer,
    claim_account,
    find_membership_offer,
    require_good_password,
    send_code,
    take_code,
    waiting_code,
)
from .states import CodePurpose
from .texts import count_words

BACKEND = "django.contrib.auth.backends.ModelBackend"
CLAIM, OFFER = "accounts.claim", "accounts.offer"


@login_required
@asks_who(on_get=True)
@never_cache
@sensitive_post_parameters("password")
def claim(request):
    """A guest who came by a one-time code says how to reach them; a code goes there, whoever it belongs to."""
    user = request.user
    if user.has_usable_password():
        return redirect("accounts:profile")
    form = ClaimForm(request.POST or None, initial={"contact": user.phone or user.email})
    if form.is_valid():
        contact = form.cleaned_data["contact"]
        try:
            password = form.cleaned_data["password"]
            hashed = require_good_password(password, user) if password else ""
            sent = _send_code(request, contact)
        except (NotValid, TooMany) as refusal:
            form.add_error(None, refusal.message)
        else:
            request.session[CLAIM] = {"sent": sent.pk, "password": hashed}
            return redirect("accounts:claim_code")
    return render(request, "accounts/claim.html", {"form": form}, status=422 if form.errors else 200)


def _send_code(request, contact):
    """To a contact that another account has proved goes a word about it instead; the page says the same."""
    owner = owner_of(contact)
    count_words(request, contact, owner)
    instead = ""
    if owner is None and is_held(contact):
        instead = "messages/contact_closed.txt"
    elif owner is not None and owner != request.user:
        instead = "messages/contact_taken.txt"
    return send_code(
        request.user,
        contact,
        purpose=CodePurpose.CLAIM,
        subject=_("【解纷】您的验证码"),
        template="messages/contact_code.txt",
        instead=instead,
    )


@login_required
@never_cache
def claim_code(request):
    """The right code makes the contact theirs, with the password typed before, if one was."""
    waiting = request.session.get(CLAIM, {})
    sent = waiting_code(request.user, waiting.get("sent"), purpose=CodePurpose.CLAIM)
    if sent is None:
        request.session.pop(CLAIM, None)
        messages.warning(request, _("验证码已经失效，请重新填写。"))
        return redirect("accounts:claim")
    form = ShortCodeForm(request.POST or None)
    if form.is_valid():
        try:
            is_right = take_code(sent, form.cleaned_data["code"])
        except NotLawfulNow as refusal:
            form.add_error("code", refusal.message)
        else:
            if is_right:
                return _claim(request, sent.contact, waiting["password"])
            form.add_error("code", _("验证码不正确。"))
    context = {"form": form, "contact": sent.contact}
    return render(request, "accounts/claim_code.html", context, status=422 if form.errors else 200)


def _claim(request, contact, hashed):
    del request.session[CLAIM]
    claimed = claim_account(request.user, contact=contact, hashed=hashed, by=request.user)
    login(request, claimed, backend=BACKEND)  # a new password ends other sessions, not this one
    if hashed:
        messages.success(request, _("密码已经设置。以后可以用手机号码或电子邮箱登录。"))
    else:
        messages.success(request, _("联系方式已经验证。以后用验证码登录。"))
    return redirect("accounts:profile")


@login_required
@never_cache
@sensitive_post_parameters("code")
def membership_offer(request):
    """Type the code of an invitation, see what it gives, take it."""
    code = request.POST.get("code") or ("" if request.method == "POST" else None)
    form = PowerCodeForm({"code": code} if code is not None else None)
    if "accept" in request.POST:
        return _take(request, request.session.get(OFFER, ""))
    if form.is_valid():
        try:
            counted = knock(request, "power_codes_from")
        except TooMany as refusal:
            form.add_error("code", refusal.message)
        else:
            offer = find_membership_offer(form.cleaned_data["code"])
            if offer is not None:
                counted.take_back()
                request.session[OFFER] = form.cleaned_data["code"]
                return render(request, "accounts/membership_offer_take.html", {"offer": offer})
            form.add_error("code", _("这个邀请码不正确、已使用、已撤回或已过期。"))
    return render(
        request, "accounts/membership_offer.html", {"form": form}, status=422 if form.errors else 200
    )


def _take(request, code):
    offer = find_membership_offer(code)
    request.session.pop(OFFER, None)
    try:
        if offer is None:
            raise NotLawfulNow(_("这份邀请已经使用、撤回或者过期。"), code="offer_gone")
        accept_membership_offer(offer, by=request.user)
    except NotValid as refusal:
        messages.error(request, refusal.message)
        return redirect("accounts:membership_offer")
    messages.success(request, _("您已加入：%(body)s") % {"body": offer.organisation})
    return redirect("accounts:profile")
