"""What an officer registers of a paper brought by hand or by post."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from disputes import services
from disputes.models import Dispute
from notices.models import Notice
from tests import stories
from tests.casefiles.samples import picture
from tests.cast import Cast
from tests.pages.acts.act import Act, sends


def _of(name: str, kind: str = "answer_notice") -> Any:
    return lambda: reverse(f"notices:{name}", args=[Notice.objects.filter(paper__kind=kind).first().pk])


def without_consent(cast: Cast) -> Dispute:
    """The complainant said no to electronic service: her admission waits to be brought."""
    dispute = stories.filed(cast)
    dispute.parties.filter(role="complainant").update(consents_e_service_at=None)
    return services.admit_dispute(stories.fresh(dispute), by=cast.handler)


def reported(cast: Cast) -> Dispute:
    """His provider says that the notice arrived."""
    dispute = stories.serving(cast)
    stories.everything_arrives()
    return dispute


def doubted(cast: Cast) -> Dispute:
    dispute = reported(cast)
    services.tell_not_mine(reference=dispute.reference, contact="+8613800000002")
    return dispute


def in_question(cast: Cast) -> Dispute:
    """He has an account, and says nothing yet of the notice that his number is said to have got."""
    dispute = reported(cast)
    dispute.parties.filter(role="respondent").update(user=cast.respondent, joined_at=timezone.now())
    return dispute


def _signed() -> dict[str, Any]:
    photo = SimpleUploadedFile("receipt.jpg", picture(), "image/jpeg")
    return {"means": "direct", "result": "signed", "received_by": "王强", "receipt": photo}


ACTS = {
    "post_paper": Act(stories.serving, "handler", _of("posting"), sends(tracking="EE1", address="某路1号")),
    "end_service": Act(
        without_consent, "handler", _of("ending", "admission"), sends(ground="service_ended.no_address")
    ),
    "withdraw_arrival": Act(
        reported,
        "handler",
        _of("not_reached"),
        sends(ground="not_reached.number_of_another", remark="打过去，机主姓赵"),
    ),
    "keep_arrival": Act(doubted, "handler", _of("keep"), sends(**{"keep-remark": "打过去，是本人"})),
    "deny_arrival": Act(in_question, "respondent", _of("deny"), sends(words="那个号码早就不用了")),
    "tell_not_mine": Act(
        reported,
        "outsider",
        lambda: reverse("disputes:not_mine"),
        lambda: {"reference": Dispute.objects.get().reference, "contact": "13800000002"},
    ),
    "serve_by_hand": Act(stories.serving, "handler", _of("serve_directly"), _signed),
}
