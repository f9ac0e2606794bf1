from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from disputes.exceptions import NotValid

from . import documents, tables
from .charts import Bar, bar_chart
from .definitions import definitions, public_definitions
from .forms import CellForm, FilterForm
from .headlines import headlines
from .policies import require_reader
from .selectors import figures, satisfaction, waiting
from .selectors.public import public_figures
from .states import Dimension, Result, Span

PER_PAGE = 50
#: A spreadsheet is written before the answer begins; more rows than this are for CSV, which is streamed.
MOST_XLSX_ROWS = 50_000
#: So many months fit a chart; of more, a bar is a year. The table has every month.
CHARTED_MONTHS = 72


@login_required
@require_GET
def dashboard(request):
    require_reader(request.user)
    form = FilterForm(request.GET)
    if not form.is_valid():
        return render(request, "reporting/dashboard.html", {"form": form})
    selection, now = form.selection(), timezone.now()
    counted, still = figures(selection), waiting(selection, now)
    opinion = satisfaction(selection)
    context = {
        "form": form,
        "now": now,
        "selection": selection,
        "is_filtered": bool(selection.query),
        "figures": counted,
        "headlines": headlines(counted, still, opinion),
        "months": tables.by_dimension(counted, Dimension.MONTH),
        "month_charts": _month_charts(counted),
        "outcomes": tables.outcomes(counted),
        "spans": tables.spans(counted),
        "span_charts": _span_charts(counted),
        "dimensions": [
            tables.by_dimension(counted, dimension)
            for dimension in (Dimension.SECTOR, Dimension.CATEGORY, Dimension.REGION, Dimension.PLATFORM)
        ],
        "overdue": tables.overdue(selection, still),
        "scores": tables.scores(selection, opinion),
        "definitions": definitions(),
        "results": Result,
        "cases_url": reverse("reporting:cases"),
    }
    return render(request, "reporting/dashboard.html", context)


@login_required
@require_GET
def cases(request):
    """The cases behind a number, without anything that says whose they are."""
    require_reader(request.user)
    form = _cell(request)
    selection = form.selection()
    columns = ["reference", "sector", "category", "region", "platform__name", "platform_id", "origin"]
    columns += ["filed_at", "closed_at", "has_closing_day", "state", "outcome"]
    found = selection.cases().order_by("-filed_at", "-pk").select_related("platform")
    page = Paginator(found.only(*columns), PER_PAGE).get_page(request.GET.get("page"))
    words = documents.Words()
    rows = [
        {
            "case": case,
            "sector": words.of(Dimension.SECTOR, case.sector),
            "category": words.of(Dimension.CATEGORY, case.category),
            "region": words.of(Dimension.REGION, case.region) if case.region else "",
        }
        for case in page
    ]
    context = {
        "page": page,
        "rows": rows,
        "selection": selection,
        "chosen": form.chosen(),
        "back": f"{reverse('reporting:dashboard')}?{selection.filters.query}",
        "is_too_long": page.paginator.count > MOST_XLSX_ROWS,
        "most": MOST_XLSX_ROWS,
    }
    return render(request, "reporting/cases.html", context)


@login_required
@require_GET
def indicators(request):
    require_reader(request.user)
    context = {"definitions": definitions(), "public": public_definitions()}
    return render(request, "reporting/indicators.html", context)


