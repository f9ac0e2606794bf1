"""Consent, a copy of one's data, erasure."""

from pathlib import Path

import pytest
from django.conf import settings

from accounts.exceptions import NotLawfulNow, NotPermitted
from accounts.models import IdentityCheck, SentCode, User
from accounts.services import (
    erase_person,
    export_person,
    give_consent,
    person_erasing,
    send_code,
    withdraw_consent,
)
from accounts.states import CodePurpose
from docket.selectors import verify_chain

from .acts import NUMBER, declare, verbs


def test_consent_is_given_and_withdrawn_by_oneself(cast):
    give_consent(cast.outsider, kind="privacy", by=cast.outsider)
    give_consent(cast.outsider, kind="privacy", by=cast.outsider)
    withdraw_consent(cast.outsider, kind="privacy", by=cast.outsider)
    assert cast.outsider.consents.count() == 1
    assert verbs(cast.outsider) == ["accounts.consent_given", "accounts.consent_withdrawn"]
    with pytest.raises(NotPermitted):
        give_consent(cast.outsider, kind="privacy", by=cast.handler)


def test_a_copy_of_ones_data_holds_everything_and_is_for_oneself(cast):
    declare(cast.complainant, name="李小雨")
    data = export_person(cast.complainant, by=cast.complainant)
    assert data["account"]["name"] == "李小雨"
    assert [check["number"] for check in data["identity_checks"]] == [NUMBER]
    assert [consent["kind"] for consent in data["consents"]] == ["identity_documents"]
    assert data["notices"] == []
    with pytest.raises(NotPermitted):
        export_person(cast.complainant, by=cast.officer)


def test_erasing_a_person_leaves_no_trace_of_them_and_every_chain_sound(
    cast, django_capture_on_commit_callbacks
):
    check = declare(cast.complainant, name="李小雨")
    sent = {"purpose": CodePurpose.CLAIM, "subject": "…", "template": "messages/contact_code.txt"}
    send_code(cast.complainant, "13800138444", **sent)
    picture = Path(settings.MEDIA_ROOT) / check.image.name
    email = cast.complainant.email

    with django_capture_on_commit_callbacks(execute=True):
        erase_person(cast.complainant, by=cast.complainant)

    erased = User.objects.get(pk=cast.complainant.pk)
    assert (erased.email, erased.phone, erased.name, erased.is_active) == (None, None, "", False)
    assert str(erased) == "已注销用户"
    assert not picture.exists()
    assert not SentCode.objects.filter(user=erased).exists()
    assert IdentityCheck.objects.get(pk=check.pk).number == ""
    assert verify_chain(erased.chain) == []
    assert erased.chain.entries.filter(openings__isnull=False).count() == 0
    assert User.objects.filter(email=email).count() == 0
    with pytest.raises(NotLawfulNow):
        erase_person(erased, by=erased)


def test_an_app_above_may_refuse_an_erasure(cast):
    def refuse(**kwargs):
        raise NotLawfulNow("案件还在办理", code="open_case")

    person_erasing.connect(refuse)
    try:
        with pytest.raises(NotLawfulNow):
            erase_person(cast.outsider, by=cast.outsider)
    finally:
        person_erasing.disconnect(refuse)
    cast.outsider.refresh_from_db()
    assert cast.outsider.name == "赵旁观"
    with pytest.raises(NotLawfulNow) as raised:
        erase_person(cast.handler, by=cast.handler)
    assert raised.value.code == "still_member"
