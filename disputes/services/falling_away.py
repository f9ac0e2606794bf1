"""What falls with a service that has fallen: a bounce, a carrier that takes its word back, or an officer who found out
that it was somebody else who got the paper.

Whatever rests on that delivery alone goes back to where it is served again; whatever somebody did themselves stays. An
answer, a reply or an offer of the addressee is receipt by itself (在线诉讼规则 31, second paragraph, no 1), so it never
comes to this for them. The reasons, state by state: docs/decisions/0140.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from notices.models import Paper
from notices.services import withdraw_paper
from notices.states import Means, PaperKind
from rulebook.selectors import end_of_period

from ..answers import answers_of
from ..engine import acting, note, transit
from ..models import Dispute, OpinionReply
from ..states import CLOCKS, Channel, PartyRole, State
from .time_from_service import (
    count_from_arrival,
    facts_of,
    go_on_with_the_served,
    last_arrival,
    move_clock,
    served_at,
)

if TYPE_CHECKING:
    from accounts.models import User
    from docket.models import Entry
    from notices.models import Notice

SILENT = "disputes.respondent_silent"
LAPSED = "disputes.opinion_lapsed"
#: Where a case comes to stand when no respondent has answered in time.
AFTER_SILENCE = frozenset({State.REVIEWING, State.OPINION_SERVING, State.OPINION_ISSUED, State.CHOOSING_ROAD})
#: It came to the choice of a road because time ran out, and not because somebody decided so.
BY_TIME = frozenset({SILENT, LAPSED, "disputes.platform_silent"})


def lose_service(case: Dispute, notice: Notice, by: User | None) -> None:
    """What had counted as arrived has not, or came later than it had seemed. The delivery says so already."""
    if notice.paper.kind == PaperKind.OPINION:
        _lose_opinion(case, notice, by)
    elif case.state == State.ANSWERING:
        _lose_while_answering(case, notice, by)
    elif _rests_on_silence_alone(case):
        _take_silence_back(case, notice, by)


def _lose_while_answering(case: Dispute, notice: Notice, by: User | None) -> None:
    """Its period for service begins again, unless that was over already and somebody else has the notice: then the
    case goes on with them alone."""
    if (since := served_at(case)) is None:
        transit(case, "resume_service", by=by, verb="disputes.service_undone", clocks=CLOCKS)
    elif answers_of(case).open:
        move_clock(case, notice, since, by)
    else:
        go_on_with_the_served(case, by=by)


def _rests_on_silence_alone(case: Dispute) -> bool:
    """The case came so far because nobody answered in time, and nobody who had the notice for that time is left."""
    if case.state not in AFTER_SILENCE or _last(case, SILENT) is None:
        return False
    if case.state == State.CHOOSING_ROAD and _came_by(case) not in BY_TIME:
        return False
    answers = answers_of(case)
    return not (answers.answered or answers.silent or _have_spoken(case))


def _have_spoken(case: Dispute) -> bool:
    """A respondent has bargained or replied to an opinion: they were heard, whatever became of the notice."""
    own = {"by_party__role": PartyRole.RESPONDENT}
    answered = case.offers.filter(to_party__role=PartyRole.RESPONDENT).exclude(answered_by=None)
    replies = OpinionReply.objects.filter(opinion__dispute=case, party__role=PartyRole.RESPONDENT)
    asked = case.opinions.filter(review_asked_by__role=PartyRole.RESPONDENT)
    return any(found.exists() for found in (case.offers.filter(**own), answered, replies, asked))


def _take_silence_back(case: Dispute, notice: Notice, by: User | None) -> None:
    """Nobody was heard, and nobody had been asked: an opinion formed on that is withdrawn, and it is served again."""
    opinions = list(
        Paper.objects.filter(chain=case.chain_id, kind=PaperKind.OPINION, replaced_by=None, withdrawn_at=None)
    )
    for paper in opinions:
        withdraw_paper(paper, by=by, reason=_("答辩通知没有送达，被投诉人没有机会答复。"))
    _reopen_inside(case)
    facts = {**facts_of(case, notice), "withdrawn": [paper.pk for paper in opinions]}
    transit(case, "resume_service", by=by, verb="disputes.silence_undone", clocks=CLOCKS, facts=facts)
    count_from_arrival(case, notice, by)


def _lose_opinion(case: Dispute, notice: Notice, by: User | None) -> None:
    """Nobody's time to reply runs before everybody has it. What a party has decided on it stays decided."""
    if case.state == State.OPINION_ISSUED:
        if (since := served_at(case)) is not None:
            move_clock(case, notice, since, by)
            return
    elif case.state != State.CHOOSING_ROAD or _came_by(case) != LAPSED or _had_time_to_reply(case):
        return
    _reopen_inside(case)
    transit(
        case,
        "resume_opinion_service",
        by=by,
        verb="disputes.opinion_service_undone",
        clocks=CLOCKS,
        facts=facts_of(case, notice),
    )
    count_from_arrival(case, notice, by)


def _had_time_to_reply(case: Dispute) -> bool:
    """By the arrivals as they are recorded now, the time to reply was over when the opinion lapsed."""
    since, lapsed = last_arrival(case, PaperKind.OPINION), _last(case, LAPSED)
    if since is None or lapsed is None:
        return False
    rule = CLOCKS[State.OPINION_ISSUED].rule
    return end_of_period(rule, start=since, filed_at=case.filed_at) <= lapsed.at


def _came_by(case: Dispute) -> str:
    """By which act the case came into the state it is in."""
    entry = case.chain.entries.filter(facts__to=str(case.state)).order_by("seq").last()
    return entry.verb if entry is not None else ""


def _last(case: Dispute, verb: str) -> Entry | None:
    return case.chain.entries.filter(verb=verb).order_by("seq").last()


def _reopen_inside(case: Dispute) -> None:
    """Handling goes on: its row in the passport had been closed when the complainant was to choose a road."""
    if case.state == State.CHOOSING_ROAD:
        case.proceedings.filter(channel__in=[Channel.ONLINE, Channel.DESK], outcome="unresolved").update(
            closed_at=None, outcome=""
        )


def drop_contact(dispute: Dispute, *, notice: Notice, by: User | None) -> None:
    """The number or mailbox is somebody else's: nothing more goes there, and the code that went there opens nothing."""
    fallen = {each["means"] for each in notice.proof.get("events", ()) if each["event"] == "withdrawn"}
    reached = {message.address for message in notice.carriers() if message.means in fallen}
    with acting(dispute, by=by, nobody="system") as case:
        party = next((party for party in case.parties.all() if party.key == notice.addressee_key), None)
        if party is None:
            return
        dropped = {}
        for means, field in ((Means.SMS, "phone"), (Means.EMAIL, "email")):
            if means in fallen and getattr(party, field) in reached:
                dropped[field] = getattr(party, field)
                setattr(party, field, "")
        if not dropped:
            return
        party.save(update_fields=list(dropped))
        party.invitations.filter(used_at=None).delete()
        facts = {"party": party.pk, "notice": notice.pk, "contacts": sorted(dropped)}
        note(case, "disputes.contact_dropped", by=by, facts=facts, sealed=dropped)
