"""A paper is numbered without gaps, cleaned, frozen and hashed."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from docket.selectors import verify_chain
from docket.services import open_chain
from notices.models import Paper, PaperSeries
from notices.selectors import is_intact, papers_visible_to
from notices.services import issue_paper, serve
from notices.states import QR_PLACE, SERIES_WORDS, Audience, PaperKind
from tests.cast import make_cast

from .conftest import issue


def test_numbers_run_by_issuer_kind_and_year(chain, cast):
    year = timezone.localdate().year
    numbers = [
        issue(chain, cast).number,
        issue(chain, cast).number,
        issue(chain, cast, kind="decline").number,
        issue(chain, cast, issuer=cast.mediation_body).number,
        issue(chain, cast, issuer=None).number,
        issue(open_chain(), cast).number,
    ]
    assert numbers == [
        f"众帮〔{year}〕受字第1号",
        f"众帮〔{year}〕受字第2号",
        f"众帮〔{year}〕不受字第1号",
        f"众合人调〔{year}〕受字第1号",
        f"解纷〔{year}〕受字第1号",
        f"众帮〔{year}〕受字第3号",
    ]


def test_a_new_year_begins_with_one(chain, cast, travel):
    travel.to(timezone.datetime(2026, 12, 31, 23, 59))
    assert issue(chain, cast).number == "众帮〔2026〕受字第1号"
    travel.by(minutes=2)
    assert issue(chain, cast).number == "众帮〔2027〕受字第1号"


def test_an_act_that_is_rolled_back_gives_its_number_back(chain, cast):
    first = issue(chain, cast).number
    with pytest.raises(RuntimeError), transaction.atomic():
        issue(chain, cast)
        raise RuntimeError
    assert int(issue(chain, cast).number[-2]) == int(first[-2]) + 1
    assert Paper.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_papers_issued_at_once_have_no_gap_and_no_double():
    cast = make_cast()
    chains = [open_chain() for _n in range(4)]

    def issue_five(chain):
        try:
            for _n in range(5):
                issue(chain, cast)
        finally:
            connection.close()

    threads = [threading.Thread(target=issue_five, args=[chain]) for chain in chains]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(
        int(number[:-1].rsplit("第", 1)[1]) for number in Paper.objects.values_list("number", flat=True)
    )
    assert numbers == list(range(1, 21))
    assert PaperSeries.objects.get().last == 20
    assert [verify_chain(chain) for chain in chains] == [[]] * 4


def test_every_kind_has_its_own_word():
    assert set(SERIES_WORDS) == set(PaperKind.values)
    assert len(set(SERIES_WORDS.values())) == len(SERIES_WORDS)


def test_what_a_person_typed_stays_text_and_nothing_outside_is_fetched(chain, cast):
    typed = '<script>alert(1)</script><img src="https://example.com/x"><a href="javascript:x()">退款</a>'
    html = issue(chain, cast, context={"addressee": {"name": typed}}).html
    assert "&lt;script&gt;" in html
    assert "<script" not in html and "<img" not in html and "<a " not in html
    assert QR_PLACE in html


@pytest.mark.parametrize(
    ("language", "title", "sign"), [("zh-hans", "受理通知书", "月"), ("en", "Case accepted", "2026")]
)
def test_a_paper_speaks_the_language_of_the_case(chain, cast, language, title, sign):
    given = {"title": title} if language == "en" else {}
    paper = issue(chain, cast, language=language, **given)
    assert (paper.title, paper.language) == (title, language)
    assert title in paper.html and "众帮众包平台" in paper.html and sign in paper.html
    assert ("月" in paper.html) == (language == "zh-hans")


def test_the_docket_holds_the_hash_and_a_changed_paper_is_found_out(chain, cast):
    paper = issue(chain, cast)
    entry = chain.entries.get()
    assert (entry.verb, entry.actor) == ("notices.paper_issued", cast.handler.actor)
    assert entry.facts == {
        "paper": paper.pk,
        "kind": "admission",
        "number": paper.number,
        "sha256": paper.sha256,
    }
    assert is_intact(paper)
    for change in ({"html": paper.html + " "}, {"facts": {"reference": "JF-2026-000002"}}):
        Paper.objects.filter(pk=paper.pk).update(**change)
        assert not is_intact(Paper.objects.get(pk=paper.pk))
        Paper.objects.filter(pk=paper.pk).update(html=paper.html, facts=paper.facts)


def test_who_sees_which_paper(chain, cast, standing):
    everyone = issue(chain, cast)
    to_respondent = issue(
        chain, cast, kind="answer_notice", audience=Audience.NAMED, addressee_keys=["party:2"]
    )
    inside = issue(chain, cast, kind="closing_report", audience=Audience.BODY)
    other_case = issue(open_chain(), cast, kind="opinion")
    served = issue(chain, cast, kind="decline", audience=Audience.NAMED, issuer=cast.mediation_body)
    serve(served, addressee_key="user:9", addressee_name="姜明", user=cast.auditor, by=cast.handler)

    assert {
        name: [paper.pk for paper in papers_visible_to(person, chain)]
        for name, person in cast.people.items()
        if papers_visible_to(person, chain)
    } == {
        "complainant": [everyone.pk],
        "respondent": [everyone.pk, to_respondent.pk],
        "handler": [everyone.pk, to_respondent.pk, inside.pk],
        "mediator": [everyone.pk, served.pk],
        "auditor": [served.pk],
    }
    assert other_case not in papers_visible_to(cast.handler, chain)
    assert list(papers_visible_to(cast.outsider, chain, {"party:2"})) == [everyone, to_respondent]


def test_a_paper_needs_facts_that_can_be_hashed(chain, cast):
    with pytest.raises(ValueError, match="canonical"):
        issue_paper(chain, "admission", template="papers/base.html", context={}, facts={"amount": 1.5})
    assert Paper.objects.count() == 0
