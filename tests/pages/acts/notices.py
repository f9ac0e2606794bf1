"""What an officer registers of a paper brought by hand or by post."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

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


def _signed() -> dict[str, Any]:
    photo = SimpleUploadedFile("receipt.jpg", picture(), "image/jpeg")
    return {"means": "direct", "result": "signed", "received_by": "王强", "receipt": photo}


ACTS = {
    "post_paper": Act(stories.serving, "handler", _of("posting"), sends(tracking="EE1", address="某路1号")),
    "end_service": Act(
        without_consent, "handler", _of("ending", "admission"), sends(ground="service_ended.no_address")
    ),
    "serve_by_hand": Act(stories.serving, "handler", _of("serve_directly"), _signed),
}
