"""Making a case file, against WeasyPrint setting as many plain pages of the same language."""

from __future__ import annotations

import weasyprint
from django.utils import translation

from casefiles.models import CaseFile, Volume
from casefiles.services import assemble_case_file, request_case_file
from tests import stories
from tests.cast import Cast

from .timing import Paired, pair

ROUNDS = 3
PLAIN = "<p>" + "这是一页普通的文字，用来比较排版所需要的时间。" * 18 + "</p>"


def measure(cast: Cast) -> tuple[Paired, float, int]:
    """One act is one page. Also: seconds a page, and how many pages the file has."""
    dispute = stories.closed(cast)
    pages = {"made": 1}

    def bind(_round: int) -> int:
        Volume.objects.all().delete()  # nothing kept from the last time
        CaseFile.objects.filter(dispute=dispute).delete()
        with translation.override("zh-hans"):
            made = request_case_file(dispute, by=cast.complainant)
        getattr(assemble_case_file, "func", assemble_case_file)(made.pk)
        made.refresh_from_db()
        pages["made"] = made.pages
        return made.pages

    def plain(_round: int) -> int:
        sheets = "".join(f"<section>{PLAIN}</section>" for _n in range(pages["made"]))
        html = f"<style>section{{break-after:page;font-family:'Noto Serif CJK SC',serif}}</style>{sheets}"
        weasyprint.HTML(string=html).write_pdf()
        return pages["made"]

    result = pair(bind, plain, rounds=ROUNDS)
    return result, result.product, pages["made"]
