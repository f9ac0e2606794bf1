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
from proceedings.replaying.splitting import private_turns

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
        {"speaker": MEDIATOR, "text": "乙公司，您先和我单独说，最多愿意付多少？"},
        {"speaker": "乙公司代表", "text": "五千元是底线，别告诉对方。"},
        {"speaker": MEDIATOR, "text": "甲先生，少收四百，您能接受吗？"},
        {"speaker": "甲某", "text": "要是十五日内能付清，我可以让一点。"},
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
        "messages": "11 sent, 36 received, 0 lost, 0 doubled",
        "caucuses": "4 messages, 0 leaks found; 12 doors of others tried, 0 opened",
        "agreements": "1, terminations 0",
        "case files": "1",
        "dockets": "1 verified, 0 faulty",
        "seconds": "",
    }
    dispute = Dispute.objects.get()
    assert str(dispute.settlements.get().obligations.get().amount) == "5000.00"
    said = [turn["text"] for turn in RECORD["dialog"]]
    assert spoken_in(":joint") == said[:4] + said[8:]
    assert [spoken_in(f":party:{party.pk}") for party in dispute.parties.order_by("pk")] == [
        said[6:8],
        said[4:6],
        [],
    ]


def spoken_in(key: str) -> list[str]:
    spoken = Message.objects.filter(room__key__endswith=key, author__isnull=False).order_by("seq")
    return list(spoken.values_list("body", flat=True))


def turns(*speakers: str) -> list[dict[str, str]]:
    """One letter a turn: `m` the mediator, `M` the mediator to everybody."""
    names = {"m": MEDIATOR, "M": MEDIATOR}
    return [
        {"speaker": names.get(one, one), "text": "双方请看" if one == "M" else f"第{n}句"}
        for n, one in enumerate(speakers)
    ]


@pytest.mark.parametrize(
    ("talk", "private"),
    [
        ("m甲m乙m甲", "..乙乙.."),  # opening and end are for everybody
        ("m甲m甲m乙m甲乙", "..甲甲乙乙..."),
        ("m甲m甲乙m乙m甲", ".....乙乙.."),  # who answers a word has heard it
        ("m甲M乙m乙m甲", "....乙乙.."),
        ("m甲m乙mm甲m乙m甲", "..乙乙乙甲甲乙乙.."),  # the first of two answers who spoke before
        ("m甲m丙m乙m丙m甲", "..丙丙乙乙丙丙.."),
        ("mmmm甲", "....."),
    ],
)
def test_a_turn_is_private_when_only_one_side_answers_the_mediator(talk, private):
    record = RECORD | {"dialog": turns(*talk), "disputing_parties": "甲,乙"}
    sides = private_turns(plan(1, record))
    assert "".join(side.name if side else "." for side in sides) == private


@pytest.mark.one_stack
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
