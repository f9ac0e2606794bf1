"""Every address of ours, for everybody in the cast and for nobody; and no planted word in the wrong hands."""

import functools
import io
from collections import defaultdict

import pikepdf
import pypdf
import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from casefiles.models import CaseFile
from casefiles.services import request_case_file
from docket.models import Entry
from tests.cast import PEOPLE, login
from tests.pages.ladder import APPS, EVERYBODY, LADDER
from tests.pages.world import SECRETS, whole

#: Where words are looked for: half a planted word is asked, so that an answer with the whole one has found it.
SEARCHES = [
    "/queues/?q=甲鱼",
    "/disputes/platforms/?q=甲鱼",
    "/reporting/cases/?q=甲鱼",
    "/verify/?code=甲鱼",
]


@pytest.fixture
def world(cast, work, django_capture_on_commit_callbacks):
    return whole(cast, work, django_capture_on_commit_callbacks)


@pytest.fixture
def clients(cast):
    return {name: login(Client(), person) for name, person in cast.people.items()} | {"anonymous": Client()}


def names_of_ours():
    for resolver in get_resolver().url_patterns:
        if getattr(resolver, "namespace", None) in APPS:
            for pattern in resolver.url_patterns:
                assert isinstance(pattern, URLPattern)
                yield f"{resolver.namespace}:{pattern.name}"


def test_the_ladder_names_every_address():
    assert sorted(names_of_ours()) == sorted(LADDER)


@pytest.mark.battery("doors")
def test_everybody_gets_exactly_what_the_ladder_says(world, clients, battery):
    """By sample: of each address one who gets in, or who is led on, and two who do not; nobody always asks."""
    addresses = {name: reverse(name, args=rung.args(world)) for name, rung in LADDER.items()}
    told = defaultdict(list)
    wrong = []
    for name, rung in LADDER.items():
        for who in asking(rung, battery):
            answer = clients[who].get(addresses[name])
            if answer.status_code != wanted_by(rung, who):
                wrong.append((name, who, answer.status_code, wanted_by(rung, who)))
            if who == "anonymous" and answer.status_code == 302:
                assert answer.url.startswith(reverse("account_login")) or name in {
                    "disputes:join_confirm",
                    "disputes:come_back",
                }, name
            told[who] += [(name, word) for word in words_in(answer)]
            battery.count("addresses asked, one person each, all answered as the ladder says")
    assert wrong == [], wrong
    for who in readers_not_drawn(told):
        open_to_them = [
            name for name, rung in LADDER.items() if not rung.posts and wanted_by(rung, who) == 200
        ]
        for name in open_to_them:
            told[who] += [(name, word) for word in words_in(clients[who].get(addresses[name]))]
    for who, client in clients.items():
        told[who] += [(url, word) for url in SEARCHES for word in words_in(client.get(url))]
    assert leaks(told) == [], leaks(told)
    # each word stands where its readers find it, or its absence elsewhere would prove nothing
    read = {
        word: {who for who, found in told.items() if word in dict(map(reversed, found))} for word in SECRETS
    }
    if battery.is_whole:
        assert read == SECRETS
    assert {word for word, readers in read.items() if readers} == set(SECRETS)


def readers_not_drawn(told):
    """For each planted word that nobody has read, as the sample fell, one of its readers: they ask everywhere."""
    read = {word for found in told.values() for _name, word in found}
    return sorted({min(readers) for word, readers in SECRETS.items() if word not in read})


def asking(rung, battery):
    """Who asks for an address in this run."""
    if rung.posts:
        return []
    if battery.is_whole:
        return ["anonymous", *PEOPLE]
    by_status = defaultdict(list)
    for who in PEOPLE:
        by_status[rung.status_for(who)].append(who)
    chosen = [
        who
        for status, people in sorted(by_status.items())
        for who in battery.chance.sample(people, min(len(people), 1 if status in {200, 302} else 2))
    ]
    return ["anonymous", *chosen]


def wanted_by(rung, who):
    return rung.anonymous if who == "anonymous" else rung.status_for(who)


@pytest.mark.battery("doors")
def test_who_is_not_let_in_changes_nothing_by_asking_otherwise(world, clients, battery):
    """By sample: nobody, and of each kind of refusal two whom it meets, at every address."""
    wrong, before = [], Entry.objects.count()
    for name, rung in LADDER.items():
        url = reverse(name, args=rung.args(world))
        for who in shut_out(rung, battery):
            wanted = wanted_by(rung, who)
            status = clients[who].post(url, rung.body, content_type=rung.content_type).status_code
            battery.count("posts to an address by somebody not let in, all refused, nothing written")
            allowed = {wanted, 405} if rung.args(world) else {wanted, 403, 405}
            if status not in allowed:
                wrong.append((name, who, status, wanted))
    assert wrong == [], wrong
    assert Entry.objects.count() == before


def shut_out(rung, battery):
    """Who tries to post to an address that is not theirs in this run."""
    people = [who for who in PEOPLE if who not in rung.acts and rung.status_for(who) not in {200, 302}]
    nobody = ["anonymous"] if "anonymous" not in rung.acts and rung.anonymous != 200 else []
    if battery.is_whole:
        return [*nobody, *people]
    by_status = defaultdict(list)
    for who in people:
        by_status[rung.status_for(who)].append(who)
    drawn = [battery.chance.sample(met, min(len(met), 2)) for _status, met in sorted(by_status.items())]
    return [*nobody, *(who for few in drawn for who in few)]


def test_what_people_take_home_holds_nothing_of_others(
    world, clients, cast, work, django_capture_on_commit_callbacks
):
    told = defaultdict(list)
    for who in sorted(EVERYBODY):
        answer = clients[who].post(reverse("accounts:export"))
        assert answer.status_code == 200
        told[who] += [("export", word) for word in words_in(answer)]
    readers = ["respondent", "handler", "mediator", "secretary"]
    with django_capture_on_commit_callbacks(execute=True):
        made = {who: request_case_file(world.mediated, by=getattr(cast, who)).pk for who in readers}
    made["complainant"] = world.case_file.pk
    work()
    for who, pk in made.items():
        told[who] += [("case file", word) for word in words_of_pdf(CaseFile.objects.get(pk=pk).file.read())]
    assert leaks(told) == [], leaks(told)
    assert {who for who in made if "甲鱼贰号" in dict(map(reversed, told[who]))} == set(made)


def test_no_page_of_the_microscope_opens_to_the_cast(clients):
    for client in clients.values():
        for url in ("/admin/", "/admin/docket/entry/", "/admin/accounts/user/"):
            assert client.get(url).status_code == 302


def words_in(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return (
        words_of_pdf(body)
        if body.startswith(b"%PDF")
        else [word for word in SECRETS if word.encode() in body]
    )


@functools.cache
def words_of_pdf(body):
    """Of its pages and of what is attached to it; several people fetch the same file."""
    text = "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    with pikepdf.open(io.BytesIO(body)) as document:
        attached = [spec.get_file().read_bytes() for spec in document.attachments.values()]
    return [word for word in SECRETS if word in text or any(word.encode() in file for file in attached)]


def leaks(told):
    return sorted(
        {
            (who, *found)
            for who in (*PEOPLE, "anonymous")
            for found in told[who]
            if who not in SECRETS[found[1]]
        }
    )
