"""History from elsewhere: whole cases, once, and every bad row named."""

from __future__ import annotations

import csv
import os
import statistics
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organisation
from accounts.selectors import search_platforms
from disputes.models import Dispute
from disputes.services.history import BATCH, import_history
from disputes.services.history_rows import history_map, map_names
from disputes.states import Origin, Outcome, Sector, State
from docket.selectors import verify_chain, verify_rows
from reporting.selectors import Selection, figures, satisfaction
from rulebook.selectors import category

pytestmark = pytest.mark.django_db

CFPB = history_map("cfpb")
DATA = Path(os.environ.get("JIEFEN_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
GOOD = {
    "Date received": "2020/3/18",
    "Product": "Debt collection",
    "Sub-product": "I do not know",
    "Issue": "Attempts to collect debt not owed",
    "Sub-issue": "Debt is not yours",
    "Consumer complaint narrative": "They call\nevery day.",
    "Company public response": "",
    "Company": "ACME COLLECTORS",
    "State": "FL",
    "Timely response?": "Yes",
    "Submitted via": "Web",
    "Date sent to company": "2020/3/20",
    "Company response to consumer": "Closed with monetary relief",
    "Consumer disputed?": "N/A",
    "Complaint ID": "3571115",
}


def load(*rows, history=CFPB):
    return import_history(enumerate(rows, start=2), history=history)


def test_a_complaint_becomes_a_closed_case_with_a_docket_of_one_entry():
    report = load(GOOD)
    case = Dispute.objects.get(order_number="cfpb:3571115")
    assert (report.loaded, report.refused) == (1, [])
    assert (case.reference, case.state, case.origin, case.outcome) == (
        "CFPB-3571115",
        State.CLOSED,
        Origin.IMPORT,
        Outcome.SETTLED,
    )
    assert (case.sector, case.category, case.region) == (Sector.CROWDFUNDING, "debt_collection", "")
    assert (case.title, case.narrative) == ("Attempts to collect debt not owed", "They call\nevery day.")
    assert [f"{moment:%Y-%m-%d %H:%M %z}" for moment in map(local, (case.filed_at, case.closed_at))] == [
        "2020-03-18 00:00 +0800",
        "2020-03-20 00:00 +0800",
    ]
    assert case.has_closing_day is False
    entry = case.chain.entries.get()
    assert (entry.verb, entry.facts["kept"]["state"], entry.facts["id"]) == (
        "disputes.history_imported",
        "FL",
        "3571115",
    )
    of_words = [field for field in entry.commitments if ":" not in field]
    assert sorted(of_words) == ["narrative", "title"]
    assert verify_chain(case.chain) + verify_rows(case.chain) == []
    assert "They call" not in str(entry.facts)


def local(moment):
    from django.utils import timezone

    return timezone.localtime(moment)


def test_the_company_is_known_by_name_and_offered_to_nobody():
    load(GOOD, {**GOOD, "Complaint ID": "2"})
    company = Organisation.objects.get(name="ACME COLLECTORS")
    assert (company.kind, company.credit_code, company.is_active) == ("platform", None, False)
    assert company.disputes.count() == 2
    assert search_platforms("ACME").count() == 0


def test_a_registered_platform_of_that_name_is_taken(platform):
    load({**GOOD, "Company": platform.name})
    assert Dispute.objects.get().platform == platform


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"Date received": "18 March"}, "Date received", "不是能看懂的日期。"),
        ({"Date received": "2020/2/30"}, "Date received", "不是能看懂的日期。"),
        ({"Date received": ""}, "Date received", "没有日期。"),
        ({"Date received": "2999/1/1"}, "Date received", "日期在将来。"),
        ({"Date received": "1980/1/1"}, "Date received", "日期早于 1992 年。"),
        (
            {"Date sent to company": "2020/3/1"},
            "Date sent to company",
            "结案日期早于提交日期（2020-03-18）。",
        ),
        ({"Company": "  "}, "Company", "没有写明被投诉的企业。"),
        ({"Company": "x" * 121}, "Company", "企业名称太长。"),
        ({"Complaint ID": ""}, "Complaint ID", "没有编号。"),
        ({"Complaint ID": "12; DROP"}, "Complaint ID", "编号的格式不对。"),
        (
            {"Company response to consumer": "Who knows"},
            "Company response to consumer",
            "对照表中没有这种结果。",
        ),
        ({"Issue": "a\x00b"}, "Issue", "含有空字符，无法保存。"),
        ({"Issue": "a\udcffb"}, "Issue", "不是有效的 UTF-8 文字。"),
        ({"Issue": None}, "Issue", "列数比表头少。"),
        ({None: ["more"]}, "", "列数比表头多。"),
    ],
)
def test_a_bad_row_is_refused_alone_and_named(wrong, field, words):
    report = load(GOOD, {**GOOD, "Complaint ID": "2", **wrong}, {**GOOD, "Complaint ID": "3"})
    assert [(bad.line, bad.field, bad.reason) for bad in report.refused] == [(3, field, words)]
    assert set(Dispute.objects.values_list("reference", flat=True)) == {"CFPB-3571115", "CFPB-3"}


def test_a_number_that_comes_twice_is_refused_the_second_time():
    report = load(GOOD, GOOD)
    assert [(bad.line, bad.reason) for bad in report.refused] == [(3, "编号与第 2 行重复。")]
    assert Dispute.objects.count() == 1


def test_loading_again_adds_nothing():
    load(GOOD)
    report = load(GOOD, {**GOOD, "Complaint ID": "2"})
    assert (report.loaded, report.known, report.platforms) == (1, 1, {"ACME COLLECTORS"})
    assert Dispute.objects.count() == 2


