"""Mediations of the demonstration, from the first choice of a mediator to the court."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from disputes import services as disputes
from disputes.models import Settlement
from mediation import services as mediation
from mediation.models import ConductComplaint, Confirmation, Mediation
from mediation.selectors.joint_room import joint_key
from mediation.states import Ground, SessionWay, Suits

from .demo_stage import Stage, evening
from .demo_table import one_being_mediated

#: A number with a valid check digit, of nobody.
NUMBER_OF_NOBODY = "11010519491231002X"
WEDDING = [("pay_remuneration", "2200.00", "跟拍和剪辑")]


def one_bidding_blind(stage: Stage) -> None:
    """王强 has sealed his sum, 李小雨 has not yet; several evenings are put forward."""
    running = stage.mediating("logo_revisions")
    chen = stage.people["mediator"]
    stage.say(
        running.dispute,
        joint_key(running),
        (chen, "差的只是一笔钱了。可以用双盲报价：各自私下写一个数，交叉就取中间，不交叉谁也看不到。"),
        (stage.li, "可以试试。"),
        (stage.wang, "行。"),
    )
    bidding = mediation.offer_bidding(
        running,
        by=chen,
        debtor=running.dispute.parties.get(user=stage.wang),
        creditor=running.dispute.parties.get(user=stage.li),
        claims=list(running.dispute.claims.all()),
        about="标志设计的报酬，含多改两次的费用",
        rounds=2,
    )
    for person in (stage.li, stage.wang):
        mediation.answer_bidding(bidding, by=person, is_willing=True)
    mediation.place_bid(bidding, by=stage.wang, amount=Decimal("1900.00"), round=1)
    session = mediation.propose_session(
        running,
        by=chen,
        times=[evening(4), evening(5), evening(6, 10)],
        way=SessionWay.VIDEO,
        place="https://meet.demo.example/logo",
        message="报价不成的话，视频里再谈一次。",
    )
    mediation.answer_times(
        session,
        by=stage.wang,
        ticks=dict(
            zip(
                session.times.order_by("starts_at").values_list("pk", flat=True),
                (Suits.YES, Suits.IF_NEED_BE, Suits.NO),
                strict=True,
            )
        ),
    )


def one_to_be_signed(stage: Stage) -> None:
    running = stage.mediating("translation_fee")
    agreement = stage.drafted(
        running,
        [stage.pays(running.dispute, "1600.00", 10)],
        default_clause="逾期按日万分之五支付违约金。",
    )
    stage.sign(agreement, stage.li)


def one_paying_by_instalments(stage: Stage) -> None:
    """The first is paid, the second due soon; both want the court's word, and one has told what it wants to know."""
    running = stage.mediating("video_editing")
    dispute = running.dispute
    terms = [stage.pays(dispute, "1500.00", 1), stage.pays(dispute, "1500.00", 4)]
    terms.append(stage.pays(dispute, "1200.00", 34))
    stage.agreed(running, terms, default_clause="一期逾期的，其余各期一并到期。", accelerates=True)
    first = Settlement.objects.get(dispute=dispute).obligations.order_by("due_on").first()
    assert first is not None, "an agreement obliges"
    stage.pay(first)
    confirmation = Confirmation.objects.get(mediation=running)
    for person in (stage.li, stage.wang):
        mediation.say_whether_to_apply(confirmation, by=person, is_willing=True)
    mediation.give_particulars(
        confirmation,
        by=stage.li,
        party=dispute.parties.get(user=stage.li),
        values={
            "name": stage.li.name,
            "id_document": "resident_id",
            "id_number": NUMBER_OF_NOBODY,
            "domicile": "示例市东区和平路1号",
            "service_address": "示例市东区和平路1号",
            "phone": "13800010001",
        },
        pledged_name=stage.li.name,
    )
    mediation.certify_mediation(confirmation, by=stage.secretary)


def one_with_a_drawn_mediator(stage: Stage) -> None:
    """Whoever was drawn has disclosed; the parties may still challenge. The draw can be done again by anybody."""
    running = stage.taken_on("cleaning")
    for person in (stage.li, stage.wang):
        mediation.choose_mediator(running, by=person, leaves_it_to_body=True)
    draw = mediation.publish_draw(running, by=stage.secretary)
    for person, word in ((stage.li, "小雨"), (stage.wang, "公道")):
        mediation.give_word(draw, by=person, word=word)
    drawn = Mediation.objects.get(pk=running.pk)
    assert drawn.mediator is not None, "somebody was drawn"
    mediation.accept_appointment(drawn, by=drawn.mediator, has_interest=False)


