"""Two things timed turn by turn, and the ratio of their medians."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Paired:
    """Medians of seconds for one act each, the ratio product : baseline, and how far single rounds lay apart."""

    product: float
    baseline: float
    ratio: float
    low: float
    high: float

    def line(self, name: str, unit: str = "act") -> str:
        return (
            f"{name}: {self.ratio:.1f} × the baseline (rounds {self.low:.1f} to {self.high:.1f}); "
            f"{1 / self.product:.0f} {unit}s a second against {1 / self.baseline:.0f}"
        )


def pair(product: Callable[[int], int], baseline: Callable[[int], int], *, rounds: int) -> Paired:
    """Run both in turn. Each is given the number of the round and returns how many acts it did."""
    ours, theirs = [], []
    for number in range(rounds):
        ours.append(_seconds_an_act(product, number))
        theirs.append(_seconds_an_act(baseline, number))
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    return Paired(
        statistics.median(ours),
        statistics.median(theirs),
        statistics.median(ratios),
        min(ratios),
        max(ratios),
    )


def _seconds_an_act(run: Callable[[int], int], number: int) -> float:
    began = time.perf_counter()
    acts = run(number)
    return (time.perf_counter() - began) / acts
