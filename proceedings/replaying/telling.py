"""One recorded case told through the product: filed, answered, mediated turn by turn, ended, bound."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

from django.utils import timezone

from casefiles.models import CaseFile
from casefiles.states import CaseFileState
from disputes.models import Party
from disputes.states import PartyRole
from docket.selectors import verify_chain, verify_rows

from .beginning import Beginning, Told, amount_in
from .casting import Side
from .talking import Talk, rooms_of
from .visitor import Visitor

BINDING_LIMIT = 180  # seconds


class WentWrong(Exception):
    """The case could not be told to its end; the message says where."""


class Teller(Beginning):
    """Tells one plan to its end."""

    def tell(self) -> Told:
        """From the first page of the form to the case file. Raises `WentWrong` or `PageRefused`."""
        began = time.perf_counter()
        self.people = self.company.voices_of(self.plan)
        try:
            self.file()
            self.bring_everybody_in()
            self.answer()
            self.ask_for_mediation()
            self.talk()
            self.agree() if self.plan.is_agreed else self.terminate()
            self.bind()
        finally:
            for visitor in {id(v): v for v in self.people.values()}.values():
                if visitor is not self.company.mediator:
                    visitor.close()
        chain = self.dispute.chain
        self.told.faults = [str(fault) for fault in verify_chain(chain) + verify_rows(chain)]
        self.told.seconds = time.perf_counter() - began
        return self.told

    # --- the talk -----------------------------------------------------------------------------------

    def talk(self) -> None:
        """Every turn spoken by its speaker over their own socket, in the room it belongs to."""
        address = f"{self.company.base.replace('http', 'ws', 1)}/ws/rooms/"
        rooms = rooms_of(self.told.reference, self.mediation.pk, self.plan, self.people)
        self.told.talk = asyncio.run(Talk(self.plan, self.people, rooms, address, self.pause).run())
        if self.told.talk.sent != len(self.plan.turns):
            raise WentWrong(f"{len(self.plan.turns)} turns, {self.told.talk.sent} messages")

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
        amount = amount_in(self.plan.terms)
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
