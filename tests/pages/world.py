"""Cases as full as they get, with a word planted in every place that somebody may not read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, fields
from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.utils import timezone

from accounts.models import IdentityCheck, LegalHold, MembershipOffer, User
from accounts.services import declare_identity, offer_membership, set_legal_hold
from arbitration import services as arbitration
from arbitration.models import Referral
from casefiles.models import CaseFile, Evidence, Upload
from casefiles.services import begin_upload, receive_file, request_case_file
from casefiles.signals import keep_receipt
from casefiles.states import EvidenceAudience
from chat.models import Member, Message, Phrase, Room, RoomFile
from chat.services import add_phrase, keep_note, post_file, post_message
from disputes import services
from disputes.models import Dispute, Obligation, Party, Payment, Representative
from disputes.states import PartyRole
from mediation import services as mediation_services
from mediation.models import (
    CalendarFeed,
    CoMediator,
    ConductComplaint,
    Confirmation,
    Draw,
    FigureObjection,
    Mediation,
    RosterEntry,
    Session,
)
from notices.models import Notice, Paper
from tests import stories
from tests.arbitration.stories import CLAUSE, fresh
from tests.casefiles.samples import pdf, picture
from tests.cast import Cast
from tests.mediation.cases import Case, negotiating_dispute
from tests.mediation.confirmations import with_court
from tests.rigs.retold import retold

PARTIES = {"complainant", "respondent"}
DESK = {"handler", "supervisor"}
#: Whom the mediation has let in: who mediates, and the body that keeps the file.
MEDIATING = {"mediator", "secretary"}

#: A word → who may come to read it. It stands in one place only, and nowhere in a test or a template.
SECRETS = {
    "甲鱼壹号": PARTIES | DESK | MEDIATING | {"registrar"},  # in the title of every case
    "甲鱼贰号": PARTIES | DESK | MEDIATING,  # in the narrative of the case in mediation
    "甲鱼叁号": PARTIES,  # said in the negotiation
    "甲鱼肆号": PARTIES | {"mediator"},  # said to everybody in the mediation
    "甲鱼伍号": {"complainant", "mediator"},  # said in her caucus
    "甲鱼陆号": {"respondent", "mediator"},  # said in his
    "甲鱼柒号": {"complainant"} | DESK,  # the name of a piece of evidence for her own side and the desk
    "甲鱼捌号": PARTIES | DESK | MEDIATING,  # the name of a piece for all
    "甲鱼玖号": PARTIES | {"mediator"},  # the proposal
    "甲鱼拾号": PARTIES,  # an offer between them, which the desk reads when it is its turn
    "甲鱼拾壹": {"complainant"},  # a draft
    "甲鱼拾叁": PARTIES | MEDIATING,  # the draft agreement
    "甲鱼拾贰": PARTIES | {"registrar"},  # the application to the commission
    "甲鱼拾肆": PARTIES | {"mediator"},  # an offer at the mediator's table
    "甲鱼拾伍": {"respondent", "mediator"},  # what he told the mediator alone that he would pay
    "甲鱼拾陆": {"complainant", "mediator"},  # the message with a session for her alone
    "甲鱼拾柒": PARTIES | MEDIATING,  # a fact to be ticked
    "甲鱼拾捌": {"mediator"},  # a private note
    "甲鱼拾玖": {"complainant", "mediator"},  # the name of a file in her caucus
    "甲鱼贰拾": {"complainant"},  # a phrase of her own
    "甲鱼贰壹": {"secretary", "mediator"},  # a phrase of the body
}
WORDS = dict(enumerate(SECRETS, start=1))


@dataclass
class World:
    """What the addresses point to."""

    cast: Cast
    draft: Dispute
    upload: Upload
    mediated: Dispute  # in mediation, with a proposal, a record and a draft agreement
    mediation: Mediation
    joint: Room
    caucus: Room
    negotiation: Room
    shared: Evidence
    private: Evidence
    paper: Paper
    notice: Notice
    case_file: CaseFile
    settled: Dispute  # an obligation is due
    obligation: Obligation
    representative: Representative
    payment: Payment  # a part of it was paid
    confirmation: Confirmation  # of another case's agreement, with a court
    applicant: Party
    offered: Dispute  # an offer of the respondent's waits
    referral: Referral  # accepted by the commission
    sent: Referral  # waits for the commission
    application: Paper
    awarded: Referral
    room_file: RoomFile  # in her caucus
    neutral_seat: int  # the mediator's seat in her caucus
    phrase: Phrase  # hers
    said: int  # the number of her line in her caucus
    check: IdentityCheck
    session: Session  # whose time is sought, with the complainant alone
    feed: CalendarFeed
    entry: RosterEntry  # of the second mediator, who objects to a figure
    co_mediator: CoMediator  # the same, named in another case
    complaint: ConductComplaint
    objection: FigureObjection
    service_receipt: Evidence  # the photo of a receipt, in the case in mediation
    hold: LegalHold  # on the case in mediation
    offer: MembershipOffer  # of the platform, to somebody who has not come


def _same_world(world: World, cast: Cast, *_more: object) -> World:
    found = {field.name: getattr(world, field.name) for field in fields(World)}
    return World(**{name: _again(thing) for name, thing in found.items()} | {"cast": cast})


def _again(thing: object) -> object:
    return type(thing)._base_manager.get(pk=thing.pk) if isinstance(thing, Model) else thing


@retold(again=_same_world)
def whole(
    cast: Cast,
    work: Callable[[], None],
    captured: Callable[..., AbstractContextManager[object]] | None = None,
) -> World:
    """With what the worker does of it done. Who does not commit says how what waits for that is captured."""
    with captured(execute=True) if captured else nullcontext():
        world = build(cast)
    work()
    return _same_world(world, cast)


def build(cast: Cast) -> World:
    """By the real services; only titles and texts are written over afterwards, with the planted words."""
    settled = _titled(stories.settled(cast))
    offered = _titled(stories.negotiating(cast))
    negotiation = offered.rooms.get()
    _says(negotiation, cast.complainant, WORDS[3])
    services.make_offer(
        offered, by=cast.respondent, terms=[stories.pays(offered, "1200")], message=f"一次付清 {WORDS[10]}"
    )
    mediated, mediation = _mediated(cast)
    shared = _gives(mediated, cast, f"{WORDS[8]}.png", picture("PNG"), EvidenceAudience.ALL_PARTIES)
    private = _gives(
        mediated, cast, f"{WORDS[7]}.txt", f"内容 {WORDS[7]}".encode(), EvidenceAudience.OWN_SIDE
    )
    draft = stories.drafted(cast)
    Dispute.objects.filter(pk=draft.pk).update(title=f"还没写完 {WORDS[11]}")
    representative = services.appoint_representative(
        settled, by=cast.complainant, name="孙代理", phone="+8613800000009", mandate="general"
    )
    [payment] = services.report_payment(
        settled.settlements.get().obligations.get(),
        by=cast.respondent,
        amount=Decimal("7.00"),
        paid_on=timezone.localdate(),
        method="cash",
    )
    entries = list(RosterEntry.objects.order_by("pk"))
    confirmation = with_court(Case(cast, negotiating_dispute(cast), entries), is_bound=True)
    declare_identity(
        cast.respondent,
        document="resident_id",
        number="11010519491231002X",
        name="王强",
        image=picture(),
        consents=True,
        by=cast.respondent,
    )
    referrals = [_referred(cast) for _ in range(3)]
    awarded = arbitration.accept_referral(referrals[2], by=cast.registrar, case_number="（2026）示仲字第2号")
    arbitration.record_award(
        awarded,
        by=cast.registrar,
        number="示仲裁〔2026〕2号",
        awarded_on=timezone.localdate(),
        summary="付款。",
        file=SimpleUploadedFile("裁决书.pdf", pdf()),
    )
    accepted = arbitration.accept_referral(referrals[0], by=cast.registrar, case_number="（2026）示仲字第1号")
    entry = RosterEntry.objects.get(mediator=cast.second_mediator)
    mediation_services.add_certificate(entry, by=cast.secretary, number="调证1")
    Draw.objects.create(
        mediation=mediation,
        number=1,
        state="void",
        roster=[],
        roster_sha256="0" * 64,
        published_seq=1,
        published_by=cast.secretary,
    )
    rooms = Room.objects.filter(dispute=mediated)
    notices = Notice.objects.filter(paper__chain=mediated.chain)
    return World(
        cast=cast,
        draft=stories.fresh(draft),
        upload=begin_upload(draft, by=cast.complainant, name="录像.mp4", size=9),
        mediated=stories.fresh(mediated),
        mediation=mediation,
        joint=rooms.get(key__endswith=":joint"),
        caucus=rooms.get(key__contains="caucus", side_party__role=PartyRole.COMPLAINANT),
        negotiation=negotiation,
        shared=shared,
        private=private,
        paper=Paper.objects.filter(chain=mediated.chain, kind="admission").get(),
        notice=notices.filter(paper__kind="admission", user=cast.complainant).first(),
        case_file=request_case_file(mediated, by=cast.complainant),
        settled=stories.fresh(settled),
        obligation=settled.settlements.get().obligations.get(),
        representative=representative,
        payment=payment,
        confirmation=confirmation,
        applicant=confirmation.dispute.parties.get(role=PartyRole.COMPLAINANT),
        offered=stories.fresh(offered),
        referral=fresh(accepted),
        sent=fresh(referrals[1]),
        application=Paper.objects.filter(
            chain=accepted.dispute.chain, kind__startswith="arbitration"
        ).first(),
        awarded=fresh(awarded),
        room_file=RoomFile.objects.get(),
        neutral_seat=Member.objects.get(
            room__in=rooms, room__side_party__role="complainant", side="neutral"
        ).pk,
        phrase=Phrase.objects.get(owner=cast.complainant),
        said=Message.objects.get(body__contains=WORDS[5]).seq,
        check=IdentityCheck.objects.get(),
        session=_alone(mediation, cast),
        feed=mediation_services.open_feed(cast.complainant),
        entry=entry,
        co_mediator=_beside(cast, entry),
        complaint=mediation_services.complain_of_conduct(
            mediation,
            by=cast.complainant,
            appointment=mediation.appointment,
            ground="conduct.delay",
            text="十天没有回复。",
        ),
        objection=mediation_services.object_to_figure(
            entry, by=cast.second_mediator, figure="running", reason="算错了。"
        ),
        service_receipt=_receipt(notices.filter(paper__kind="answer_notice").latest("pk"), cast),
        hold=set_legal_hold(
            by=cast.auditor,
            reason="法院要求保全",
            until=timezone.localdate() + timedelta(days=9),
            chain=mediated.chain,
        ),
        offer=offer_membership(cast.platform, contact="new@example.org", role="handler", by=cast.supervisor),
    )


def _receipt(notice: Notice, cast: Cast) -> Evidence:
    photo = SimpleUploadedFile("回证.jpg", picture())
    key = keep_receipt(Notice, notice=notice, by=cast.handler, file=photo, title="送达回证")
    return Evidence.kept.get(pk=key)


def _titled(dispute: Dispute) -> Dispute:
    Dispute.objects.filter(pk=dispute.pk).update(title=f"设计费 {WORDS[1]}")
    return stories.fresh(dispute)


def _mediated(cast: Cast) -> tuple[Dispute, Mediation]:
    dispute = stories.mediating(cast)
    Dispute.objects.filter(pk=dispute.pk).update(
        title=f"设计费 {WORDS[1]}", narrative=f"十月交稿，没有付款。{WORDS[2]}"
    )
    mediation = Mediation.objects.get(dispute=dispute)
    caucus = {room.side_party.role: room for room in dispute.rooms.filter(kind="caucus")}
    _says(dispute.rooms.get(kind="joint"), cast.complainant, WORDS[4])
    _says(caucus[PartyRole.COMPLAINANT], cast.complainant, WORDS[5])
    _says(caucus[PartyRole.RESPONDENT], cast.respondent, WORDS[6])
    keep_note(dispute.rooms.get(kind="joint"), by=cast.mediator, text=f"记着 {WORDS[18]}")
    picture_of = SimpleUploadedFile(f"{WORDS[19]}.png", picture("PNG"))
    post_file(caucus[PartyRole.COMPLAINANT], by=cast.complainant, file=picture_of, client_id="file")
    add_phrase(by=cast.complainant, title="常说", text=f"请看 {WORDS[20]}")
    add_phrase(by=cast.secretary, title="本会", text=f"不收费 {WORDS[21]}", body=cast.mediation_body)
    terms = [stories.pays(dispute, "2400.00")]
    mediation_services.make_proposal(mediation, by=cast.mediator, terms=terms, message=f"折中 {WORDS[9]}")
    mediation_services.draft_agreement(
        mediation, by=cast.mediator, facts="十月交稿。", disputed_items=f"数额 {WORDS[12]}", terms=terms
    )
    mediation_services.draw_up_record(
        mediation, by=cast.mediator, summary="双方说明了经过。", undisputed="已交稿。"
    )
    _bargain(mediation, dispute, cast)
    mediation_services.state_facts(mediation, by=cast.complainant, facts=[(f"交了三张 {WORDS[17]}", "talk")])
    return stories.fresh(dispute), Mediation.objects.get(pk=mediation.pk)


def _bargain(mediation: Mediation, dispute: Dispute, cast: Cast) -> None:
    claim, (li, wang) = dispute.claims.first(), dispute.parties.order_by("role")
    item = mediation_services.OnIssue(stories.pays(dispute, "2800.00"), claim)
    mediation_services.offer_terms(
        mediation, by=cast.complainant, items=[item], message=f"就这样吧 {WORDS[14]}"
    )
    mediation_services.tell_range(
        mediation, by=cast.respondent, party=wang, claim=claim, amount=None, remark=f"最多两千六 {WORDS[15]}"
    )
    mediation_services.offer_bidding(mediation, by=cast.mediator, debtor=wang, creditor=li)


def _alone(mediation: Mediation, cast: Cast) -> Session:
    starts_at = timezone.now() + timedelta(days=5)
    return mediation_services.propose_session(
        mediation,
        by=cast.mediator,
        times=[(starts_at, starts_at + timedelta(hours=1))],
        party=mediation.dispute.parties.get(role=PartyRole.COMPLAINANT),
        message=f"单独谈谈 {WORDS[16]}",
    )


def _beside(cast: Cast, entry: RosterEntry) -> CoMediator:
    other = Mediation.objects.get(dispute=stories.mediating(cast))
    return mediation_services.name_co_mediator(other, by=cast.secretary, entry=entry, reason="懂设计。")


def _says(room: Room, who: User, word: str) -> None:
    post_message(room, by=who, text=f"我说 {word}", client_id=f"w{room.pk}")


def _gives(dispute: Dispute, cast: Cast, name: str, content: bytes, audience: str) -> Evidence:
    file = SimpleUploadedFile(name, content)
    return receive_file(dispute, by=cast.complainant, file=file, purpose=f"证明 {name}", audience=audience)


def _referred(cast: Cast) -> Referral:
    dispute = _titled(stories.choosing_road(cast))
    referral = arbitration.prepare_referral(
        dispute,
        by=cast.complainant,
        commission=cast.arbitration_commission,
        agreement_form="clause",
        agreement_text=CLAUSE,
    )
    Referral.objects.filter(pk=referral.pk).update(facts=f"事实与理由 {WORDS[13]}")
    return fresh(arbitration.send_referral(fresh(referral), by=cast.complainant))
