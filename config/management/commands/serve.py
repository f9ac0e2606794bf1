import signal
import socket
import threading
import time
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from background.tasks import requeue_stale
from background.worker import make_worker, run_worker
from config.catalogues import compile_catalogues
from config.clock import run_clock

GRACE = 1.0  # seconds that open pages, a running task and the clock get to come to an end


class Server(uvicorn.Server):
    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(_("解纷已启动：%(url)s （按 Ctrl-C 停止）") % {"url": settings.SITE_URL}, flush=True)


class Command(BaseCommand):
    help = "Everything in one process: pages, live chat, background tasks and the deadline clock."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demonstration data once")

    def handle(self, *args: Any, demo: bool = False, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("DATABASE_URL is set: run web, sockets, work and clock (docs/production.md)")
        with self._listen() as listener:
            compile_catalogues()
            call_command("migrate", verbosity=0)
            if demo and "demo" in get_commands():
                call_command("demo")
            requeue_stale(everything=True)
            # uvicorn hands a signal on once it has stopped: end then as after Ctrl-C
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            self._serve(listener)

    def _listen(self) -> socket.socket:
        """Taken before anything else: a second server must not touch the data, nor run a second worker for a moment."""
        family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.HOST, settings.PORT))
        except OSError as problem:
            listener.close()
            raise CommandError(
                _("无法监听 %(host)s:%(port)s（%(problem)s）。请用 PORT=… 换一个端口。")
                % {"host": settings.HOST, "port": settings.PORT, "problem": problem.strerror}
            ) from problem
        return listener

    def _serve(self, listener: socket.socket) -> None:
        server = Server(
            uvicorn.Config(
                "config.asgi:application",
                log_level="warning",
                lifespan="off",
                proxy_headers=False,  # who came is read in one place: accounts/addresses.py
                timeout_graceful_shutdown=1,
                ws_per_message_deflate=False,  # a length must not tell what rooms of one socket have in common
            )
        )
        worker, stop = make_worker(), threading.Event()
        companions = [
            threading.Thread(target=run_worker, args=[worker], name="worker", daemon=True),
            threading.Thread(target=run_clock, args=[stop], name="clock", daemon=True),
        ]
        for companion in companions:
            companion.start()
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            pass  # uvicorn has stopped cleanly and hands the signal on
        finally:
            worker.running = False
            stop.set()
            end = time.monotonic() + GRACE
            for companion, busy in zip(companions, (worker.running_task, True), strict=True):
                if busy:  # a worker that only waits for work has nothing to bring to an end
                    companion.join(max(0, end - time.monotonic()))
