from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.services import replay_erasures


class Command(BaseCommand):
    help = (
        "After a backup was put back, before anybody is let in: erase again whoever was erased since, from the journal"
        " kept apart from the database. Run it as often as you like."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--journal", type=Path, help="another file than the setting ERASURE_JOURNAL")

    def handle(self, *args: Any, journal: Path | None = None, **options: Any) -> None:
        again, done = replay_erasures(journal)
        self.stdout.write(f"erased again: {again}, nothing to do: {done}")
