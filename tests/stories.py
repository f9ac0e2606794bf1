"""A case told in a few words, for tests that begin in the middle: `filed(cast)`, `negotiating(cast)`, `settled(cast)` …

Each runs the real services; nothing is put into a state by hand.
"""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from disputes import services
from disputes.models import Dispute, Party, Representative
from disputes.states import PartyKind, PartyRole
from disputes.terms import Term
from mediation import services as mediation
from mediation.models import Mediation, RosterEntry
from notices.models import Notice, OutboxMessage
from notices.services import read_reports, record_reading, send_waiting
from tests.cast import Cast
from tests.rigs.retold import retold


def _now(dispute: Dispute, *args: object) -> Dispute:
    return fresh(dispute)


def drafted(
    cast: Cast,
    *,
    against_platform: bool = False,
    platform: bool = True,
    category: str = "unpaid_remuneration",
) -> Dispute:
    dispute = services.start_draft(by=cast.complainant)
    services.save_draft(
        dispute,
        by=cast.complainant,
        sector="zhongbao",
        category=category,
        title="做完设计稿后不付报酬",
        narrative="2026年10月8日我在平台上接了王强的海报设计任务，约定报酬3000元。10月20日交稿并验收，至今没有付款。",
        platform=cast.platform if platform or against_platform else None,
        is_against_platform=against_platform,
        region="33",
    )
    services.replace_claims(
        dispute,
        by=cast.complainant,
        claims=[{"remedy": "pay_remuneration", "amount": Decimal("3000.00"), "detail": "海报设计报酬"}],
    )
    complainant = dispute.parties.get(role=PartyRole.COMPLAINANT)
    complainant.phone = "+8613800000001"
    complainant.consents_e_service_at = timezone.now()
    complainant.save()
    respondent = {"organisation": cast.platform, "kind": PartyKind.ORGANISATION, "name": cast.platform.name}
    person = {"name": "王强", "phone": "+8613800000002", "email": "wang@example.org"}
    Party.objects.create(
        dispute=dispute, role=PartyRole.RESPONDENT, **(respondent if against_platform else person)
    )
    return fresh(dispute)


@retold(again=_now)
def filed(cast: Cast, **draft: object) -> Dispute:
    return fresh(services.file_dispute(drafted(cast, **draft), by=cast.complainant))


@retold(again=_now)
def answering(cast: Cast, *, joined: bool = True, **draft: object) -> Dispute:
    dispute = filed(cast, **draft)
    services.admit_dispute(dispute, by=desk_of(cast, dispute))
    if joined and not dispute.is_against_platform:
        services.join_by_code(code_for(dispute), by=cast.respondent)
    everything_arrives()
    return fresh(dispute)


@retold(again=_now)
def serving(cast: Cast) -> Dispute:
    """Admitted; the notice is on its way to somebody who has not come in."""
    dispute = filed(cast)
    services.admit_dispute(dispute, by=desk_of(cast, dispute))
    return fresh(dispute)


@retold(again=_now)
def negotiating(cast: Cast, **draft: object) -> Dispute:
    dispute = answering(cast, **draft)
    services.answer_complaint(dispute, by=respondent_of(cast, dispute), text="稿子有问题，只同意付一半。")
    return fresh(dispute)


@retold(again=_now)
def reviewing(cast: Cast) -> Dispute:
    dispute = negotiating(cast)
    services.end_negotiation(dispute, by=cast.complainant)
    return fresh(dispute)


@retold(again=_now)
def opinion_serving(cast: Cast, *, is_automated: bool = False) -> Dispute:
    dispute = reviewing(cast)
    services.issue_opinion(
        dispute,
        by=cast.handler,
        facts_found="任务已完成并验收。",
        evidence_accepted="采信验收记录。",
        rule_name="众帮众包平台交易规则",
        rule_version="2026年第2版 第18条",
        reasons="验收后应当付款。",
        terms=[pays(dispute, "3000.00")],
        is_automated=is_automated,
    )
    return fresh(dispute)


@retold(again=_now)
def opinion_issued(cast: Cast, *, is_automated: bool = False) -> Dispute:
    dispute = opinion_serving(cast, is_automated=is_automated)
    everybody_reads(dispute)
    return fresh(dispute)


@retold(again=_now)
def choosing_road(cast: Cast, **draft: object) -> Dispute:
    if draft.get("platform") is False:  # nobody's rules to judge by: no opinion
        dispute = negotiating(cast, **draft)
        services.end_negotiation(dispute, by=cast.complainant)
    else:
        dispute = opinion_issued(cast)
        services.reply_to_opinion(dispute, by=cast.respondent, is_accepted=False)
    return fresh(dispute)


