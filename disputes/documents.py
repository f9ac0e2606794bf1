"""What the papers of a dispute look like: which template, with what in it. Nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from notices.drawings import DRAWINGS
from notices.kinds import Signs, form_of
from notices.states import Audience, PaperKind
from rulebook.selectors import (
    authorities_for,
    explain,
    ground,
    next_deadline,
    roads,
    what_refusal_means,
)

from .answers import TAKING, TIMED, answers_of, time_to_answer, without_answer
from .models import (
    CompletionRequest,
    Decision,
    Dispute,
    Obligation,
    Offer,
    Opinion,
    Party,
    Payment,
    Response,
    Settlement,
    TakenDown,
)
from .selectors import deliveries, officer_in_charge, period_from_service
from .states import Outcome, PartyRole
from .terms import from_json
from .windows import who_wrote

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import Organisation, User


@dataclass(frozen=True)
class Document:
    kind: str
    template: str
    context: dict[str, Any]
    facts: dict[str, Any] = field(default_factory=dict)
    audience: str = Audience.ALL_PARTIES
    addressees: tuple[Party, ...] = ()
    title: str | _StrPromise = ""  # where the name of the kind does not say enough
    due: str | _StrPromise = ""  # by when the addressee is to do what, and what otherwise, for the message
    body: Organisation | None = None  # issues it, where its kind is neither a party's nor the desk's
    officer: User | None = (
        None  # in charge of the case there, by the record; for a mediator's paper the mediator
    )
    not_signed_by: User | None = None  # it is about their own office
    signing: tuple[Party, ...] = ()  # whose own paper it is
    signs_as: str | _StrPromise = ""  # else by their role


def _document(kind: PaperKind, dispute: Dispute, **context: Any) -> Document:
    facts = {"reference": dispute.reference, **context.pop("facts", {})}
    named, due = context.pop("addressees", ()), context.pop("due", "")
    held = {key: context.pop(key) for key in ("officer", "signing", "signs_as") if key in context}
    if form_of(kind).signs == Signs.OFFICER:
        held.setdefault("officer", officer_in_charge(dispute))
    return Document(
        **held,
        kind=kind,
        template=f"papers/{kind.value}.html",
        context={"dispute": dispute, **_sides(dispute), **context},
        facts=facts,
        audience=Audience.NAMED if named else Audience.ALL_PARTIES,
        addressees=tuple(named),
        due=due,
    )


def _sides(dispute: Dispute) -> dict[str, list[Party]]:
    parties = list(dispute.parties.select_related("organisation"))
    return {
        "parties": parties,
        "complainants": [party for party in parties if party.role == PartyRole.COMPLAINANT],
        "respondents": [party for party in parties if party.role == PartyRole.RESPONDENT],
    }


def _until(dispute: Dispute) -> dict[str, Any]:
    deadline = next_deadline(dispute)
    return {"deadline": deadline, "derivation": explain(deadline) if deadline else []}


def registration(dispute: Dispute) -> Document:
    """投诉登记表 (SAMR form 1, procedures §11.1): also the receipt. It holds contact data, so the other side gets
    the answer notice instead."""
    complainants = tuple(dispute.parties.filter(role=PartyRole.COMPLAINANT))
    return _document(
        PaperKind.REGISTRATION,
        dispute,
        signing=complainants,
        claims=list(dispute.claims.all()),
        # the app above keeps the files; this one knows them only as what belongs to the dispute
        evidence=list(dispute.evidence.filter(withdrawn_at=None)),
        addressees=complainants,
        facts={"sector": dispute.sector, "category": dispute.category},
    )


def window_record(dispute: Dispute, row: TakenDown) -> Document:
    """窗口记录: what was read back to the party, and their signature. Theirs, and for the desk."""
    facts: dict[str, Any] = {"record": row.pk, "act": row.act}
    if row.strokes:
        facts[DRAWINGS] = {"1": row.strokes}
    return _document(
        PaperKind.WINDOW_RECORD,
        dispute,
        record=row,
        lines=row.statement.splitlines(),
        signing=(row.party,),
        addressees=(row.party,),
        facts=facts,
    )


def completion_request(dispute: Dispute, request: CompletionRequest) -> Document:
    until = _until(dispute)
    due = format_lazy(
        gettext_lazy("请在 {day} 前补正全部材料；逾期没有补正的，案件终结，之后可以重新提交。"),
        day=until["deadline"].due_on if until["deadline"] else "",
    )
    return _document(
        PaperKind.COMPLETION_REQUEST, dispute, request=request, officer=request.asked_by, due=due, **until
    )


def admission(dispute: Dispute, decision: Decision) -> Document:
    return _document(
        PaperKind.ADMISSION,
        dispute,
        decision=decision,
        time=time_to_answer(dispute),
    )


def decline(dispute: Dispute, decision: Decision) -> Document:
    """不予受理决定书: ground, reasons, and the other ways open (消法 39)."""
    return _document(
        PaperKind.DECLINE,
        dispute,
        decision=decision,
        ground=ground(decision.ground),
        authorities=authorities_for(dispute.category),
        facts={"ground": decision.ground},
    )


def answer_notice(dispute: Dispute, party: Party) -> Document:
    """答辩通知书 to one respondent. The code itself is sent beside the paper, never printed into it."""
    return _document(
        PaperKind.ANSWER_NOTICE,
        dispute,
        addressee=party,
        claims=list(dispute.claims.all()),
        addressees=[party],
        time=time_to_answer(dispute),
        otherwise=without_answer(dispute),
        is_timed=dispute.state in TIMED,
        is_taken=dispute.state in TAKING,
        due=format_lazy("{}{}", time_to_answer(dispute), without_answer(dispute)),
    )


def answer(dispute: Dispute, response: Response) -> Document:
    return _document(
        PaperKind.ANSWER,
        dispute,
        response=response,
        answers=list(response.answers.select_related("claim")),
        signing=(response.party,),
        signs_as=gettext_lazy("答复人"),
    )


def opinion(dispute: Dispute, opinion: Opinion) -> Document:
    document = _document(
        PaperKind.OPINION,
        dispute,
        officer=None if opinion.is_automated else opinion.issued_by,
        opinion=opinion,
        terms=from_json(opinion.terms),
        claims=list(dispute.claims.all()),
        responses=list(dispute.responses.select_related("party")),
        answers=answers_of(dispute),
        period=period_from_service(dispute, "opinion_reply"),
        due=format_lazy(
            gettext_lazy("回应期限从送达各方时起算，为 {period}；逾期没有回应的，视为不接受。"),
            period=period_from_service(dispute, "opinion_reply"),
        ),
    )
    return replace(document, title=gettext_lazy("处理意见书")) if dispute.is_against_platform else document


def unreached(dispute: Dispute) -> Document:
    """未能送达告知书: what was tried, and the day of the complaint, for whoever has to prove it (民法典 195)."""
    return _document(
        PaperKind.UNREACHED,
        dispute,
        claims=list(dispute.claims.all()),
        deliveries=deliveries(dispute, PaperKind.ANSWER_NOTICE),
        is_refused=dispute.outcome == Outcome.SERVICE_REFUSED,
        refusal=what_refusal_means(dispute.desk.kind) if dispute.desk else [],
        ground=ground(dispute.ground),
        roads=roads(ground(dispute.ground).roads),
        authorities=authorities_for(dispute.category) if dispute.category else [],
        addressees=list(dispute.parties.filter(role=PartyRole.COMPLAINANT)),
        facts={"ground": dispute.ground, "filed_at": dispute.filed_at},
    )


def settlement(dispute: Dispute, settlement: Settlement, offer: Offer | None = None) -> Document:
    sides = tuple(p for p in dispute.parties.all() if p.role != PartyRole.THIRD_PARTY)
    return _document(
        PaperKind.SETTLEMENT,
        dispute,
        signing=sides,
        hands=[(party, who_wrote(party)) for party in sides],
        settlement=settlement,
        offer=offer,
        obligations=list(settlement.obligations.select_related("obligor", "creditor")),
        facts={"terms": settlement.terms, "source": settlement.source},
    )


def receipt(payment: Payment) -> Document:
    """收据: the creditor's word that the money is there, for both to keep."""
    owed = payment.obligation
    return _document(
        PaperKind.PAYMENT_RECEIPT,
        owed.dispute,
        signing=(owed.creditor,),
        signs_as=gettext_lazy("收款人"),
        payment=payment,
        owed=owed,
        facts={"payment": payment.pk, "obligation": owed.pk, "amount": str(payment.amount)},
    )


