"""Who opens the pages everybody begins with, and those of the whole case."""

from __future__ import annotations

from mediation.services import token_of
from tests.pages.ladder.rung import EVERYBODY, INSIDE, Rung, of_case, open_to_all, own_page

RUNGS = {
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
