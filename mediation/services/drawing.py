"""A draw that nobody can bend: roster, words, and a value that exists only afterwards (docs/decisions/0055).

The roster is in the docket and told to the parties first; each party may then commit to a word; the lot is drawn when
all have, or by the clock, from all of it and a checkpoint that is signed at that moment. The body starts it and has
no more part in it: it cannot draw twice, call it off, or choose when it happens.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.exceptions import NotLawfulNow, NotValid
from docket.hashing import moment
from docket.models import Checkpoint
from docket.services import make_checkpoint
from rulebook.services import cancel_deadlines, set_deadline

from ..models import Draw, DrawWord, Mediation, RosterEntry
from ..policies import require_secretary, require_spoken_for
from ..selectors import open_draw, parties_to_give_word
from ..selectors.drawing import roster_hash
from ..states import DRAW_CLOCK, DRAW_KIND, ChosenHow, DrawState, MediationState
from .appointing import candidates, take_office
from .course import acting_in, note_in, require_state
from .rooms import tell_parties

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState
FORMAT = "jiefen-draw-1"


def publish_draw(mediation: Mediation, *, by: User) -> Draw:
    """Write the roster into the docket, tell the parties, and start the clock. From here on the body only waits."""
    with acting_in(mediation, by=by) as locked:
        require_secretary(by, locked)
        require_state(locked, M.APPOINTING)
        if (already := open_draw(locked)) is not None:
            return already  # pressed twice
        entries = sorted(candidates(locked), key=lambda entry: entry.pk)
        if not entries:
            raise NotValid(_("名册上没有可以抽取的调解员。"), code="not_suitable")
        roster = [[entry.pk, entry.mediator.name] for entry in entries]
        draw = Draw(
            mediation=locked,
            number=locked.draws.count() + 1,
            roster=roster,
            roster_sha256=roster_hash(roster),
            names_sha256=roster_hash(roster),
            published_by=by,
        )
        note_in(
            locked,
            "mediation.draw_published",
            by=by,
            facts={
                "draw": draw.number,
                "roster": [entry.pk for entry in entries],
                "roster_sha256": draw.roster_sha256,
            },
        )
        draw.published_seq, draw.published_hash = locked.dispute.chain.length, locked.dispute.chain.head
        draw.save()
        set_deadline(locked, DRAW_KIND, DRAW_CLOCK.rule, filed_at=locked.dispute.filed_at)
        tell_parties(locked, gettext_lazy("将抽签确定调解员，名册已经公布，您可以写一个词参与。"), by=by)
    return draw


def give_word(draw: Draw, *, by: User, word: str = "") -> Draw:
    """A party adds its word (or none) unseen by anybody; when all have, the lot is drawn at once."""
    word = " ".join(word.split())
    with acting_in(draw.mediation_id, by=by) as locked:
        current = locked.draws.get(pk=draw.pk)
        current.mediation = locked
        if current.state != DrawState.OPEN:
            raise NotLawfulNow(_("这次抽签已经结束。"), code="draw_closed")
        for party in require_spoken_for(by, locked, parties_to_give_word(current)):
            salt = secrets.token_hex(16)
            kept = DrawWord.objects.create(
                draw=current,
                party=party,
                word=word,
                salt=salt,
                commitment=commitment_to(salt, word),
                given_by=by,
            )
            note_in(
                locked,
                "mediation.draw_word_given",
                by=by,
                facts={"draw": current.number, "party": party.pk, "commitment": kept.commitment},
            )
        if not parties_to_give_word(current):
            hold_open_draw(locked)
    return current


def hold_open_draw(mediation: Mediation) -> RosterEntry | None:
    """Draw now. Whose ticket is the lowest takes office; who can no longer be named is passed over, and listed."""
    draw = open_draw(mediation)
    if draw is None:
        return None
    parts = _seed_parts(draw, _fresh_checkpoint())
    seed = seed_of(parts)
    draw.seed = parts | {"seed": seed}
    draw.tickets = tickets_of([pk for pk, _name in draw.roster], seed)
    able = {entry.pk: entry for entry in candidates(mediation)}
    order = [pk for pk, _ticket in draw.tickets]
    winner = next((pk for pk in order if pk in able), None)
    draw.passed_over = order[: order.index(winner)] if winner in order else order
    draw.result = able.get(winner) if winner is not None else None
    if draw.result is None:
        draw.void()
    else:
        draw.settle()
    draw.save()
    cancel_deadlines(mediation, kinds=[DRAW_KIND])
    note_in(
        mediation,
        "mediation.draw_held",
        by=None,
        facts={"draw": draw.number, "seed": seed, "passed_over": draw.passed_over, "result": winner},
    )
    if draw.result is None:
        return None
    told = {"number": draw.number, "roster_sha256": draw.roster_sha256, "seed": seed}
    take_office(mediation, draw.result, how=ChosenHow.DRAW, by=None, draw=told)
    words = gettext_lazy("抽签结果：{name}担任调解员。")
    tell_parties(mediation, format_lazy(words, name=draw.result.mediator.name), by=None)
    return draw.result


def commitment_to(salt: str, word: str) -> str:
    return hashlib.sha256(f"{salt}\n{word}".encode()).hexdigest()


def seed_of(parts: dict[str, Any]) -> str:
    """SHA-256 over its parts, one a line: nothing else goes in."""
    checkpoint = parts["checkpoint"]
    lines = [
        FORMAT,
        parts["roster_sha256"],
        parts["published_hash"],
        str(checkpoint["number"]),
        checkpoint["root"],
        checkpoint["signature"],
        *[f"{word['party']} {word['commitment']} {word['salt']} {word['word']}" for word in parts["words"]],
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def tickets_of(keys: list[int], seed: str) -> list[list[Any]]:
    tickets = [[key, hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()] for key in keys]
    return sorted(tickets, key=lambda ticket: ticket[1])


def _seed_parts(draw: Draw, checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "roster_sha256": draw.roster_sha256,
        "published_hash": draw.published_hash,
        "checkpoint": {
            "number": checkpoint.number,
            "at": moment(checkpoint.at),
            "root": checkpoint.root,
            "previous": checkpoint.previous,
            "signature": checkpoint.signature,
            "public_key": checkpoint.public_key,
        },
        "words": [
            {"party": kept.party_id, "commitment": kept.commitment, "salt": kept.salt, "word": kept.word}
            for kept in draw.words.order_by("party")
        ],
    }


def _fresh_checkpoint(attempts: int = 3) -> Checkpoint:
    """One made now, after every word was given. Another clock may be making one, too."""
    for left in reversed(range(attempts)):
        try:
            with transaction.atomic():
                return make_checkpoint()
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("unreachable")
