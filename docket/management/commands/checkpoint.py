from django.core.management.base import BaseCommand

from docket.services import make_checkpoint


class Command(BaseCommand):
    help = "Sign where every chain stands now."

    def handle(self, *args, **options):
        checkpoint = make_checkpoint()
        self.stdout.write(f"{checkpoint.number} {checkpoint.root}")
