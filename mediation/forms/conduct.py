"""Complaining of a mediator's conduct, answering, deciding; objecting to a figure."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rulebook.selectors import grounds

from .requesting import words


class ConductForm(forms.Form):
    appointment = forms.TypedChoiceField(label=_("投诉哪位调解员"), coerce=int, widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=_("什么事"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("经过"),
        max_length=5000,
        widget=words(),
        help_text=_("什么时候、说了或者做了什么。只有这位调解员和调解组织的主管看得到，另一方看不到。"),
    )

    def __init__(self, *args, appointments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["appointment"].choices = [(held.pk, held.mediator.name) for held in appointments]
        self.fields["ground"].choices = [(found.code, found.label) for found in grounds("conduct")]
        if len(appointments) == 1:
            self.fields["appointment"].initial = appointments[0].pk


class StatementForm(forms.Form):
    statement = forms.CharField(
        label=_("您的说明"),
        max_length=5000,
        widget=words(),
        help_text=_("投诉的一方和主管看得到。请不要写另一方单独会谈的内容。"),
    )


class DecideConductForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("决定"),
        choices=[("uphold", _("投诉成立")), ("dismiss", _("投诉不成立"))],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(label=_("理由"), max_length=5000, widget=words())


class ObjectionForm(forms.Form):
    reason = forms.CharField(label=_("为什么不应当这样计算"), max_length=3000, widget=words())


class DecideObjectionForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("决定"),
        choices=[("uphold", _("异议成立，不再计入")), ("dismiss", _("异议不成立"))],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(label=_("理由"), max_length=3000, widget=words())
