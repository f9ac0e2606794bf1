from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from background.worker import make_worker, run_worker


class Command(BaseCommand):
    help = "The worker of background tasks alone, for a production system. Several may run at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is waiting, then end")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        worker = make_worker(batch=once)
        worker.configure_signals()
        if once:
            worker.run()
        else:
            run_worker(worker)
