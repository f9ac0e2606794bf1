"""Choosing, naming, accepting and challenging a mediator. All of it works without a script."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rulebook.selectors import grounds

from .requesting import words

STRIKE = "x"


class ChoiceForm(forms.Form):
    """For each mediator a place in one's own order, or a strike."""

    leaves_it_to_body = forms.BooleanField(label=_("我不选，请调解组织指定"), required=False)

    def __init__(self, *args, entries, **kwargs):
        super().__init__(*args, **kwargs)
        self.entries = entries
        places = [(str(n), _("第%(n)d选择") % {"n": n}) for n in range(1, len(entries) + 1)]
        for entry in entries:
            self.fields[f"entry-{entry.pk}"] = forms.ChoiceField(
                label=entry.mediator.name,
                required=False,
                choices=[("", _("不表态")), *places, (STRIKE, _("不要这一位"))],
            )

    def rows(self, cards):
        """Each with the card of who it is about."""
        by_entry = {card.entry.pk: card for card in cards}
        return [(by_entry[entry.pk], self[f"entry-{entry.pk}"]) for entry in self.entries]

    def clean(self):
        cleaned = super().clean()
        given = {entry.pk: cleaned.get(f"entry-{entry.pk}", "") for entry in self.entries}
        places = [place for place in given.values() if place and place != STRIKE]
        if len(places) != len(set(places)):
            raise forms.ValidationError(_("两位调解员不能排在同一位。"), code="same_place")
        if not places and not cleaned.get("leaves_it_to_body"):
            raise forms.ValidationError(_("请至少选一位，或者请调解组织指定。"), code="nobody")
        ranked = [pk for pk, place in given.items() if place and place != STRIKE]
        cleaned["ranking"] = sorted(ranked, key=lambda pk: int(given[pk]))
        cleaned["strikes"] = [pk for pk, place in given.items() if place == STRIKE]
        return cleaned


class AppointForm(forms.Form):
    """The system's order; who takes another than the first says why."""

    entry = forms.TypedChoiceField(label=_("指定谁"), coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("指定理由"),
        required=False,
        max_length=500,
        widget=words(2),
        help_text=_("采用推荐的第一位可以不写；另选别人必须写明，理由各方看得到。"),
    )

    def __init__(self, *args, suggested, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["entry"]
        field.choices = [(one.entry.pk, one.entry.mediator.name) for one in suggested]
        field.explanations = {one.entry.pk: one.words for one in suggested}
        if suggested:
            field.initial = suggested[0].entry.pk


class DiscloseForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("您接受指定吗？"),
        choices=[("accept", _("接受")), ("decline", _("不接受"))],
        widget=forms.RadioSelect,
    )
    has_interest = forms.BooleanField(
        label=_("我与当事人、代理人或者本纠纷有需要披露的关系或者利益"), required=False
    )
    text = forms.CharField(
        label=_("披露内容，或者不接受的理由"),
        required=False,
        max_length=3000,
        help_text=_("亲属、同事、雇佣、合作、借贷、以前处理过本纠纷等，凡可能让人怀疑公正的都要写明。"),
        widget=words(),
    )

    def clean(self):
        cleaned = super().clean()
        needs_text = cleaned.get("answer") == "decline" or cleaned.get("has_interest")
        if needs_text and not cleaned.get("text"):
            self.add_error("text", _("请写明。"))
        return cleaned


class ChallengeForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("您对这位调解员有异议吗？"),
        choices=[("waive", _("没有异议")), ("challenge", _("有异议，申请回避"))],
        widget=forms.RadioSelect,
    )
    ground = forms.ChoiceField(label=_("回避事由"), required=False)
    reasons = forms.CharField(label=_("理由"), required=False, max_length=3000, widget=words())

    def __init__(self, *args, may_waive=True, **kwargs):
        super().__init__(*args, **kwargs)
        found = [(ground.code, ground.label) for ground in grounds("recusal")]
        self.fields["ground"].choices = [("", _("请选择")), *found]
        if not may_waive:
            self.fields["answer"].choices = [("challenge", _("有异议，申请回避"))]
            self.fields["answer"].initial = "challenge"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == "challenge":
            for name in ("ground", "reasons"):
                if not cleaned.get(name):
                    self.add_error(name, _("申请回避时必须写明。"))
        return cleaned


class DecideChallengeForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("决定"),
        choices=[("uphold", _("准予回避，另行指定")), ("dismiss", _("驳回申请，继续调解"))],
        widget=forms.RadioSelect,
    )
    refusal = forms.ChoiceField(label=_("驳回的依据"), required=False)
    reasons = forms.CharField(label=_("理由"), max_length=3000, widget=words())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        found = [(ground.code, ground.label) for ground in grounds("challenge_refused")]
        self.fields["refusal"].choices = [("", _("请选择")), *found]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == "dismiss" and not cleaned.get("refusal"):
            self.add_error("refusal", _("驳回时必须选择依据。"))
        return cleaned
