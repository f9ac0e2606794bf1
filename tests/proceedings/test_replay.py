"""A recorded mediation goes through pages and sockets to its end, and nothing that was said is lost."""

import json
import os
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from chat.models import Message
from disputes.models import Dispute
from proceedings.replaying.casting import MEDIATOR, plan

DATA = Path(os.environ.get("JIEFEN_DATA", Path(__file__).resolve().parents[3] / "shared/data"))
CASES = DATA / "mediation-cases/cases.jsonl"

RECORD = {
    "event_type": "经济债务纠纷",
    "event_description": "甲某替乙公司送货三个月，运费5400元一直没有结清。甲某多次催要，乙公司说货有破损，不肯付。",
    "disputing_parties": "甲某, 乙公司, 司法所工作人员",
    "dialog": [
        {"speaker": MEDIATOR, "text": "两位好，请先各自说说情况。"},
        {"speaker": "甲某", "text": "运费5400元，拖了三个月。"},
        {"speaker": "乙公司代表", "text": "有两箱货破了，应该扣。"},
        {"speaker": "司法所工作人员", "text": "破损的两箱，双方签收单上写了吗？"},
        {"speaker": MEDIATOR, "text": "那么乙公司付5000元，十五日内付清，双方同意吗？"},
        {"speaker": "甲某", "text": "同意。"},
        {"speaker": "乙公司代表", "text": "同意。"},
    ],
}


def replay(path: Path, **options: object) -> dict[str, str]:
    out = StringIO()
    call_command("replay", path, stdout=out, **options)
    return dict(re.match(r"(\w[\w ]*?) (\d.*)", line).groups() for line in out.getvalue().splitlines())


@pytest.mark.django_db(transaction=True)
def test_a_recorded_case_is_filed_mediated_signed_and_bound(tmp_path):
    record = tmp_path / "cases.jsonl"
    record.write_text(json.dumps(RECORD, ensure_ascii=False), encoding="utf-8")

    summary = replay(record)

    assert summary | {"seconds": ""} == {
        "cases": "1 told, 0 not told",
        "messages": "7 sent, 28 received, 0 lost, 0 doubled",
        "agreements": "1, terminations 0",
        "case files": "1",
        "dockets": "1 verified, 0 faulty",
        "seconds": "",
    }
    dispute = Dispute.objects.get()
    assert str(dispute.settlements.get().obligations.get().amount) == "5000.00"
    said = Message.objects.filter(room__key__endswith=":joint", author__isnull=False).order_by("seq")
    assert [message.body for message in said] == [turn["text"] for turn in RECORD["dialog"]]


@pytest.mark.django_db(transaction=True)
def test_a_case_of_the_real_material_ends_without_agreement():
    if not CASES.is_file():
        pytest.skip(f"the recorded cases are not at hand: {CASES}")

    assert replay(CASES, only=[20])["agreements"] == "0, terminations 1"


def test_every_recorded_case_has_two_sides_and_a_voice_for_every_turn():
    if not CASES.is_file():
        pytest.skip(f"the recorded cases are not at hand: {CASES}")
    plans = [plan(n, json.loads(line)) for n, line in enumerate(CASES.read_text().splitlines(), start=1)]

    assert len(plans) == 42
    for each in plans:
        assert len(each.sides) >= 2
        voices = {MEDIATOR, *each.heard, *(voice for side in each.sides for voice in side.voices)}
        assert {speaker for speaker, _text in each.turns} <= voices


def test_a_missing_file_is_named():
    with pytest.raises(CommandError, match=r"nowhere\.jsonl: no such file"):
        call_command("replay", Path("nowhere.jsonl"))
