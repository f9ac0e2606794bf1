"""Asking for mediation, answering the request, taking the case or not."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..states import BODY_GROUNDS, Ground


def words(rows=4):
    return forms.Textarea(attrs={"rows": rows})


class RequestForm(forms.Form):
    body = forms.TypedChoiceField(label=_("请哪个组织调解"), coerce=int, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("您希望通过调解解决什么"),
        required=False,
        max_length=3000,
        help_text=_("诉求和证据会自动带过去，这里只写补充。另一方会读到。"),
        widget=words(),
    )

    def __init__(self, *args, options, **kwargs):
        super().__init__(*args, **kwargs)
        open_ones = [option for option in options if option.is_open]
        self.fields["body"].choices = [
            (option.body.pk, f"{option.body.name}（{option.body.get_mediation_type_display()}）")
            for option in open_ones
        ]
        self.fields["body"].explanations = {option.body.pk: why(option) for option in open_ones}


def why(option):
    fee = _("不收费。") if option.is_free else _("可以收费。")
    return "".join([*option.reasons, str(fee)])


class ConsentForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("您愿意参加调解吗？"),
        choices=[("yes", _("愿意参加")), ("no", _("不愿意"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("说明（可以不写）"),
        required=False,
        max_length=500,
        widget=words(2),
        help_text=_("不写进文书，对方看不到。"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].explanations = {
            "yes": _("参加不等于同意对方的要求。您随时可以退出，达不成协议也不会有不利后果。"),
            "no": _("调解不再进行。对方可以选择仲裁、投诉、起诉等途径。"),
        }


class DecideOnCaseForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("决定"), choices=[("accept", _("受理")), ("refuse", _("不予受理"))], widget=forms.RadioSelect
    )
    number = forms.CharField(label=_("本组织案号"), required=False, max_length=60)
    ground = forms.ChoiceField(
        label=_("不予受理的依据"),
        required=False,
        choices=[("", _("请选择")), *((ground, Ground(ground).label) for ground in BODY_GROUNDS)],
    )
    reason = forms.CharField(label=_("不予受理的理由"), required=False, max_length=3000, widget=words())

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == "refuse":
            for name in ("ground", "reason"):
                if not cleaned.get(name):
                    self.add_error(name, _("不予受理时必须写明。"))
        return cleaned
