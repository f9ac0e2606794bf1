"""Everybody a replay needs: the houses and their staff, and a person for each voice of a case."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.services import Demo, vouch_for
from inputs.words import claims_role

from .casting import MEDIATOR, Plan
from .visitor import Visitor

DOMAIN = "replay.example"


class Company:
    """Visitors by name: the staff are shared by all cases, the voices belong to one."""

    def __init__(self, base: str, demo: Demo, run: str) -> None:
        self.base, self.demo, self.run = base, demo, run
        self._hash = make_password(demo.password)
        self.desk = self._staff("centre_handler")
        self.secretary = self._staff("secretary")
        self.mediator = self._staff("mediator")

    def _staff(self, key: str) -> Visitor:
        person = self.demo.people[key]
        visitor = Visitor(self.base, person.name)
        visitor.log_in(str(person.email), self.demo.password)
        visitor.email = str(person.email)
        return visitor

    def voices_of(self, plan: Plan) -> dict[str, Visitor]:
        """A signed-in person for each side's first three voices and for each who is only heard.

        A party has itself and at most two representatives (民诉法 61): further voices of a side are spoken by the
        party itself.
        """
        visitors = {MEDIATOR: self.mediator}
        for number, side in enumerate(plan.sides):
            for place, voice in enumerate(side.voices):
                visitors[voice] = (
                    visitors[side.voices[0]] if place > 2 else self._sign_up(plan, voice, number, place)
                )
        for place, voice in enumerate(plan.heard):
            visitors[voice] = self._sign_up(plan, voice, len(plan.sides), place)
        return visitors

    def _sign_up(self, plan: Plan, name: str, side: int, place: int) -> Visitor:
        if claims_role(
            name
        ):  # a record may call somebody by their office; here nobody writes one into their name
            name = f"参加人{side}-{place}"
        email = f"{self.run}-{plan.number}-{side}-{place}@{DOMAIN}"
        user = User.objects.create_user(email, name=name[:80])
        user.password = self._hash  # hashed once for the whole run
        user.save()
        vouch_for([user])
        visitor = Visitor(self.base, name)
        visitor.log_in(email, self.demo.password)
        visitor.email = email
        return visitor

    def close(self) -> None:
        for visitor in (self.desk, self.secretary, self.mediator):
            visitor.close()
