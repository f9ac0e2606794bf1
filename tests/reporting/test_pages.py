"""Who sees the figures, that each leads to its cases, and that no page says whose they are."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from accounts.states import Role
from disputes.models import Party
from disputes.states import PartyRole
from tests.cast import login

from .rows import at, platform_named, put
from .spreadsheets import sheets

pytestmark = pytest.mark.django_db

PAGES = [
    reverse("reporting:dashboard"),
    reverse("reporting:cases"),
    reverse("reporting:platforms"),
    reverse("reporting:indicators"),
    *(
        reverse("reporting:export", args=[what, format])
        for what in ("all", "cases", "month", "platform", "definitions")
        for format in ("csv", "xlsx")
    ),
]


def body(response) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode(
        "utf-8-sig"
    )


@pytest.fixture
def analysing(client, analyst):
    return login(client, analyst)


@pytest.fixture
def some_cases(outsider):
    """One of everything: each outcome, each way of being late, each score, with and without a platform."""
    named = platform_named('=HYPERLINK("x")')
    cases = [
        put(
            outsider,
            filed_at=at(2026, month, 3),
            outcome=outcome,
            days=month * 9,
            region="44",
            scores=(month % 5 + 1,),
        )
        for month, outcome in enumerate(
            ["settled", "mediated", "declined", "withdrawn", "unresolved"], start=1
        )
    ]
    cases += [
        put(
            outsider,
            filed_at=at(2026, 6, 3),
            platform=named,
            state="reviewing",
            mover="clock",
            sector="zhongchou",
        ),
        put(
            outsider, filed_at=at(2026, 7, 3), platform=named, due_in_days=-400, category="gone_from_the_book"
        ),
        put(
            outsider,
            filed_at=at(2025, 12, 3),
            outcome="settled",
            days=2,
            has_closing_day=False,
            origin="import",
        ),
    ]
    for case in cases:
        case.title, case.narrative = "不该出现的事由", "不该出现的经过"
        case.save()
        Party.objects.create(
            dispute=case, role=PartyRole.COMPLAINANT, name="不该出现的姓名", phone="13900000000"
        )
    return cases


@pytest.mark.parametrize("url", PAGES)
def test_only_those_who_work_on_figures_at_an_association_see_them(client, cast, url):
    assert client.get(url).status_code == 302
    for name, person in cast.people.items():
        response = login(client, person).get(url)
        assert (name, response.status_code) == (name, 200 if name == "analyst" else 403)


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.AUDITOR])
def test_secretary_and_auditor_of_an_association_see_them_too(client, outsider, association, role):
    Membership.objects.create(user=outsider, organisation=association, role=role)
    assert login(client, outsider).get(PAGES[0]).status_code == 200


def test_a_membership_that_has_ended_opens_nothing(client, analyst):
    analyst.memberships.update(ends_on=at(2026, 1, 1).date())
    assert login(client, analyst).get(PAGES[0]).status_code == 403


def test_the_superuser_sees_them(client):
    person = User.objects.create_superuser("root@cast.example", "leave-the-lamp-on-47")
    assert login(client, person).get(PAGES[0]).status_code == 200


@pytest.mark.parametrize(
    "query", ["", "?sector=zhongbao", "?since=2026-02-01&until=2026-06-30", "?origin=import"]
)
def test_every_number_and_every_bar_leads_to_as_many_cases(analysing, some_cases, query):
    page = body(analysing.get(reverse("reporting:dashboard") + query))
    listing = reverse("reporting:cases")
    numbers = re.findall(rf'<td class="num"><a href="({listing}\?[^"]*)">([\d,]+)</a>', page)
    bars = re.findall(
        rf'<a href="({listing}\?[^"]*)" tabindex="-1"><rect[^>]*><title>[^<]*: ([\d,]+)</title>', page
    )
    assert len(numbers) >= 10 and len(bars) >= 10
    for href, shown in {*numbers, *bars}:
        found = analysing.get(unescape(href))
        assert (href, found.context["page"].paginator.count) == (href, int(shown.replace(",", "")))


def test_of_many_years_a_bar_is_a_year_and_none_is_left_out(analysing, outsider):
    for year in (2015, 2015, 2019, 2026):
        put(outsider, filed_at=at(year, 3, 3), outcome="settled")
    page = body(analysing.get(reverse("reporting:dashboard") + "?since=2015-02-01"))
    bars = re.findall(r'<a href="([^"]*)" tabindex="-1"><rect[^>]*><title>(\d{4}) [^<]*: (\d+)</title>', page)
    shown = {(year, int(count)) for _href, year, count in bars if count != "0"}
    assert shown == {("2015", 2), ("2019", 1), ("2026", 1)}
    assert {year for _href, year, _count in bars} == {str(year) for year in range(2015, 2027)}
    for href, _year, count in bars:
        assert analysing.get(unescape(href)).context["page"].paginator.count == int(count)
    assert any("since=2015-02-01&amp;until=2015-12-31&amp;result=settled" in href for href, *_rest in bars)


def test_the_headlines_are_right(analysing, some_cases):
    page = analysing.get(reverse("reporting:dashboard"))
    assert {item.code: item.text for item in page.context["headlines"]} == {
        "filed": "8",
        "settled": "50.0%",
        "declined": "16.7%",
        "withdrawn": "16.7%",
        "median": "27",
        "p90": "45",
        "overdue": "1",
        "satisfied": "40.0%",
    }


def test_no_page_and_no_download_says_whose_case_it_is(analysing, some_cases):
    for url in PAGES:
        response = analysing.get(url)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        if url.endswith("xlsx"):
            content = str(sheets(content)).encode()
        assert "不该出现".encode() not in content
        assert b"13900000000" not in content


def test_charts_bring_no_styles_and_no_scripts_of_their_own(analysing, some_cases):
    import weasyprint  # noqa: F401  it changes how the standard library writes XML

    page = body(analysing.get(reverse("reporting:dashboard")))
    charts = re.findall(r"<svg xmlns.*?</svg>", page, re.S)
    assert len(charts) == 4
    for chart in charts:
        assert re.findall(r"<style|<script|\sstyle=|\sid=|\son\w+=|xlink", chart) == []
        assert 'aria-hidden="true"' in chart


def test_downloads_say_what_the_page_says(analysing, some_cases):
    rows = list(
        csv.reader(io.StringIO(body(analysing.get(reverse("reporting:export", args=["sector", "csv"])))))
    )
    assert [row[:3] for row in rows] == [["领域", "收到", "达成和解"], ["众包", "7", "3"], ["众筹", "1", "0"]]
    book = sheets(analysing.get(reverse("reporting:export", args=["all", "xlsx"])).content)
    assert list(book) == [
        *("按提交月份", "按领域", "按类别", "按地区", "按平台"),
        *("结案结果", "从提交到结案的天数", "现在未结案的案件", "满意度", "指标定义"),
    ]
    assert book["按领域"][1][:3] == ["众包", 7, 3]


def test_the_list_of_cases_comes_as_csv_and_as_a_spreadsheet_with_the_definitions(analysing, some_cases):
    url = reverse("reporting:export", args=["cases", "csv"]) + "?result=settled"
    rows = list(csv.reader(io.StringIO(body(analysing.get(url)))))
    assert len(rows) == 1 + 3
    dates = {row[0]: (row[6], row[7]) for row in rows[1:]}
    assert dates[some_cases[0].reference] == ("2026-01-03", "2026-01-12")
    assert dates[some_cases[-1].reference] == ("2025-12-03", "")  # its closing day is not known
    book = sheets(analysing.get(url.replace("csv", "xlsx")).content)
    assert (list(book), len(book["案件"])) == (["案件", "指标定义"], 4)


def test_a_name_that_looks_like_a_formula_stays_a_name(analysing, some_cases):
    text = body(analysing.get(reverse("reporting:export", args=["platform", "csv"])))
    assert "'=HYPERLINK" in text
    book = sheets(analysing.get(reverse("reporting:export", args=["platform", "xlsx"])).content)
    assert '=HYPERLINK("x")' in [row[0] for row in book["按平台"]]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("sector=nonsense", 422),
        ("month=2026-13", 422),
        ("platform=99999999999999999999", 422),
        ("score=9", 422),
    ],
)
def test_nonsense_in_the_address_of_a_list_is_refused(analysing, query, status):
    assert analysing.get(f"{reverse('reporting:cases')}?{query}").status_code == status
    page = analysing.get(f"{reverse('reporting:dashboard')}?sector=nonsense")
    assert page.status_code == 200 and "figures" not in page.context


def test_an_unknown_table_is_not_found(analysing):
    assert analysing.get(reverse("reporting:export", args=["nothing", "csv"])).status_code == 404


def test_an_empty_house_has_a_page_too(analysing):
    page = analysing.get(reverse("reporting:dashboard"))
    assert page.status_code == 200 and "这个范围内没有案件" in body(page)


@pytest.mark.parametrize("number", [1, 30])
def test_the_overview_asks_the_same_questions_however_many_cases(
    analysing, outsider, django_assert_max_num_queries, number
):
    for month in range(number):
        put(outsider, filed_at=at(2026, month % 12 + 1, 3), platform=platform_named(f"Platform {month:02}"))
    with django_assert_max_num_queries(22):
        assert analysing.get(reverse("reporting:dashboard")).status_code == 200


def test_labels_are_in_the_readers_language(analysing, some_cases):
    page = body(analysing.get(reverse("reporting:dashboard"), headers={"accept-language": "en"}))
    assert "Unpaid or cut remuneration" in page and "Guangdong" in page


def test_anyone_may_read_the_public_page(client, some_cases):
    page = client.get(reverse("reporting:public"))
    assert page.status_code == 200
    assert page.context["found"].filed == sum(
        case.filed_at < timezone.localtime().replace(day=1) for case in some_cases
    )
