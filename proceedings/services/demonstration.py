"""Cases to look at, each brought to its stage by the same services that people use."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from accounts.services import Demo, create_demo_people
from arbitration import services as arbitration
from disputes import services
from disputes.models import Dispute
from mediation import services as mediation

from .demo_mediations import MEDIATIONS
from .demo_past import leave_the_past
from .demo_roster import fill_roster
from .demo_stage import Stage
from .demo_window import one_at_the_window


def one_just_filed(stage: Stage) -> None:
    stage.filed("account_ban")
    stage.between("photographer", "shop_owner").filed("photo_shoot", title="直播切片剪辑报酬被扣")


def one_that_cannot_be_served(stage: Stage) -> None:
    """The number on record is nobody's: the carrier says so, and the desk has to find another way."""
    unknown = {"name": "林远航", "phone": "+8613800010000"}
    dispute = stage.filed("late_reward", stranger=unknown, title="回报延期，发起人联系不上")
    services.admit_dispute(dispute, by=stage.handler(dispute))


def one_being_negotiated(stage: Stage) -> None:
    dispute = stage.negotiating("late_reward")
    stage.say(
        dispute,
        "negotiation",
        (stage.li, "页面写的是5月发货，现在已经过了半年。要么给个准日子，要么退款。"),
        (stage.wang, "工厂那边确实出了问题。我可以先退一部分，剩下的下个月退。"),
        (stage.li, "可以分两次，但要写清楚日期。"),
    )
    terms = [stage.pays(dispute, "600.00", 7), stage.pays(dispute, "680.00", 37)]
    services.make_offer(dispute, by=stage.wang, terms=terms, message="分两次退清，不再发货。")


def one_being_performed(stage: Stage) -> None:
    dispute = stage.negotiating("equipment")
    offer = services.make_offer(dispute, by=stage.wang, terms=[stage.pays(dispute, "400.00", 5)])
    services.accept_offer(offer, by=stage.li)


def one_in_arbitration(stage: Stage) -> None:
    dispute = stage.negotiating("joint_work")
    referral = arbitration.prepare_referral(
        dispute,
        by=stage.li,
        commission=stage.bodies["commission"],
        agreement_form="clause",
        agreement_text="因履行本合同发生的争议，由双方协商解决；协商不成的，提交示例市仲裁委员会仲裁。",
    )
    arbitration.send_referral(referral, by=stage.li)


def bells_that_were_looked_at(stage: Stage) -> None:
    stage.all_have_read(but_for=5)


STORIES: tuple[Callable[[Stage], None], ...] = (
    fill_roster,
    leave_the_past,
    one_just_filed,
    one_that_cannot_be_served,
    one_being_negotiated,
    *MEDIATIONS,
    one_being_performed,
    one_in_arbitration,
    one_at_the_window,
    bells_that_were_looked_at,
)


@transaction.atomic
def load_demonstration() -> Demo:
    """People, bodies and cases at each stage, all or nothing; run again, it adds nothing twice."""
    demo = create_demo_people()
    mediation.list_demo_mediators()
    if not Dispute.objects.filter(created_by=demo.people["complainant"]).exists():
        stage = Stage(demo)
        for story in STORIES:
            story(stage)
    return demo
