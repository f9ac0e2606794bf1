"""An entry on the roster."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.selectors import staff_of
from accounts.states import Role
from rulebook.selectors import categories

from ..models import RosterEntry
from .requesting import words


class RosterForm(forms.ModelForm):
    categories = forms.MultipleChoiceField(
        label=_("擅长的纠纷类别"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )

    class Meta:
        model = RosterEntry
        fields = [
            "mediator",
            "bio",
            "categories",
            "languages",
            "certificate",
            "certificate_expires_on",
            "is_available",
        ]
        labels = {"mediator": _("调解员")}
        widgets = {
            "bio": words(3),
            "certificate_expires_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = [(found.code, found.label) for found in categories()]
        if self.instance.pk:
            del self.fields["mediator"]
        else:
            self.fields["mediator"].queryset = staff_of(body, Role.MEDIATOR)
