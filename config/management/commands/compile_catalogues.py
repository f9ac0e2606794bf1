from typing import Any

from django.core.management.base import BaseCommand

from config.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compile translations; `serve` does it by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        compile_catalogues()
