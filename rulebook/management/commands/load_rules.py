from django.core.management.base import BaseCommand

from rulebook.services import load_rules


class Command(BaseCommand):
    help = "Enter the rule files into the database; safe to repeat."

    def handle(self, *args, **options):
        self.stdout.write(f"{load_rules()} new rule versions")
