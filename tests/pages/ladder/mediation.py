"""Who opens which page of a mediation, of its roster, its sessions and its way to the court."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.pages.ladder.rung import (
    EVERYBODY,
    LI,
    MEDIATOR,
    SECRETARY,
    WANG,
    Rung,
    of_case,
    open_to_all,
    own_page,
)
from tests.pages.world import MEDIATING, PARTIES, World

CO_MEDIATOR = {"second_mediator"}  # named in another case than the one whose words are looked for
MEDIATORS, OWN_TIME = MEDIATOR | CO_MEDIATOR, SECRETARY | CO_MEDIATOR


def mediation(w: World) -> list[Any]:
    return [w.mediation.pk]


def caucus_session(w: World) -> list[Any]:
    return [w.session.key]


def agreed(w: World) -> list[Any]:
    return [w.confirmation.mediation_id]


def beside(w: World) -> list[Any]:
    return [w.co_mediator.mediation.pk, w.co_mediator.pk]


def first_offer(w: World) -> list[Any]:
    """The first of its kind in the mediation: offer, bidding."""
    return [w.mediation.pk, 1]


def of_mediation(*, works: set[str] = frozenset(), moves_on: set[str] = frozenset()) -> Rung:
    inside = PARTIES | MEDIATING
    return Rung({200: works, 302: moves_on, 403: inside - works - moves_on}, mediation)


def act_in_mediation(acts: set[str], args: Callable[[World], list[Any]] = mediation, **answers: Any) -> Rung:
    return Rung({403: PARTIES | MEDIATING - acts} | answers, args, posts=True, acts=acts)


RUNGS = {
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