def performance(dispute: Dispute, settlement: Settlement) -> Document:
    obligations: list[Obligation] = list(
        settlement.obligations.select_related("obligor", "creditor").prefetch_related("payments")
    )
    return _document(PaperKind.PERFORMANCE, dispute, settlement=settlement, obligations=obligations)


def withdrawal(dispute: Dispute, party: Party) -> Document:
    """撤回投诉确认书: the complainant's own word. Why is nobody's business: it is not on the paper."""
    return _document(
        PaperKind.WITHDRAWAL, dispute, party=party, signing=(party,), signs_as=gettext_lazy("撤回人")
    )


def closing_report(dispute: Dispute) -> Document:
    """结案报告: how it ended, how long each stage took."""
    settlement = dispute.settlements.filter(replaced_at=None).first()
    return _document(
        PaperKind.CLOSING_REPORT,
        dispute,
        in_charge=officer_in_charge(dispute),
        answers=answers_of(dispute),
        settlement=settlement,
        obligations=list(settlement.obligations.select_related("obligor", "creditor")) if settlement else [],
        proceedings=list(dispute.proceedings.all()),
        days=_days_open(dispute),
        facts={"outcome": dispute.outcome, "ground": dispute.ground},
    )


def _days_open(dispute: Dispute) -> int:
    if dispute.filed_at is None or dispute.closed_at is None:
        return 0
    return (localdate(dispute.closed_at) - localdate(dispute.filed_at)).days
