"""What an officer registers of a paper brought by hand or by post."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from notices.models import Notice
from tests import stories
from tests.casefiles.samples import picture
from tests.pages.acts.act import Act, sends


def _of(name: str) -> Any:
    return lambda: reverse(
        f"notices:{name}", args=[Notice.objects.filter(paper__kind="answer_notice").latest("pk").pk]
    )


def _signed() -> dict[str, Any]:
    photo = SimpleUploadedFile("receipt.jpg", picture(), "image/jpeg")
    return {"means": "direct", "result": "signed", "received_by": "王强", "receipt": photo}


ACTS = {
    "post_paper": Act(stories.serving, "handler", _of("posting"), sends(tracking="EE1", address="某路1号")),
    "serve_by_hand": Act(stories.serving, "handler", _of("serve_directly"), _signed),
}
