"""The access ladder as a table: each address, to what it leads, and who gets which answer.

Whoever is not named gets 404: to them the thing is not there. Nobody logged in is sent to the log-in page (302).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.test.client import MULTIPART_CONTENT

from mediation.services import token_of
from tests.cast import PEOPLE
from tests.pages.world import DESK, MEDIATING, PARTIES, World

EVERYBODY = set(PEOPLE)
INSIDE = PARTIES | DESK | MEDIATING  # of the case in mediation
LI, WANG = {"complainant"}, {"respondent"}
CO_MEDIATOR = {"second_mediator"}  # named in another case than the one whose words are looked for
MEDIATOR, SECRETARY, REGISTRAR = {"mediator"}, {"secretary"}, {"registrar"}
MEDIATORS, OWN_TIME = MEDIATOR | CO_MEDIATOR, SECRETARY | CO_MEDIATOR
VERIFIERS = {"receptionist", "centre_handler", "centre_supervisor", "officer"}


@dataclass(frozen=True)
class Rung:
    """`answers`: status → to whom. `anonymous`: the status for nobody. `posts`: asked by POST, because GET is not.

    `acts` do something when asked: they get in, and are not asked here.
    """

    answers: dict[int, set[str]]
    args: Callable[[World], list[Any]] = lambda w: []
    anonymous: int = 302
    posts: bool = False
    acts: set[str] = field(default_factory=set)
    asked_in_json: dict[str, Any] | None = None

    @property
    def content_type(self) -> str:
        return MULTIPART_CONTENT if self.asked_in_json is None else "application/json"

    @property
    def body(self) -> dict[str, Any]:
        return self.asked_in_json or {}

    def status_for(self, name: str) -> int:
        return next((status for status, names in self.answers.items() if name in names), 404)


def case(w: World) -> list[Any]:
    return [w.mediated.reference]


def offered(w: World) -> list[Any]:
    return [w.offered.reference]


def settled(w: World) -> list[Any]:
    return [w.settled.reference]


def mediation(w: World) -> list[Any]:
    return [w.mediation.pk]


def caucus_session(w: World) -> list[Any]:
    return [w.session.key]


def agreed(w: World) -> list[Any]:
    return [w.confirmation.mediation_id]


def beside(w: World) -> list[Any]:
    return [w.co_mediator.mediation.pk, w.co_mediator.pk]


def referral(w: World) -> list[Any]:
    return [w.referral.pk]


def open_to_all(args=lambda w: []) -> Rung:
    return Rung({200: EVERYBODY}, args, anonymous=200)


def own_page(args=lambda w: []) -> Rung:
    return Rung({200: EVERYBODY}, args)


def of_case(*, works: set[str] = frozenset(), moves_on: set[str] = frozenset()) -> Rung:
    """A page of the case in mediation: whoever is in the case but not named is refused."""
    return Rung({200: works, 302: moves_on, 403: INSIDE - works - moves_on}, case)


def of_mediation(*, works: set[str] = frozenset(), moves_on: set[str] = frozenset()) -> Rung:
    inside = PARTIES | MEDIATING
    return Rung({200: works, 302: moves_on, 403: inside - works - moves_on}, mediation)


def first_offer(w: World) -> list[Any]:
    """The first of its kind in the mediation: offer, bidding."""
    return [w.mediation.pk, 1]


def act_in_mediation(acts: set[str], args: Callable[[World], list[Any]] = mediation, **answers: Any) -> Rung:
    return Rung({403: PARTIES | MEDIATING - acts} | answers, args, posts=True, acts=acts)


ACCOUNTS = {
    "profile": own_page(),
    "claim": Rung({302: EVERYBODY}),  # all have a password
    "identity_declare": own_page(),
    "identity_queue": Rung({200: VERIFIERS}),
    "identity_check": Rung({200: VERIFIERS}, lambda w: [w.check.pk]),
    "identity_image": Rung({200: VERIFIERS}, lambda w: [w.check.pk]),
    "organisations": Rung({200: PARTIES | {"outsider"}, 302: EVERYBODY - PARTIES - {"outsider"}}),
    "organisation": Rung({200: DESK}, lambda w: [w.cast.platform.pk]),
    "membership_end": Rung(
        {200: {"supervisor"}, 403: {"handler"}},
        lambda w: [w.cast.platform.pk, w.cast.handler.memberships.get().pk],
    ),
    "privacy": own_page(),
    "privacy_policy": open_to_all(),
    "consent": Rung({}, lambda w: ["privacy"], posts=True, acts=EVERYBODY),
    "export": Rung({}, posts=True, acts=EVERYBODY),
    "erase": own_page(),
}

DISPUTES = {
    "start": open_to_all(),
    "desk": Rung({200: {"receptionist"}}),
    "platforms": open_to_all(),
    "discard": Rung({200: LI}, lambda w: [w.draft.pk]),
    "file_step": Rung({200: LI}, lambda w: [w.draft.pk, "story"]),
    "receipt": Rung({200: LI}, case),
    "join": open_to_all(),
    "join_confirm": Rung({302: EVERYBODY}),  # only with a code
    "representatives": of_case(works=PARTIES),
    "representative_act": Rung(
        {403: DESK, 404: WANG},
        lambda w: [w.settled.reference, w.representative.pk, "end"],
        posts=True,
        acts=LI,
    ),
    "admit": of_case(moves_on=DESK),
    "complete": of_case(moves_on=LI),
    "parties": of_case(works=DESK),
    "access_code": Rung(
        {200: DESK, 403: INSIDE - DESK},
        lambda w: [w.mediated.reference, w.mediated.parties.get(role="respondent").pk],
    ),
    "opinion": of_case(moves_on=DESK),
    "answer": of_case(moves_on=WANG),
    "negotiate": Rung({200: PARTIES, 403: DESK}, offered),
    "end_negotiation": Rung({200: PARTIES, 403: DESK}, offered),
    "offer_act": Rung({200: LI, 403: WANG | DESK}, lambda w: [w.offered.reference, 1, "accept"]),
    "reply": of_case(moves_on=PARTIES),
    "perform": Rung({200: PARTIES, 403: DESK}, settled),
    "obligation_act": Rung(
        {200: WANG, 403: LI | DESK}, lambda w: [w.settled.reference, w.obligation.pk, "done"]
    ),
    "payment_act": Rung(
        {200: LI, 403: WANG | DESK}, lambda w: [w.settled.reference, w.payment.pk, "confirm"]
    ),
    "call_whole": Rung({302: PARTIES, 403: DESK}, settled),
    "choose_road": of_case(moves_on=LI),
    "take_road": Rung({302: LI, 403: INSIDE - LI}, lambda w: [w.mediated.reference, "litigation"]),
    "let_rest": of_case(moves_on=LI),
    "withdraw": of_case(works=LI),
    "satisfaction": of_case(moves_on=PARTIES),
}

SPEAKING = PARTIES | MEDIATOR
CHAT = {
    "room": Rung({200: LI | MEDIATOR}, lambda w: [w.caucus.pk]),
    "say": Rung({}, lambda w: [w.caucus.pk], posts=True, acts=LI | MEDIATOR),
    "lines": Rung({200: LI | MEDIATOR}, lambda w: [w.caucus.pk]),
    "read": Rung({}, lambda w: [w.caucus.pk], posts=True, acts=LI | MEDIATOR),
    "edit": Rung({200: LI, 403: MEDIATOR}, lambda w: [w.caucus.pk, w.said]),
    "recall": Rung({403: MEDIATOR}, lambda w: [w.caucus.pk, w.said], posts=True, acts=LI),
    "members": Rung({200: LI | MEDIATOR}, lambda w: [w.caucus.pk]),
    "history": Rung({200: LI, 403: MEDIATOR}, lambda w: [w.caucus.pk, w.neutral_seat]),
    "room_note": Rung({200: MEDIATOR, 403: PARTIES}, lambda w: [w.joint.pk]),
    "line_note": Rung({200: MEDIATOR, 403: LI}, lambda w: [w.caucus.pk, w.said]),
    "notes": own_page(),
    "offered": Rung({200: LI | MEDIATOR}, lambda w: [w.caucus.pk]),
    "phrases": own_page(),
    "phrase_edit": Rung({200: LI}, lambda w: [w.phrase.pk]),
    "phrase_remove": Rung({}, lambda w: [w.phrase.pk], posts=True, acts=LI),
    "file": Rung({200: LI | MEDIATOR}, lambda w: [w.room_file.pk]),
    "file_download": Rung({200: LI | MEDIATOR}, lambda w: [w.room_file.pk]),
    "file_preview": Rung({200: LI | MEDIATOR}, lambda w: [w.room_file.pk]),
    "file_thumbnail": Rung({200: LI | MEDIATOR}, lambda w: [w.room_file.pk]),
    "as_evidence": Rung({200: LI, 403: MEDIATOR}, lambda w: [w.room_file.pk]),
}

CASEFILES = {
    "archive": own_page(),
    "verify": open_to_all(),
    "verifier": open_to_all(),
    "paper_pdf": Rung({200: INSIDE}, lambda w: [w.paper.pk]),
    "upload": Rung({200: LI}, lambda w: [w.upload.key], anonymous=401),
    "upload_finish": Rung({}, lambda w: [w.upload.key], anonymous=401, posts=True, acts=LI),
    "evidence_detail": Rung({200: LI | DESK}, lambda w: [w.private.pk]),
    "evidence_edit": Rung({200: LI, 403: INSIDE - LI}, lambda w: [w.shared.pk]),
    "evidence_withdraw": Rung({200: LI, 403: INSIDE - LI}, lambda w: [w.shared.pk]),
    "evidence_download": Rung({200: LI | DESK}, lambda w: [w.private.pk]),
    "evidence_preview": Rung({200: INSIDE}, lambda w: [w.shared.pk]),
    "evidence_thumbnail": Rung({200: INSIDE}, lambda w: [w.shared.pk]),
    "case_file": Rung({200: LI}, lambda w: [w.case_file.number]),
    "case_file_again": Rung({}, lambda w: [w.case_file.number], posts=True, acts=LI),
    "case_file_download": Rung({200: LI}, lambda w: [w.case_file.number]),
    "evidence": of_case(works=INSIDE),
    "upload_create": Rung(
        {403: MEDIATING},
        case,
        anonymous=401,
        posts=True,
        acts=PARTIES | DESK,
        asked_in_json={"name": "录像.mp4", "size": 9},
    ),
    "case_files": of_case(works=INSIDE),
}

MEDIATION = {
    "caseload": own_page(),
    "request": of_case(moves_on=PARTIES),
    "roster": own_page(),
    "roster_add": Rung({200: SECRETARY, 403: EVERYBODY - SECRETARY}, lambda w: [w.cast.mediation_body.pk]),
    "roster_edit": Rung({200: SECRETARY, 403: EVERYBODY - SECRETARY}, lambda w: [w.entry.pk]),
    "roster_entry": own_page(lambda w: [w.entry.pk]),
    "certificate_add": Rung({200: SECRETARY, 403: EVERYBODY - SECRETARY}, lambda w: [w.entry.pk]),
    "certificate_remove": Rung(
        {403: EVERYBODY - SECRETARY},
        lambda w: [w.entry.pk, w.entry.certificates.get().pk],
        posts=True,
        acts=SECRETARY,
    ),
    "availability": Rung({200: OWN_TIME, 403: EVERYBODY - OWN_TIME}, lambda w: [w.entry.pk]),
    "away_drop": Rung({403: EVERYBODY - OWN_TIME}, lambda w: [w.entry.pk, 1], posts=True, acts=OWN_TIME),
    "redraw_script": open_to_all(),
    "draw_page": Rung({200: PARTIES | MEDIATING}, lambda w: [w.mediation.pk, 1]),
    "draw_data": Rung({200: PARTIES | MEDIATING}, lambda w: [w.mediation.pk, 1]),
    "name_co_mediator": of_mediation(works=SECRETARY),
    "co_disclose": Rung({200: CO_MEDIATOR, 403: PARTIES | MEDIATING}, beside),
    "co_challenge": Rung({302: PARTIES, 403: MEDIATING | CO_MEDIATOR}, beside),
    "co_decide": Rung({302: SECRETARY, 403: PARTIES | MEDIATOR | CO_MEDIATOR}, beside),
    "co_leave": Rung({200: CO_MEDIATOR | SECRETARY, 403: PARTIES | MEDIATOR}, beside),
    "conduct": own_page(),
    "conduct_add": of_mediation(works=PARTIES),
    "conduct_show": Rung({200: LI | MEDIATOR}, lambda w: [w.complaint.pk]),
    "conduct_withdraw": Rung({403: MEDIATOR}, lambda w: [w.complaint.pk], posts=True, acts=LI),
    "board": Rung({200: SECRETARY, 302: MEDIATORS, 403: EVERYBODY - SECRETARY - MEDIATORS}),
    "figures": Rung({200: OWN_TIME}, lambda w: [w.entry.pk]),
    "figure_cases": Rung({200: OWN_TIME}, lambda w: [w.entry.pk, "running"]),
    "object_to_figure": Rung({200: CO_MEDIATOR, 403: SECRETARY}, lambda w: [w.entry.pk, "running"]),
    "objection": Rung({200: OWN_TIME}, lambda w: [w.objection.pk]),
    "roster_delist": Rung({403: EVERYBODY - SECRETARY}, lambda w: [w.entry.pk], posts=True, acts=SECRETARY),
    "show": of_mediation(moves_on=PARTIES | MEDIATING),
    "consent": of_mediation(moves_on=PARTIES),
    "body": of_mediation(works=SECRETARY, moves_on=PARTIES | MEDIATOR),
    "decide": of_mediation(moves_on=SECRETARY),
    "choose": of_mediation(moves_on=PARTIES),
    "appoint": of_mediation(moves_on=SECRETARY),
    "draw": act_in_mediation(SECRETARY),
    "disclose": of_mediation(moves_on=MEDIATOR),
    "disclose_more": of_mediation(works=MEDIATOR),
    "challenge": of_mediation(works=PARTIES),
    "decide_challenge": of_mediation(moves_on=SECRETARY),
    "desk": of_mediation(works=MEDIATOR, moves_on=PARTIES | SECRETARY),
    "room": of_mediation(works=PARTIES, moves_on=MEDIATING),
    "earlier_talk": of_mediation(works=PARTIES | MEDIATOR),
    "earlier_talk_ask": act_in_mediation(MEDIATOR),
    "extend": act_in_mediation(PARTIES),
    "leave": of_mediation(works=PARTIES),
    "terminate": of_mediation(works=MEDIATING),
    "resign": of_mediation(works=MEDIATOR),
    "propose": of_mediation(works=MEDIATOR),
    "reply": act_in_mediation(PARTIES, lambda w: [w.mediation.pk, 1]),
    "withdraw_proposal": act_in_mediation(MEDIATOR, lambda w: [w.mediation.pk, 1]),
    "agreement": of_mediation(works=PARTIES | MEDIATING),
    "draft": of_mediation(works=MEDIATOR),
    "accept": Rung(
        {}, mediation, posts=True, acts=PARTIES
    ),  # names the wording by its hash: others know none
    "take_back": Rung({}, mediation, posts=True, acts=PARTIES),  # likewise
    "redraft": of_mediation(moves_on=MEDIATOR),
    "facts": of_mediation(works=PARTIES | MEDIATING),
    "fact_act": act_in_mediation(LI | MEDIATOR, lambda w: [w.mediation.pk, 1, "withdraw"]),
    "facts_act": act_in_mediation(MEDIATOR, lambda w: [w.mediation.pk, "close"]),
    "compass": of_mediation(works=PARTIES | MEDIATOR),
    "sign": of_mediation(moves_on=PARTIES | MEDIATING),
    "issues": of_mediation(works=PARTIES | MEDIATOR),
    "offer": of_mediation(works=PARTIES),
    "answer_offer": Rung({200: WANG, 403: LI | MEDIATING}, first_offer),
    "withdraw_offer": act_in_mediation(LI, first_offer),
    "reopen_term": act_in_mediation(PARTIES, lambda w: [w.mediation.pk, 1, 1]),
    "private": of_mediation(works=PARTIES),
    "bidding": of_mediation(works=PARTIES | MEDIATOR),
    "bidding_start": of_mediation(moves_on=PARTIES | MEDIATOR),
    "bidding_consent": act_in_mediation(PARTIES, first_offer),
    "bid": act_in_mediation(PARTIES, first_offer),
    "bidding_stop": act_in_mediation(PARTIES | MEDIATOR, first_offer),
    "record": of_mediation(works=PARTIES | MEDIATING),
    "propose_session": of_mediation(works=MEDIATOR),
    "session": Rung({200: LI | MEDIATOR}, caucus_session),  # with her alone: to all others it is not there
    "answer_times": Rung({200: LI, 403: MEDIATOR}, caucus_session),
    "fix_session": Rung({302: MEDIATOR, 403: LI}, caucus_session),
    "move_session": Rung({302: MEDIATOR, 403: LI}, caucus_session),
    "cancel_session": Rung({200: MEDIATOR, 403: LI}, caucus_session),
    "session_file": Rung({409: LI | MEDIATOR}, caucus_session),  # it has no time yet
    "attendance": Rung({302: MEDIATOR, 403: LI}, caucus_session),
    "explain_absence": Rung({302: LI, 403: MEDIATOR}, caucus_session),
    "excuse_absence": Rung(
        {403: LI, 409: MEDIATOR}, lambda w: [w.session.key, w.session.party_id], posts=True
    ),
    "calendar": own_page(),
    "feed": Rung({}, posts=True, acts=EVERYBODY),
    "confirmations": own_page(),
    "confirmation": Rung({200: PARTIES | SECRETARY | MEDIATOR}, agreed),
    "confirmation_answer": Rung({302: PARTIES, 403: SECRETARY | MEDIATOR}, agreed),
    "confirmation_particulars": Rung(
        {302: LI, 403: WANG | SECRETARY | MEDIATOR}, lambda w: [*agreed(w), w.applicant.pk]
    ),
    "confirmation_certify": Rung({403: PARTIES | MEDIATOR}, agreed, posts=True, acts=SECRETARY),
    "confirmation_hand_in": Rung({302: PARTIES | SECRETARY, 403: MEDIATOR}, agreed),
    "confirmation_court": Rung({200: PARTIES | SECRETARY, 403: MEDIATOR}, agreed),
    "confirmation_supplemented": Rung({403: MEDIATOR}, agreed, posts=True, acts=PARTIES | SECRETARY),
    "confirmation_withdraw": Rung({200: PARTIES, 403: SECRETARY | MEDIATOR}, agreed),
    "confirmation_bundle": Rung({200: PARTIES | SECRETARY, 403: MEDIATOR}, agreed),
}

ARBITRATION = {
    "request": of_case(moves_on=LI),
    "propose": of_case(moves_on=LI),
    "prepare": Rung({302: LI, 403: WANG | REGISTRAR}, referral),
    "withdraw": Rung({200: LI, 403: WANG | REGISTRAR}, referral),
    "submission": Rung({302: PARTIES, 403: REGISTRAR}, referral),
    "referrals": Rung({200: REGISTRAR, 403: EVERYBODY - REGISTRAR}),
    "register": Rung({200: REGISTRAR, 403: PARTIES}, lambda w: [w.sent.pk]),
    "result": Rung({200: REGISTRAR, 403: PARTIES}, referral),
    "show": Rung({200: PARTIES | REGISTRAR}, referral),
    "bundle": Rung({200: LI | REGISTRAR, 403: WANG}, referral),
    "bundle_status": Rung({200: LI | REGISTRAR, 403: WANG}, referral),
    "award": Rung({200: PARTIES | REGISTRAR}, lambda w: [w.awarded.pk]),
    "paper": Rung({200: LI | REGISTRAR}, lambda w: [w.referral.pk, w.application.pk]),
}

REPORTING = {
    "dashboard": Rung({200: {"analyst"}, 403: EVERYBODY - {"analyst"}}),
    "cases": Rung({200: {"analyst"}, 403: EVERYBODY - {"analyst"}}),
    "platforms": Rung({200: {"analyst"}, 403: EVERYBODY - {"analyst"}}),
    "indicators": Rung({200: {"analyst"}, 403: EVERYBODY - {"analyst"}}),
    "public": open_to_all(),
    "export": Rung({200: {"analyst"}, 403: EVERYBODY - {"analyst"}}, lambda w: ["cases", "csv"]),
}

NOTICES = {
    "notice": Rung({200: INSIDE}, lambda w: [w.notice.pk]),
    "serve_directly": Rung({200: DESK | SECRETARY}, lambda w: [w.notice.pk]),
    "paper": Rung({200: INSIDE - LI, 302: LI}, lambda w: [w.paper.pk]),
}

PROCEEDINGS = {
    "home": Rung({302: EVERYBODY}, anonymous=200),
    "help": open_to_all(),
    "inbox": own_page(),
    "bell": own_page(),
    "bell_badge": own_page(),
    "bell_read": Rung({}, posts=True, acts=EVERYBODY),
    "queues": own_page(),
    "case": of_case(works=INSIDE),
    "chart": of_case(works=INSIDE),
    "calendar_feed": open_to_all(lambda w: [w.feed.pk, token_of(w.feed)]),  # whoever has the address
}

APPS = {
    "accounts": ACCOUNTS,
    "disputes": DISPUTES,
    "chat": CHAT,
    "casefiles": CASEFILES,
    "mediation": MEDIATION,
    "arbitration": ARBITRATION,
    "reporting": REPORTING,
    "notices": NOTICES,
    "proceedings": PROCEEDINGS,
}
LADDER = {f"{app}:{name}": rung for app, rungs in APPS.items() for name, rung in rungs.items()}
