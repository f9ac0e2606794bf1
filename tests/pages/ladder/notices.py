"""Who opens which notice and which paper that was served."""

from __future__ import annotations

from tests.pages.ladder.rung import INSIDE, LI, SECRETARY, Rung
from tests.pages.world import DESK

RUNGS = {
    "notice": Rung({200: INSIDE}, lambda w: [w.notice.pk]),
    "serve_directly": Rung({200: DESK | SECRETARY}, lambda w: [w.notice.pk]),
    "posting": Rung({200: DESK | SECRETARY}, lambda w: [w.notice.pk]),
    "ending": Rung({200: DESK | SECRETARY}, lambda w: [w.notice.pk]),
    # it was opened by its addressee here, which an officer may still find to have been somebody else
    "not_reached": Rung({200: DESK | SECRETARY}, lambda w: [w.notice.pk]),
    "keep": Rung({422: DESK | SECRETARY}, lambda w: [w.notice.pk], posts=True),
    "deny": Rung({200: LI}, lambda w: [w.notice.pk]),
    "paper": Rung({200: INSIDE - LI, 302: LI}, lambda w: [w.paper.pk]),
}
