"""Agreed or offered terms: the one shape in which offers, opinions, proposals and settlements speak."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self


@dataclass(frozen=True)
class Term:
    """`obligor` does `action` for `creditor` by `due_on`. Parties are named by primary key; money is in yuan."""

    obligor: int
    creditor: int
    action: str
    detail: str = ""
    amount: Decimal | None = None
    due_on: date | None = None

    def to_json(self) -> dict[str, Any]:
        data = asdict(self)
        data["amount"] = None if self.amount is None else str(self.amount)
        data["due_on"] = None if self.due_on is None else self.due_on.isoformat()
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            obligor=int(data["obligor"]),
            creditor=int(data["creditor"]),
            action=data["action"],
            detail=data.get("detail") or "",
            amount=Decimal(data["amount"]) if data.get("amount") not in (None, "") else None,
            due_on=date.fromisoformat(data["due_on"]) if data.get("due_on") else None,
        )


def to_json(terms: Iterable[Term]) -> list[dict[str, Any]]:
    return [term.to_json() for term in terms]


def from_json(data: Iterable[dict[str, Any]]) -> list[Term]:
    return [Term.from_json(item) for item in data]