def two_for_the_secretary(stage: Stage) -> None:
    """One to be taken on or refused, one for which the body is to name a mediator."""
    others = stage.between("photographer", "developer")
    dispute = others.negotiating("video_editing", title="婚礼跟拍剪辑费未付", claims=WEDDING)
    disputes.end_negotiation(dispute, by=others.li)
    asked = mediation.request_mediation(dispute, by=others.li, body=stage.body, text="希望尽快安排。")
    mediation.consent_to_mediation(asked, by=others.wang)
    others = stage.between("developer_client", "shop_owner")
    running = others.taken_on("logo_revisions", title="店招设计改稿太多被退单")
    for person in (others.li, others.wang):
        mediation.choose_mediator(running, by=person, leaves_it_to_body=True)


def one_with_two_mediators(stage: Stage) -> None:
    others = stage.between("developer_client", "developer")
    running = others.mediating("app_backend")
    chen, xu = stage.people["mediator"], stage.people["second_mediator"]
    others.say(
        running.dispute,
        joint_key(running),
        (chen, "系统好不好用要懂技术的人一起看，调解委员会请了许国华老师来协同。"),
        (others.wang, "欢迎，正好看看导入的数据。"),
    )
    co = mediation.name_co_mediator(
        running,
        by=stage.secretary,
        entry=stage.entry("second_mediator"),
        reason="需要软件开发方面的专业知识。",
    )
    mediation.accept_co_office(co, by=xu, has_interest=False)
    for person in (others.li, others.wang):
        mediation.accept_co_mediator(co, by=person)
    others.say(
        running.dispute,
        f"mediation:{running.pk}:deliberation",
        (xu, "导出的数据我看了，重复的编号在导入之前就有，系统没有拦下来。两边都有份。"),
        (chen, "那就先谈修好要多少工时，再谈退多少。"),
    )
    mediation.make_proposal(
        running,
        by=chen,
        terms=[others.pays(running.dispute, "9000.00", 20)],
        message="退一半，源代码交给委托方自行修改。",
    )


def one_that_failed(stage: Stage) -> None:
    """Ended with a coded ground; one side complains of the mediator, who has answered: the supervisor decides."""
    others = stage.between("photographer", "shop_owner")
    running = others.mediating("photo_shoot", lead="second_mediator")
    xu = stage.people["second_mediator"]
    others.say(
        running.dispute,
        joint_key(running),
        (others.li, "用了的十几张总要付钱吧。"),
        (others.wang, "合同写的是整套验收，一张也不付。"),
        (xu, "两位的数差得太远，今天谈不拢，我来说明后面还有哪些路。"),
    )
    mediation.terminate_mediation(
        running, by=xu, ground=Ground.FAR_APART, reason="一方要求全额，一方分文不付，三次征询没有松动。"
    )
    mediation.complain_of_conduct(
        running,
        by=others.li,
        appointment=running.appointments.get(mediator=xu),
        ground="conduct.partial",
        text="对方说一张也不付的时候，调解员没有问他为什么已经在用照片。",
    )
    complaint = ConductComplaint.objects.get(mediation=running)
    mediation.answer_conduct_complaint(
        complaint, by=xu, statement="单独会谈时问过，对方的答复不能转告，所以在全体会谈里没有提。"
    )


def an_objection_to_a_figure(stage: Stage) -> None:
    mediation.object_to_figure(
        stage.entry("mediator"),
        by=stage.people["mediator"],
        figure="running",
        reason="有一件已经改由协同调解员主持，不应再算在我名下。",
    )


MEDIATIONS: tuple[Callable[[Stage], Any], ...] = (
    one_being_mediated,
    one_bidding_blind,
    one_to_be_signed,
    one_paying_by_instalments,
    one_with_a_drawn_mediator,
    two_for_the_secretary,
    one_with_two_mediators,
    one_that_failed,
    an_objection_to_a_figure,
)
