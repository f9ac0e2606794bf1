"""The board of load and quality, one's own figures, the cases behind a number, and objections."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Organisation
from accounts.selectors import holds_role
from accounts.states import OrganisationKind, Role
from disputes.exceptions import NotPermitted
from rulebook.selectors import live_deadline

from ..forms import DecideObjectionForm, ObjectionForm
from ..models import FigureObjection, Mediation, RosterEntry
from ..selectors import HOW, LISTED, board, cases_of
from ..services import decide_objection, object_to_figure
from ..services.objecting import may_decide
from ..states import ObjectionState
from .finding import status_of

OVERSEE = (Role.SECRETARY, Role.SUPERVISOR)
OBJECTION_CLOCK = "mediation.figureobjection.open"


@login_required
@require_safe
def board_page(request):
    """Of each body one oversees; a mediator is led to their own figures."""
    offices = request.user.memberships.in_force().filter(
        role__in=OVERSEE, organisation__kind=OrganisationKind.MEDIATION_BODY
    )
    bodies = list(Organisation.objects.filter(pk__in=offices.values("organisation")).order_by("name"))
    if not bodies:
        own = RosterEntry.objects.filter(mediator=request.user).first()
        if own is None:
            raise NotPermitted()
        return redirect("mediation:figures", own.pk)
    context = {
        "boards": [(body, board(body)) for body in bodies],
        "how": HOW,
        "objections": FigureObjection.objects.visible_to(request.user)
        .filter(state=ObjectionState.OPEN)
        .select_related("entry__mediator"),
    }
    return render(request, "mediation/board.html", context)


def find_figures(request, pk):
    """One's own, or of a mediator of the body one oversees."""
    entry = get_object_or_404(RosterEntry.objects.select_related("body", "mediator"), pk=pk)
    is_own = entry.mediator_id == request.user.pk
    if not is_own and not holds_role(request.user, entry.body, *OVERSEE):
        raise Http404
    return entry, is_own


@login_required
@require_safe
def figures(request, pk):
    entry, is_own = find_figures(request, pk)
    row = board(entry.body, only=entry)[0]
    context = {
        "entry": entry,
        "row": row,
        "is_own": is_own,
        "how": [(code, name, words, code in LISTED) for code, (name, words) in HOW.items()],
        "objections": FigureObjection.objects.filter(entry=entry).select_related("mediation__dispute"),
    }
    return render(request, "mediation/figures.html", context)


@login_required
@require_safe
def cases(request, pk, figure):
    """References, dates and states: no word of any case."""
    entry, is_own = find_figures(request, pk)
    if figure not in LISTED:
        raise Http404
    context = {
        "entry": entry,
        "figure": figure,
        "name": HOW[figure][0],
        "words": HOW[figure][1],
        "cases": cases_of(entry, figure)[:500],
        "is_own": is_own,
    }
    return render(request, "mediation/figure_cases.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request, pk, figure):
    """To the figure as a whole, or with `?case=` to one case in it."""
    entry, is_own = find_figures(request, pk)
    if not is_own:
        raise NotPermitted()
    if figure not in HOW:
        raise Http404
    asked = request.GET.get("case", "")
    mediation = None
    if asked:
        own = Mediation.objects.filter(appointments__mediator=request.user, body=entry.body).distinct()
        mediation = get_object_or_404(own, dispute__reference=asked)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        objection = object_to_figure(
            entry,
            by=request.user,
            figure=figure,
            reason=form.cleaned_data["reason"],
            mediation=mediation,
        )
        messages.success(request, _("异议已经交给主管，决定以前数据旁边注明“异议处理中”。"))
        return redirect("mediation:objection", objection.pk)
    context = {"form": form, "entry": entry, "name": HOW[figure][0], "mediation": mediation}
    return render(request, "mediation/object.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request, pk):
    seen = FigureObjection.objects.visible_to(request.user).select_related(
        "entry__mediator", "entry__body", "mediation__dispute", "decided_by"
    )
    found = get_object_or_404(seen, pk=pk)
    decides = may_decide(request.user, found)
    data = request.POST if request.method == "POST" else None
    if data is not None and not decides:
        raise NotPermitted()
    form = DecideObjectionForm(data)
    if data is not None and form.is_valid():
        given = form.cleaned_data
        decide_objection(
            found, by=request.user, is_upheld=given["answer"] == "uphold", reasons=given["reasons"]
        )
        messages.success(request, _("决定已经告诉调解员。"))
        return redirect("mediation:objection", pk)
    context = {
        "objection": found,
        "name": HOW[found.figure][0],
        "form": form if (decides and found.state == ObjectionState.OPEN) or data is not None else None,
        "deadline": live_deadline(found, OBJECTION_CLOCK),
        "silence": _("如果主管到期没有决定，视为异议成立。"),
    }
    return render(request, "mediation/objection.html", context, status=status_of(form))
