"""Who opens which page of a room: of a caucus, unless it says otherwise."""

from __future__ import annotations

from tests.pages.ladder.rung import LI, MEDIATOR, Rung, own_page
from tests.pages.world import PARTIES

RUNGS = {
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
