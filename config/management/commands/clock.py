import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.clock import run_clock, run_once


class Command(BaseCommand):
    help = "The deadline clock alone, for a production system. Several may run at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        if once:
            run_once()
            return
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        run_clock(stop)
