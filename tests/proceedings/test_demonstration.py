"""The demonstration: every stage of a mediation is there to look at, once, and figures have something to stand on."""

from collections import Counter

import pytest

from accounts.services import create_demo_people
from chat.models import Message, Phrase, PrivateNote, Room
from disputes.models import Dispute, Payment
from docket.selectors import verify_all
from mediation.models import ConductComplaint, Confirmation, Draw, FigureObjection, Mediation, Session
from mediation.selectors.compass import compass
from mediation.selectors.duties import duties_of
from notices.models import Paper
from notices.selectors import unread_count
from proceedings.selectors import errands_of
from proceedings.services import demo_past, load_demonstration
from proceedings.services.demo_matters import PAST
from proceedings.services.demo_past import settle, tell_of_the_years_before
from tests.proceedings.test_who_signs import as_its_form_has_it

SHOWN = {
    "body_deciding": 1,
    "appointing": 1,
    "mediating": 3,
    "signing": 1,
    "agreed": 11,
    "challengeable": 1,
    "terminated": 1,
}


@pytest.fixture
def loaded(db, monkeypatch):
    monkeypatch.setattr(demo_past, "BREATH", 0)
    load_demonstration()
    what_the_worker_does()


def what_the_worker_does():
    tell_of_the_years_before.func()
    for number in range(len(PAST)):
        settle.func(number)


def test_a_second_start_adds_nothing(loaded):
    before = (Dispute.objects.count(), Message.objects.count(), Phrase.objects.count())
    load_demonstration()
    what_the_worker_does()
    assert (Dispute.objects.count(), Message.objects.count(), Phrase.objects.count()) == before
    assert_every_stage_is_there()
    assert_figures_have_something_to_stand_on()
    assert_everybody_finds_something_to_do()
    assert_papers_look_as_the_table_of_signers_has_it()


def assert_papers_look_as_the_table_of_signers_has_it():
    papers = Paper.objects.select_related("issuer")
    assert papers.count() > 50
    assert [str(paper) for paper in papers if not as_its_form_has_it(paper)] == []


def assert_everybody_finds_something_to_do():
    people = create_demo_people().people
    busy = ("complainant", "respondent", "handler", "secretary", "mediator", "registrar")
    assert [key for key in busy if not errands_of(people[key])] == []
    assert len(duties_of(people["committee_supervisor"])) == 2
    assert duties_of(people["mediator"]) == []
    assert max(unread_count(person) for person in people.values()) == 5


def assert_every_stage_is_there():
    assert Counter(Mediation.objects.values_list("state", flat=True)) == SHOWN
    assert set(Session.objects.values_list("state", flat=True)) == {"proposed", "fixed"}
    assert Draw.objects.get().result is not None
    assert Mediation.objects.get(state="terminated").ground == "termination.far_apart"
    assert ConductComplaint.objects.get().state == "deciding"
    assert FigureObjection.objects.get().state == "open"
    assert Confirmation.objects.filter(state="preparing").count() == 1
    assert PrivateNote.objects.count() == 2
    spoken = Room.objects.filter(messages__kind="text").values_list("kind", flat=True)
    assert set(spoken) == {"negotiation", "joint", "caucus", "deliberation"}
    window = Dispute.objects.get(title="帮人看店三天没有付钱")
    assert (window.origin, window.state, window.taken_down.count()) == ("desk", "negotiating", 2)
    old = window.parties.get(role="complainant")
    assert (old.phone, old.email, window.offers.get().made_by) == ("", "", old.user)
    paying = Dispute.objects.get(title="十二条短视频剪辑费拖欠")
    assert paying.state == "performing"
    assert Payment.objects.filter(obligation__settlement__dispute=paying, state="confirmed").count() == 1


def assert_figures_have_something_to_stand_on():
    li = create_demo_people().people["complainant"]
    case = Dispute.objects.get(title="海报设计验收后不付报酬", created_by=li)
    found = compass(case)
    assert None not in (found.share, found.days, found.rate)
    assert 0 < found.days.low < found.days.high
    assert 50 < found.rate.percent < 100
    assert [str(fault) for fault in verify_all()] == []
