"""Phrases at hand: one's own everywhere; the body's and the house's for who mediates, never for a party."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from chat.models import Phrase
from chat.selectors import phrases_for
from chat.selectors.words import seeds
from chat.services import add_phrase, change_phrase, remove_phrase
from chat.states import PHRASES_MOST
from disputes.exceptions import NotPermitted, NotValid
from tests.cast import login


def titles(user, room):
    return [(p.title, p.whose) for p in phrases_for(user, room) if p.whose != "house"]


@pytest.fixture
def kept(talks, cast):
    add_phrase(by=talks.li, title="我的", text="请看附件。")
    add_phrase(by=talks.chen, title="陈的", text="请稍等。")
    add_phrase(by=cast.secretary, title="本会的", text="本会不收费。", body=cast.mediation_body)


def test_who_is_offered_what(talks, kept):
    assert titles(talks.li, talks.joint) == [("我的", "own")]
    assert titles(talks.wang, talks.joint) == []
    assert titles(talks.chen, talks.joint) == [("陈的", "own"), ("本会的", "body")]
    assert [p.whose for p in phrases_for(talks.chen, talks.of_li)].count("house") == len(seeds())
    assert not [p for p in phrases_for(talks.wang, talks.joint) if p.whose == "house"]


def test_the_house_speaks_both_languages(talks):
    with translation.override("en"):
        english = [p.text for p in phrases_for(talks.chen, talks.joint)]
    chinese = [p.text for p in phrases_for(talks.chen, talks.joint)]
    assert len(english) == len(chinese) == len(seeds()) >= 8
    assert all(
        text.isascii() for text in (t.replace("…", "").replace("“", "").replace("”", "") for t in english)
    )
    assert "不作为对自己不利的证据" in "".join(chinese)


def test_only_who_keeps_them_changes_them(talks, kept, cast):
    own, of_body = Phrase.objects.get(title="我的"), Phrase.objects.get(title="本会的")
    for person in (talks.wang, cast.secretary, talks.zhao):
        with pytest.raises(NotPermitted):
            change_phrase(own, by=person, title="一", text="二")
    for person in (talks.chen, talks.li, cast.registrar):
        with pytest.raises(NotPermitted):
            remove_phrase(of_body, by=person)
        with pytest.raises(NotPermitted):
            add_phrase(by=person, title="一", text="二", body=cast.mediation_body)
    change_phrase(of_body, by=cast.secretary, title="收费", text="调解不收费。")
    assert titles(talks.chen, talks.joint) == [("陈的", "own"), ("收费", "body")]


def test_there_is_an_end_to_them(talks):
    Phrase.objects.bulk_create(Phrase(owner=talks.li, title=str(n), text="一") for n in range(PHRASES_MOST))
    with pytest.raises(NotValid):
        add_phrase(by=talks.li, title="多", text="一")


def test_keeping_them_by_page(talks, cast):
    secretary = login(Client(), cast.secretary)
    url = reverse("chat:phrases")
    for _ in range(2):  # pressed twice
        secretary.post(url, {"title": "本会", "text": "不收费", "whose": str(cast.mediation_body.pk)})
    secretary.post(url, {"title": "自己", "text": "您好"})
    assert sorted(Phrase.objects.values_list("title", "owner", "body")) == [
        ("本会", None, cast.mediation_body.pk),
        ("自己", cast.secretary.pk, None),
    ]
    own = Phrase.objects.get(title="自己")
    assert (
        secretary.post(reverse("chat:phrase_edit", args=[own.pk]), {"title": "", "text": "一"}).status_code
        == 422
    )
    assert (
        secretary.post(reverse("chat:phrase_edit", args=[own.pk]), {"title": "好", "text": "一"}).status_code
        == 302
    )
    assert login(Client(), talks.li).get(reverse("chat:phrase_edit", args=[own.pk])).status_code == 404
    assert (
        login(Client(), talks.li)
        .post(url, {"title": "一", "text": "二", "whose": str(cast.mediation_body.pk)})
        .status_code
        == 302
    )
    assert Phrase.objects.filter(body=cast.mediation_body).count() == 1  # a party cannot choose a body
    assert secretary.post(reverse("chat:phrase_remove", args=[own.pk])).status_code == 302
    assert not Phrase.objects.filter(pk=own.pk).exists()
