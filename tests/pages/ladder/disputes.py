"""Who opens which page of a complaint, in a case that is negotiated, mediated or performed."""

from __future__ import annotations

from typing import Any

from tests.pages.ladder.rung import EVERYBODY, INSIDE, LI, WANG, Rung, case, of_case, open_to_all, own_page
from tests.pages.world import DESK, PARTIES, World

#: Who serves papers at some body.
SERVING = {
    *("handler", "supervisor", "other_handler", "receptionist", "centre_handler", "centre_supervisor"),
    *("secretary", "registrar", "officer"),
}


def offered(w: World) -> list[Any]:
    return [w.offered.reference]


def at_window(w: World) -> list[Any]:
    return [w.mediated.reference, w.mediated.parties.get(role="respondent").pk]


def settled(w: World) -> list[Any]:
    return [w.settled.reference]


RUNGS = {
    "start": open_to_all(),
    "desk": Rung({200: {"receptionist"}}),
    "platforms": open_to_all(),
    "discard": Rung({200: LI}, lambda w: [w.draft.pk]),
    "file_step": Rung({200: LI}, lambda w: [w.draft.pk, "story"]),
    "receipt": Rung({200: LI}, case),
    "to_bring": Rung({200: SERVING, 403: EVERYBODY - SERVING}),
    "join": open_to_all(),
    "join_confirm": Rung({302: EVERYBODY}),  # only with a code
    "come_back": Rung({302: EVERYBODY}),  # only with a used code
    "not_mine": open_to_all(),
    "bring_in": own_page(),
    "mandate": own_page(),
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
    "window_people": Rung(
        {
            200: {
                *("handler", "supervisor", "other_handler"),
                *("receptionist", "centre_handler", "centre_supervisor"),
            }
        }
    ),
    # the handler has admitted the case, and takes down nobody's words in it
    "window_party": Rung({200: {"supervisor"}, 403: INSIDE - {"supervisor"}}, at_window),
    "window_sheet": Rung({200: {"supervisor"}, 403: INSIDE - {"supervisor"}}, at_window),
    # as written at the window that wrote it; nothing was written down in this case
    "window_record": Rung({403: INSIDE - {"supervisor"}}, lambda w: [*at_window(w), 1]),
    # an offer is between the sides: no officer reads it while the party has a way in of their own
    "window_act": Rung(
        {302: {"supervisor"}, 403: PARTIES | {"handler"}},
        lambda w: [w.offered.reference, w.offered.parties.get(role="complainant").pk, "accept-1"],
    ),
    "access_code": Rung(
        {200: DESK, 403: INSIDE - DESK},
        lambda w: [w.mediated.reference, w.mediated.parties.get(role="respondent").pk],
    ),
    "service": of_case(moves_on=DESK),
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
    "choose_road": of_case(works=LI),
    "take_road": Rung({200: LI, 403: INSIDE - LI}, lambda w: [w.mediated.reference, "litigation"]),
    "let_rest": of_case(moves_on=LI),
    "withdraw": of_case(works=LI),
    "satisfaction": of_case(moves_on=PARTIES),
}
