"""Every component with sample data, for whoever draws a page. Mounted only with DEBUG."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inputs.fields import MoneyField

BASES = ("public", "party", "desk", "mediator", "association")


class SampleForm(forms.Form):
    title = forms.CharField(label=_("一句话说明"), help_text=_("例如：退货后没有收到退款。"), max_length=60)
    story = forms.CharField(label=_("经过"), widget=forms.Textarea, min_length=10)
    amount = MoneyField(label=_("涉及金额"))
    bought_on = forms.DateField(
        label=_("购买日期"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    kind = forms.ChoiceField(
        label=_("类型"), choices=[("", _("请选择")), ("goods", _("商品")), ("service", _("服务"))]
    )
    route = forms.ChoiceField(
        label=_("您希望怎样解决"),
        widget=forms.RadioSelect,
        choices=[
            ("talk", _("先和商家协商")),
            ("mediate", _("请调解员帮忙")),
            ("complain", _("向主管部门投诉")),
        ],
    )
    remedies = forms.MultipleChoiceField(
        label=_("您的诉求"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("refund", _("退款")), ("repair", _("修理")), ("apology", _("赔礼道歉"))],
    )
    receipt = forms.FileField(
        label=_("购物凭证"), required=False, help_text=_("照片、截图或 PDF，最多 200 MB。")
    )
    truthful = forms.BooleanField(label=_("我确认以上内容属实"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["route"].explanations = {
            "talk": _("多数纠纷在三天内就能谈妥。谈不拢，随时可以换别的办法。"),
            "mediate": _("由中立的调解员主持，双方都同意才算数。"),
        }


def styleguide(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    base = request.GET.get("base", "public")
    states = ["done", "done", "current", "next", "next"]
    names = [_("提交"), _("受理"), _("协商"), _("调解"), _("结案")]
    stations = [{"label": name, "state": state} for name, state in zip(names, states, strict=True)]
    stations[0]["note"] = today - timedelta(days=6)
    turn = {
        "is_mine": True,
        "what": _("请回复对方的和解方案"),
        "due_on": today + timedelta(days=3),
        "is_provisional": True,
        "silence": _("如果到期没有回复，视为不接受，您可以选择下一步。"),
        "explanation": [_("从收到方案的第二天起算"), _("3 个工作日"), _("跳过星期六、星期日")],
        "action": _("看方案"),
        "url": "#",
    }
    entries = [
        {
            "at": timezone.now(),
            "by": _("王芳"),
            "title": _("提出和解方案"),
            "text": _("退款 80%，本周内到账。"),
        },
        {"at": timezone.now() - timedelta(days=2), "by": _("平台"), "title": _("决定受理")},
    ]
    form = SampleForm(request.GET if "title" in request.GET else None)
    context = {
        "base": f"base_{base if base in BASES else 'public'}.html",
        "bases": BASES,
        "stations": stations,
        "turn": turn,
        "theirs": {"who": _("商家"), "what": _("答复投诉"), "due_on": today - timedelta(days=1)},
        "entries": entries,
        "form": form,
        "amount": Decimal("12680.5"),
        "now": timezone.now(),
        "page": Paginator(range(95), 20).page(2),
    }
    return render(request, "styleguide.html", context)
