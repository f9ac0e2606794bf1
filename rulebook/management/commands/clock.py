import signal
import threading

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from rulebook.clock import tick


class Command(BaseCommand):
    help = "Fire deadlines when they fall due. Any number of clocks may run."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="one round, then stop")
        parser.add_argument("--every", type=float, default=5.0, help="seconds between rounds")

    def handle(self, *args, once=False, every=5.0, **options):
        if once:
            self.stdout.write(f"{tick()} fired")
            return
        stop = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            if fired := tick():
                self.stdout.write(f"{fired} fired")
            stop.wait(every)
