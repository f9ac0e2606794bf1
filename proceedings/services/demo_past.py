"""What was settled long since, so that figures have something to stand on and the compass may speak."""

from __future__ import annotations

from itertools import cycle

from disputes.models import Settlement

from .demo_matters import PAST
from .demo_stage import Stage

#: Who against whom, and who led; taken in turn.
PAIRS = (
    ("developer_client", "shop_owner", "mediator"),
    ("photographer", "developer", "third_mediator"),
    ("developer_client", "developer", "second_mediator"),
    ("photographer", "shop_owner", "mediator"),
)


def settled_long_since(stage: Stage) -> None:
    for (title, claimed, agreed), (one, other, lead) in zip(PAST, cycle(PAIRS), strict=False):
        others = stage.between(one, other)
        running = others.mediating(
            "translation_fee",
            lead,
            title=title,
            narrative=f"{title}：任务已经交付并验收，报酬{claimed}元到现在没有付清。",
            claims=[("pay_remuneration", claimed, "")],
        )
        others.agreed(running, [others.pays(running.dispute, agreed, 0)])
        for owed in Settlement.objects.get(dispute=running.dispute).obligations.all():
            others.pay(owed)
