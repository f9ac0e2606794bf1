"""About the person who complains, and three consents, each for itself and none ticked beforehand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.services.identity import InvalidNumber, normalise_number
from accounts.states import IdentityDocument
from inputs.fields import NameField

from .fields import PhoneField, long_text, six_digits


class ComplainantForm(forms.Form):
    name = NameField(
        is_own=True,
        label=_("姓名或单位名称"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = PhoneField(label=_("手机号码"), required=False)
    email = forms.EmailField(
        label=_("电子邮箱"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    address = forms.CharField(
        label=_("联系地址"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    id_document = forms.ChoiceField(
        label=_("证件类型"), required=False, choices=[("", _("暂不提供")), *IdentityDocument.choices]
    )
    id_number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        required=False,
        help_text=_(
            "不填也能提交。填写后身份级别为“本人申报”；以后移送监管部门、申请仲裁时不用再填。号码加密保存。"
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    prior_steps = forms.CharField(
        label=_("此前做过什么"),
        max_length=2000,
        required=False,
        help_text=_("例如和对方谈过、打过客服电话、向哪个部门投诉过，结果怎样。"),
        widget=long_text(3),
    )
    is_taken_elsewhere = forms.BooleanField(
        label=_("同一件事已经在法院、仲裁机构或者其他部门处理"), required=False
    )
    consents_publication = forms.BooleanField(
        label=_("同意公示投诉信息"),
        required=False,
        help_text=_("只公示类别、处理结果和被投诉单位，不公示您的姓名、电话和内容细节。"),
    )
    consents_entrusted_mediation = forms.BooleanField(
        label=_("同意委托调解"),
        required=False,
        help_text=_("协商不成时，可以直接请依法设立的调解组织来调解。您随时可以退出。"),
    )
    consents_e_service = forms.BooleanField(
        label=_("同意电子送达"),
        required=False,
        help_text=_(
            "文书发到您的账号、手机和邮箱，和书面送达有同样效力。不同意的，我们用其他方式送达，会慢一些。"
        ),
    )

    window_fact = six_digits()

    OWN = ("name", "phone", "email", "address", "id_document", "id_number", "window_fact")
    PRIOR = ("prior_steps", "is_taken_elsewhere")
    CONSENTS = ("consents_publication", "consents_entrusted_mediation", "consents_e_service")

    def __init__(self, *args, at_window=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.at_window = at_window
        if at_window:
            self.fields["phone"].help_text = _(
                "没有手机和邮箱也能登记：文书邮寄或者当面送达，以后来窗口办理。"
            )
            self.fields["address"].help_text = _("没有手机和邮箱的必须填写：文书寄到这里。")
        else:
            del self.fields["window_fact"]

    def clean(self):
        cleaned = super().clean()
        if not {"phone", "email"} & set(self.errors) and not (cleaned.get("phone") or cleaned.get("email")):
            self._require_way(cleaned)
        document, number = cleaned.get("id_document"), cleaned.get("id_number")
        if number and not document:
            self.add_error("id_document", _("请选择证件类型。"))
        if document and not number:
            self.add_error("id_number", _("请填写证件号码，或者选择暂不提供。"))
        if document and number:
            try:
                cleaned["id_number"] = normalise_number(document, number)
            except InvalidNumber:
                self.add_error("id_number", _("证件号码不正确，请对照证件检查。"))
        return cleaned

    def _require_way(self, cleaned):
        """Without phone and e-mail: at a window the post is enough, with one fact for whoever comes in later."""
        if not self.at_window:
            self.add_error("phone", _("手机号码和电子邮箱至少填写一项，我们才能联系您。"))
            return
        if not cleaned.get("address") and "address" not in self.errors:
            self.add_error("address", _("没有手机和邮箱的，请填写邮寄地址。"))
        if not (cleaned.get("id_number") or cleaned.get("window_fact")) and "window_fact" not in self.errors:
            self.add_error("window_fact", _("没有证件号码的，请和本人约定六位数字。"))

    @classmethod
    def initial_of(cls, party, dispute):
        return {
            **{name: getattr(party, name) for name in cls.OWN},
            **{name: getattr(dispute, name) for name in cls.PRIOR},
            **{name: getattr(party, f"{name}_at") is not None for name in cls.CONSENTS},
        }
