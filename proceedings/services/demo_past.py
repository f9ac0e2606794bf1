"""What was settled before: figures have something to stand on, and the compass may speak.

The worker does it after the start, so that nobody waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.services import create_demo_people
from background.tasks import task
from disputes.models import Dispute, Settlement
from disputes.services.history import import_history
from disputes.services.history_rows import HistoryMap

from .demo_matters import PAST
from .demo_stage import Stage

#: Who against whom, and who led; taken in turn.
PAIRS = (
    ("developer_client", "shop_owner", "mediator"),
    ("photographer", "developer", "third_mediator"),
    ("developer_client", "developer", "second_mediator"),
    ("photographer", "shop_owner", "mediator"),
)
#: Seconds in which whoever waits for the database gets their turn.
BREATH = 1.0
#: Cases of the years before, without names and sums: how long they took, and every fourth was not settled.
BEFORE = 64
HISTORY = HistoryMap(
    source="demo",
    reference="示例",
    id="编号",
    id_pattern="[0-9]{1,4}",
    filed="收到",
    closed="结束",
    company="平台",
    company_required=True,
    title="事由",
    dates=("%Y-%m-%d",),
    has_closing_day=True,
    channel="mediation",
    body="示例街道人民调解委员会",
    language="zh-hans",
    kept={},
    outcome={"column": "结果", "is": {"调成": "mediated", "未调成": "unresolved"}},
    categories=(),
    otherwise=("zhongbao", "unpaid_remuneration"),
)


def leave_the_past(_stage: Stage) -> None:
    tell_of_the_years_before.enqueue()
    for number in range(len(PAST)):
        settle.enqueue(number)


@task()
def tell_of_the_years_before() -> None:
    import_history(enumerate(_rows(), start=2), history=HISTORY)


@task()
def settle(number: int) -> None:
    """One case of `PAST`, whole or not at all; run again, it does nothing."""
    title, claimed, agreed = PAST[number]
    one, other, lead = PAIRS[number % len(PAIRS)]
    stage = Stage(create_demo_people())
    time.sleep(BREATH)
    with transaction.atomic():
        if not Dispute.objects.filter(title=title, created_by=stage.people[one]).exists():
            _settled(stage.between(one, other), lead, title, claimed, agreed)


def _settled(stage: Stage, lead: str, title: str, claimed: str, agreed: str) -> None:
    running = stage.mediating(
        "translation_fee",
        lead,
        title=title,
        narrative=f"{title}：任务已经交付并验收，报酬{claimed}元到现在没有付清。",
        claims=[("pay_remuneration", claimed, "")],
    )
    stage.agreed(running, [stage.pays(running.dispute, agreed, 0)])
    for owed in Settlement.objects.get(dispute=running.dispute).obligations.all():
        stage.pay(owed)
    stage.all_have_read(chain=running.dispute.chain)


def _rows() -> Iterator[dict[str, str]]:
    today = timezone.localdate()
    for n in range(1, BEFORE + 1):
        filed = today - timedelta(days=60 + 9 * n)
        yield {
            "编号": f"{n:04d}",
            "收到": f"{filed:%Y-%m-%d}",
            "结束": f"{filed + timedelta(days=8 + n * 7 % 31):%Y-%m-%d}",
            "平台": "众帮众包平台",
            "事由": "任务报酬未结清",
            "结果": "未调成" if n % 4 == 0 else "调成",
        }
