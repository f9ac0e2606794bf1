"""A neutral's private notes: their author's alone, encrypted at rest, kept when replaced, gone with the account."""

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.services import erase_person
from chat.models import PrivateNote
from chat.services import add_phrase, keep_note, remove_member
from disputes.exceptions import NotPermitted, NotValid
from docket.models import Entry
from tests.cast import PEOPLE, login

from .conftest import say

WORD = "紫罗兰笔记"


def test_only_their_author_reads_them(talks, cast):
    line = say(talks.of_li, talks.li, "底线")
    keep_note(talks.joint, by=talks.chen, text=WORD)
    keep_note(talks.of_li, by=talks.chen, text=WORD, message=line)
    urls = [
        reverse("chat:room_note", args=[talks.joint.pk]),
        reverse("chat:line_note", args=[talks.of_li.pk, line.seq]),
        reverse("chat:notes"),
        reverse("chat:room", args=[talks.of_li.pk]),
    ]
    for name in PEOPLE:
        client = login(Client(), getattr(cast, name))
        told = [WORD in client.get(url).content.decode() for url in urls]
        assert told == ([True, True, True, False] if name == "mediator" else [False] * 4), name
    assert "有我的笔记" in login(Client(), talks.chen).get(urls[3]).content.decode()


def test_they_lie_encrypted_in_the_database_and_nowhere_else(talks):
    before = Entry.objects.count()
    keep_note(talks.joint, by=talks.chen, text=WORD)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM chat_privatenote")
        [(stored,)] = cursor.fetchall()
    assert WORD not in stored
    others = [model for model in apps.get_models() if model is not PrivateNote and not model._meta.proxy]
    rows = "".join(serializers.serialize("json", m._base_manager.all(), ensure_ascii=False) for m in others)
    assert WORD not in rows
    assert Entry.objects.count() == before  # not even that there is one


def test_they_are_for_who_mediates(talks):
    for person in (talks.li, talks.wang, talks.zhao):
        with pytest.raises(NotPermitted):
            keep_note(talks.joint, by=person, text="一")
    with pytest.raises(NotValid):
        keep_note(talks.joint, by=talks.chen, text="长" * 20_001)


def test_who_is_replaced_reads_on_and_the_next_one_sees_nothing(talks, cast):
    keep_note(talks.joint, by=talks.chen, text=WORD)
    for room in talks.rooms:
        remove_member(room, talks.chen, by=None)
    assert WORD in login(Client(), talks.chen).get(reverse("chat:notes")).content.decode()
    keep_note(talks.joint, by=talks.chen, text=f"{WORD}，补一句")
    assert PrivateNote.objects.get().text == f"{WORD}，补一句"
    assert not PrivateNote.objects.visible_to(cast.second_mediator).exists()


def test_saving_by_itself(talks):
    client = login(Client(), talks.chen)
    url = reverse("chat:room_note", args=[talks.joint.pk])
    as_json = {"accept": "application/json"}
    first = client.post(url, {"text": "一", "version": 0}, headers=as_json).json()
    again = client.post(url, {"text": "一二", "version": first["version"]}, headers=as_json).json()
    assert (first["text"], again["text"], again["version"]) == ("一", "一二", 2)
    stale = client.post(url, {"text": "别的一页", "version": first["version"]}, headers=as_json).json()
    assert stale["text"] == "一二\n\n———\n别的一页"  # of two pages at once neither loses a word
    emptied = client.post(url, {"text": "", "version": stale["version"]}, headers=as_json).json()
    assert (emptied["text"], PrivateNote.objects.count()) == ("", 0)


def test_they_go_with_the_account(talks, cast):
    keep_note(talks.joint, by=talks.chen, text=WORD)
    add_phrase(by=talks.chen, title="开场", text="您好")
    talks.chen.memberships.all().delete()
    erase_person(talks.chen, by=talks.chen)
    assert not PrivateNote.objects.exists()
    assert not talks.chen.phrases.exists()
