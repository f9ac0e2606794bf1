"""A name drawn by hand: what is a drawing, and that it signs as a typed name does."""

import pytest
from django.test import Client
from django.urls import reverse

from casefiles.documents import render_paper
from disputes.exceptions import NotValid
from mediation.models import Signature
from mediation.services import sign_agreement
from notices.drawings import NotADrawing, checked, strokes_of
from tests.cast import PASSWORD, login
from tests.mediation.cases import Case

NAME = [[[20 + 10 * n, 60 + (n % 3) * 20] for n in range(20)], [[300, 40], [300, 160]]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        "[[]]",
        "[[[1,2]]]",
        "[[1,2,3]]",
        '[["a","b"]]',
        "[[[true,false],[1,1],[2,2],[3,3],[4,4],[5,5],[6,6],[90,7]]]",
        "[[[601,0],[0,0],[1,0],[2,0],[3,0],[4,0],[5,0],[6,0]]]",
        str([[[5, 5]] * 20]),
        "[" * 2000,
        "[[[" + "9" * 5000 + ",1]]]",
        str([[[n % 600, 5] for n in range(3500)]]),
        "x" * 50_000,
    ],
)
def test_what_is_no_drawing_is_refused(text):
    with pytest.raises(NotADrawing):
        strokes_of(text)


def test_a_name_by_hand_signs_and_stands_in_the_paper(case: Case):
    case.signing()
    page = reverse("mediation:sign", args=[case.mediation.pk])
    wang = login(Client(), case.cast.respondent)
    given = {"password": PASSWORD, "has_read": "on"}
    assert wang.post(page, given).status_code == 422
    assert wang.post(page, {**given, "strokes": "[[[1,1]]]"}).status_code == 422
    assert wang.post(page, {**given, "strokes": str(NAME)}).status_code == 302
    signature = Signature.objects.get()
    assert (signature.typed_name, signature.strokes) == ("王强", NAME)
    for person in (case.cast.complainant, case.cast.mediator, case.cast.secretary):
        case.sign(person)
    paper = case.dispute.chain.papers.get(kind="mediation_agreement")
    assert paper.facts["drawings"] == {"2": NAME}  # the respondent stands second
    assert 'class="paper-drawing drawing-2"' in paper.html
    assert '<svg class="drawing"' in paper.shown_html
    assert render_paper(paper).startswith(b"%PDF")
    shown = wang.get(reverse("mediation:agreement", args=[case.mediation.pk])).content.decode()
    assert reverse("casefiles:paper_pdf", args=[paper.pk]) in shown


def test_drawn_or_not_a_wrong_typed_name_signs_nothing(case: Case):
    case.signing()
    assert checked(NAME) == NAME
    with pytest.raises(NotValid):
        sign_agreement(
            case.agreement, by=case.cast.respondent, typed_name="李小雨", strokes=NAME, password=PASSWORD
        )
