from django.core.management.base import BaseCommand

from docket.witness import witness_lines


class Command(BaseCommand):
    help = "Write the witness list: all checkpoints with heads and signatures, for somebody outside to keep."

    def handle(self, *args, **options):
        for line in witness_lines():
            self.stdout.write(line)
