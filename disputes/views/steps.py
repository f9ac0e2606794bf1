"""The pages of the filing form: one thing a page, each saves, nothing typed is lost."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rulebook.selectors import category as category_of

from ..exceptions import NotLawfulNow, NotValid
from ..forms import CategoryForm, ComplainantForm, RespondentForm, SectorForm, StoryForm, claim_rows
from ..forms.window import SignedForm
from ..models import Dispute
from ..services import (
    describe_complainant,
    file_at_window,
    file_dispute,
    hash_of,
    missing_content,
    name_respondent,
    replace_claims,
    save_draft,
)
from ..states import Origin, PartyRole, State
from ..taking_down import filing_statement
from .draft_page import STEPS, DraftPage, frame, typed_initial, typed_rows
from .finding import find_draft


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
        if request.method == "POST" and step != "check":  # the refusal shows what was typed
            raise NotLawfulNow(_("这份投诉已经提交，不能再改。要补充的内容，请在案件里提出。"), code="filed")
        return redirect("disputes:receipt", draft.reference)
    if step == "evidence":
        return redirect(f"{reverse('casefiles:evidence', args=[draft.pk])}?step=1")
    if step == "category" and not draft.sector:
        return redirect("disputes:file_step", draft.pk, "sector")
    return PAGES[step](request, draft)


def _sector(request, draft):
    def build(data, draft, typed):
        return SectorForm(data, initial=_initial(SectorForm, typed, {"sector": draft.sector}))

    page = DraftPage(request, draft, "sector", build)
    if not page.is_posted:
        return page.show()
    before, kept_category = draft.sector, draft.category

    def save():
        sector = page.form.cleaned_data["sector"]
        kept = kept_category if sector == before else ""
        save_draft(draft, by=request.user, sector=sector, category=kept, step=_furthest(draft, "sector"))

    answer = page.answer(save)
    is_on = answer.status_code == 302 and not page.may_stay_unsound
    if is_on and not (page.form.cleaned_data["sector"] == before and kept_category):
        return redirect("disputes:file_step", draft.pk, "category")
    return answer


def _category(request, draft):
    def build(data, draft, typed):
        initial = _initial(CategoryForm, typed, {"category": draft.category})
        return CategoryForm(data, sector=draft.sector, initial=initial)

    page = DraftPage(request, draft, "category", build)
    if not page.is_posted:
        return page.show()
    return page.answer(
        lambda: save_draft(
            draft, by=request.user, step=_furthest(draft, "category"), **page.form.cleaned_data
        )
    )


def _respondent(request, draft):
    def build(data, draft, typed):
        return RespondentForm(data, initial=_initial(RespondentForm, typed, _respondent_of(draft)))

    page = DraftPage(request, draft, "respondent", build)
    searching = page.is_posted and "search" in request.POST
    page.shows = {"platforms": page.form.shown_platforms(), "searching": searching}
    if not page.is_posted or searching:
        return page.show()

    def save():
        name_respondent(draft, by=request.user, **page.form.as_arguments())
        save_draft(draft, by=request.user, step=_furthest(draft, "respondent"))

    return page.answer(save)


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
    def build(data, draft, typed):
        known = {"region": draft.region or _last_region(request)}
        return StoryForm(data, instance=draft, initial=_initial(StoryForm, typed, known))

    page = DraftPage(request, draft, "story", build)
    if not page.is_posted:
        return page.show()
    before = draft.step

    def save(step):
        # the form has put its values on `draft`; the service writes them to a freshly locked row
        save_draft(draft, by=request.user, step=step, **page.form.cleaned_data)

    return page.answer(lambda: save(_furthest(draft, "story")), lambda: save(before))


def _last_region(request):
    before = Dispute.objects.filter(created_by=request.user).exclude(region="")
    return before.order_by("-pk").values_list("region", flat=True).first() or ""


def _claims(request, draft):
    def build(data, draft, typed):
        stored = draft.claims.all() if typed is None else None
        rows = typed_rows(typed, "claims") if typed is not None else ()
        return claim_rows(data, category_code=draft.category, claims=stored or (), initial=rows)

    page = DraftPage(request, draft, "claims", build)
    if not page.is_posted or page.form.is_reshaped:
        return page.show()

    def save():
        replace_claims(draft, by=request.user, claims=page.form.filled)
        save_draft(draft, by=request.user, step=_furthest(draft, "claims"))

    return page.answer(save)


def _consents(request, draft):
    def build(data, draft, typed):
        party = draft.parties.get(role=PartyRole.COMPLAINANT)
        initial = _initial(ComplainantForm, typed, ComplainantForm.initial_of(party, draft))
        return ComplainantForm(data, initial=initial, at_window=draft.origin == Origin.DESK)

    page = DraftPage(request, draft, "consents", build)
    if not page.is_posted:
        return page.show()

    def save():
        form, data = page.form, page.form.cleaned_data
        describe_complainant(
            draft,
            by=request.user,
            **{name: data[name] for name in (*form.OWN, *form.CONSENTS) if name in data},
        )
        prior = {name: data[name] for name in form.PRIOR}
        save_draft(draft, by=request.user, step=_furthest(draft, "consents"), **prior)

    return page.answer(save)


def _initial(form_class, typed, stored):
    """What was typed and is not sound yet comes back as it was typed; otherwise what is stored."""
    return stored if typed is None else typed_initial(form_class, typed)


def _check(request, draft):
    refused, signed, statement = "", None, ""
    if draft.origin == Origin.DESK:
        statement = filing_statement(draft)
        signed = SignedForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        try:
            filed = _hand_in(request, draft, signed, statement)
            if filed is not None:
                return redirect("disputes:receipt", filed.reference)
        except NotValid as refusal:
            refused = refusal.message
    context = frame(
        draft,
        "check",
        missing=missing_content(draft),
        refused=refused,
        complainant=draft.parties.filter(role=PartyRole.COMPLAINANT).first(),
        respondent=draft.parties.filter(role=PartyRole.RESPONDENT).first(),
        claims=draft.claims.all(),
        evidence=draft.evidence.visible_to(request.user),
        category=category_of(draft.category) if draft.category else None,
        signed=signed,
        statement=hash_of(statement),
    )
    is_sound = not refused and (signed is None or not signed.errors)
    return render(request, "disputes/steps/check.html", context, status=200 if is_sound else 422)


def _hand_in(request, draft, signed, statement):
    """By the author; at a window by the complainant, who has heard it and signed. None: not signed as it should be."""
    if signed is None:
        return file_dispute(draft, by=request.user)
    if not signed.is_valid():
        return None
    if request.POST.get("statement") != hash_of(statement):
        raise NotValid(_("内容和刚才读的不一样了，请重新读给本人听，再签名。"), code="changed_meanwhile")
    return file_at_window(
        draft, by=request.user, title=_("提交投诉"), statement=statement, signed=signed.as_signed()
    )


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
