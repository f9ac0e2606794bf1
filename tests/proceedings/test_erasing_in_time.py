"""When an erasure is refused, why and until when; holds; the sweep; and what a restored backup brings back."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from accounts.exceptions import NotLawfulNow, NotPermitted
from accounts.models import ErasedPart, Erasure, LegalHold, User
from accounts.services import (
    ask_erasure,
    erase_person,
    lift_legal_hold,
    set_legal_hold,
    standing_of,
    sweep_erasures,
    withdraw_erasure,
)
from disputes.models import Dispute, Party
from docket.selectors import verify_all
from tests import stories
from tests.cast import login

pytestmark = pytest.mark.django_db


def ten_years_after(dispute: Dispute) -> date:
    closed = timezone.localdate(dispute.closed_at)
    return closed.replace(year=closed.year + 10)


def is_erased(user: User) -> bool:
    return User.objects.get(pk=user.pk).erased_at is not None


def test_who_has_an_open_case_is_refused_with_the_reason_and_erased_once_nothing_stands_in_the_way(
    cast, travel
):
    dispute = stories.negotiating(cast)
    with pytest.raises(NotLawfulNow) as refused:
        erase_person(cast.complainant, by=cast.complainant)
    assert dispute.reference in str(refused.value.message)

    ask_erasure(cast.complainant, by=cast.complainant)
    travel.by(days=400)
    assert sweep_erasures() == 0
    assert not is_erased(cast.complainant)

    stories.services.withdraw_dispute(dispute, by=cast.complainant, reason="不想再争了")
    assert sweep_erasures() == 1
    assert is_erased(cast.complainant)
    party = Party.objects.get(dispute=dispute, user=cast.complainant)
    assert party.name == "李小雨"  # the case is kept for ten years
    [kept] = standing_of(cast.complainant).kept
    assert kept.until == ten_years_after(stories.fresh(dispute))
    assert verify_all() == []


def test_a_request_can_be_withdrawn_as_long_as_nothing_was_erased(cast):
    stories.negotiating(cast)
    ask_erasure(cast.complainant, by=cast.complainant)
    withdraw_erasure(cast.complainant, by=cast.complainant)
    assert sweep_erasures() == 0
    assert standing_of(cast.complainant).erasure is None
    with pytest.raises(NotLawfulNow):
        withdraw_erasure(cast.complainant, by=cast.complainant)
    ask_erasure(cast.complainant, by=cast.complainant)
    with pytest.raises(IntegrityError):
        Erasure.objects.create(user=cast.complainant)


def test_a_hold_keeps_a_case_beyond_its_day_until_it_is_lifted(cast, travel):
    dispute = stories.closed(cast)
    ask_erasure(cast.complainant, by=cast.complainant)
    day = ten_years_after(dispute)
    hold = set_legal_hold(
        by=cast.auditor, reason="某法院要求保全", until=day + timedelta(days=200), chain=dispute.chain
    )
    travel.by(days=3653 + 10)
    assert sweep_erasures() == 0
    assert [part.why for part in standing_of(cast.complainant).kept] == ["某法院要求保全"]
    assert Party.objects.filter(dispute=dispute, name="李小雨").exists()
    User.objects.filter(pk=cast.auditor.pk).update(last_login=timezone.now())
    lift_legal_hold(hold, by=cast.auditor)
    assert sweep_erasures() == 1
    assert not Party.objects.filter(dispute=dispute, name="李小雨").exists()
    told = list(dispute.chain.entries.filter(verb__startswith="accounts.").values_list("verb", flat=True))
    assert told == ["accounts.hold_set", "accounts.hold_lifted", "accounts.erased_in_case"]
    assert verify_all() == []


def test_a_hold_on_a_person_keeps_the_account_and_ends_on_its_day(cast, travel):
    set_legal_hold(
        by=cast.auditor, reason="警方要求", until=timezone.localdate() + timedelta(days=9), user=cast.outsider
    )
    with pytest.raises(NotLawfulNow) as refused:
        erase_person(cast.outsider, by=cast.outsider)
    assert refused.value.message == "警方要求"
    ask_erasure(cast.outsider, by=cast.outsider)
    travel.by(days=8)
    assert sweep_erasures() == 0
    travel.by(days=3)
    assert sweep_erasures() == 1
    assert is_erased(cast.outsider)


def test_only_auditors_set_and_lift_holds(cast):
    dispute = stories.closed(cast)
    until = timezone.localdate() + timedelta(days=9)
    for name in ("complainant", "handler", "mediator", "outsider"):
        with pytest.raises(NotPermitted):
            set_legal_hold(by=getattr(cast, name), reason="x", until=until, chain=dispute.chain)
    hold = set_legal_hold(by=cast.auditor, reason="x", until=until, chain=dispute.chain)
    with pytest.raises(NotPermitted):
        lift_legal_hold(hold, by=cast.handler)


def test_the_page_says_what_goes_now_and_what_stays_until_when(client, cast):
    dispute = stories.closed(cast)
    page = login(client, cast.complainant).get(reverse("accounts:erase")).content.decode()
    assert dispute.reference in page
    assert str(ten_years_after(dispute).year) in page
    assert "30 日" in page or "30 天" in page or "30 个自然日" in page
    said = client.post(reverse("accounts:erase"), {"understands": "on"}).content.decode()
    assert dispute.reference in said
    assert is_erased(cast.complainant)
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_the_page_of_who_has_an_open_case_takes_the_wish_and_gives_it_back(client, cast):
    stories.negotiating(cast)
    login(client, cast.complainant)
    client.post(reverse("accounts:erase"), {"understands": "on"})
    assert not is_erased(cast.complainant)
    assert reverse("accounts:erase_withdraw") in client.get(reverse("accounts:erase")).content.decode()
    client.post(reverse("accounts:erase_withdraw"))
    assert standing_of(cast.complainant).erasure is None


def test_an_auditor_sets_and_lifts_a_hold_on_the_page(client, cast):
    dispute = stories.closed(cast)
    Dispute.objects.filter(pk=dispute.pk).update(desk=cast.service_centre)
    login(client, cast.auditor)
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    sent = {"reference": dispute.reference, "reason": "某法院要求保全", "until": until, "contact": ""}
    assert client.post(reverse("casefiles:holds"), {**sent, "reference": "JF-2000-000009"}).status_code == 422
    assert client.post(reverse("casefiles:holds"), sent).status_code == 302
    hold = LegalHold.objects.get()
    assert (hold.chain, hold.set_by) == (dispute.chain, cast.auditor)
    client.post(reverse("casefiles:hold_lift", args=[hold.pk]))
    hold.refresh_from_db()
    assert hold.lifted_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_is_erased_again_from_the_journal(cast, travel):
    """The rows from before are put back by hand, as `pg_restore` would; the journal stands beside the database."""
    journal = Path(settings.ERASURE_JOURNAL)
    journal.unlink(missing_ok=True)
    dispute = stories.closed(cast)
    person = User.objects.get(pk=cast.complainant.pk)
    party = Party.objects.get(dispute=dispute, user=person)
    travel.by(days=3653 + 10)
    ask_erasure(person, by=person)
    written = journal.read_text()
    assert [json.loads(line)["chain"] for line in written.splitlines()] == [dispute.chain_id, None]
    assert person.name not in written
    assert str(person.email) not in written
    assert call_output("replay_erasures") == "erased again: 0, nothing to do: 2"

    ErasedPart.objects.all().delete()
    Erasure.objects.all().delete()
    person.save()
    party.save()
    assert User.objects.get(pk=person.pk).name == "李小雨"
    assert call_output("replay_erasures") == "erased again: 2, nothing to do: 0"
    assert is_erased(person)
    assert Party.objects.get(pk=party.pk).name != "李小雨"
    assert call_output("replay_erasures").startswith("erased again: 0")

    # somebody else who was given the number after a restore is left alone
    ErasedPart.objects.all().delete()
    Erasure.objects.all().delete()
    User.objects.filter(pk=person.pk).update(erased_at=None, name="别人", joined_at=timezone.now())
    assert call_output("replay_erasures").startswith("erased again: 0")
    assert User.objects.get(pk=person.pk).name == "别人"


def call_output(name: str) -> str:
    import io

    out = io.StringIO()
    call_command(name, stdout=out)
    return out.getvalue().strip()
