"""The words of the rulebook: frozen values with labels in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import get_language


@dataclass(frozen=True)
class Term:
    """A code and its words. The files hold both languages; the active one is shown."""

    code: str
    zh: str
    en: str

    @property
    def label(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class Road(Term):
    """A channel to go: negotiation, platform, regulation, mediation …"""


@dataclass(frozen=True)
class Region(Term):
    """A province-level division, GB/T 2260."""


@dataclass(frozen=True)
class Remedy(Term):
    takes_amount: bool


@dataclass(frozen=True)
class Ground(Term):
    """A coded reason for refusing, ending, withdrawing; with the roads that stay open after it."""

    kind: str
    source: str
    roads: tuple[str, ...]


@dataclass(frozen=True)
class Cause:
    """An entry of 民事案件案由规定 (法〔2025〕227号)."""

    code: str
    name: str


@dataclass(frozen=True)
class Category(Term):
    sector: str
    matter: str
    remedies: tuple[str, ...]
    causes: tuple[Cause, ...]
    roads: tuple[str, ...]
    flags: frozenset[str]
    authorities: tuple[str, ...]
    note: str = ""

    @property
    def is_mediable(self) -> bool:
        return "not_mediable" not in self.flags


@dataclass(frozen=True)
class MediationGuard:
    """Whether this type of mediation may take this kind of matter: yes, no or maybe, and why."""

    type: str
    matter: str
    allowed: str
    source: str
    fee: str
    confirmable: str
    reason: Term

    @property
    def is_closed(self) -> bool:
        return self.allowed == "no"


@dataclass(frozen=True)
class Authority(Term):
    """Who takes complaints about what, on which line."""

    line: str
    matters: Term
    limits: str
    certainty: str
    source: str
    flags: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class CompassRule:
    """From how many similar cases figures are shown to those who mediate, and how coarse."""

    cases: int
    spread_cases: int
    share_step: int
    days_step: int
    cases_step: int
    bands: tuple[int, ...]
    source: str


@dataclass(frozen=True)
class Advice(Term):
    """A court, or a road after an agreement: for which cases (`when`), and why it, in words."""

    when: str
    source: str
    why: Term


@dataclass(frozen=True)
class ServiceMeans(Term):
    """A way of service: what makes it arrive, by which rule's period if by one, and which bodies may use it."""

    arrival: str
    rule: str
    designated: bool
    bodies: frozenset[str]
    source: str
    certainty: str

    def is_open_to(self, body_kind: str) -> bool:
        """Whether a body of this kind (`accounts.OrganisationKind`; empty: none) may serve in this way."""
        return bool(self.bodies & {"all", body_kind})


@dataclass(frozen=True)
class RefusalMeans(Term):
    """What a body of one of these kinds may conclude when somebody refuses to take its paper."""

    bodies: frozenset[str]
    source: str
    certainty: str


@dataclass(frozen=True)
class NotReached(Term):
    """Why what counted as delivered did not reach the addressee, and by which means the proof of it falls."""

    means: frozenset[str]
    is_address: bool
    source: str
    certainty: str


@dataclass(frozen=True)
class FourEyes(Term):
    """Who did `after` in a case does not do `bars` there; its words are the refusal. `alone`: unless nobody else is
    in office there."""

    after: str
    bars: str
    alone: bool
    source: str
    certainty: str
