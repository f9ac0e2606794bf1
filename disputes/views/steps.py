"""The pages of the filing form: one thing a page, each saves, nothing typed is lost."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rulebook.selectors import category as category_of

from ..exceptions import NotValid
from ..forms import CategoryForm, ComplainantForm, RespondentForm, SectorForm, StoryForm, claim_rows
from ..models import Dispute
from ..services import (
    describe_complainant,
    file_dispute,
    missing_content,
    name_respondent,
    replace_claims,
    save_draft,
)
from ..states import Origin, PartyRole, State
from .finding import find_draft, status_of

#: The pages in order. `evidence` belongs to the app that keeps files.
STEPS = ("sector", "category", "respondent", "story", "claims", "evidence", "consents", "check")


def next_step(draft):
    """Where to go on: the page after the last one saved."""
    position = STEPS.index(draft.step) + 1 if draft.step in STEPS else 0
    return STEPS[min(position, len(STEPS) - 1)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def file_step(request, pk, step):
    draft = find_draft(request, pk)
    if step not in STEPS:
        raise Http404
    if draft.state != State.DRAFT:
        return redirect("disputes:receipt", draft.reference)
    if step == "evidence":
        return redirect(f"{reverse('casefiles:evidence', args=[draft.pk])}?step=1")
    if step == "category" and not draft.sector:
        return redirect("disputes:file_step", draft.pk, "sector")
    return PAGES[step](request, draft)


def _show(request, draft, step, **context):
    number = STEPS.index(step) + 1
    back = reverse("disputes:file_step", args=[draft.pk, STEPS[number - 2]]) if number > 1 else ""
    if number == 1:
        back = reverse("disputes:desk" if draft.origin == Origin.DESK else "disputes:start")
    return {
        "base": "base_desk.html" if draft.origin == Origin.DESK else "base_party.html",
        "dispute": draft,
        "step": step,
        "number": number,
        "count": len(STEPS),
        "back": back,
        **context,
    }


def _saved(request, draft, step):
    """On to the next page, or home when the person wants to go on another time."""
    if "autosave" in request.GET:
        return HttpResponse(status=204)
    if "leave" in request.POST:
        messages.success(request, _("已经保存。您可以随时在任何设备上接着填写。"))
        return redirect("disputes:desk" if draft.origin == Origin.DESK else "disputes:start")
    if request.GET.get("then") == "check":
        return redirect("disputes:file_step", draft.pk, "check")
    return redirect("disputes:file_step", draft.pk, STEPS[STEPS.index(step) + 1])


def _sector(request, draft):
    form = SectorForm(request.POST or None, initial={"sector": draft.sector})
    if request.method == "POST" and form.is_valid():
        sector = form.cleaned_data["sector"]
        kept = draft.category if sector == draft.sector else ""
        save_draft(draft, by=request.user, sector=sector, category=kept, step=_furthest(draft, "sector"))
        if not kept:
            return redirect("disputes:file_step", draft.pk, "category")
        return _saved(request, draft, "sector")
    return render(
        request,
        "disputes/steps/sector.html",
        _show(request, draft, "sector", form=form),
        status=status_of(form),
    )


def _category(request, draft):
    form = CategoryForm(request.POST or None, sector=draft.sector, initial={"category": draft.category})
    if request.method == "POST" and form.is_valid():
        save_draft(draft, by=request.user, step=_furthest(draft, "category"), **form.cleaned_data)
        return _saved(request, draft, "category")
    context = _show(request, draft, "category", form=form)
    return render(request, "disputes/steps/category.html", context, status=status_of(form))


def _respondent(request, draft):
    searching = request.method == "POST" and "search" in request.POST
    form = RespondentForm(request.POST or None, initial=_respondent_of(draft))
    if request.method == "POST" and not searching and form.is_valid():
        try:
            name_respondent(draft, by=request.user, **form.as_arguments())
            save_draft(draft, by=request.user, step=_furthest(draft, "respondent"))
            return _saved(request, draft, "respondent")
        except NotValid as refusal:
            form.add_error(None, refusal.message)
    context = _show(
        request, draft, "respondent", form=form, platforms=form.shown_platforms(), searching=searching
    )
    return render(
        request, "disputes/steps/respondent.html", context, status=200 if searching else status_of(form)
    )


def _respondent_of(draft):
    party = draft.parties.filter(role=PartyRole.RESPONDENT).first()
    initial = {"platform": draft.platform_id, "order_number": draft.order_number}
    if party is None:
        return initial
    if draft.is_against_platform:
        return {**initial, "target": RespondentForm.PLATFORM}
    is_unknown = party.name.startswith(str(_("身份待查明")))
    return {
        **initial,
        "target": RespondentForm.UNKNOWN if is_unknown else RespondentForm.SOMEONE,
        "name": "" if is_unknown else party.name,
        **{field: getattr(party, field) for field in ("kind", "phone", "email", "address")},
    }


def _story(request, draft):
    form = StoryForm(
        request.POST or None, instance=draft, initial={"region": draft.region or _last_region(request)}
    )
    if request.method == "POST":
        is_valid = form.is_valid()
        partly = "autosave" in request.GET or "leave" in request.POST
        if is_valid or partly:
            # the form has put its values on `draft`; the service writes them to a freshly locked row
            step = _furthest(draft, "story") if is_valid else draft.step
            save_draft(draft, by=request.user, step=step, **form.cleaned_data)
            return _saved(request, draft, "story")
    context = _show(request, draft, "story", form=form, autosave=True)
    return render(request, "disputes/steps/story.html", context, status=status_of(form))


def _last_region(request):
    before = Dispute.objects.filter(created_by=request.user).exclude(region="")
    return before.order_by("-pk").values_list("region", flat=True).first() or ""


def _claims(request, draft):
    rows = claim_rows(
        request.POST if request.method == "POST" else None,
        category_code=draft.category,
        claims=draft.claims.all(),
    )
    if request.method == "POST" and not rows.is_reshaped and rows.is_valid():
        replace_claims(draft, by=request.user, claims=rows.filled)
        save_draft(draft, by=request.user, step=_furthest(draft, "claims"))
        return _saved(request, draft, "claims")
    context = _show(request, draft, "claims", rows=rows)
    return render(
        request, "disputes/steps/claims.html", context, status=200 if rows.is_reshaped else status_of(rows)
    )


def _consents(request, draft):
    party = draft.parties.get(role=PartyRole.COMPLAINANT)
    form = ComplainantForm(request.POST or None, initial=ComplainantForm.initial_of(party, draft))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        own = {name: data[name] for name in (*form.OWN, *form.CONSENTS)}
        prior = {name: data[name] for name in form.PRIOR}
        try:
            describe_complainant(draft, by=request.user, **own)
            save_draft(draft, by=request.user, step=_furthest(draft, "consents"), **prior)
            return _saved(request, draft, "consents")
        except NotValid as refusal:
            form.add_error(None, refusal.message)
    context = _show(request, draft, "consents", form=form)
    return render(request, "disputes/steps/consents.html", context, status=status_of(form))


def _check(request, draft):
    refused = ""
    if request.method == "POST":
        try:
            filed = file_dispute(draft, by=request.user)
            return redirect("disputes:receipt", filed.reference)
        except NotValid as refusal:
            refused = refusal.message
    context = _show(
        request,
        draft,
        "check",
        missing=missing_content(draft),
        refused=refused,
        complainant=draft.parties.filter(role=PartyRole.COMPLAINANT).first(),
        respondent=draft.parties.filter(role=PartyRole.RESPONDENT).first(),
        claims=draft.claims.all(),
        evidence=draft.evidence.visible_to(request.user),
        category=category_of(draft.category) if draft.category else None,
    )
    return render(request, "disputes/steps/check.html", context, status=422 if refused else 200)


def _furthest(draft, step):
    """The page saved that is furthest on: going back to correct something does not lose the place."""
    reached = [name for name in (draft.step, step) if name in STEPS]
    return max(reached, key=STEPS.index)


PAGES = {
    "sector": _sector,
    "category": _category,
    "respondent": _respondent,
    "story": _story,
    "claims": _claims,
    "consents": _consents,
    "check": _check,
}
