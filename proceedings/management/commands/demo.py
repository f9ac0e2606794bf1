"""`manage.py demo`: load the demonstration once, and say who is in it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from proceedings.services import load_demonstration

SHOWN = (
    "complainant",
    "respondent",
    "handler",
    "supervisor",
    "receptionist",
    "secretary",
    "mediator",
    "second_mediator",
    "committee_supervisor",
    "registrar",
    "analyst",
    "outsider",
)


class Command(BaseCommand):
    help = "Load the demonstration people and cases once, and print who they are."

    def handle(self, *args: Any, **options: Any) -> None:
        demo = load_demonstration()
        self.stdout.write(
            f"\n解纷 Jiefen  {settings.SITE_URL}\n\n演示人员（密码都是 / everybody's password: {demo.password}）\n"
        )
        for key in SHOWN:
            person = demo.people[key]
            office = person.memberships.select_related("organisation").first()
            place = (
                f"{office.organisation.name} {office.get_role_display()}"
                if office
                else self._without_office(key)
            )
            self.stdout.write(f"  {person.email:<26} {person.name}  {place}\n")
        self.stdout.write("\n")

    def _without_office(self, key: str) -> str:
        return {"complainant": "投诉人", "respondent": "被投诉人"}.get(key, "与案件无关的人")
