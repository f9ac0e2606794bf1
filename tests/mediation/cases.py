"""A dispute on its way into and through mediation, by the same services as pages use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from chat.models import Room
from disputes.models import Dispute, Party
from disputes.services import (
    admit_dispute,
    answer_complaint,
    file_dispute,
    replace_claims,
    save_draft,
    start_draft,
)
from disputes.terms import Term
from mediation.models import Agreement, Mediation, RosterEntry
from mediation.services import (
    accept_appointment,
    accept_case,
    accept_draft,
    accept_mediator,
    appoint_mediator,
    challenge_mediator,
    choose_mediator,
    consent_to_mediation,
    draft_agreement,
    list_mediator,
    request_mediation,
    sign_agreement,
)
from mediation.states import MediationState
from tests.cast import PASSWORD, Cast
from tests.rigs.retold import retold

M = MediationState


@retold
def negotiating_dispute(cast: Cast) -> Dispute:
    """李小雨 against 王强 about unpaid design work; admitted, answered, talks under way."""
    li, wang = cast.complainant, cast.respondent
    draft = start_draft(by=li)
    save_draft(
        draft,
        by=li,
        sector="zhongbao",
        category="unpaid_remuneration",
        title="设计稿验收后未付报酬",
        narrative="9月1日接单设计海报三张，9月10日验收，至今没有付款3000元。",
        platform=cast.platform,
    )
    replace_claims(draft, by=li, claims=[{"remedy": "pay_remuneration", "amount": Decimal("3000")}])
    Party.objects.create(
        dispute=draft, role="respondent", name="王强", email="wang.qiang@cast.example", user=wang
    )
    dispute = file_dispute(draft, by=li)
    admit_dispute(dispute, by=cast.handler)
    dispute.parties.filter(role="respondent").update(joined_at=timezone.now())
    answer_complaint(dispute, by=wang, text="第三张没有按要求修改，只同意付2000元。")
    dispute.refresh_from_db()
    return dispute


def further(_before: Case, case: Case) -> Case:
    case.mediation = Mediation.objects.get(dispute=case.dispute)
    case.dispute.refresh_from_db()
    return case


@dataclass
class Case:
    """A mediation with everybody in it; each method takes it one stage on."""

    cast: Cast
    dispute: Dispute
    entries: list[RosterEntry] = field(default_factory=list)
    mediation: Mediation | None = None

    @property
    def li(self) -> Party:
        return self.dispute.parties.get(role="complainant")

    @property
    def wang(self) -> Party:
        return self.dispute.parties.get(role="respondent")

    @property
    def state(self) -> str:
        self.mediation.refresh_from_db()
        return self.mediation.state

    @property
    def dispute_state(self) -> str:
        self.dispute.refresh_from_db()
        return self.dispute.state

    @property
    def agreement(self) -> Agreement:
        return self.mediation.agreements.last()

    def term(self, amount: int = 2500, days: int = 30, **more: Any) -> Term:
        due_on = timezone.localdate() + timedelta(days=days)
        return Term(self.wang.pk, self.li.pk, "pay", amount=Decimal(amount), due_on=due_on, **more)

    def room(self, party: Party | None = None) -> Room:
        key = f"mediation:{self.mediation.pk}:" + (f"caucus:party:{party.pk}" if party else "joint")
        return Room.objects.get(key=key)

    @retold(again=further)
    def requested(self) -> Case:
        self.mediation = request_mediation(
            self.dispute, by=self.cast.complainant, body=self.cast.mediation_body, text="请居中调解报酬。"
        )
        return self

    @retold(again=further)
    def put_to_body(self) -> Case:
        self.requested()
        consent_to_mediation(self.mediation, by=self.cast.respondent)
        return self

    @retold(again=further)
    def accepted(self) -> Case:
        self.put_to_body()
        accept_case(self.mediation, by=self.cast.secretary)
        return self

    @retold(again=further)
    def left_to_body(self) -> Case:
        self.accepted()
        for person in (self.cast.complainant, self.cast.respondent):
            choose_mediator(self.mediation, by=person, leaves_it_to_body=True)
        return self

    @retold(again=further)
    def appointed(self) -> Case:
        self.left_to_body()
        appoint_mediator(
            self.mediation, by=self.cast.secretary, entry=self.entries[0], reason="熟悉这类纠纷。"
        )
        return self

    @retold(again=further)
    def disclosed(self) -> Case:
        self.appointed()
        accept_appointment(self.mediation, by=self.cast.mediator, has_interest=False)
        return self

    @retold(again=further)
    def challenged(self) -> Case:
        self.disclosed()
        challenge_mediator(
            self.mediation, by=self.cast.respondent, ground="recusal.interest", reasons="他在对方公司兼职。"
        )
        return self

    @retold(again=further)
    def mediating(self) -> Case:
        self.disclosed()
        for person in (self.cast.complainant, self.cast.respondent):
            accept_mediator(self.mediation, by=person)
        self.mediation.refresh_from_db()
        return self

    def draft(self, **changes: Any) -> Agreement:
        given: dict[str, Any] = {
            "facts": "王强委托李小雨设计海报三张，已经交付。",
            "disputed_items": "第三张是否按要求修改，双方各让一步。",
            "terms": [self.term()],
            "performance": "转账至李小雨尾号1234的账户。",
            "default_clause": "逾期按日万分之五支付违约金。",
        }
        return draft_agreement(self.mediation, by=self.cast.mediator, **{**given, **changes})

    @retold(again=further)
    def signing(self) -> Case:
        self.mediating()
        agreement = self.draft()
        for person in (self.cast.complainant, self.cast.respondent):
            accept_draft(agreement, by=person)
        return self

    def sign(self, person: User) -> None:
        sign_agreement(self.agreement, by=person, typed_name=person.name, password=PASSWORD)

    @retold(again=further)
    def agreed(self) -> Case:
        self.signing()
        for person in (self.cast.complainant, self.cast.respondent, self.cast.mediator, self.cast.secretary):
            self.sign(person)
        return self


#: How a case comes into each state.
WAY_TO = {
    M.CONSENTING: Case.requested,
    M.BODY_DECIDING: Case.put_to_body,
    M.CHOOSING: Case.accepted,
    M.APPOINTING: Case.left_to_body,
    M.DISCLOSING: Case.appointed,
    M.CHALLENGEABLE: Case.disclosed,
    M.CHALLENGED: Case.challenged,
    M.MEDIATING: Case.mediating,
    M.SIGNING: Case.signing,
    M.AGREED: Case.agreed,
}


def _same(case: Case, cast: Cast) -> Case:
    entries = RosterEntry.objects.in_bulk([entry.pk for entry in case.entries])
    return Case(cast, Dispute.objects.get(pk=case.dispute.pk), list(entries.values()))


@retold(again=_same)
def make_case(cast: Cast) -> Case:
    entries = [
        list_mediator(cast.mediation_body, mediator=person, by=cast.secretary, bio="从事调解十年。")
        for person in (cast.mediator, cast.second_mediator)
    ]
    return Case(cast, negotiating_dispute(cast), entries)
