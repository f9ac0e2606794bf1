"""Filing: where it begins, on a phone or at the window; the drafts; the receipt."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import search_platforms
from notices.models import Paper
from notices.states import PaperKind
from rulebook.selectors import next_deadline

from ..forms import PlatformSearchForm
from ..policies import can_file_at_desk, party_of
from ..selectors import drafts_of
from ..services import discard_draft, start_draft
from ..services.papers import is_only_at_window
from ..states import Origin, PartyRole, State
from .finding import find_case, find_draft
from .steps import STEPS, next_step


@require_http_methods(["GET", "HEAD", "POST"])
def start(request):
    """What it is and how long it takes; the first press makes the draft."""
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_signup')}?next={request.path}")
        draft = _empty_draft(request.user, Origin.ONLINE) or start_draft(
            by=request.user, language=get_language()
        )
        return redirect("disputes:file_step", draft.pk, STEPS[0])
    drafts = drafts_of(request.user)[:20] if request.user.is_authenticated else []
    return render(request, "disputes/start.html", {"drafts": [(draft, next_step(draft)) for draft in drafts]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request):
    """The receptionist files for somebody who came to the window; the same pages, then paper to sign."""
    if request.method == "POST":
        draft = _empty_draft(request.user, Origin.DESK) or start_draft(
            by=request.user, origin=Origin.DESK, language=get_language()
        )
        return redirect("disputes:file_step", draft.pk, STEPS[0])
    if not can_file_at_desk(request.user):
        raise Http404
    drafts = drafts_of(request.user).filter(origin=Origin.DESK)[:50]
    return render(request, "disputes/desk.html", {"drafts": [(draft, next_step(draft)) for draft in drafts]})


def _empty_draft(user, origin):
    """Pressing twice, or coming back after only looking, makes no second empty draft."""
    return drafts_of(user).filter(origin=origin, step="").first()


@require_safe
def platforms(request):
    """The platforms whose name contains the words, as choices for the page that asks."""
    form = PlatformSearchForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    chosen = request.GET.get("platform", "")
    context = {"platforms": search_platforms(query)[:8], "chosen": chosen, "query": query}
    return render(request, "disputes/platforms.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request, pk):
    draft = find_draft(request, pk)
    if draft.state != State.DRAFT:
        return redirect("disputes:receipt", draft.reference)
    if request.method == "POST":
        discard_draft(draft, by=request.user)
        messages.success(request, _("草稿已经删除。"))
        return redirect("disputes:desk" if draft.origin == Origin.DESK else "disputes:start")
    return render(request, "disputes/discard.html", {"dispute": draft, "step": next_step(draft)})


@login_required
@require_safe
def receipt(request, reference):
    """The reference, what happens next, and the paper to keep or to sign."""
    dispute = find_case(request, reference)
    is_desk_copy = dispute.origin == Origin.DESK and can_file_at_desk(request.user)
    complainant = dispute.parties.filter(role=PartyRole.COMPLAINANT).first()
    if party_of(request.user, dispute) != complainant and not is_desk_copy:
        raise Http404
    paper = Paper.objects.filter(chain=dispute.chain, kind=PaperKind.REGISTRATION).first()
    context = {
        "base": "base_desk.html" if is_desk_copy else "base_party.html",
        "dispute": dispute,
        "complainant": complainant,
        "paper": paper,
        "is_desk_copy": is_desk_copy,
        "may_get_code": complainant is not None
        and (complainant.user_id is None or is_only_at_window(complainant)),
        "deadline": next_deadline(dispute),
    }
    return render(request, "disputes/receipt.html", context)
