from django.core.management.base import BaseCommand, CommandError

from docket.models import Chain, Checkpoint, Entry
from docket.selectors import verify_all, verify_chain


class Command(BaseCommand):
    help = "Recompute every hash of the docket; exit 1 when something does not verify."

    def add_arguments(self, parser):
        parser.add_argument("--chain", type=int, help="only this chain")

    def handle(self, *args, chain=None, **options):
        chains, entries = Chain.objects.all(), Entry.objects.all()
        if chain is None:
            faults = verify_all()
        else:
            chains, entries = chains.filter(pk=chain), entries.filter(chain_id=chain)
            if not chains:
                raise CommandError(f"there is no chain {chain}")
            faults = verify_chain(chains.get())
        for fault in faults:
            self.stdout.write(str(fault))
        counted = f"{chains.count()} chains, {entries.count()} entries"
        if chain is None:
            counted += f", {Checkpoint.objects.count()} checkpoints"
        if faults:
            raise CommandError(f"{counted}: {len(faults)} faults")
        self.stdout.write(f"{counted}: sound")
