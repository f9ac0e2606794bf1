"""At the window: an old man without phone and e-mail, whose words the receptionist takes down and he signs."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes import services
from disputes.models import Dispute, Party
from disputes.services import Signed
from disputes.states import Origin, PartyRole, SignedOn
from disputes.taking_down import act_named, are_sound, filing_statement, read_back

from .demo_stage import Stage

if TYPE_CHECKING:
    from accounts.models import User


def a_hand() -> list[list[list[int]]]:
    """Three strokes as somebody writes them who does not write often."""
    return [
        [[start + 8 * step, 100 + round(height * math.sin(step / turn))] for step in range(16)]
        for start, height, turn in ((60, 60, 2.1), (220, 70, 1.4), (390, 50, 3.0))
    ]


def one_at_the_window(stage: Stage) -> None:
    """Filed at the window, answered online; his own offer was taken down, and the notices wait to be brought to him."""
    han = stage.people["receptionist"]
    dispute = _filed_at_window(stage, han)
    services.admit_dispute(dispute, by=stage.handler(dispute))
    respondent = dispute.parties.get(role=PartyRole.RESPONDENT)
    respondent.user, respondent.joined_at = stage.wang, timezone.now()
    respondent.save()
    stage.reads(dispute, stage.wang)
    services.answer_complaint(dispute, by=stage.wang, text="只看了两天店，第三天没有来。")
    terms = stage.pays(dispute, "500.00", 10)
    _says(
        dispute,
        han,
        "offer",
        {
            "terms-TOTAL_FORMS": "1",
            "terms-INITIAL_FORMS": "0",
            "terms-0-who": f"{terms.obligor}-{terms.creditor}",
            "terms-0-action": "pay",
            "terms-0-amount": "500.00",
            "terms-0-due_on": terms.due_on.isoformat() if terms.due_on else "",
            "message": "第三天是你们说不用来的，两天半总要算。",
        },
    )


def _filed_at_window(stage: Stage, han: User) -> Dispute:
    draft = services.start_draft(by=han, origin=Origin.DESK)
    services.save_draft(
        draft,
        by=han,
        sector="zhongbao",
        category="unpaid_remuneration",
        title="帮人看店三天没有付钱",
        narrative="10月中旬经平台介绍去看店，说好一天二百元。看了三天，对方说生意不好，一分钱没有给。",
        platform=stage.bodies["zhongbang"],
        region="33",
    )
    claims: list[dict[str, Any]] = [
        {"remedy": "pay_remuneration", "amount": Decimal("600.00"), "detail": "三天的工钱"}
    ]
    services.replace_claims(draft, by=han, claims=claims)
    services.name_respondent(
        draft,
        by=han,
        platform=stage.bodies["zhongbang"],
        is_against_platform=False,
        name=stage.wang.name,
        email=stage.wang.email or "",
    )
    services.describe_complainant(
        draft, by=han, name="赵德福", address="示例市和平路 3 号 2 单元 101", window_fact="246810"
    )
    draft.refresh_from_db()
    return services.file_at_window(
        draft,
        by=han,
        title=_("提交投诉"),
        statement=filing_statement(draft),
        signed=Signed(on=SignedOn.TABLET, strokes=a_hand()),
    )


def _says(dispute: Dispute, han: User, code: str, typed: dict[str, str]) -> None:
    party: Party = dispute.parties.get(role=PartyRole.COMPLAINANT)
    dispute.refresh_from_db()
    act = act_named(dispute, party, code)
    assert act is not None
    forms = act.forms(_as_sent(typed))
    assert are_sound(forms), [form.errors for form in forms]
    services.take_down(
        party,
        by=han,
        act=act.code,
        title=act.title,
        statement=read_back(act, forms, party=party),
        signed=Signed(on=SignedOn.TABLET, strokes=a_hand()),
        do=lambda user: act.do(forms, user),
    )


def _as_sent(typed: dict[str, str]) -> Any:
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data[name] = value
    return data
