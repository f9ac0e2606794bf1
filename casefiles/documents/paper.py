"""One issued paper as it is printed: the frozen text, under the seal of its issuer, with a code to check it by."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from docket import authority
from notices.codes import grouped
from notices.models import Paper
from notices.states import FORM

from .codes import qr_svg
from .press import Printed, print_template
from .seal import seal_svg

QR_PLACE = '<div class="paper-qr"></div>'
SIGN_PLACE = '<div class="paper-sign">'


def render_paper(paper: Paper) -> bytes:
    """The paper as PDF, printed anew. What leaves the house is the one that is kept (services/printing.py)."""
    return print_paper(paper).pdf


def print_paper(paper: Paper) -> Printed:
    context = {
        "title": paper.title,
        "language": paper.language,
        "running": paper.number,
        "papers": [dressed(paper)],
    }
    return print_template("print/papers.html", context, language=paper.language)


def dressed(paper: Paper) -> dict[str, Any]:
    """The frozen markup with seal and code put where its template left room for them."""
    html = paper.shown_html
    if paper.issuer is not None and _bears_seal(paper):
        html = html.replace(SIGN_PLACE, SIGN_PLACE + seal_svg(paper.issuer.name), 1)
    with translation.override(paper.language):
        note = render_to_string(
            "print/check_note.html",
            {
                "qr": qr_svg(look_up_address()),
                "address": look_up_address(),
                "code": grouped(paper.code),
                "fingerprint": authority.fingerprint_in_groups(),
            },
        )
    html = html.replace(QR_PLACE, note, 1) if QR_PLACE in html else html + note
    return {"paper": paper, "html": frozen(html), "anchor": f"paper-{paper.pk}"}


def _bears_seal(paper: Paper) -> bool:
    """As its kind had it when it was issued: a party's own paper bears none, whoever carries it."""
    return bool(paper.facts.get(FORM, {}).get("has_seal"))


def frozen(html: str) -> SafeString:
    """Issued markup was cleaned to text and structure when it was issued, and is hashed since."""
    return mark_safe(html)


def look_up_address() -> str:
    """Without the code: whoever copies a square onto a forged paper has copied an address, no proof."""
    return f"{settings.SITE_URL}{reverse('lookup:paper')}"
