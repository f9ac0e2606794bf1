"""Who opens which page of figures."""

from __future__ import annotations

from tests.pages.ladder.rung import EVERYBODY, Rung, open_to_all

RUNGS = {
    "dashboard": Rung({200: {"analyst"}, 403: EVERYBODY - {"analyst"}}),
    "cases": Rung({200: {"analyst"}, 403: EVERYBODY - {"analyst"}}),
    "platforms": Rung({200: {"analyst"}, 403: EVERYBODY - {"analyst"}}),
    "indicators": Rung({200: {"analyst"}, 403: EVERYBODY - {"analyst"}}),
    "public": open_to_all(),
    "export": Rung({200: {"analyst"}, 403: EVERYBODY - {"analyst"}}, lambda w: ["cases", "csv"]),
}
