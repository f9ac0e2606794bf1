"""Product and baselines turn by turn in one run: only ratios of neighbours mean something on a shared machine."""

from __future__ import annotations

import os
import statistics
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bench.server import served

from .worlds import Heard, Product, Seated, World

ROOMS = 50
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
SECONDS = 1.5
ALONE, CROWDED = 1, 8  # words each person has on the way at a time
STEADY, STEADY_SECONDS = 200, 4  # words a second

Act = Callable[[World], Awaitable[Heard]]


@dataclass
class Column:
    """One server over all rounds."""

    rounds: list[Heard] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return statistics.median(heard.rate for heard in self.rounds)

    def late(self, share: float) -> float:
        return statistics.median(heard.late_at(share) for heard in self.rounds)


def ratio(product: Column, other: Column) -> str:
    ratios = [a.rate / b.rate for a, b in zip(product.rounds, other.rounds, strict=True)]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


async def compare(stack: str, seated: list[Seated]) -> list[str]:
    with served() as site, served(bare=True) as bare:
        worlds = [
            Product("product", site.port, seated),
            World("a", site.port, seated),
            World("b", bare.port, seated),
        ]
        for world in worlds:
            await world.open()
        lines = [
            _throughput(stack, window, await _rounds(worlds, lambda world, n=window: world.hurry(SECONDS, n)))
            for window in (ALONE, CROWDED)
        ]
        steady = await _rounds(
            worlds, lambda world: world.stroll(STEADY_SECONDS, STEADY), rounds=min(3, ROUNDS)
        )
        lines.append(_steady(stack, steady))
        for world in worlds:
            world.close()
    return lines


async def _rounds(worlds: list[World], act: Act, rounds: int = ROUNDS) -> list[Column]:
    columns = [Column() for _world in worlds]
    for number in range(-1, rounds):  # the first one warms up
        for column, world in zip(columns, worlds, strict=True):
            heard = await act(world)
            if number >= 0:
                column.rounds.append(heard)
    return columns


def _throughput(stack: str, window: int, columns: list[Column]) -> str:
    product, a, b = columns
    cells = [f"{column.rate:,.0f} | {column.late(0.99):.0f}" for column in columns]
    return f"| {stack} | {window} | {cells[0]} | {cells[1]} | {ratio(product, a)} | {cells[2]} | {ratio(product, b)} |"


def _steady(stack: str, columns: list[Column]) -> str:
    cells = " | ".join(f"{column.late(0.5):.1f} / {column.late(0.99):.1f}" for column in columns)
    return f"| {stack} | {STEADY} a second | {cells} |"
