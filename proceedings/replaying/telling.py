"""One recorded case told through the product: filed, answered, mediated turn by turn, ended, bound."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from casefiles.models import CaseFile
from casefiles.states import CaseFileState
from chat.models import Room
from disputes.models import Dispute, Party
from disputes.states import PartyRole
from docket.selectors import verify_chain
from mediation.models import Mediation, RosterEntry

from .casting import Plan, Side
from .company import Company
from .seats import Seat
from .visitor import Visitor

AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*(万)?元")
BINDING_LIMIT = 180  # seconds


class WentWrong(Exception):
    """The case could not be told to its end; the message says where."""


@dataclass
class Told:
    """What came of one case."""

    number: int
    reference: str = ""
    sent: int = 0
    heard_by_others: int = 0
    lost: int = 0
    doubled: int = 0
    is_agreed: bool = False
    has_case_file: bool = False
    faults: list[str] = field(default_factory=list)
    seconds: float = 0


class Teller:
    """Tells one plan. `pause` is the time between two turns, in seconds."""

    def __init__(self, plan: Plan, company: Company, *, pause: float = 0) -> None:
        self.plan, self.company, self.pause = plan, company, pause
        self.told = Told(plan.number)
        self.people: dict[str, Visitor] = {}

    def tell(self) -> Told:
        """From the first page of the form to the case file. Raises `WentWrong` or `PageRefused`."""
        began = time.perf_counter()
        self.people = self.company.voices_of(self.plan)
        try:
            self.file()
            self.bring_everybody_in()
            self.answer()
            self.ask_for_mediation()
            asyncio.run(self.talk())
            self.agree() if self.plan.is_agreed else self.terminate()
            self.bind()
        finally:
            for visitor in {id(v): v for v in self.people.values()}.values():
                if visitor is not self.company.mediator:
                    visitor.close()
        self.told.faults = [str(fault) for fault in verify_chain(self.dispute.chain)]
        self.told.seconds = time.perf_counter() - began
        return self.told

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
        amount = _amount(self.plan.facts)
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
        visitor.fill(f"/disputes/join/?code={code}", name=visitor.name[:80], email=visitor.email)

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

    # --- the talk -----------------------------------------------------------------------------------

    async def talk(self) -> None:
        """Every turn spoken by its speaker over their own socket; everybody else must have heard it all."""
        room = await self._joint_room()
        address = f"{self.company.base.replace('http', 'ws', 1)}/ws/rooms/"
        seats: dict[int, Seat] = {}
        for visitor in self.people.values():
            if id(visitor) not in seats:
                seats[id(visitor)] = seat = Seat(address, visitor.cookie, room, visitor.name)
                await seat.sit_down()
        numbers: dict[int, str] = {}
        try:
            for speaker, text in self.plan.turns:
                seq = await seats[id(self.people[speaker])].say(text)
                numbers[seq] = text
                if self.pause:
                    await asyncio.sleep(self.pause)
            for seat in seats.values():
                await seat.hear(max(numbers))
        finally:
            for seat in seats.values():
                await seat.get_up()
        self.told.sent = len(numbers)
        for seat in seats.values():
            heard = sum(seat.heard.get(seq) == text for seq, text in numbers.items())
            self.told.heard_by_others += heard
            self.told.lost += len(numbers) - heard
            self.told.doubled += seat.doubled
        if len(numbers) != len(self.plan.turns):
            raise WentWrong(f"{len(self.plan.turns)} turns, {len(numbers)} messages")

    async def _joint_room(self) -> int:
        key = f"mediation:{await asyncio.to_thread(lambda: self.mediation.pk)}:joint"
        room = await Room.objects.aget(key=key, dispute__reference=self.told.reference)
        return room.pk

    # --- the end --------------------------------------------------------------------------------------

    def agree(self) -> None:
        """What the mediator read out becomes the agreement; every side accepts the words and signs."""
        path = f"/mediation/{self.mediation.pk}/"
        mediator, password = self.company.mediator, self.company.demo.password
        mediator.fill(
            f"{path}agreement/draft/",
            facts=self.plan.facts,
            disputed_items="各方的责任和承担的数额。",
            performance="按协议所列的日期和方式履行。",
            default_clause="逾期未履行的，另一方可以依法申请强制执行或者起诉。",
            **self._terms(),
        )
        for side in self.plan.sides:
            self.speaker(side).press(f"{path}agreement/", f"{path}agreement/accept/")
        for side in self.plan.sides:
            signer = self.speaker(side)
            signer.fill(
                f"{path}agreement/sign/",
                typed_name=self._name(signer, side),
                password=password,
                has_read="on",
            )
        mediator.fill(f"{path}agreement/sign/", typed_name=mediator.name, password=password, has_read="on")
        secretary = self.company.secretary
        secretary.fill(f"{path}agreement/sign/", typed_name=secretary.name, password=password, has_read="on")
        self.told.is_agreed = True

    def _name(self, signer: Visitor, side: Side) -> str:
        return side.name if side is self.plan.sides[0] else signer.name

    def _terms(self) -> dict[str, str]:
        """Money when the words name an amount; otherwise the words themselves, as what is to be done."""
        sides = Party.objects.filter(dispute=self.dispute)
        complainant = sides.get(role=PartyRole.COMPLAINANT)
        respondent = sides.filter(role=PartyRole.RESPONDENT).order_by("position", "pk")[0]
        amount = _amount(self.plan.terms)
        due_on = timezone.localdate() + timedelta(days=15)
        return {
            "terms-0-who": f"{respondent.pk}-{complainant.pk}",
            "terms-0-action": "pay" if amount else "other",
            "terms-0-amount": str(amount or ""),
            "terms-0-detail": self.plan.terms[:480],
            "terms-0-due_on": due_on.isoformat(),
        }

    def terminate(self) -> None:
        self.company.mediator.fill(
            f"/mediation/{self.mediation.pk}/terminate/",
            ground="termination.no_agreement_possible",
            reason="各方意见不能一致。",
        )

    def bind(self) -> None:
        """The complainant asks for the case file and waits until it has been made."""
        complainant = self.speaker(self.plan.sides[0])
        path = complainant.press(f"/casefiles/{self.told.reference}/files/")
        number = path.split("/")[3]
        until = time.monotonic() + BINDING_LIMIT
        while (state := CaseFile.objects.get(number=number).state) not in (
            CaseFileState.READY,
            CaseFileState.FAILED,
        ):
            if time.monotonic() > until:
                raise WentWrong(f"the case file {number} is still {state}")
            time.sleep(0.2)
        if state == CaseFileState.FAILED:
            raise WentWrong(f"the case file {number} failed")
        self.told.has_case_file = True


def _amount(text: str) -> Decimal | None:
    """The last sum of money a text names, in yuan."""
    found = AMOUNT.findall(text)
    if not found:
        return None
    number, ten_thousand = found[-1]
    return (Decimal(number) * (10_000 if ten_thousand else 1)).quantize(Decimal("0.01"))
