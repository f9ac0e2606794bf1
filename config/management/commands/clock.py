import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from config.clock import run_clock


class Command(BaseCommand):
    help = "The deadline clock alone, for a production system. Several may run at once."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        run_clock(stop)
