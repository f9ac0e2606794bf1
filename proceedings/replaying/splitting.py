"""Which turns of a recorded talk are for everybody, and which are between the mediator and one side. The rule is data."""

from __future__ import annotations

from dataclasses import dataclass, field

from .casting import MEDIATOR, Plan, Side, data


@dataclass
class Exchange:
    """What the mediator says and what is answered; the numbers of the turns."""

    asked: list[int] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    closed_by: list[int] = field(default_factory=list)

    @property
    def turns(self) -> list[int]:
        return self.asked + self.answered + self.closed_by


def private_turns(plan: Plan) -> list[Side | None]:
    """For each turn the side in whose caucus it is spoken; None: before everybody."""
    rule = data("caucus")
    found: list[Side | None] = [None] * len(plan.turns)
    exchanges = _exchanges(plan)
    for exchange in exchanges[rule["opening_exchanges"] : len(exchanges) - rule["closing_exchanges"]]:
        side = _alone(plan, exchange, rule["to_all"])
        for number in exchange.turns:
            found[number] = side
    return found


def _exchanges(plan: Plan) -> list[Exchange]:
    exchanges = [Exchange()]
    for number, (speaker, _text) in enumerate(plan.turns):
        current = exchanges[-1]
        if speaker != MEDIATOR:
            current.answered.append(number)
        elif current.answered and _is_followed_by(plan, number, MEDIATOR):
            current.closed_by.append(number)
            exchanges.append(Exchange())
        else:
            if current.answered:
                exchanges.append(current := Exchange())
            current.asked.append(number)
    return [exchange for exchange in exchanges if exchange.turns]


def _is_followed_by(plan: Plan, number: int, speaker: str) -> bool:
    return number + 1 < len(plan.turns) and plan.turns[number + 1][0] == speaker


def _alone(plan: Plan, exchange: Exchange, to_all: list[str]) -> Side | None:
    said = " ".join(plan.turns[number][1] for number in exchange.asked + exchange.closed_by)
    sides = [plan.side_of(plan.turns[number][0]) for number in exchange.answered]
    if not sides or not exchange.asked or any(word in said for word in to_all):
        return None
    return sides[0] if all(side is sides[0] for side in sides) else None
