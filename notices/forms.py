from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inputs.fields import NameField
from rulebook.selectors import service_means

from .arrivals import grounds_against
from .models import Notice
from .selectors import ending_grounds
from .states import Means, ServiceResult

#: By hand or by post an officer brings a paper; the other two are what may come of it, for some bodies.
BROUGHT = (Means.DIRECT, Means.POST)
ONLY_SOME = {ServiceResult.LEFT: Means.LEFT, ServiceResult.PUBLISHED: Means.PUBLIC}
WITH_RECEIPT = {ServiceResult.SIGNED, ServiceResult.LEFT, ServiceResult.PUBLISHED}


class ServiceResultForm(forms.Form):
    """What came of a delivery by hand or by post, with a picture of the receipt (民诉法 87)."""

    means = forms.ChoiceField(label=gettext_lazy("送达方式"), widget=forms.RadioSelect)
    result = forms.ChoiceField(label=gettext_lazy("结果"), widget=forms.RadioSelect)
    received_by = NameField(label=gettext_lazy("签收人姓名"), max_length=80, required=False)
    relation = forms.CharField(
        label=gettext_lazy("与受送达人的关系"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("本人签收的不用填。"),
    )
    witnesses = forms.CharField(
        label=gettext_lazy("见证人"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("留置送达要写。"),
    )
    at = forms.DateTimeField(
        label=gettext_lazy("签收、拒收、留置或者公告的时间"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("不填即为现在。"),
    )
    receipt = forms.FileField(
        label=gettext_lazy("送达回证的照片"),
        required=False,
        help_text=gettext_lazy(
            "签收、留置、公告的都要有；退回、拒收的附信封或者现场的照片。只有办案机构能看到。"
        ),
    )
    remark = forms.CharField(
        label=gettext_lazy("备注"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("拒收的，写明拒收的是谁、怎么说的。"),
    )

    def __init__(self, *args: Any, notice: Notice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issuer = notice.paper.issuer.kind if notice.paper.issuer else ""
        self.fields["means"].choices = [(means.value, means.label) for means in BROUGHT]
        self.fields["means"].initial = notice.means if notice.means in BROUGHT else Means.DIRECT
        self.fields["result"].choices = [
            (result.value, result.label)
            for result in ServiceResult
            if result not in ONLY_SOME or service_means(ONLY_SOME[result]).is_open_to(issuer)
        ]
        if not any(service_means(means).is_open_to(issuer) for means in ONLY_SOME.values()):
            del self.fields["witnesses"]
            self.fields["at"].label = _("签收、拒收或者退回的时间")
            self.fields["receipt"].help_text = _(
                "签收的要有；退回、拒收的附信封或者现场的照片。只有办案机构能看到。"
            )

    def clean_receipt(self) -> Any:
        return _small_enough(self.cleaned_data["receipt"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            cleaned.get("result") in WITH_RECEIPT
            and not cleaned.get("receipt")
            and "receipt" not in self.errors
        ):
            self.add_error("receipt", forms.ValidationError(_("请附上送达回证的照片。"), code="no_receipt"))
        if cleaned.get("result") == ServiceResult.SIGNED and not cleaned.get("received_by", "").strip():
            self.add_error("received_by", forms.ValidationError(_("请填写签收人姓名。"), code="no_name"))
        if cleaned.get("result") == ServiceResult.REFUSED and not cleaned.get("remark", "").strip():
            self.add_error(
                "remark", forms.ValidationError(_("请写明拒收的是谁、怎么说的。"), code="no_remark")
            )
        return cleaned


class PostingForm(forms.Form):
    tracking = forms.CharField(
        label=gettext_lazy("邮件号码"), max_length=60, help_text=gettext_lazy("快递单或者挂号信上的号码。")
    )
    address = forms.CharField(label=gettext_lazy("寄往的地址"), max_length=200)


class EndingForm(forms.Form):
    """Why nobody brings it any more."""

    ground = forms.ChoiceField(label=gettext_lazy("理由"), widget=forms.RadioSelect)
    remark = forms.CharField(label=gettext_lazy("备注"), max_length=200, required=False)

    def __init__(self, *args: Any, notice: Notice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [(found.code, found.label) for found in ending_grounds(notice)]


class NotReachedForm(forms.Form):
    """Why it did not reach the addressee, and how that was found out."""

    ground = forms.ChoiceField(label=gettext_lazy("查明的情况"), widget=forms.RadioSelect)
    remark = forms.CharField(
        label=gettext_lazy("怎么核实的"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("问了谁、看了什么、什么时候。写进案件日志，不能再改。"),
    )
    receipt = forms.FileField(
        label=gettext_lazy("证明"),
        required=False,
        help_text=gettext_lazy("通话记录、号码登记、来信的照片等。只有办案机构能看到。"),
    )

    def __init__(self, *args: Any, notice: Notice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [(found.code, found.label) for found in grounds_against(notice)]

    def clean_receipt(self) -> Any:
        return _small_enough(self.cleaned_data["receipt"])


class KeepForm(forms.Form):
    prefix = "keep"

    remark = forms.CharField(
        label=gettext_lazy("怎么核实的"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class DenialForm(forms.Form):
    """What the addressee says of a delivery that counts as arrived."""

    words = forms.CharField(
        label=gettext_lazy("您的说明"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("例如：那个号码早就不用了；签收的人我不认识。"),
    )


def _small_enough(file: Any) -> Any:
    if file is not None and file.size > settings.EVIDENCE_MAX_BYTES:
        raise forms.ValidationError(_("照片太大了。"), code="too_big")
    return file
