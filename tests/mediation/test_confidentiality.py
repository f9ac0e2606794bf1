"""Any talk, by anybody: what side B says to the mediator alone, and what the mediator notes, nobody else ever finds.

Random acts plant words in B's caucus, in files, phrases and private notes; afterwards everybody else opens every page,
asks every room, and reads whatever was sent to them. Each word is found by who may read it, or the hunt would be blind.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf
import pypdf
import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from casefiles.models import CaseFile, Evidence
from casefiles.services import request_case_file
from chat.consumers import reading
from chat.models import Member, Message, Room, RoomFile
from chat.policies import speaking
from chat.selectors import unread_count
from chat.services import delivery
from chat.states import Side
from notices.models import Notice, OutboxMessage
from tests.cast import login, make_cast
from tests.mediation.cases import Case, make_case
from tests.mediation.hunt import ACTS, Hunt
from tests.mediation.test_secrecy import everything_but_messages
from tests.pages.ladder import APPS, LADDER

#: Who must find nothing: the other side, the body, the platform's desk, the association, and who is in no case.
STRANGERS = ("complainant", "secretary", "handler", "supervisor", "analyst", "outsider")


def addresses(case: Case) -> list[str]:
    """Every address of the house about this case, by whatever numbers there are, allowed or not."""
    found = []
    caucus = case.room(case.wang)
    numbers = {
        "chat": [[r.pk] for r in Room.objects.all()]
        + [[m.room_id, m.seq] for m in caucus.messages.exclude(author=None)[:3]]
        + [[m.room_id, m.pk] for m in caucus.members.all()[:2]]
        + [[f.pk] for f in RoomFile.objects.all()[:3]],
        "mediation": [[case.mediation.pk], [case.mediation.pk, 1]],
        "notices": [[n.pk] for n in Notice.objects.order_by("-pk")[:4]],
        "casefiles": [[e.pk] for e in Evidence.objects.all()[:3]],
        "reporting": [["cases", "csv"]],
    }
    for name, rung in LADDER.items():
        app = name.partition(":")[0]
        if rung.posts or app not in APPS:
            continue
        for args in [[], [case.dispute.reference], *numbers.get(app, [])]:
            try:
                found.append(reverse(name, args=args))
            except NoReverseMatch:
                continue
    found += [f"{reverse('chat:room', args=[room.pk])}?q=紫罗兰" for room in Room.objects.all()]
    found += [f"{reverse('chat:lines', args=[room.pk])}?after=0" for room in Room.objects.all()]
    return [*sorted(set(found)), "/queues/?q=紫罗兰"]


def body_of(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace") if not content.startswith(b"%PDF") else ""


def read_by(hunt: Hunt, name: str, urls: list[str]) -> set[str]:
    """Every planted word this person comes upon, on any page and in whatever the sockets would send them."""
    user = getattr(hunt.cast, name)
    client = login(Client(), user)
    told = [body_of(client.get(url)) for url in urls]
    told.append(body_of(client.post(reverse("accounts:export"))))
    seats = set(Member.objects.filter(user=user).values_list("pk", flat=True))
    told += [frame for to, frame in hunt.heard if to & seats]
    for room in Room.objects.all():
        if reading.view_room(room.pk, user) is not None:
            told += [json.dumps(f, ensure_ascii=False) for f in reading.lines_after(room.pk, user, 0, 500)]
            told += [json.dumps(f, ensure_ascii=False) for f in reading.changes_after(room.pk, user, 0)]
    everything = "\n".join(told)
    return {word for word in hunt.words if word in everything}


def prove(hunt: Hunt) -> None:
    urls = addresses(hunt.case)
    for name in STRANGERS:
        found = read_by(hunt, name, urls)
        assert {word for word in found if name not in hunt.words[word]} == set(), (name, found)
    standing = {word for word in hunt.words if word not in hunt.gone}
    own = [f"{reverse('chat:lines', args=[r.pk])}?after=0" for r in Room.objects.all()]
    own += [reverse("chat:notes"), reverse("chat:phrases")]
    for name in ("respondent", "mediator", "second_mediator"):
        may = {word for word in standing if name in hunt.words[word]}
        assert may - read_by(hunt, name, own) == set(), name  # the hunt is not blind
    rows = everything_but_messages()
    assert "李小雨" in rows
    assert [word for word in hunt.words if word in rows] == []
    mail = OutboxMessage.objects.exclude(address=hunt.cast.respondent.email).values_list("text", flat=True)
    assert [word for word in hunt.words if word in "\n".join(mail)] == []
    seen = sum(
        Message.objects.visible_to(hunt.cast.complainant)
        .filter(room=seat.room, room__closed_at=None, seq__gt=seat.last_read_seq, recalled_at=None)
        .exclude(author__user=hunt.cast.complainant)
        .count()
        for seat in Member.objects.current().filter(user=hunt.cast.complainant)
    )
    assert unread_count(hunt.cast.complainant) == seen  # a word in the other caucus counts for nobody else


@pytest.mark.battery("confidences")
def test_nobody_finds_what_was_said_to_the_mediator_alone(battery, db, django_capture_on_commit_callbacks):
    for _n in range(battery.size(sample=1, full=20)):
        acts = [battery.chance.choice(ACTS) for _act in range(battery.chance.randint(8, 16))]
        with transaction.atomic():
            speaking.spoken.clear()
            hunt = Hunt(make_case(make_cast()).mediating())
            with django_capture_on_commit_callbacks(execute=True), listening(hunt):
                for name in ("says_in_caucus", "notes", *acts):
                    hunt.do(name)
            prove(hunt)
            transaction.set_rollback(True)
        battery.count(
            "words said to the mediator alone or noted, none found by anybody else", len(hunt.words)
        )


@contextmanager
def listening(hunt: Hunt) -> Iterator[None]:
    """Hears what the sockets would be sent, and whom it would go to."""

    def listen(events: list[dict]) -> bool:
        hunt.heard.extend(
            (set(e.get("to", ())), e["frame"]) for e in events if e["type"] in ("message", "changed")
        )
        return True

    delivery.listeners.add(listen)
    try:
        yield
    finally:
        delivery.listeners.discard(listen)


@pytest.mark.parametrize("end", ["signs", "terminates"])
def test_no_paper_and_no_case_file_knows_of_it(cast, work, django_capture_on_commit_callbacks, end):
    """The slow half of the hunt: every PDF, its text and what is attached to it, for whoever may have one."""
    hunt = Hunt(make_case(cast).mediating())
    with django_capture_on_commit_callbacks(execute=True):
        for name in (
            "says_in_caucus",
            "mediator_answers",
            "sends_file",
            "hands_in_another",
            "notes",
            "proposes",
        ):
            hunt.do(name)
        for name in ("refuses_proposal", "writes_record", "drafts", "accepts_draft", end):
            hunt.do(name)
        made = [
            request_case_file(hunt.case.dispute, by=getattr(cast, name)).pk
            for name in ("complainant", "respondent", "handler")
        ]
    work()
    for pdf in [CaseFile.objects.get(pk=pk).file.read() for pk in made]:
        text = "".join(
            "".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages
        )
        with pikepdf.open(io.BytesIO(pdf)) as document:
            attached = b"".join(spec.get_file().read_bytes() for spec in document.attachments.values())
        assert [w for w in hunt.words if w in text or w.encode() in attached] == []
    assert hunt.words


def test_the_words_are_where_their_readers_look(cast):
    """Planted on purpose, found on purpose: so the hunt above would find a leak."""
    hunt = Hunt(make_case(cast).mediating())
    hunt.says_in_caucus()
    hunt.sends_file()
    hunt.notes()
    hunt.keeps_phrase()
    urls = addresses(hunt.case)
    caucus, file, note, phrase = hunt.words
    assert read_by(hunt, "respondent", urls) == {caucus, file, phrase}
    assert read_by(hunt, "mediator", urls) == {caucus, file, note}
    assert Member.objects.filter(side=Side.NEUTRAL).exists()
