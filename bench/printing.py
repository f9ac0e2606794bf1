"""A signed agreement as PDF, from the last signature's commit to the bytes: how long a person waits for it."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

from casefiles.documents import render_paper
from tests.cast import PASSWORD, Cast
from tests.mediation.cases import make_case

ROUNDS = 7
#: What somebody may be made to wait.
LIMIT = 3.0
NAME = [[[20 + 9 * n, 60 + (n * 37) % 90] for n in range(40)], [[420, 30], [425, 100], [430, 170]]]


@dataclass(frozen=True)
class Waits:
    first: float
    later: float

    def line(self, stack: str) -> str:
        verdict = "within" if max(self.first, self.later) < LIMIT else "OVER"
        return (
            f"{stack}: PDF of a signed agreement: {self.later:.2f} s an agreement, "
            f"{self.first:.2f} s the first of a process; {verdict} {LIMIT:.0f} s"
        )


def measure(cast: Cast) -> Waits:
    from mediation.services import sign_agreement

    case = make_case(cast).signing()
    for person in (cast.complainant, cast.respondent, cast.mediator):
        sign_agreement(case.agreement, by=person, strokes=NAME, password=PASSWORD)
    case.sign(cast.secretary)
    paper = case.dispute.chain.papers.get(kind="mediation_agreement")
    waits = []
    for _round in range(ROUNDS + 1):
        began = time.perf_counter()
        assert render_paper(paper).startswith(b"%PDF")
        waits.append(time.perf_counter() - began)
    return Waits(waits[0], statistics.median(waits[1:]))
