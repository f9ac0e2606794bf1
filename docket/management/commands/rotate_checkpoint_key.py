from django.core.management.base import BaseCommand

from docket.services import rotate_signing_key


class Command(BaseCommand):
    help = "Sign checkpoints with a new key from now on; the old key vouches for it and is kept aside."

    def add_arguments(self, parser):
        parser.add_argument(
            "--lost", action="store_true", help="the old key is gone: nobody vouches, checkers must name both"
        )

    def handle(self, *args, lost=False, **options):
        key = rotate_signing_key(is_lost=lost)
        self.stdout.write(f"from checkpoint {key.first_checkpoint} on: {key.public_key}")
