"""The draw: nobody can bend it, and a stranger with nothing but Python draws the same name again."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django_fsm import can_proceed

from disputes.exceptions import NotLawfulNow, NotPermitted
from docket.selectors import verify_chain, verify_checkpoints
from mediation.models import Draw, DrawWord
from mediation.selectors import draw_as_json
from mediation.services import appoint_mediator, delist_mediator, give_word, leave_mediation, publish_draw
from mediation.states import DRAW_KIND, DrawState
from mediation.states import MediationState as M
from mediation.views.draws import REDRAW
from rulebook import clock
from rulebook.selectors import live_deadline
from tests.cast import login
from tests.mediation.cases import Case

WORD = "紫罗兰七"
ALLOWED = {"settle": {DrawState.OPEN: DrawState.DRAWN}, "void": {DrawState.OPEN: DrawState.VOID}}


@pytest.mark.parametrize("verb", ALLOWED)
@pytest.mark.parametrize("state", DrawState.values)
def test_each_verb_of_a_draw_is_lawful_exactly_where_the_table_says(state, verb):
    draw = Draw(state=state)
    assert can_proceed(getattr(draw, verb)) == (state in ALLOWED[verb])


def redraw(told: dict, tmp_path) -> subprocess.CompletedProcess[str]:
    """Outside the project, without anything of it on the path."""
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    script = tmp_path / "redraw.py"
    script.write_bytes(REDRAW.read_bytes())
    return subprocess.run(
        [sys.executable, "-I", script.name, file.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
    )


@pytest.fixture
def published(case: Case) -> Draw:
    case.left_to_body()
    return publish_draw(case.mediation, by=case.cast.secretary)


@pytest.fixture
def drawn(case: Case, published: Draw) -> Draw:
    give_word(published, by=case.cast.complainant, word=WORD)
    give_word(published, by=case.cast.respondent)
    published.refresh_from_db()
    return published


def test_a_stranger_draws_the_same_name(case: Case, drawn: Draw, tmp_path):
    found = redraw(draw_as_json(drawn), tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "BAD" not in found.stdout
    assert f"结果: {drawn.result.mediator.name}" in found.stdout
    assert case.state == M.DISCLOSING
    assert case.mediation.mediator == drawn.result.mediator
    assert case.mediation.appointment.how == "draw"


TAMPERED = {
    "another result": lambda told: told.update(
        result=next(k for k, _n in told["roster"] if k != told["result"])
    ),
    "another name on the roster": lambda told: told["roster"][0].__setitem__(1, "别人"),
    "one name less": lambda told: told["roster"].pop(),
    "another word": lambda told: told["words"][0].update(word="别的词"),
    "another word with its commitment": lambda told: told["words"][0].update(
        word="a", salt="b", commitment="8c1a4c2a"
    ),
    "no words": lambda told: told.update(words=[]),
    "another entry": lambda told: told["published"]["body"].update(seq=1),
    "another root": lambda told: told["checkpoint"].update(root="0" * 64),
    "another signature": lambda told: told["checkpoint"].update(signature="0" * 128),
    "another seed": lambda told: told.update(seed="0" * 64),
    "somebody passed over": lambda told: told.update(passed_over=[told["result"]]),
    "nothing": lambda told: told.clear(),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_the_script_shouts_when_anything_was_changed(drawn: Draw, tmp_path, how):
    told = json.loads(json.dumps(draw_as_json(drawn)))
    TAMPERED[how](told)
    found = redraw(told, tmp_path)
    assert found.returncode == 1
    assert "BAD" in found.stdout
    assert "Traceback" not in found.stderr


def test_the_roster_is_in_the_docket_and_told_before_anything_is_drawn(case: Case, published: Draw):
    entry = case.dispute.chain.entries.get(verb="mediation.draw_published")
    assert (entry.seq, entry.hash) == (published.published_seq, published.published_hash)
    assert entry.facts["roster"] == [one.pk for one in case.entries]
    assert case.cast.complainant.happenings.filter(text__contains="抽签").count() == 1
    assert case.cast.respondent.happenings.filter(text__contains="抽签").count() == 1
    assert case.state == M.APPOINTING


def test_the_body_can_neither_repeat_nor_call_off_nor_go_around_a_draw(case: Case, published: Draw):
    qin = case.cast.secretary
    assert publish_draw(case.mediation, by=qin) == published
    assert Draw.objects.count() == 1
    with pytest.raises(NotLawfulNow):
        appoint_mediator(case.mediation, by=qin, entry=case.entries[0])
    with pytest.raises(NotPermitted):
        give_word(published, by=qin, word="我来")
    with pytest.raises(NotPermitted):
        publish_draw(case.mediation, by=case.cast.complainant)


def test_what_the_secretary_does_meanwhile_changes_one_throw_and_gives_no_second(case: Case, published: Draw):
    """Acts between publication and draw move the docket; the checkpoint is made once, by the clock."""
    before = live_deadline(case.mediation, DRAW_KIND).due_at
    publish_draw(case.mediation, by=case.cast.secretary)
    assert live_deadline(case.mediation, DRAW_KIND).due_at == before


def test_no_word_is_seen_before_the_lot_falls_and_all_are_afterwards(case: Case, published: Draw):
    give_word(published, by=case.cast.complainant, word=WORD)
    address = reverse("mediation:draw_page", args=[case.mediation.pk, 1])
    for person in (case.cast.respondent, case.cast.secretary, case.cast.complainant):
        assert WORD not in login(Client(), person).get(address).content.decode()
    assert WORD not in str(list(case.dispute.chain.entries.values_list("facts", flat=True)))
    data = reverse("mediation:draw_data", args=[case.mediation.pk, 1])
    assert login(Client(), case.cast.respondent).get(data).status_code == 404
    give_word(published, by=case.cast.respondent, word="八")
    for person in (case.cast.respondent, case.cast.secretary, case.cast.complainant):
        page = login(Client(), person).get(address).content.decode()
        assert WORD in page
        assert "抽中" in page
        assert login(Client(), person).get(data).json()["words"][0]["word"] == WORD


def test_a_word_is_given_once(case: Case, published: Draw):
    give_word(published, by=case.cast.complainant, word=WORD)
    with pytest.raises(NotLawfulNow):
        give_word(published, by=case.cast.complainant, word="改一下")
    assert DrawWord.objects.get().word == WORD


def test_when_nobody_writes_the_clock_draws(case: Case, published: Draw, tmp_path):
    due = live_deadline(case.mediation, DRAW_KIND).due_at
    with time_machine.travel(due + timedelta(seconds=1)):
        clock.tick()
    published.refresh_from_db()
    assert published.state == DrawState.DRAWN
    assert case.state == M.DISCLOSING
    assert redraw(draw_as_json(published), tmp_path).returncode == 0
    held = case.dispute.chain.entries.get(verb="mediation.draw_held")
    assert held.actor == "clock"
    assert live_deadline(case.mediation, DRAW_KIND) is None
    assert verify_chain(case.dispute.chain) == []
    assert verify_checkpoints() == []


def test_a_draw_published_in_the_last_hour_is_held_before_the_body_counts_as_silent(case: Case):
    case.left_to_body()
    due = live_deadline(case.mediation, "mediation.mediation.appointing").due_at
    with time_machine.travel(due - timedelta(minutes=5)) as machine:
        publish_draw(case.mediation, by=case.cast.secretary)
        machine.move_to(due + timedelta(seconds=1))
        clock.tick()
    assert case.state == M.DISCLOSING


def test_who_can_no_longer_be_named_is_passed_over_for_all_to_see(case: Case, published: Draw, tmp_path):
    gone = case.entries[1]
    delist_mediator(gone, by=case.cast.secretary)
    for person in (case.cast.complainant, case.cast.respondent):
        give_word(published, by=person)
    published.refresh_from_db()
    assert published.result == case.entries[0]
    assert set(published.passed_over) <= {gone.pk}
    assert redraw(draw_as_json(published), tmp_path).returncode == 0


def test_a_mediation_that_ends_takes_its_draw_with_it(case: Case, published: Draw):
    give_word(published, by=case.cast.complainant, word=WORD)
    leave_mediation(case.mediation, by=case.cast.respondent)
    published.refresh_from_db()
    assert published.state == DrawState.VOID
    address = reverse("mediation:draw_page", args=[case.mediation.pk, 1])
    assert WORD not in login(Client(), case.cast.respondent).get(address).content.decode()


def test_the_script_is_for_anybody():
    answer = Client().get(reverse("mediation:redraw_script"))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == REDRAW.read_bytes()
