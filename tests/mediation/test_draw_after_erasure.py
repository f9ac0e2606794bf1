"""Somebody who was in a draw is erased: the draw can still be checked by a stranger, and says what is no longer there."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from accounts.services import ask_erasure
from docket.selectors import verify_all
from mediation.models import Draw, DrawWord
from mediation.selectors import draw_as_json
from mediation.services import leave_mediation
from tests.cast import login
from tests.mediation.cases import Case
from tests.mediation.test_drawing import WORD, drawn, published, redraw  # noqa: F401
from tests.proceedings.test_copies_after_erasure import short_retention  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def ended(case: Case, travel) -> None:
    leave_mediation(case.mediation, by=case.cast.respondent)
    dispute = case.dispute
    dispute.refresh_from_db()
    if dispute.state != "closed":
        from tests import stories

        stories.services.withdraw_dispute(dispute, by=case.cast.complainant, reason="算了")
    travel.by(days=4)


@pytest.mark.usefixtures("short_retention")
def test_a_word_goes_with_its_party_and_the_draw_stays_checkable(case: Case, drawn: Draw, travel, tmp_path):  # noqa: F811
    commitment = DrawWord.objects.get(word=WORD).commitment
    salt = DrawWord.objects.get(word=WORD).salt
    ended(case, travel)
    assert verify_all() == []
    ask_erasure(case.cast.complainant, by=case.cast.complainant)

    told = draw_as_json(Draw.objects.get(pk=drawn.pk))
    text = json.dumps(told, ensure_ascii=False)
    assert WORD not in text
    assert salt not in text
    assert commitment in text
    assert not Draw.objects.filter(seed__icontains=WORD).exists()
    assert not DrawWord.objects.filter(word=WORD).exists()
    assert verify_all() == []
    found = redraw(told, tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "a word was erased" in found.stdout
    assert f"结果: {drawn.result.mediator.name}" in found.stdout
    page = login(Client(), case.cast.respondent).get(
        reverse("mediation:draw_page", args=[case.mediation.pk, 1])
    )
    assert "已应本人请求删除" in page.content.decode()
    assert WORD not in page.content.decode()


#: What a forger would change after an erasure.
TAMPERED = {
    "another result": lambda told: told.update(
        result=next(key for key, _name in told["roster"] if key != told["result"])
    ),
    "another seed": lambda told: told.update(seed="0" * 64),
    "another seed in the docket": lambda told: told["held"]["body"]["facts"].update(seed="0" * 64),
    "another draw's entry": lambda told: told["held"]["body"]["facts"].update(draw=2),
    "no entry": lambda told: told.update(held=None),
    "a name put back": lambda told: told["roster"][0].__setitem__(1, "别人"),
    "an erasure that was none": lambda told: told["erasures"][0]["body"]["facts"]["replaced"][0].__setitem__(
        2, "0" * 64
    ),
    "no erasures": lambda told: told.update(erasures=[]),
}


@pytest.mark.usefixtures("short_retention")
def test_a_name_goes_from_the_roster_and_the_script_follows_the_docket(
    case: Case,
    drawn: Draw,  # noqa: F811
    travel,
    tmp_path,
):
    mediator = drawn.result.mediator
    name = mediator.name
    ended(case, travel)
    mediator.memberships.update(ends_on="2020-01-02", starts_on="2020-01-01")
    for person in (case.cast.complainant, mediator):
        ask_erasure(person, by=person)

    row = Draw.objects.get(pk=drawn.pk)
    assert name not in json.dumps(row.roster, ensure_ascii=False)
    assert row.roster_sha256 == drawn.roster_sha256
    assert row.names_sha256 != row.roster_sha256
    assert verify_all() == []
    told = json.loads(json.dumps(draw_as_json(row)))
    found = redraw(told, tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "a name was erased from the roster" in found.stdout
    assert "结果: 〔已注销用户〕" in found.stdout
    page = login(Client(), case.cast.respondent).get(
        reverse("mediation:draw_page", args=[case.mediation.pk, 1])
    )
    assert "抽中：〔已注销用户〕" in page.content.decode()
    assert name not in page.content.decode()
    for how, change in TAMPERED.items():
        changed = json.loads(json.dumps(told))
        change(changed)
        answer = redraw(changed, tmp_path)
        assert answer.returncode == 1, how
        assert "Traceback" not in answer.stderr, how


def test_a_draw_that_was_altered_is_found(case: Case, drawn: Draw):  # noqa: F811
    Draw.objects.filter(pk=drawn.pk).update(passed_over=[drawn.result_id])
    assert [fault.code for fault in verify_all()] == ["row_differs"]