@login_required
@require_GET
def platforms(request):
    """Every platform, where the overview lists the first few."""
    require_reader(request.user)
    form = FilterForm(request.GET)
    if not form.is_valid():
        raise NotValid()
    selection = form.selection()
    counted = figures(selection, Dimension.PLATFORM)
    page = Paginator(counted.platforms(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "selection": selection,
        "table": tables.by_dimension(counted, Dimension.PLATFORM, rows=page.object_list),
        "back": f"{reverse('reporting:dashboard')}?{selection.query}",
        "results": Result,
        "cases_url": reverse("reporting:cases"),
    }
    return render(request, "reporting/platforms.html", context)


@login_required
@require_GET
def export(request, what, format):
    require_reader(request.user)
    if what == "cases":
        return _export_cases(_cell(request).selection(), format)
    form = FilterForm(request.GET)
    if not form.is_valid():
        raise NotValid()
    found = {table.code: table for table in _all_tables(form.selection())}
    sheets = [
        (table.title, documents.table_lines(table)) for code, table in found.items() if what in ("all", code)
    ]
    if what in ("all", "definitions"):
        sheets.append((_("指标定义"), documents.definition_lines()))
    if not sheets:
        raise Http404
    name = f"jiefen-{what}-{timezone.localdate():%Y%m%d}"
    if format == "xlsx":
        return _workbook(sheets, name)
    if what == "all":
        return _csv(_one_under_another(sheets), name)
    return _csv(sheets[0][1], name)


@require_GET
def public(request):
    """For everybody. No filters: two selections that differ by one person would tell about that person."""
    found = public_figures()
    bars = [
        Bar(row.label, row.filed or 0, f"{row.label}: {_shown(row.filed)}")
        for row in found.by[Dimension.MONTH]
    ][-CHARTED_MONTHS:]
    context = {
        "found": found,
        "results": [(result.label, found.results[result.value]) for result in Result],
        "tables": [
            (_("按提交月份"), Dimension.MONTH.label, found.by[Dimension.MONTH][::-1], False),
            (_("按领域"), Dimension.SECTOR.label, found.by[Dimension.SECTOR], True),
            (_("按地区"), Dimension.REGION.label, found.by[Dimension.REGION], False),
            (_("按平台"), Dimension.PLATFORM.label, found.by[Dimension.PLATFORM], False),
        ],
        "charts": _both([("filed", bars)]) if bars else None,
        "notes": public_definitions(),
        "definitions": [item for item in definitions() if item.code != "overdue"],
    }
    return render(request, "reporting/public.html", context)


# --- pieces ---------------------------------------------------------------------------------


def _cell(request):
    form = CellForm(request.GET)
    if not form.is_valid():
        raise NotValid(" ".join(error for errors in form.errors.values() for error in errors))
    return form


def _all_tables(selection):
    counted, still = figures(selection), waiting(selection, timezone.now())
    rows = counted.platforms()
    return [
        *(
            tables.by_dimension(counted, dimension)
            for dimension in Dimension
            if dimension != Dimension.PLATFORM
        ),
        tables.by_dimension(counted, Dimension.PLATFORM, rows=rows),
        tables.outcomes(counted),
        tables.spans(counted),
        tables.overdue(selection, still),
        tables.scores(selection, satisfaction(selection)),
    ]


def _one_under_another(sheets):
    for title, lines in sheets:
        yield [title]
        yield from lines
        yield []


def _export_cases(selection, format):
    found, name = selection.cases(), f"jiefen-cases-{timezone.localdate():%Y%m%d}"

    def lines():
        yield documents.case_columns()
        yield from documents.case_lines(found)

    if format == "csv":
        return _csv(lines(), name)
    if found.count() > MOST_XLSX_ROWS:
        raise NotValid(
            _("案件超过 %(most)s 件，请下载 CSV，或者缩小范围后再下载表格。")
            % {"most": f"{MOST_XLSX_ROWS:,}"},
            code="too_many",
        )
    return _workbook([(_("案件"), lines()), (_("指标定义"), documents.definition_lines())], name)


def _csv(lines, name):
    response = StreamingHttpResponse(documents.as_csv(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _workbook(sheets, name):
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(documents.as_workbook(sheets), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _shown(count):
    return _("不公布") if count is None else f"{count:,}"


def _both(series, width=1080):
    """For a wide page and for a phone; the stylesheet shows one of them."""
    return {
        "wide": bar_chart(series, width=width, height=260),
        "narrow": bar_chart(series, width=340, height=200),
    }


def _month_charts(counted):
    """A bar a month, or a year where there are too many months: no case is left out of the picture."""
    months, selection = counted.by(Dimension.MONTH), counted.selection
    if not months:
        return None
    if len(months) <= CHARTED_MONTHS:
        periods = [(row, selection.narrowed(month=row.key)) for row in months]
    else:
        periods = [(row, selection.of_year(int(row.key))) for row in counted.years()]
    listing = reverse("reporting:cases")
    series = []
    for result in Result:
        bars = []
        for row, chosen in periods:
            count, query = row.of(result), chosen.narrowed(result=result.value).query
            bars.append(Bar(row.label, count, f"{row.label} {result.label}: {count:,}", f"{listing}?{query}"))
        series.append((result.value, bars))
    return _both(series)


def _span_charts(counted):
    tally, listing = counted.total, reverse("reporting:cases")
    if not tally.timed:
        return None
    bars = []
    for span in Span:
        count, chosen = tally.within(span), counted.selection.narrowed(span=span.value)
        bars.append(Bar(span.label, count, f"{span.label}: {count:,}", f"{listing}?{chosen.query}"))
    return _both([("filed", bars)], width=520)
