"""Who opens which page of a referral to the arbitration commission."""

from __future__ import annotations

from typing import Any

from tests.pages.ladder.rung import EVERYBODY, LI, WANG, Rung, of_case
from tests.pages.world import PARTIES, World

REGISTRAR = {"registrar"}


def referral(w: World) -> list[Any]:
    return [w.referral.pk]


RUNGS = {
    "request": of_case(works=LI),
    "propose": of_case(works=LI),
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
