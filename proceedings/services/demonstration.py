"""Cases to look at, each brought to its stage by the same services that people use. Invented people and matters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.services import Demo, create_demo_people
from arbitration import services as arbitration
from chat.models import Room
from chat.services import post_message
from disputes import services
from disputes.models import Dispute, Party
from disputes.states import PartyKind, PartyRole, Stance
from disputes.terms import Term
from mediation import services as mediation
from mediation.models import Mediation, RosterEntry

#: What is filed: who against whom, about what. `platform` and `respondent` are keys of the demonstration people.
MATTERS: dict[str, dict[str, Any]] = {
    "unpaid_design": {
        "sector": "zhongbao",
        "category": "unpaid_remuneration",
        "title": "海报设计验收后不付报酬",
        "narrative": "10月8日，我在众帮平台接了王强发布的海报设计任务，约定报酬3000元。10月20日交稿，对方当天确认验收。"
        "按平台规则应当在三天内付款，到现在一直没有付，发消息也不回。",
        "platform": "zhongbang",
        "respondent": "respondent",
        "claims": [("pay_remuneration", "3000.00", "海报设计报酬")],
    },
    "late_reward": {
        "sector": "zhongchou",
        "category": "reward_not_delivered",
        "title": "众筹的折叠自行车逾期半年未发货",
        "narrative": "我在星火众筹支持了一款折叠自行车，付了1280元，页面承诺5月发货，至今没有发。"
        "项目方说供应链有问题，但不给日期，也不退款。",
        "platform": "xinghuo",
        "respondent": "respondent",
        "claims": [("refund", "1280.00", ""), ("interest", "30.00", "逾期期间的利息")],
    },
    "account_ban": {
        "sector": "zhongbao",
        "category": "account_sanction",
        "title": "账号被封，没有说明理由",
        "narrative": "11月3日登录时发现账号被停用，提示“违反规则”，没有说哪一条，也没有人工可以问。"
        "账号里还有860元没有结算。",
        "platform": "zhongbang",
        "claims": [("restore_account", None, ""), ("pay_money", "860.00", "账号内未结算的收入")],
    },
    "joint_work": {
        "sector": "zhongchuang",
        "category": "commissioned_development",
        "title": "委托开发的小程序多次延期，要求退款",
        "narrative": "委托对方开发预约小程序，合同价12000元，已付6000元，约定9月30日交付。"
        "三次延期，最后一版仍不能用，要求退回已付款项。",
        "platform": "chuangke",
        "respondent": "respondent",
        "claims": [("refund", "6000.00", "已付的开发费")],
    },
    "equipment": {
        "sector": "zhongfu",
        "category": "shared_equipment",
        "title": "借用的3D打印机归还时损坏",
        "narrative": "通过互助通平台把3D打印机借给对方使用一周，归还时喷头断裂，维修花了450元，对方不承认。",
        "platform": "huzhu",
        "respondent": "respondent",
        "claims": [("compensation", "450.00", "维修费")],
    },
}


class Stage:
    """Who does what, so that each story below reads as a line of acts."""

    def __init__(self, demo: Demo) -> None:
        self.people, self.bodies = demo.people, demo.organisations
        self.li, self.wang = demo.people["complainant"], demo.people["respondent"]

    def filed(self, key: str) -> Dispute:
        matter = dict(MATTERS[key])
        claims, respondent = matter.pop("claims"), matter.pop("respondent", None)
        platform = self.bodies[matter.pop("platform")]
        dispute = services.start_draft(by=self.li)
        services.save_draft(
            dispute,
            by=self.li,
            platform=platform,
            is_against_platform=respondent is None,
            happened_on=timezone.localdate() - timedelta(days=30),
            region="33",
            prior_steps="已经和对方沟通过，没有结果。",
            **matter,
        )
        services.replace_claims(
            dispute,
            by=self.li,
            claims=[
                {"remedy": remedy, "amount": Decimal(amount) if amount else None, "detail": detail}
                for remedy, amount, detail in claims
            ],
        )
        self._name_parties(dispute, respondent, platform)
        return services.file_dispute(dispute, by=self.li)

    def _name_parties(self, dispute: Dispute, respondent: str | None, platform: Any) -> None:
        now = timezone.now()
        dispute.parties.filter(role=PartyRole.COMPLAINANT).update(
            phone="+8613800010001", consents_e_service_at=now, consents_publication_at=now
        )
        if respondent is None:
            who = {"kind": PartyKind.ORGANISATION, "name": platform.name, "organisation": platform}
        else:
            person = self.people[respondent]
            who = {"name": person.name, "email": person.email or "", "user": person, "joined_at": now}
        Party.objects.create(dispute=dispute, role=PartyRole.RESPONDENT, **who)

    def handler(self, dispute: Dispute) -> Any:
        if dispute.desk == self.bodies["centre"]:
            return self.people["centre_handler"]
        keys = {"zhongbang": "handler", "xinghuo": "xinghuo_handler", "chuangke": "chuangke_handler"}
        keys["huzhu"] = "huzhu_handler"
        return self.people[next(person for body, person in keys.items() if self.bodies[body] == dispute.desk)]

    def negotiating(self, key: str) -> Dispute:
        dispute = self.filed(key)
        services.admit_dispute(dispute, by=self.handler(dispute))
        services.answer_complaint(
            dispute,
            by=self.wang,
            text="情况我了解，但是有一部分不符合约定，愿意商量。",
            answers={
                claim.pk: {"stance": Stance.PARTLY, "note": "数额要再商量。"}
                for claim in dispute.claims.all()
            },
        )
        return dispute

    def pays(self, dispute: Dispute, amount: str, days: int = 7) -> Term:
        return Term(
            obligor=dispute.parties.get(role=PartyRole.RESPONDENT).pk,
            creditor=dispute.parties.get(role=PartyRole.COMPLAINANT).pk,
            action="pay",
            amount=Decimal(amount),
            due_on=timezone.localdate() + timedelta(days=days),
        )

    def say(self, dispute: Dispute, key: str, *lines: tuple[Any, str]) -> None:
        room = Room.objects.get(dispute=dispute, key=key)
        for number, (person, text) in enumerate(lines):
            post_message(room, by=person, text=text, client_id=f"demo-{number}")


def one_just_filed(stage: Stage) -> None:
    stage.filed("account_ban")


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


def one_being_mediated(stage: Stage) -> None:
    dispute = stage.negotiating("unpaid_design")
    services.end_negotiation(dispute, by=stage.li)
    body, people = stage.bodies["people_committee"], stage.people
    mediation.request_mediation(dispute, by=stage.li, body=body, text="请调解员帮忙主持。")
    running = Mediation.objects.get(dispute=dispute)
    mediation.consent_to_mediation(running, by=stage.wang)
    mediation.accept_case(running, by=people["secretary"])
    chosen = RosterEntry.objects.get(body=body, mediator=people["mediator"])
    for person in (stage.li, stage.wang):
        mediation.choose_mediator(running, by=person, ranking=[chosen.pk])
    mediation.accept_appointment(running, by=people["mediator"], has_interest=False)
    for person in (stage.li, stage.wang):
        mediation.accept_mediator(running, by=person)
    stage.say(
        dispute,
        f"mediation:{running.pk}:joint",
        (
            people["mediator"],
            "两位好，我是调解员陈静。今天先请双方各自说说情况和想法，说的话在这里双方都看得到。",
        ),
        (stage.li, "我按要求交了三版稿子，第二版对方已经点了验收。"),
        (stage.wang, "验收以后印刷出来颜色偏差很大，返工花了钱，所以才没有付。"),
        (people["mediator"], "明白了。小雨，原文件是按印刷要求给的吗？王先生，返工的费用有没有单据？"),
    )


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


STORIES: tuple[Callable[[Stage], None], ...] = (
    one_just_filed,
    one_being_negotiated,
    one_being_mediated,
    one_being_performed,
    one_in_arbitration,
)


@transaction.atomic
def load_demonstration() -> Demo:
    """People, bodies and one case at each stage, all or nothing; run again, it adds nothing twice."""
    demo = create_demo_people()
    mediation.list_demo_mediators()
    if not Dispute.objects.filter(created_by=demo.people["complainant"]).exists():
        stage = Stage(demo)
        for story in STORIES:
            story(stage)
    return demo
