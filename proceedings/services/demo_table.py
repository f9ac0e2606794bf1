"""The fullest case of the demonstration: everything that may lie on a mediator's table."""

from __future__ import annotations

from decimal import Decimal

from chat.models import Room
from chat.services import add_phrase, keep_note
from mediation import services as mediation
from mediation.models import Mediation
from mediation.selectors.joint_room import joint_key
from mediation.services import OnIssue
from mediation.states import FactAnswer, FactSource, Suits

from .demo_stage import Stage, evening

PHRASES = (
    ("开场", "两位好，这里说的话双方都看得到。先请各自说说经过，再一起找办法，不着急。"),
    ("请对方回应", "请先不急着反驳，说说对方刚才讲的哪些是对的。"),
    ("提示保密", "单独会谈里说的，没有您同意，我不会告诉对方。"),
)


def one_being_mediated(stage: Stage) -> None:
    """The full table: facts, offers issue by issue, talk alone with each side, notes, a session that is fixed."""
    running = stage.mediating("unpaid_design")
    chen = stage.people["mediator"]
    stage.say(
        running.dispute,
        joint_key(running),
        (chen, "两位好，我是调解员陈静。今天先请双方各自说说情况和想法，说的话在这里双方都看得到。"),
        (stage.li, "我按要求交了三版稿子，第二版对方已经点了验收。"),
        (stage.wang, "验收以后印刷出来颜色偏差很大，返工花了钱，所以才没有付。"),
        (chen, "明白了。小雨，原文件是按印刷要求给的吗？王先生，返工的费用有没有单据？"),
        (stage.li, "给的是印刷格式，颜色模式也写在文件说明里。"),
        (stage.wang, "返工单据有，600元，我找出来发给您。"),
    )
    _talk_alone(stage, running)
    _agree_on_facts(stage, running)
    _offer(stage, running)
    session = mediation.propose_session(
        running, by=chen, times=[evening(2)], message="把剩下的数额谈完，大约一小时。"
    )
    for person in (stage.li, stage.wang):
        ticks = {time.pk: Suits.YES for time in session.times.all()}
        mediation.answer_times(session, by=person, ticks=ticks)


def _talk_alone(stage: Stage, running: Mediation) -> None:
    chen = stage.people["mediator"]
    one, other = (running.dispute.parties.get(user=person) for person in (stage.li, stage.wang))
    alone = f"mediation:{running.pk}:caucus:party:"
    stage.say(
        running.dispute,
        f"{alone}{one.pk}",
        (chen, "这里只有您和我。您最看重的是数额，还是早点了结？"),
        (stage.li, "早点拿到钱。月底要交房租，如果这周能付，少一点可以商量。"),
    )
    stage.say(
        running.dispute,
        f"{alone}{other.pk}",
        (stage.wang, "其实稿子是能用的，我就是觉得返工不该全由我出。"),
        (chen, "如果返工费各担一半，您这周能付吗？"),
        (stage.wang, "能。"),
    )
    room = Room.objects.get(dispute=running.dispute, key=f"{alone}{one.pk}")
    keep_note(room, by=chen, text="急用钱，重时间轻数额。先谈付款日，再谈返工费怎么分。")
    keep_note(
        room, by=chen, text="房租：月底前到账最要紧。", message=room.messages.filter(kind="text").last()
    )
    for title, text in PHRASES:
        add_phrase(by=chen, title=title, text=text)
    add_phrase(
        by=stage.secretary,
        title="约时间",
        text="请在“会议”里选出您合适的时间，选完系统会自动通知各方。",
        body=stage.body,
    )
    claim = running.dispute.claims.first()
    assert claim is not None, "somebody claims something"
    mediation.tell_range(
        running, by=stage.li, party=one, claim=claim, amount=Decimal("2600.00"), remark="一次付清的话"
    )


def _agree_on_facts(stage: Stage, running: Mediation) -> None:
    chen = stage.people["mediator"]
    facts = mediation.state_facts(
        running,
        by=chen,
        facts=[
            ("双方约定海报设计报酬3000元。", FactSource.FILING),
            ("10月20日交稿，对方当天确认验收。", FactSource.FILING),
            ("印刷后颜色有偏差，返工费用600元。", FactSource.TALK),
        ],
    )
    for fact in facts[:2]:
        for person in (stage.li, stage.wang):
            mediation.reply_to_fact(fact, by=person, answer=FactAnswer.AGREE)
    mediation.reply_to_fact(facts[2], by=stage.wang, answer=FactAnswer.AGREE)
    mediation.reply_to_fact(
        facts[2],
        by=stage.li,
        answer=FactAnswer.CHANGE,
        change="印刷后颜色有偏差，原因未查明；返工费用600元。",
    )


def _offer(stage: Stage, running: Mediation) -> None:
    claim = running.dispute.claims.first()
    first = mediation.offer_terms(
        running,
        by=stage.wang,
        items=[OnIssue(stage.pays(running.dispute, "2200.00", 7), claim)],
        message="扣掉返工费和耽误的时间。",
    )
    mediation.answer_offer(
        first,
        by=stage.li,
        changed={1: stage.pays(running.dispute, "2800.00", 3)},
        message="返工费最多各担一半，但要这周付。",
    )
