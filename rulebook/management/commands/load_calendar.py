from pathlib import Path

import yaml
from django.core.management.base import BaseCommand

from rulebook.services import load_calendar_year


class Command(BaseCommand):
    help = "Enter a year's holiday notice (YAML: year, source, off: [dates], working: [dates])."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        notice = yaml.safe_load(file.read_text(encoding="utf-8"))
        moved = load_calendar_year(
            notice["year"], off=notice["off"], working=notice["working"], source=notice["source"]
        )
        self.stdout.write(f"{notice['year']} entered, {moved} deadlines moved")
