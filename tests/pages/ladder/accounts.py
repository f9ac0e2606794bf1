"""Who opens which page about people, their identity and their bodies."""

from __future__ import annotations

from tests.pages.ladder.rung import EVERYBODY, Rung, open_to_all, own_page
from tests.pages.world import DESK, PARTIES

VERIFIERS = {"receptionist", "centre_handler", "centre_supervisor", "officer"}

RUNGS = {
    "profile": own_page(),
    "confirm": own_page(),
    "claim": Rung({302: EVERYBODY}),  # all have a password
    "claim_code": Rung({302: EVERYBODY}),  # only while a code is waited for
    "new_password": Rung({302: EVERYBODY}),  # only just after a code
    "one_more_fact": Rung({302: EVERYBODY}),  # only while coming in by an old number
    "membership_offer": own_page(),
    "membership_offer_withdraw": Rung(
        {403: {"handler"}}, lambda w: [w.cast.platform.pk, w.offer.pk], posts=True, acts={"supervisor"}
    ),
    "devices": own_page(),
    "identity_declare": own_page(),
    "identity_queue": Rung({200: VERIFIERS}),
    "identity_check": Rung({200: VERIFIERS}, lambda w: [w.check.pk]),
    "identity_image": Rung({200: VERIFIERS}, lambda w: [w.check.pk]),
    "organisations": Rung({200: PARTIES | {"outsider"}, 302: EVERYBODY - PARTIES - {"outsider"}}),
    "organisation": Rung({200: DESK}, lambda w: [w.cast.platform.pk]),
    "signatory": Rung({200: {"supervisor"}, 403: {"handler"}}, lambda w: [w.cast.platform.pk]),
    "membership_end": Rung(
        {200: {"supervisor"}, 403: {"handler"}},
        lambda w: [w.cast.platform.pk, w.cast.handler.memberships.get().pk],
    ),
    "privacy": own_page(),
    "privacy_policy": open_to_all(),
    "consent": Rung({}, lambda w: ["privacy"], posts=True, acts=EVERYBODY),
    "export": Rung({}, posts=True, acts=EVERYBODY),
    "erase": own_page(),
    "erase_withdraw": Rung({409: EVERYBODY}, posts=True),
}