@retold(again=_now)
def consenting(cast: Cast) -> Dispute:
    dispute = reviewing(cast)
    list_mediators(cast)
    mediation.request_mediation(dispute, by=cast.complainant, body=cast.mediation_body)
    return fresh(dispute)


@retold(again=_now)
def mediating(cast: Cast) -> Dispute:
    dispute = consenting(cast)
    running = Mediation.objects.get(dispute=dispute)
    mediation.consent_to_mediation(running, by=cast.respondent)
    mediation.accept_case(running, by=cast.secretary)
    chosen = RosterEntry.objects.get(mediator=cast.mediator)
    for person in (cast.complainant, cast.respondent):
        mediation.choose_mediator(running, by=person, ranking=[chosen.pk])
    mediation.accept_appointment(running, by=cast.mediator, has_interest=False)
    for person in (cast.complainant, cast.respondent):
        mediation.accept_mediator(running, by=person)
    return fresh(dispute)


def list_mediators(cast: Cast) -> None:
    for person in (cast.mediator, cast.second_mediator):
        mediation.list_mediator(cast.mediation_body, mediator=person, by=None)


@retold(again=_now)
def settled(cast: Cast, *, days: int = 10) -> Dispute:
    dispute = negotiating(cast)
    offer = services.make_offer(dispute, by=cast.respondent, terms=[pays(dispute, "2400.00", days=days)])
    services.accept_offer(offer, by=cast.complainant)
    return fresh(dispute)


@retold(again=_now)
def closed(cast: Cast) -> Dispute:
    dispute = settled(cast)
    obligation = dispute.settlements.get().obligations.get()
    services.claim_performance(obligation, by=cast.respondent)
    services.confirm_performance(obligation, by=cast.complainant)
    return fresh(dispute)


def everything_arrives() -> None:
    """The carriers take what waits, and report that it has come."""
    send_waiting()
    read_reports()


def everybody_reads(dispute: Dispute) -> None:
    """Whoever has an account opens what was served on them."""
    for notice in Notice.objects.filter(paper__chain=dispute.chain, read_at=None).exclude(user=None):
        record_reading(notice, notice.user)


def pays(dispute: Dispute, amount: str, *, days: int = 10) -> Term:
    """The respondent pays the complainant within so many days."""
    return Term(
        obligor=dispute.parties.get(role=PartyRole.RESPONDENT).pk,
        creditor=dispute.parties.get(role=PartyRole.COMPLAINANT).pk,
        action="pay",
        amount=Decimal(amount),
        due_on=timezone.localdate() + timedelta(days=days),
        detail="转账至投诉人账户",
    )


def desk_of(cast: Cast, dispute: Dispute):
    return cast.handler if dispute.desk_id == cast.platform.pk else cast.centre_handler


def respondent_of(cast: Cast, dispute: Dispute):
    return cast.handler if dispute.is_against_platform else cast.respondent


def code_for(dispute: Dispute) -> str:
    """The one-time code as the respondent finds it in their text messages, on its way or sent."""
    phones = dispute.parties.filter(role=PartyRole.RESPONDENT).values_list("phone", flat=True)
    waiting = OutboxMessage.objects.filter(address__in=phones).exclude(secret="").last()
    if waiting is not None:
        return waiting.secret
    sent = sorted((Path(settings.DATA_DIR) / "sms").glob("*.txt"), reverse=True)
    codes = [code for file in sent for code in re.findall(r"join/#(\w+)", file.read_text(encoding="utf-8"))]
    return next(code for code in codes if services.find_invitation(code) is not None)


def code_to(address: str) -> str:
    """The code of an invitation, as whoever reads this address finds it."""
    message = OutboxMessage.objects.filter(address=address, text__contains="邀请码").latest("pk")
    return message.text.split("#")[1].split()[0]


def represented(
    dispute: Dispute, *, by: User, who: User, mandate: str = "general", name: str = ""
) -> Representative:
    """A party names somebody, who accepts with the code that came to them."""
    contact = str(who.email)
    named = services.appoint_representative(
        dispute, by=by, name=name or who.name, phone=contact, mandate=mandate
    )
    offer = services.find_mandate_offer(code_to(contact))
    assert offer is not None
    assert offer.representative == named
    return services.accept_mandate(offer, by=who)


def fresh(dispute: Dispute) -> Dispute:
    return Dispute.objects.select_related("chain", "platform", "desk").get(pk=dispute.pk)
