"""How the other side comes in by a code, and who speaks for a party."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.exceptions import TooMany
from accounts.limits import knock
from accounts.reauthentication import asks_who
from accounts.texts import count_words

from ..exceptions import NotLawfulNow, NotPermitted, NotValid
from ..forms import CodeForm, JoinForm, MandateCodeForm, RepresentativeForm
from ..models import Representative
from ..policies import is_the_party
from ..services import (
    accept_mandate,
    appoint_representative,
    end_representation,
    find_invitation,
    find_mandate_offer,
    join_by_code,
    renew_mandate_offer,
)
from ..services.joining import fact_asked_of
from .finding import find_case, frame, own_party, status_of, to_case
from .returning import USED_KEY, reached_by

SESSION_KEY, MANDATE_KEY = "disputes.join_code", "disputes.mandate_code"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request):
    """Type the code. It comes by POST alone, so that no address, log or other site ever holds it."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            counted = knock(request, "case_codes_from")
        except TooMany as refusal:
            form.add_error("code", refusal.message)
        else:
            if find_invitation(code) is not None:
                counted.take_back()
                request.session[SESSION_KEY] = code
                return redirect("disputes:join_confirm")
            if not request.user.is_authenticated and reached_by(code) is not None:
                counted.take_back()
                request.session[USED_KEY] = code
                return redirect("disputes:come_back")
            form.add_error("code", _("这个查阅码不正确、已使用或已过期。请核对通知，或请平台重新发送。"))
    return render(request, "disputes/join.html", {"form": form}, status=status_of(form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_confirm(request):
    """Who is there, then straight into the case as a guest, or with the account one is signed in with."""
    code = request.session.get(SESSION_KEY, "")
    invitation = find_invitation(code) if code else None
    if invitation is None:
        request.session.pop(SESSION_KEY, None)
        messages.info(request, _("请输入查阅码。"))
        return redirect("disputes:join")
    user, party = request.user if request.user.is_authenticated else None, invitation.party
    initial = {"phone": party.phone, "email": party.email}
    if not party.name.startswith(str(_("身份待查明"))):
        initial["name"] = party.name
    form = JoinForm(
        request.POST or None,
        initial=initial,
        asks=fact_asked_of(party),
        asks_contact=bool(party.phone or party.email) and party.window_id is None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            joined = join_by_code(code, by=user, **form.cleaned_data)
        except NotValid as refusal:
            form.add_error("fact" if refusal.code == "wrong_fact" else None, refusal.message)
        else:
            if user is None:
                login(request, joined.user, backend=BACKEND)
            request.session.pop(SESSION_KEY, None)
            messages.success(request, _("您已进入案件。"))
            return to_case(joined.dispute)
    context = {"form": form, "party": party, "dispute": party.dispute}
    return render(request, "disputes/join_confirm.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@asks_who
def representatives(request, reference):
    dispute = find_case(request, reference)
    party = own_party(request, dispute)
    if not is_the_party(request.user, party):
        raise NotPermitted(_("只有当事人本人可以委托或者更换代理人。"))
    form = RepresentativeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if not party.representatives.filter(ends_on=None, phone=data["contact"]).exists():
                count_words(request, data["contact"])  # pressed twice, it is sent once
            appoint_representative(
                dispute, by=request.user, name=data["name"], phone=data["contact"], mandate=data["mandate"]
            )
            messages.success(request, _("代理人已经登记，邀请码已经发出。对方接受后才能看到本案。"))
            return redirect("disputes:representatives", dispute.reference)
        except (NotValid, TooMany) as refusal:
            form.add_error(None, refusal.message)
    current = party.representatives.filter(ends_on=None).select_related("user")
    context = frame(request, dispute, form=form, party=party, representatives=list(current))
    return render(request, "disputes/representatives.html", context, status=status_of(form))


@login_required
@require_POST
@asks_who(back=lambda reference, **_: reverse("disputes:representatives", args=[reference]))
def representative_act(request, reference, pk, act):
    """`end` a representation, or `renew` the code that was lost before it was used."""
    dispute = find_case(request, reference)
    party = own_party(request, dispute)
    representative = get_object_or_404(Representative, pk=pk, party=party, ends_on=None)
    if act == "end":
        end_representation(representative, by=request.user)
        messages.success(request, _("委托已经结束。"))
    else:
        count_words(request, representative.phone)
        renew_mandate_offer(representative, by=request.user)
        messages.success(request, _("新的邀请码已经发出，以前的不再有效。"))
    return redirect("disputes:representatives", dispute.reference)


@login_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def mandate(request):
    """Type the code of an invitation to speak for somebody, see what it gives, accept."""
    if "accept" in request.POST:
        return _accept_mandate(request)
    form = MandateCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            counted = knock(request, "power_codes_from")
        except TooMany as refusal:
            form.add_error("code", refusal.message)
        else:
            if (offer := find_mandate_offer(code)) is not None:
                counted.take_back()
                request.session[MANDATE_KEY] = code
                return render(request, "disputes/mandate_accept.html", {"offer": offer})
            form.add_error("code", _("这个邀请码不正确、已使用、已撤回或已过期。"))
    return render(request, "disputes/mandate.html", {"form": form}, status=status_of(form))


def _accept_mandate(request):
    offer = find_mandate_offer(request.session.pop(MANDATE_KEY, ""))
    if offer is None:
        raise NotLawfulNow(_("这份邀请已经使用、撤回或者过期。"), code="offer_gone")
    try:
        representative = accept_mandate(offer, by=request.user)
    except NotValid as refusal:
        messages.error(request, refusal.message)
        return redirect("disputes:mandate")
    messages.success(request, _("您现在是%(party)s的代理人。") % {"party": representative.party.name})
    return to_case(representative.party.dispute)
