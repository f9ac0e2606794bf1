"""One page of the filing form: it saves only over what it began from, and loses nothing that was typed on it."""

import re

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ..exceptions import NotValid, Outdated
from ..forms.comparing import differing, fields_of
from ..services import draft_version, keep_unfinished, save_page, unfinished_page
from ..states import Origin
from .finding import find_draft, status_of

#: The pages in order. `evidence` belongs to the app that keeps files.
STEPS = ("sector", "category", "respondent", "story", "claims", "evidence", "consents", "check")
#: Sent with a page, and not typed on it.
NOT_TYPED = {"csrfmiddlewaretoken", "written_by", "typed_ticket", "version", "back", "leave", "search"}


class DraftPage:
    """`build(data, draft)` makes the page's form: bound to what was posted, or to what is stored."""

    def __init__(self, request, draft, step, build):
        self.request, self.draft, self.step, self.build = request, draft, step, build
        self.is_posted = request.method == "POST"
        self.goes_back = "back" in request.POST
        self.saves_itself = "autosave" in request.GET
        # the draft is read before the form, which may write what was posted onto it
        self.version = request.POST.get("version") or draft_version(draft, step)
        self.typed = None if self.is_posted else unfinished_page(draft, step)
        self.form = build(request.POST if self.is_posted else None, draft, self.typed)
        self.shows = {}

    @property
    def may_stay_unsound(self):
        """On the way back, to another day, or while it is being written: kept as it is."""
        return self.goes_back or self.saves_itself or "leave" in self.request.POST

    def answer(self, save, save_sound=lambda: None):
        """Save and go on; or show what is wrong; or show both texts when a newer one is stored."""
        try:
            if self.form.is_valid():
                self._save(save)
            if not self.form.is_valid():  # as it came, or as the service found it
                if not self.may_stay_unsound:
                    return self.show(status=status_of(self.form))
                if not self._is_untouched():
                    self._keep(keep_unfinished, save=save_sound, typed=self._typed())
        except Outdated as refusal:
            return self._show_both(refusal)
        return self._go_on()

    def _save(self, save):
        try:
            self._keep(save_page, save=save)
        except NotValid as refusal:
            self.form.add_error(None, refusal.message)

    def _keep(self, service, **what):
        began_from = self.request.POST.get("version")
        service(self.draft, by=self.request.user, page=self.step, began_from=began_from, **what)

    def _is_untouched(self):
        """The page as it was shown: an empty page is no page filled in wrongly."""
        stored = find_draft(self.request, self.draft.pk)
        shown = {
            field.html_name: [str(field.value())]
            for field in fields_of(self.build(None, stored, unfinished_page(stored, self.step)))
            if field.value() not in ("", None, False)
        }
        typed = {name: values for name, values in self._typed().items() if values != [""]}
        return shown == {name: values for name, values in typed.items() if not name.endswith("_FORMS")}

    def _typed(self):
        return {name: values for name, values in self.request.POST.lists() if name not in NOT_TYPED}

    def show(self, *, status=200, **context):
        name = "rows" if self.step == "claims" else "form"
        page = frame(
            self.draft, self.step, version=self.version, **{name: self.form}, **self.shows, **context
        )
        if self.typed is not None:
            page["is_unfinished"] = True
        return render(self.request, f"disputes/steps/{self.step}.html", page, status=status)

    def _show_both(self, refusal):
        stored = find_draft(self.request, self.draft.pk)
        self.version = draft_version(stored, self.step)
        newer = self.build(None, stored, unfinished_page(stored, self.step))
        if self.saves_itself:
            fields = [[field.html_name, field.value()] for field in fields_of(newer)]
            told = {"code": refusal.code, "version": self.version, "fields": fields}
            return JsonResponse({**told, "message": str(refusal.message)}, status=refusal.status)
        return self.show(status=refusal.status, newer=differing(newer, self.request.POST), refusal=refusal)

    def _go_on(self):
        """On to the next page, or home when the person wants to go on another time."""
        request, draft = self.request, self.draft
        if self.saves_itself:
            return self._tell_saved()
        if "leave" in request.POST:
            messages.success(request, _("已经保存。您可以随时在任何设备上接着填写。"))
            return redirect("disputes:desk" if draft.origin == Origin.DESK else "disputes:start")
        if self.goes_back:
            return redirect(way_back(draft, self.step))
        if request.GET.get("then") == "check":
            return redirect("disputes:file_step", draft.pk, "check")
        return redirect("disputes:file_step", draft.pk, STEPS[STEPS.index(self.step) + 1])

    def _tell_saved(self):
        if not self.request.headers.get("accept", "").startswith("application/json"):
            return HttpResponse(status=204)
        return JsonResponse({"version": draft_version(find_draft(self.request, self.draft.pk), self.step)})


def frame(draft, step, **context):
    """What every page of the form shows around it."""
    return {
        "base": "base_desk.html" if draft.origin == Origin.DESK else "base_party.html",
        "dispute": draft,
        "step": step,
        "number": STEPS.index(step) + 1,
        "count": len(STEPS),
        "back": way_back(draft, step),
        **context,
    }


def way_back(draft, step):
    number = STEPS.index(step)
    if number == 0:
        return reverse("disputes:desk" if draft.origin == Origin.DESK else "disputes:start")
    return reverse("disputes:file_step", args=[draft.pk, STEPS[number - 1]])


def typed_initial(form_class, typed):
    """Initial values from what was typed, as it was typed. A box that was not sent was not ticked."""
    fields = form_class.base_fields
    boxes = {name for name, field in fields.items() if isinstance(field.widget, forms.CheckboxInput)}
    return {name: (name in typed) if name in boxes else (typed.get(name) or [""])[0] for name in fields}


def typed_rows(typed, prefix):
    """The same for rows: one dictionary a row, in their order."""
    rows: dict[int, dict[str, str]] = {}
    for key, values in typed.items():
        if match := re.fullmatch(rf"{prefix}-([0-9]{{1,4}})-(\w+)", key):
            rows.setdefault(int(match[1]), {})[match[2]] = values[0] if values else ""
    return [rows[index] for index in sorted(rows)]
