"""The parts of a case file in archive order (procedures §11.4), each printed as a volume of its own."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from disputes.states import Action
from disputes.terms import from_json
from notices.models import Paper
from notices.states import PaperKind
from rulebook.selectors import explain

from ..imaging import for_print
from ..models import Evidence
from .material import Material
from .paper import dressed

P = PaperKind
MEDIATION = (
    P.MEDIATION_REQUEST, P.MEDIATION_RIGHTS, P.MEDIATION_NOTICE, P.APPOINTMENT, P.CHALLENGE_DECISION,
    P.MEDIATION_RECORD, P.UNDISPUTED_FACTS, P.MEDIATION_AGREEMENT, P.MEDIATION_TERMINATION,
)  # fmt: skip
CONFIRMATION = (
    P.CONFIRMATION_APPLICATION, P.CONFIRMATION_PLEDGE, P.CONFIRMATION_CERTIFICATE, P.CONFIRMATION_RESULT,
)  # fmt: skip
OPENING = (P.REGISTRATION, P.COMPLETION_REQUEST, P.ADMISSION, P.DECLINE, P.ANSWER_NOTICE, P.EVIDENCE_NOTICE)
ARBITRATION = (P.ARBITRATION_APPLICATION, P.EVIDENCE_LIST, P.ARBITRATION_REFERRAL, P.ARBITRATION_RECEIPT)


@dataclass(frozen=True)
class Row:
    """A line of the index: what it is and where it begins."""

    title: str
    anchor: str
    number: str = ""
    on: Any = None
    note: str = ""


@dataclass
class Part:
    title: str
    rows: list[Row]
    template: str = "print/papers.html"
    context: dict[str, Any] = field(default_factory=dict)
    appended: list[Evidence] = field(default_factory=list)  # PDF exhibits whose own pages follow the part


def parts_of(material: Material) -> Iterator[Part]:
    known: set[str] = set()

    def papers(title: str, *kinds: str) -> Part | None:
        known.update(kinds)
        return _papers(title, [paper for kind in kinds for paper in material.papers if paper.kind == kind])

    candidates = [
        _summary(material),
        papers(_("登记与受理"), *OPENING),
        _service(material),
        papers(_("答辩"), P.ANSWER),
        _evidence(material),
        _negotiation(material),
        papers(_("处理意见"), P.OPINION),
        papers(_("和解"), P.SETTLEMENT),
        papers(_("调解"), *MEDIATION),
        papers(_("仲裁移送"), *ARBITRATION),
        _performance(material),
        papers(_("司法确认"), *CONFIRMATION),
        papers(_("收据"), P.PAYMENT_RECEIPT),
        papers(_("窗口记录"), P.WINDOW_RECORD),
        papers(_("履行与结案"), P.PERFORMANCE, P.WITHDRAWAL, P.CLOSING_REPORT),
    ]
    yield from (part for part in candidates if part is not None)
    if other := _papers(_("其他文书"), [paper for paper in material.papers if paper.kind not in known]):
        yield other
    yield _tail(material)


def _papers(title: str, papers: list[Paper]) -> Part | None:
    if not papers:
        return None
    items = [{**dressed(paper), "mark": paper.mark} for paper in papers]
    rows = [
        Row(p.title, item["anchor"], p.number, p.issued_at, p.mark)
        for p, item in zip(papers, items, strict=True)
    ]
    return Part(title, rows, context={"papers": items})


def _table(title: str, name: str, **context: Any) -> Part:
    return Part(title, [Row(title, name)], f"print/{name}.html", {"anchor": name, **context})


def _tail(material: Material) -> Part:
    """Deadlines, docket, closing sheet and back: they change with every act, so they are one volume."""
    rows = [Row(_("案件日志"), "docket"), Row(_("备考表"), "remarks")]
    if material.deadlines:
        rows.insert(0, Row(_("期限日志"), "deadlines"))
    context = {
        "deadlines": [(one, explain(one)) for one in material.deadlines],
        "acts": material.acts,
        "checkpoint": material.checkpoint,
        "material": material,
    }
    return Part(_("期限、日志与备考"), rows, "print/tail.html", context)


def _summary(material: Material) -> Part:
    return _table(
        _("案件基本情况"),
        "summary",
        dispute=material.dispute,
        parties=material.parties,
        claims=list(material.dispute.claims.all()),
        proceedings=list(material.dispute.proceedings.select_related("body")),
    )


def _service(material: Material) -> Part | None:
    if not material.notices:
        return None
    part = _table(_("送达回证"), "service", notices=material.notices)
    released = [piece for piece in material.receipts if piece.is_released]
    part.rows += [Row(piece.title, f"receipt-{piece.pk}", on=piece.received_at) for piece in released]
    part.context["receipts"] = [(piece, picture_of(piece) if piece.preview else "") for piece in released]
    part.appended = [piece for piece in released if piece.media_type == "application/pdf"]
    return part


def _negotiation(material: Material) -> Part | None:
    if not material.offers:
        return None
    names = {party.pk: party.name for party in material.parties}
    offers = [
        (offer, [_in_words(term, names) for term in from_json(offer.terms)]) for offer in material.offers
    ]
    return _table(_("协商记录"), "negotiation", offers=offers)


def _in_words(term: Any, names: dict[int, str]) -> dict[str, Any]:
    return {
        "obligor": names.get(term.obligor, ""),
        "creditor": names.get(term.creditor, ""),
        "action": Action(term.action).label if term.action in Action.values else term.action,
        "detail": term.detail,
        "amount": term.amount,
        "due_on": term.due_on,
    }


def _performance(material: Material) -> Part | None:
    if not material.obligations:
        return None
    payments = [(one, paid) for one in material.obligations for paid in one.payments.all()]
    return _table(_("履行情况"), "performance", obligations=material.obligations, payments=payments)


def _evidence(material: Material) -> Part | None:
    if not material.evidence:
        return None
    listed = [(piece, exhibit_title(piece)) for piece in material.evidence]
    shown = [
        (piece, title, picture_of(piece)) for piece, title in listed if piece.preview and piece.is_released
    ]
    appended = [
        piece for piece in material.evidence if piece.media_type == "application/pdf" and piece.is_released
    ]
    rows = [Row(_("证据目录"), "evidence", note=_("共 %(count)d 份") % {"count": len(listed)})]
    rows += [Row(title, f"exhibit-{piece.pk}", on=piece.received_at) for piece, title, _picture in shown]
    context = {"anchor": "evidence", "listed": listed, "shown": shown, "dispute": material.dispute}
    return Part(_("证据"), rows, "print/evidence.html", context, appended)


def exhibit_title(piece: Evidence) -> str:
    number = f"{piece.number}" if piece.number else ""
    return _("%(side)s证据%(number)s：%(title)s") % {
        "side": piece.side,
        "number": number,
        "title": piece.title,
    }


def picture_of(piece: Evidence) -> str:
    """Small enough for paper: 150 dots an inch over the width of the page."""
    with piece.preview.open() as stored:
        picture = for_print(stored.read(), (1000, 1060), 74)
    return "data:image/jpeg;base64," + base64.b64encode(picture).decode()
