"""What is done at a window: somebody is registered, their words are taken down, a sheet is made for the post."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from disputes import services
from disputes.forms.window import SignedForm
from disputes.models import Dispute
from disputes.services import hash_of
from disputes.taking_down import act_named, are_sound, read_back
from tests import stories
from tests.cast import Cast
from tests.pages.acts.act import Act, sends, the_dispute

STROKES = "[[[20,100],[60,40],[100,150],[140,60],[180,120],[220,50],[260,130],[300,90]]]"
SIGNED = {"signed-key": "0" * 32, "signed-was_read": "on", "signed-on": "tablet", "signed-strokes": STROKES}


def at(name: str, *args: object) -> Callable[[], str]:
    def url() -> str:
        dispute = the_dispute()
        party = dispute.parties.get(role="respondent")
        return reverse(f"disputes:{name}", args=[dispute.reference, party.pk, *args])

    return url


def registered(cast: Cast) -> Dispute:
    dispute = stories.serving(cast)
    party = dispute.parties.get(role="respondent")
    services.register_at_window(party, by=cast.supervisor, address="和平路 3 号", fact="135790")
    return dispute


def signed(act: str, **typed: str) -> dict[str, Any]:
    """What the page with the words read back sends, signed on the tablet."""
    dispute = the_dispute()
    party = dispute.parties.get(role="respondent")
    found = act_named(dispute, party, act)
    assert found is not None
    forms = found.forms(typed)
    assert are_sound(forms), [form.errors for form in forms]
    statement = hash_of(read_back(found, forms, party=party))
    return {**typed, **SIGNED, "statement": statement, "step": "sign"}


def _answer() -> dict[str, Any]:
    claim = the_dispute().claims.get()
    return signed("answer", **{"text": "稿子没有收到。", f"claim-{claim.pk}-stance": "denies"})


assert SignedForm.prefix == "signed"

ACTS = {
    "register_at_window": Act(
        stories.serving,
        "supervisor",
        at("window_party"),
        sends(name="王强", address="和平路 3 号", fact="135790"),
    ),
    "answer_at_window": Act(registered, "supervisor", at("window_act", "answer"), _answer),
}
