"""Filters over the cases of a desk or body."""

from __future__ import annotations

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from disputes.models import Dispute
from disputes.states import Sector, State


class QueueFilter(forms.Form):
    q = forms.CharField(label=_("编号、事由或当事人"), required=False)
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("全部")), *[c for c in State.choices if c[0] != State.DRAFT]],
    )
    sector = forms.ChoiceField(label=_("领域"), required=False, choices=[("", _("全部")), *Sector.choices])

    def narrow(self, disputes: QuerySet[Dispute]) -> QuerySet[Dispute]:
        if not self.is_valid():
            return disputes
        if words := self.cleaned_data["q"].strip():
            disputes = disputes.filter(
                Q(reference__icontains=words)
                | Q(title__icontains=words)
                | Q(pk__in=Dispute.objects.filter(parties__name__icontains=words).values("pk"))
            )
        if state := self.cleaned_data["state"]:
            disputes = disputes.filter(state=state)
        if sector := self.cleaned_data["sector"]:
            disputes = disputes.filter(sector=sector)
        return disputes
