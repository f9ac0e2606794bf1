from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from docket.models import Chain, Checkpoint, Entry
from docket.selectors import verify_all, verify_chain, verify_rows
from docket.witness import NotAWitness, Witness, read_witness


class Command(BaseCommand):
    help = (
        "Recompute every hash of the docket and compare with it all it commits to: papers, terms, amounts, names,"
        " files; exit 1 when something does not verify."
    )

    def add_arguments(self, parser):
        parser.add_argument("--chain", type=int, help="only this chain")
        parser.add_argument(
            "--witness", type=Path, action="append", default=[], metavar="FILE", help="a list kept outside"
        )
        parser.add_argument(
            "--key",
            action="append",
            default=[],
            metavar="HEX",
            help="the house's public key, from paper or a notice, instead of the file beside the data",
        )
        parser.add_argument("--no-files", action="store_true", help="do not hash stored files anew")

    def handle(self, *args, chain=None, witness=(), key=(), no_files=False, **options):
        chains, entries = Chain.objects.all(), Entry.objects.all()
        if chain is None:
            faults = verify_all(witnesses=_read(witness), keys=key, with_files=not no_files)
        else:
            chains, entries = chains.filter(pk=chain), entries.filter(chain_id=chain)
            if not chains:
                raise CommandError(f"there is no chain {chain}")
            faults = verify_chain(chains.get()) + verify_rows(chains.get(), with_files=not no_files)
        for fault in faults:
            self.stdout.write(str(fault))
        counted = f"{chains.count()} chains, {entries.count()} entries"
        if chain is None:
            counted += f", {Checkpoint.objects.count()} checkpoints"
        if faults:
            raise CommandError(f"{counted}: {len(faults)} faults")
        self.stdout.write(f"{counted}: sound")


def _read(files: list[Path]) -> list[Witness]:
    found: list[Witness] = []
    for file in files:
        try:
            with file.open(encoding="utf-8") as lines:
                found += read_witness(lines)
        except (OSError, UnicodeDecodeError, NotAWitness) as error:
            raise CommandError(f"{file}: {error}") from error
        if not found:
            raise CommandError(f"{file}: holds no checkpoint")
    return found
