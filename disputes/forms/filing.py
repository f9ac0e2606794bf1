"""The pages of the filing form: one thing a page. A category is explained before it is chosen."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.selectors import search_platforms
from accounts.states import OrganisationKind
from inputs.fields import NameField
from rulebook.selectors import categories, regions, remedies

from ..models import Dispute
from ..states import PartyKind, Sector
from .fields import PhoneField, long_text, today

SECTOR_EXPLANATIONS = {
    Sector.CO_CREATION: _("创意、研发、设计、赛事、孵化器、知识产权方面的纠纷"),
    Sector.CROWD_WORK: _("接单、跑腿、网约车、家政、设计外包、封号扣款方面的纠纷"),
    Sector.MUTUAL_AID: _("捐赠、求助、互助、共享设备方面的纠纷"),
    Sector.CROWDFUNDING: _("回报众筹、股权众筹、网络借贷、催收方面的纠纷"),
    Sector.OTHER: _("上面都不合适：买卖、服务、欠款、邻里等一般民事纠纷"),
}
#: What a flag of a category means for the person who chooses it.
FLAG_EXPLANATIONS = {
    "not_mediable": _("这类事情依法不能调解。"),
    "report_only": _("这属于举报，由主管部门查处；在这里可以留下记录，并得到该找谁的指引。"),
    "crime_suspected": _("可能涉嫌犯罪：请同时报警（110）。"),
    "labour_possible": _("如果双方是劳动关系，还可以申请劳动仲裁（一年内），也可以打 12333。"),
    "expert_needed": _("可能需要专家或者检测机构出具意见。"),
    "human_review": _("平台用机器作出的决定，您有权要求人工复核。"),
    "legacy": _("这类平台大多已经停业，主要处理遗留问题。"),
    "ip": _("也可以同时向平台发出侵权通知。"),
}


def explain_category(category):
    """Examples of what is asked in such matters, then what to know before choosing."""
    asked = _("、").join(str(remedy) for remedy in remedies(category.remedies[:3]))
    parts = [str(_("常见诉求：%(remedies)s。") % {"remedies": asked})]
    parts += [str(text) for flag, text in FLAG_EXPLANATIONS.items() if flag in category.flags]
    return "".join(parts)


class SectorForm(forms.Form):
    sector = forms.ChoiceField(label=_("这件事发生在哪个领域？"), choices=Sector, widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sector"].explanations = SECTOR_EXPLANATIONS


class CategoryForm(forms.Form):
    category = forms.ChoiceField(label=_("哪一种最像您的情况？"), widget=forms.RadioSelect)

    def __init__(self, *args, sector, **kwargs):
        super().__init__(*args, **kwargs)
        found = categories(sector)
        self.fields["category"].choices = [(category.code, category.label) for category in found]
        self.fields["category"].explanations = {
            category.code: explain_category(category) for category in found
        }


class PlatformSearchForm(forms.Form):
    q = forms.CharField(
        label=_("在哪个平台上发生的？"),
        required=False,
        max_length=60,
        help_text=_("输入平台名称的几个字。没有平台的，可以不选。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )


class RespondentForm(forms.Form):
    """Against whom: the platform itself, somebody on it, or somebody of whom only a trace is known."""

    PLATFORM, SOMEONE, UNKNOWN = "platform", "someone", "unknown"

    q = PlatformSearchForm.base_fields["q"]
    platform = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), required=False, widget=forms.RadioSelect, label=_("平台")
    )
    target = forms.ChoiceField(
        label=_("您要投诉谁？"),
        choices=[
            (PLATFORM, _("平台本身")),
            (SOMEONE, _("平台上的商家、用户，或者其他人")),
            (UNKNOWN, _("不知道对方是谁")),
        ],
        widget=forms.RadioSelect,
    )
    name = NameField(label=_("对方的姓名或名称"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("对方是"), choices=PartyKind, required=False, initial=PartyKind.PERSON)
    phone = PhoneField(label=_("对方的电话"), required=False, help_text=_("知道就填，我们用它通知对方。"))
    email = forms.EmailField(label=_("对方的电子邮箱"), required=False)
    address = forms.CharField(
        label=_("对方的地址，或者其他线索"),
        max_length=200,
        required=False,
        help_text=_("例如昵称、店铺名、网址、账号、收款人。"),
    )
    order_number = forms.CharField(label=_("订单号或任务号"), max_length=80, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["platform"].queryset = Organisation.objects.of_kind(OrganisationKind.PLATFORM)
        self.fields["target"].explanations = {
            self.PLATFORM: _("例如封号、扣款、平台收费。平台不能自己裁判自己，会交给服务中心处理。"),
            self.SOMEONE: _("例如商家不发货、雇主不付钱。"),
            self.UNKNOWN: _("没关系。请写下您知道的线索，平台有义务帮您查明。"),
        }

    def clean(self):
        cleaned = super().clean()
        target = cleaned.get("target")
        if target == self.PLATFORM and not cleaned.get("platform"):
            self.add_error("platform", _("请选择您要投诉的平台。"))
        if target == self.SOMEONE and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("请填写对方的姓名或名称。"))
        if target == self.UNKNOWN and not (cleaned.get("address") or cleaned.get("order_number")):
            self.add_error("address", _("请至少写下一条线索，例如昵称、账号或订单号。"))
        return cleaned

    def as_arguments(self):
        """For `services.name_respondent`."""
        data = self.cleaned_data
        target, name = data["target"], data["name"]
        if target == self.UNKNOWN:
            known = data["address"] or data["order_number"]
            name = str(_("身份待查明（%(known)s）") % {"known": known[:90]})
        return {
            "platform": data["platform"],
            "is_against_platform": target == self.PLATFORM,
            "name": name,
            "kind": data["kind"] or PartyKind.PERSON,
            **{field: data[field] for field in ("phone", "email", "address", "order_number")},
        }

    def shown_platforms(self, limit=8):
        """What the search found, the chosen one first, so that it never disappears."""
        query = str(self["q"].value() or "")[:60].replace("\x00", "")
        chosen = str(self["platform"].value() or "")
        found = list(search_platforms(query)[:limit])
        if chosen.isdecimal() and len(chosen) < 18 and not any(str(p.pk) == chosen for p in found):
            found = [*self.fields["platform"].queryset.filter(pk=int(chosen)), *found]
        return found


class StoryForm(forms.ModelForm):
    """What happened. The prompts are those the registration form asks for: time, place, content, amount."""

    class Meta:
        model = Dispute
        fields = ("title", "narrative", "happened_on", "region")
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "off"}),
            "narrative": long_text(10),
            "happened_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    NARRATIVE_MAX = 20_000
    region = forms.ChoiceField(label=_("在哪里"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        title, narrative, day = (self.fields[name] for name in ("title", "narrative", "happened_on"))
        title.label, title.required = _("用一句话说是什么事"), True
        title.help_text = _("例如：众包任务完成后平台一直不结算报酬")
        narrative.label, narrative.required = _("事情经过"), True
        narrative.max_length = self.NARRATIVE_MAX
        narrative.help_text = _(
            "按顺序写：什么时候、在哪里、和谁、约定了什么、后来怎样、涉及多少钱、对方怎么说。"
        )
        day.label, day.required = _("哪一天发生的"), False
        day.help_text = _("不记得准确日子的，填大概的日期。")
        self.fields["region"].choices = [
            ("", _("不清楚")),
            *((region.code, region.label) for region in regions()),
        ]

    def clean_narrative(self):
        text = self.cleaned_data["narrative"]
        if len(text) > self.NARRATIVE_MAX:
            raise forms.ValidationError(
                _("经过最多 %(n)d 个字。更长的材料请作为证据上传。") % {"n": self.NARRATIVE_MAX},
                code="too_long",
            )
        return text

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day and not 1990 <= day.year <= today().year:
            raise forms.ValidationError(_("请检查日期。"), code="odd_date")
        if day and day > today():
            raise forms.ValidationError(_("日期不能晚于今天。"), code="future")
        return day
