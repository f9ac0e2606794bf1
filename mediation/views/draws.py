"""The draw in public: its roster, how the seed came about, and what is needed to draw again."""

from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disputes.exceptions import NotPermitted
from rulebook.selectors import live_deadline

from ..forms import DrawWordForm
from ..policies import spoken_for
from ..selectors import draw_as_json, parties_to_give_word
from ..services import give_word, publish_draw
from ..states import DRAW_KIND, DRAW_SILENCE, DrawState
from .finding import find, frame, status_of

REDRAW = Path(__file__).resolve().parent.parent / "standalone" / "redraw.py"


@login_required
@require_POST
def draw(request, pk):
    mediation = find(request, pk)
    published = publish_draw(mediation, by=request.user)
    messages.success(request, _("名册已经公布并告诉各方，到期自动抽签。"))
    return redirect("mediation:draw_page", mediation.pk, published.number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draw_page(request, pk, number):
    mediation = find(request, pk)
    found = get_object_or_404(mediation.draws.select_related("result__mediator"), number=number)
    found.mediation = mediation
    own = spoken_for(request.user, mediation)
    form = DrawWordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not own:
            raise NotPermitted()
        if form.is_valid():
            give_word(found, by=request.user, word=form.cleaned_data["word"])
            messages.success(request, _("收到了。您的词在抽签之前谁也看不到。"))
            return redirect("mediation:draw_page", mediation.pk, number)
    waiting = parties_to_give_word(found) if found.state == DrawState.OPEN else []
    names = dict(found.roster)
    context = frame(
        request,
        mediation,
        form=form,
        draw=found,
        data=draw_as_json(found),
        waiting=waiting,
        may_give_word=bool(set(own) & set(waiting)),
        words=list(found.words.select_related("party")),
        tickets=[
            (names[key], ticket, key in found.passed_over, key == found.result_id)
            for key, ticket in found.tickets
        ],
        winner=names.get(found.result_id, ""),
        has_lost_names=found.names_sha256 not in {"", found.roster_sha256},
        draw_deadline=live_deadline(mediation, DRAW_KIND),
        draw_silence=DRAW_SILENCE,
    )
    return render(request, "mediation/draw.html", context, status=status_of(form))


@login_required
@require_safe
def draw_data(request, pk, number):
    mediation = find(request, pk)
    found = get_object_or_404(mediation.draws.exclude(state=DrawState.OPEN), number=number)
    name = f"draw-{mediation.dispute.reference}-{number}.json"
    answer = JsonResponse(draw_as_json(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def redraw_script(request):
    """The program that draws again offline."""
    return FileResponse(
        REDRAW.open("rb"), as_attachment=True, filename=REDRAW.name, content_type="text/x-python"
    )