def test_what_fails_halfway_leaves_nothing_of_its_row(monkeypatch):
    def break_down(*_args, **_fields):
        raise ValueError("the disk is full")

    monkeypatch.setattr("disputes.services.history.record", break_down)
    report = load(GOOD)
    assert (report.loaded, report.refused[0].reason) == (0, "无法保存：the disk is full")
    assert (Dispute.objects.count(), Organisation.objects.filter(name="ACME COLLECTORS").count()) == (0, 0)
    monkeypatch.undo()
    assert load(GOOD).loaded == 1


def test_a_row_after_a_failed_one_of_the_same_company_is_whole(monkeypatch):
    from disputes.services import history

    failing = iter([True, False])

    def break_down_once(*args, **fields):
        if next(failing):
            raise ValueError("the disk is full")
        return record(*args, **fields)

    record = history.record
    monkeypatch.setattr(history, "record", break_down_once)
    report = load(GOOD, {**GOOD, "Complaint ID": "2"})
    assert (report.loaded, len(report.refused)) == (1, 1)
    assert Dispute.objects.get().platform.name == "ACME COLLECTORS"


def test_more_rows_than_a_batch_are_all_loaded():
    report = load(*({**GOOD, "Complaint ID": str(number)} for number in range(1, BATCH + 6)))
    assert (report.loaded, Dispute.objects.count()) == (BATCH + 5, BATCH + 5)


@pytest.mark.parametrize("name", map_names())
def test_a_map_names_only_sectors_categories_and_outcomes_that_exist(name):
    history = history_map(name)
    for sector, code in [*(line["to"] for line in history.categories), history.otherwise]:
        assert category(code).sector == sector
    assert set(history.outcome["is"].values()) <= set(Outcome.values)


def test_the_command_reports_refused_rows_with_their_lines(tmp_path, capsys):
    file, report = tmp_path / "complaints.csv", tmp_path / "refused.csv"
    with file.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, GOOD)
        writer.writeheader()
        writer.writerow(GOOD)
        writer.writerow({**GOOD, "Complaint ID": "2", "Date received": "=1+1"})
    call_command("import_complaints", file, "--map=cfpb", f"--report={report}")
    assert "载入 1 件，此前已有 0 件，拒绝 1 行" in capsys.readouterr().out
    with report.open(encoding="utf-8-sig", newline="") as lines:
        # the narrative of the first row runs over two lines
        assert list(csv.reader(lines))[1] == ["4", "Date received", "'=1+1", "不是能看懂的日期。"]


def test_a_file_without_the_columns_of_the_map_is_refused_before_anything_is_read(tmp_path):
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="Complaint ID"):
        call_command("import_complaints", file, "--map=cfpb")
    with pytest.raises(CommandError, match="没有这个文件"):
        call_command("import_complaints", tmp_path / "none.csv", "--map=cfpb")


@pytest.fixture
def published(tmp_path, battery):
    """A file of published complaints; by sample its first rows."""

    def find(folder: str) -> Path:
        file = next((DATA / folder).glob("*.csv"), None)
        if file is None:
            pytest.skip(f"no published complaints in {folder} under the data directory (JIEFEN_DATA)")
        if battery.is_whole:
            return file
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            rows = list(islice(reader, battery.size(sample=250, full=0)))
        first = tmp_path / "first.csv"
        with first.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, reader.fieldnames)
            writer.writeheader()
            writer.writerows(rows)
        return first

    return find


@pytest.mark.battery("import")
def test_the_published_cfpb_complaints_all_load(published, battery):
    file = published("complaints-cfpb")
    call_command("import_complaints", file, "--map=cfpb")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    total = figures(Selection()).total
    assert (total.filed, total.timed) == (len(rows), 0)
    assert Dispute.objects.exclude(narrative="").count() == sum(
        bool(row["Consumer complaint narrative"].strip()) for row in rows
    )
    assert Organisation.objects.filter(kind="platform").count() == len(
        {row["Company"].strip() for row in rows} - {""}
    )
    if battery.is_whole:
        assert (total.filed, total.settled, total.otherwise) == (6623, 211 + 779, 6623 - 990)
        assert Organisation.objects.filter(kind="platform").count() == 710
        assert Dispute.objects.exclude(narrative="").count() == 1532
    assert [
        fault for case in Dispute.objects.select_related("chain")[:50] for fault in verify_chain(case.chain)
    ] == []
    battery.count("published complaints loaded (CFPB)", len(rows))


@pytest.mark.battery("import")
def test_the_published_nyc_complaints_give_the_figures_known_of_them(published, battery, capsys):
    file = published("complaints-nyc")
    call_command("import_complaints", file, "--map=nyc")
    days = _days_of(file)
    total, opinion = figures(Selection()).total, satisfaction(Selection())
    good = [each for each in days if each >= 0]
    assert f"拒绝 {len(days) - len(good)} 行" in capsys.readouterr().out
    assert (total.filed, total.timed) == (len(good), len(good))
    assert (total.median, max(total.days)) == (statistics.median_low(good), max(good))
    assert float(total.mean) == pytest.approx(statistics.mean(good))
    assert total.days == Counter(good)
    if battery.is_whole:
        assert (len(good), total.median, max(total.days)) == (4491, 32, 127)
        # of the four refused rows three said Yes
        assert (opinion.scores[5], opinion.scores[1]) == (2430 - 3, 1402)
        assert statistics.mean(days) == pytest.approx(33.852, abs=0.001)
    battery.count("published complaints loaded (New York)", len(days))


def _days_of(file: Path) -> list[int]:
    from datetime import datetime

    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    day = [
        [
            datetime.strptime(row[column], "%m/%d/%Y")
            for column in ("Mediation Start Date", "Mediation Close Date")
        ]
        for row in rows
    ]
    return [(closed - began).days for began, closed in day]
