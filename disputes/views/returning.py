"""Back into a case without the browser one came in with, and older cases into one's account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.code_login import FactForm, begin_code_login
from accounts.codes import masked
from accounts.exceptions import TooMany
from accounts.limits import knock_from_anywhere
from accounts.reauthentication import asks_who

from ..exceptions import NotValid
from ..guests import contact_of, find_used_code, is_lost_guest
from ..services import bring_in as bring_in_cases
from .finding import status_of

USED_KEY = "disputes.used_code"


def reached_by(code):
    """The party that a used code belongs to, while its guest can be sent another; else None."""
    party = find_used_code(code)
    return party if party is not None and is_lost_guest(party) and contact_of(party) else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request):
    """Who has a code that was used is sent six digits to the contact known in the case, and to no other."""
    party = reached_by(request.session.get(USED_KEY, ""))
    if party is None or request.user.is_authenticated:
        request.session.pop(USED_KEY, None)
        return redirect("disputes:bring_in" if request.user.is_authenticated else "disputes:join")
    contact, refused = contact_of(party), ""
    if request.method == "POST":
        try:
            begin_code_login(request, party.user, contact)
        except TooMany as refusal:
            refused = refusal.message
        else:
            after = reverse("proceedings:case", args=[party.dispute.reference])
            page = reverse("account_confirm_login_code")
            return HttpResponseRedirect(f"{page}?{urlencode({'next': after})}")
    context = {"dispute": party.dispute, "contact": masked(contact), "refused": refused}
    return render(request, "disputes/come_back.html", context, status=429 if refused else 200)


@login_required
@asks_who(on_get=True)
@never_cache
@sensitive_post_parameters("fact")
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request):
    """One more fact about cases under one's proven number."""
    form = FactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            knock_from_anywhere(request, "facts_given", str(request.user.pk))
            joined = bring_in_cases(request.user, **form.cleaned_data)
        except (NotValid, TooMany) as refusal:
            form.add_error("fact", refusal.message)
        else:
            said = ngettext("已经并入 %(count)s 件案件。", "已经并入 %(count)s 件案件。", len(joined))
            messages.success(request, said % {"count": len(joined)})
            return redirect("proceedings:inbox")
    return render(request, "disputes/bring_in.html", {"form": form}, status=status_of(form))
