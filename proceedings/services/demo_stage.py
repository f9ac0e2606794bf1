"""The stage of the demonstration: each method takes a case one step on, by the services that people use."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.services import Demo
from chat.models import Room
from chat.services import post_message
from disputes import services
from disputes.models import Dispute, Obligation, Party
from disputes.states import PartyKind, PartyRole, Stance
from disputes.terms import Term
from mediation import services as mediation
from mediation.models import Agreement, Mediation, RosterEntry
from notices.models import Notice
from notices.selectors import happenings_of
from notices.services import mark_read, record_reading

from .demo_matters import MATTERS

if TYPE_CHECKING:
    from accounts.models import User


def evening(days: int, hour: int = 19) -> tuple[datetime, datetime]:
    """An hour from half past, so many days ahead."""
    starts_at = (timezone.localtime() + timedelta(days=days)).replace(
        hour=hour, minute=30, second=0, microsecond=0
    )
    return starts_at, starts_at + timedelta(hours=1)


class Stage:
    """Who does what, so that each story below reads as a line of acts."""

    def __init__(self, demo: Demo, one: str = "complainant", other: str = "respondent") -> None:
        self.demo, self.people, self.bodies = demo, demo.people, demo.organisations
        self.li, self.wang = demo.people[one], demo.people[other]
        self.body, self.secretary = self.bodies["people_committee"], self.people["secretary"]

    def all_have_read(self, *, but_for: int = 0, **which: Any) -> None:
        """What they were told of `which`, but for the newest."""
        for person in self.people.values():
            told = happenings_of(person).filter(**which)[but_for:]
            mark_read(person, pks=told.values_list("pk", flat=True))

    def between(self, one: str, other: str) -> Stage:
        """The same stage for a case of two others."""
        return Stage(self.demo, one, other)

    def filed(self, key: str, *, stranger: dict[str, str] | None = None, **changed: Any) -> Dispute:
        """`stranger`: somebody who has no account answers for it, by name and contact."""
        matter = {**MATTERS[key], **changed}
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
        self._name_parties(dispute, respondent is None, platform, stranger)
        return services.file_dispute(dispute, by=self.li)

    def _name_parties(
        self, dispute: Dispute, is_against_platform: bool, platform: Any, stranger: dict[str, str] | None
    ) -> None:
        now = timezone.now()
        dispute.parties.filter(role=PartyRole.COMPLAINANT).update(
            phone="+8613800010001", consents_e_service_at=now, consents_publication_at=now
        )
        who: dict[str, Any]
        if stranger is not None:
            who = {**stranger}
        elif is_against_platform:
            who = {"kind": PartyKind.ORGANISATION, "name": platform.name, "organisation": platform}
        else:
            person = self.wang
            who = {"name": person.name, "email": person.email or "", "user": person, "joined_at": now}
        Party.objects.create(dispute=dispute, role=PartyRole.RESPONDENT, **who)

    def handler(self, dispute: Dispute) -> Any:
        if dispute.desk == self.bodies["centre"]:
            return self.people["centre_handler"]
        keys = {"zhongbang": "handler", "xinghuo": "xinghuo_handler", "chuangke": "chuangke_handler"}
        keys["huzhu"] = "huzhu_handler"
        return self.people[next(person for body, person in keys.items() if self.bodies[body] == dispute.desk)]

    def negotiating(self, key: str, **changed: Any) -> Dispute:
        dispute = self.filed(key, **changed)
        services.admit_dispute(dispute, by=self.handler(dispute))
        self.reads(dispute, self.wang)
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

    def reads(self, dispute: Dispute, person: User) -> None:
        """Opens what was served on them: that is when it has arrived."""
        for notice in Notice.objects.filter(paper__chain=dispute.chain_id, user=person, read_at=None):
            record_reading(notice, person)

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

    def entry(self, person: str) -> RosterEntry:
        return RosterEntry.objects.get(body=self.body, mediator=self.people[person])

    def taken_on(self, key: str, **changed: Any) -> Mediation:
        """Asked for, consented to, taken by the body; the parties are to choose."""
        dispute = self.negotiating(key, **changed)
        services.end_negotiation(dispute, by=self.li)
        mediation.request_mediation(dispute, by=self.li, body=self.body, text="请调解员帮忙主持。")
        running = Mediation.objects.get(dispute=dispute)
        mediation.consent_to_mediation(running, by=self.wang)
        mediation.accept_case(running, by=self.secretary)
        return running

    def mediating(self, key: str, lead: str = "mediator", **changed: Any) -> Mediation:
        """In the room, with a mediator both have chosen."""
        running = self.taken_on(key, **changed)
        for person in (self.li, self.wang):
            mediation.choose_mediator(running, by=person, ranking=[self.entry(lead).pk])
        mediation.accept_appointment(running, by=self.people[lead], has_interest=False)
        for person in (self.li, self.wang):
            mediation.accept_mediator(running, by=person)
        return Mediation.objects.get(pk=running.pk)

    def drafted(self, running: Mediation, terms: list[Term], **words: Any) -> Agreement:
        """A wording that both have accepted: it lies there to be signed."""
        lead = running.mediator
        assert lead is not None, "somebody leads"
        agreement = mediation.draft_agreement(
            running,
            by=lead,
            facts=f"{self.li.name}在平台上接受{self.wang.name}的任务，已经交付。",
            disputed_items="成果是否全部合格、应付多少，双方各让一步。",
            terms=terms,
            performance=f"转账至{self.li.name}尾号1234的账户。",
            **words,
        )
        for person in (self.li, self.wang):
            mediation.accept_draft(agreement, by=person)
        return agreement

    def sign(self, agreement: Agreement, *people: User) -> None:
        for person in people:
            mediation.sign_agreement(
                agreement, by=person, typed_name=person.name, password=self.demo.password
            )

    def agreed(self, running: Mediation, terms: list[Term], **words: Any) -> Agreement:
        agreement = self.drafted(running, terms, **words)
        assert running.mediator is not None, "somebody leads"
        self.sign(agreement, self.li, self.wang, running.mediator, self.secretary)
        return agreement

    def pay(self, owed: Obligation) -> None:
        """Paid today, and confirmed by whoever has got it."""
        assert owed.amount is not None, "a sum"
        made = services.report_payment(
            owed, by=self.wang, amount=owed.amount, paid_on=timezone.localdate(), method="bank"
        )
        for payment in made:
            services.confirm_payment(payment, by=self.li)
