"""How a recorded case begins: filed, admitted, joined, answered, and put before a mediation body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from accounts.models import User
from disputes.models import Dispute, MandateOffer, Party
from disputes.services import accept_mandate
from disputes.states import PartyRole
from mediation.models import Mediation, RosterEntry

from .casting import Plan, Side
from .company import Company
from .talking import Talked
from .visitor import Visitor

AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*(万)?元")


@dataclass
class Told:
    """What came of one case."""

    number: int
    reference: str = ""
    talk: Talked = field(default_factory=Talked)
    is_agreed: bool = False
    has_case_file: bool = False
    faults: list[str] = field(default_factory=list)
    seconds: float = 0


class Beginning:
    """The road to the mediator's table. `pause` is the time between two turns of the talk, in seconds."""

    def __init__(self, plan: Plan, company: Company, *, pause: float = 0) -> None:
        self.plan, self.company, self.pause = plan, company, pause
        self.told = Told(plan.number)
        self.people: dict[str, Visitor] = {}

    # --- who --------------------------------------------------------------------------------------

    @property
    def dispute(self) -> Dispute:
        return Dispute.objects.select_related("chain").get(reference=self.told.reference)

    @property
    def mediation(self) -> Mediation:
        return Mediation.objects.filter(dispute__reference=self.told.reference).latest("pk")

    def speaker(self, side: Side) -> Visitor:
        return self.people[side.voices[0]]

    # --- the road -----------------------------------------------------------------------------------

    def file(self) -> None:
        """Every page of the form, as a complainant fills it in."""
        plan, complainant = self.plan, self.speaker(self.plan.sides[0])
        step = complainant.press("/disputes/new/")
        draft = step.removesuffix("sector/")
        complainant.fill(step, sector=plan.sector)
        complainant.fill(f"{draft}category/", category=plan.category)
        complainant.fill(
            f"{draft}respondent/",
            target="someone",
            platform="",
            name=plan.sides[1].name[:120],
            kind="person",
            email=self.speaker(plan.sides[1]).email,
        )
        complainant.fill(f"{draft}story/", title=plan.title, narrative=plan.facts)
        claims = self._claims()
        complainant.fill(f"{draft}claims/", **claims)
        complainant.fill(
            f"{draft}consents/",
            name=plan.sides[0].name,
            email=complainant.email,
            consents_entrusted_mediation="on",
            consents_e_service="on",
        )
        receipt = complainant.fill(f"{draft}check/")
        self.told.reference = receipt.split("/")[2]

    def _claims(self) -> dict[str, str]:
        amount = amount_in(self.plan.facts)
        return {
            "claims-0-remedy": self.plan.remedies[0],
            "claims-0-amount": str(amount) if amount and self.plan.remedies[0] != "other" else "",
            "claims-0-detail": "按事实经过所述，请求依法处理。",
        }

    def bring_everybody_in(self) -> None:
        """The desk names the other sides and those who are to be heard, admits; each comes in by code."""
        path = f"/disputes/{self.told.reference}/"
        for side in self.plan.sides[2:]:
            self._add(side.name, PartyRole.RESPONDENT, self.speaker(side).email)
        self.company.desk.fill(f"{path}admit/", press="decision=admit")
        for voice in self.plan.heard:
            self._add(voice, PartyRole.THIRD_PARTY, self.people[voice].email)
        for side in self.plan.sides[1:]:
            self._join(self.speaker(side))
        for voice in self.plan.heard:
            self._join(self.people[voice])
        for side in self.plan.sides:
            for voice in side.voices[1:3]:
                self.speaker(side).fill(
                    f"{path}representatives/",
                    name=voice[:80],
                    contact=self.people[voice].email,
                    mandate="general",
                    agrees="on",
                )
                self._accept_mandate(self.people[voice])

    def _add(self, name: str, role: str, email: str) -> None:
        self.company.desk.fill(
            f"/disputes/{self.told.reference}/parties/",
            role=role,
            name=name[:120],
            kind="person",
            email=email,
        )

    def _join(self, visitor: Visitor) -> None:
        """The desk hands the code over; what was sent by mail is wiped once it has gone out."""
        party = Party.objects.get(dispute=self.dispute, email=visitor.email)
        path = f"/disputes/{self.told.reference}/parties/{party.pk}/code/"
        code = self.company.desk.read_after(path, "access-code", name=party.name)
        visitor.fill("/disputes/join/", code=code)
        visitor.fill("/disputes/join/confirm/", name=visitor.name[:80], email=visitor.email)

    def _accept_mandate(self, visitor: Visitor) -> None:
        """By the service and not by the page: the mail with the code is wiped once it has gone out."""
        offer = MandateOffer.objects.get(contact=visitor.email, representative__party__dispute=self.dispute)
        accept_mandate(offer, by=User.objects.get(email=visitor.email))

    def answer(self) -> None:
        """Each respondent answers with the first thing they say in the record."""
        for side in self.plan.sides[1:]:
            words = next((text for who, text in self.plan.turns if who in side.voices), "不同意对方的请求。")
            prefix = f"claim-{self.dispute.claims.get().pk}"
            self.speaker(side).fill(
                f"/disputes/{self.told.reference}/answer/",
                text=words,
                **{f"{prefix}-stance": "partly", f"{prefix}-note": "只承担应当由我方承担的部分。"},
            )

    def ask_for_mediation(self) -> None:
        """Negotiation leads nowhere; a people's mediation committee is asked, takes the case, names the mediator."""
        complainant = self.speaker(self.plan.sides[0])
        reference = self.told.reference
        complainant.fill(f"/disputes/{reference}/negotiate/end/", reason="双方各执一词，请调解员主持。")
        body = self.company.demo.organisations["people_committee"]
        complainant.fill(f"/mediation/request/{reference}/", body=body.pk, text="请求调解。")
        path = f"/mediation/{self.mediation.pk}/"
        for side in self.plan.sides[1:]:
            self.speaker(side).fill(f"{path}consent/", answer="yes")
        self.company.secretary.fill(f"{path}decide/", answer="accept", number="")
        entry = RosterEntry.objects.get(body=body, mediator=self.company.demo.people["mediator"])
        for side in self.plan.sides:
            self.speaker(side).fill(f"{path}choose/", **{f"entry-{entry.pk}": "1"})
        self.company.mediator.fill(f"{path}disclose/", answer="accept")
        for side in self.plan.sides:
            self.speaker(side).fill(f"{path}challenge/", answer="waive")


def amount_in(text: str) -> Decimal | None:
    """The last sum of money a text names, in yuan."""
    found = AMOUNT.findall(text)
    if not found:
        return None
    number, ten_thousand = found[-1]
    return (Decimal(number) * (10_000 if ten_thousand else 1)).quantize(Decimal("0.01"))
