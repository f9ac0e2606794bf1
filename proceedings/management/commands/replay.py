"""`manage.py replay FILE`: drive recorded mediations through the product as people would."""

import json
import time
import traceback
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.services import create_demo_people
from mediation.services import list_demo_mediators
from proceedings.replaying.beginning import Told
from proceedings.replaying.casting import plan
from proceedings.replaying.company import Company
from proceedings.replaying.house import open_house
from proceedings.replaying.telling import Teller


class Command(BaseCommand):
    help = "Replay recorded mediations over HTTP and WebSockets, with every turn spoken by its speaker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="one JSON record a line")
        parser.add_argument("--limit", type=int, help="so many cases at the most")
        parser.add_argument(
            "--only", type=int, action="append", help="just this case, counted from 1; may be repeated"
        )
        parser.add_argument("--speed", type=float, default=0, help="turns a second; 0: as fast as it goes")
        parser.add_argument("--url", help="a running server; without it one is started for the replay")

    def handle(self, file: Path, *args: Any, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"{file}: no such file")
        records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        plans = [plan(number, record) for number, record in enumerate(records, start=1)]
        if only := options["only"]:
            plans = [each for each in plans if each.number in only]
        plans = plans[: options["limit"]]
        demo = create_demo_people()
        list_demo_mediators()
        house = nullcontext(options["url"].rstrip("/")) if options["url"] else open_house()
        pause = 1 / options["speed"] if options["speed"] else 0
        began, told, failed = time.perf_counter(), [], []
        with house as base:
            company = Company(base, demo, f"r{uuid4().hex[:8]}")
            for each in tqdm(plans, unit="case", disable=not self.stderr.isatty()):
                try:
                    told.append(Teller(each, company, pause=pause).tell())
                except Exception as problem:
                    failed.append(each.number)
                    self.stderr.write(f"case {each.number}: {type(problem).__name__}: {problem}")
                    if options["verbosity"] > 1:
                        self.stderr.write(traceback.format_exc())
            company.close()
        self._summary(told, failed, time.perf_counter() - began)

    def _summary(self, told: list[Told], failed: list[int], seconds: float) -> None:
        faulty = [each.reference for each in told if each.faults]
        talks = [each.talk for each in told]
        leaks, opened = sum(talk.leaks for talk in talks), sum(talk.doors_open for talk in talks)
        self.stdout.write(
            f"cases {len(told)} told, {len(failed)} not told\n"
            f"messages {sum(t.sent for t in talks)} sent, {sum(t.received for t in talks)} received, "
            f"{sum(t.lost for t in talks)} lost, {sum(t.doubled for t in talks)} doubled\n"
            f"caucuses {sum(t.in_caucus for t in talks)} messages, {leaks} leaks found; "
            f"{sum(t.doors_tried for t in talks)} doors of others tried, {opened} opened\n"
            f"agreements {sum(t.is_agreed for t in told)}, terminations {sum(not t.is_agreed for t in told)}\n"
            f"case files {sum(t.has_case_file for t in told)}\n"
            f"dockets {len(told) - len(faulty)} verified, {len(faulty)} faulty\n"
            f"seconds {seconds:.1f}\n"
        )
        lost = sum(talk.lost + talk.doubled for talk in talks)
        if failed or faulty or lost or leaks or opened:
            raise CommandError(
                f"not all went through: cases {failed}, dockets {faulty}, messages {lost}, leaks {leaks + opened}"
            )
