"""Phrases at hand: what the room offers, and the page where one keeps one's own."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disputes.exceptions import NotValid

from .. import selectors
from ..forms import NewPhraseForm, PhraseForm
from ..models import Phrase
from ..services import add_phrase, change_phrase, remove_phrase
from .finding import find_room


@login_required
@never_cache
@require_safe
def offered(request, pk):
    """What the list above the box offers this person in this room."""
    found = selectors.phrases_for(request.user, find_room(request, pk))
    told = {"phrases": [{"title": p.title, "text": p.text, "whose": p.whose} for p in found]}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request):
    bodies = list(selectors.bodies_kept_by(request.user))
    form = NewPhraseForm(request.POST if request.method == "POST" else None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            add_phrase(by=request.user, title=given["title"], text=given["text"], body=form.body)
        except NotValid as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("已加入常用语。"))
            return redirect("chat:phrases")
    context = {
        "form": form,
        "own": selectors.own_phrases(request.user),
        "bodies": [(body, Phrase.objects.filter(body=body)) for body in bodies],
    }
    return render(request, "chat/phrases.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def phrase_edit(request, pk):
    phrase = get_object_or_404(selectors.changeable_phrases(request.user), pk=pk)
    first = {"title": phrase.title, "text": phrase.text}
    form = PhraseForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            change_phrase(phrase, by=request.user, **form.cleaned_data)
        except NotValid as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("常用语已修改。"))
            return redirect("chat:phrases")
    context = {"form": form, "phrase": phrase}
    return render(request, "chat/phrase.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def phrase_remove(request, pk):
    phrase = get_object_or_404(selectors.changeable_phrases(request.user), pk=pk)
    remove_phrase(phrase, by=request.user)
    messages.success(request, _("常用语已删除。"))
    return redirect("chat:phrases")
