"""Before a deadline whoever's turn it is hears of it; nobody else."""

from datetime import timedelta

from notices.models import Happening, OutboxMessage
from notices.states import Means
from rulebook.selectors import next_deadline
from tests import stories


def test_the_respondent_is_reminded_before_the_answer_is_due(cast, travel, tick):
    cast.respondent.phone = "+8613800000009"
    cast.respondent.save()
    dispute = stories.answering(cast)
    Happening.objects.all().delete()
    due_on = next_deadline(dispute).due_on

    travel.to(next_deadline(dispute).due_at - timedelta(hours=12))
    tick()

    told = Happening.objects.filter(text__contains="到期").values_list("user", "text")
    assert set(told) == {(cast.respondent.pk, f"{due_on} 到期：答复投诉")}
    sent = OutboxMessage.objects.filter(
        means=Means.SMS, address=cast.respondent.phone, text__contains="轮到您"
    )
    assert sent.exists()
