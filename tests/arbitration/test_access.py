"""Who may open which page, and when: every address × everybody. The outsider sees nothing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from arbitration import services
from arbitration.models import Referral
from disputes.models import Dispute, Party
from tests import stories
from tests.arbitration import stories as told
from tests.arbitration.test_journey import PDF
from tests.cast import login, with_second_factor

NOBODY = ["handler", "supervisor", "other_handler", "mediator", "secretary", "officer", "analyst", "outsider"]
EVERYBODY = ["complainant", "respondent", "registrar", *NOBODY]


def statuses(cast, url: str) -> dict[str, int]:
    found = {name: login(Client(), getattr(cast, name)).get(url).status_code for name in EVERYBODY}
    found["anonymous"] = Client().get(url).status_code
    return found


def only(status: int = 404, **others: int) -> dict[str, int]:
    return {name: others.get(name, status) for name in EVERYBODY} | {"anonymous": 302}


def awarded(cast) -> Referral:
    referral = told.accepted(cast)
    services.record_award(
        referral,
        by=cast.registrar,
        number="1",
        summary="支付",
        awarded_on=timezone.localdate(),
        file=SimpleUploadedFile("award.pdf", PDF),
    )
    return told.fresh(referral)


def test_the_pages_to_begin_are_the_complainants(cast):
    dispute = stories.choosing_road(cast)
    for name in ("request", "propose"):
        url = reverse(f"arbitration:{name}", args=[dispute.reference])
        # the desk sees the case and may not choose its road
        assert statuses(cast, url) == only(complainant=200, respondent=403, handler=403, supervisor=403)


#: story, page: who gets what; everybody else gets 404, and whoever is not logged in is asked to
PAGES = [
    ("agreeing", "show", {"complainant": 200, "respondent": 200}),
    ("agreeing", "submission", {"complainant": 200, "respondent": 200}),
    ("agreeing", "prepare", {"complainant": 302, "respondent": 403}),
    ("agreeing", "withdraw", {"complainant": 200, "respondent": 403}),
    ("preparing", "show", {"complainant": 200, "respondent": 200}),
    ("preparing", "prepare", {"complainant": 200, "respondent": 403}),
    ("preparing", "submission", {"complainant": 302, "respondent": 302}),
    ("preparing", "register", {"complainant": 403, "respondent": 403}),
    ("preparing", "bundle", {"complainant": 404, "respondent": 403}),
    ("sent", "show", {"complainant": 200, "respondent": 200, "registrar": 200}),
    ("sent", "prepare", {"complainant": 302, "respondent": 403, "registrar": 403}),
    ("sent", "submission", {"complainant": 302, "respondent": 302, "registrar": 403}),
    ("sent", "register", {"complainant": 403, "respondent": 403, "registrar": 200}),
    ("sent", "result", {"complainant": 403, "respondent": 403, "registrar": 302}),
    ("sent", "withdraw", {"complainant": 200, "respondent": 403, "registrar": 403}),
    ("sent", "bundle", {"complainant": 302, "respondent": 403, "registrar": 302}),
    ("sent", "bundle_status", {"complainant": 200, "respondent": 403, "registrar": 200}),
    ("sent", "award", {}),
    ("accepted", "result", {"complainant": 403, "respondent": 403, "registrar": 200}),
    ("accepted", "register", {"complainant": 403, "respondent": 403, "registrar": 302}),
    ("awarded", "show", {"complainant": 200, "respondent": 200, "registrar": 200}),
    ("awarded", "award", {"complainant": 200, "respondent": 200, "registrar": 200}),
    ("awarded", "withdraw", {"complainant": 302, "respondent": 403, "registrar": 403}),
]


@pytest.mark.parametrize(("story", "page", "open_to"), PAGES, ids=lambda value: str(value)[:12])
def test_each_page_is_open_to_whom_the_table_says(cast, story, page, open_to):
    referral = awarded(cast) if story == "awarded" else getattr(told, story)(cast)
    expected = only(**open_to)
    expected |= {
        name: 404
        for name in ["complainant", "respondent", "registrar"]
        if page == "award" and story != "awarded"
    }
    assert statuses(cast, reverse(f"arbitration:{page}", args=[referral.pk])) == expected


def test_the_list_is_the_commissions(cast):
    referral = told.sent(cast)
    url = reverse("arbitration:referrals")
    assert statuses(cast, url) == only(403, registrar=200)
    page = login(Client(), cast.registrar).get(url).content.decode()
    assert reverse("arbitration:register", args=[referral.pk]) in page


def test_the_list_takes_at_most_one_more_query_for_each_that_waits(cast, django_assert_max_num_queries):
    client = login(Client(), cast.registrar)
    counts = []
    for _n in range(3):
        told.sent(cast)
        with django_assert_max_num_queries(60) as captured:
            client.get(reverse("arbitration:referrals"))
        counts.append(len(captured))
    # a deadline is read for each that waits; nothing else
    assert counts[2] - counts[1] == counts[1] - counts[0] <= 1


def test_a_commission_sees_what_was_sent_and_nothing_of_the_case(cast):
    referral = told.sent(cast)
    assert not Dispute.objects.visible_to(cast.registrar).exists()
    client = login(Client(), cast.registrar)
    assert client.get(reverse("proceedings:case", args=[referral.dispute.reference])).status_code == 404
    kinds = {
        paper.kind for paper in client.get(reverse("arbitration:show", args=[referral.pk])).context["papers"]
    }
    assert kinds == {"arbitration_referral", "arbitration_application", "evidence_list"}
    opinion = referral.dispute.chain.papers.get(kind="opinion")
    assert client.get(reverse("arbitration:paper", args=[referral.pk, opinion.pk])).status_code == 404


@pytest.mark.parametrize("story", ["agreeing", "preparing"])
def test_what_was_taken_back_before_it_was_sent_is_never_seen_by_the_commission(cast, story):
    referral = getattr(told, story)(cast)
    services.withdraw_referral(referral, by=cast.complainant)
    assert not Referral.objects.visible_to(cast.registrar).exists()


def test_the_other_side_does_not_read_where_the_applicant_lives(cast):
    referral = told.preparing(cast)
    row = referral.particulars.get(party=referral.applicant)
    row.domicile = "和平路一号秘密花园"
    row.save()
    services.send_referral(referral, by=cast.complainant)
    url = reverse("arbitration:show", args=[referral.pk])
    pages = {
        name: login(Client(), getattr(cast, name)).get(url).content.decode()
        for name in ("complainant", "respondent", "registrar")
    }
    assert {name: "秘密花园" in page for name, page in pages.items()} == {
        "complainant": True,
        "respondent": False,
        "registrar": True,
    }
    application = referral.dispute.chain.papers.get(kind="arbitration_application")
    assert "秘密花园" in application.html
    paper = reverse("arbitration:paper", args=[referral.pk, application.pk])
    assert login(Client(), cast.respondent).get(paper).status_code == 404
    assert login(Client(), cast.registrar).get(paper).status_code == 200


def test_the_other_side_reads_the_claims_only_once_they_are_sent(cast):
    referral = told.preparing(cast)
    services.revise_referral(referral, by=cast.complainant, requests="支付八千八百元", facts="事实")
    client, url = login(Client(), cast.respondent), reverse("arbitration:show", args=[referral.pk])
    assert "支付八千八百元" not in client.get(url).content.decode()
    services.send_referral(referral, by=cast.complainant)
    assert "支付八千八百元" in client.get(url).content.decode()


def test_a_registrar_who_is_a_party_does_not_decide_the_own_case(cast):
    referral = told.sent(cast)
    Party.objects.create(dispute=referral.dispute, role="respondent", name="严正", user=cast.registrar)
    client = login(Client(), cast.registrar)
    assert client.get(reverse("arbitration:register", args=[referral.pk])).status_code == 403


def test_numbers_beyond_any_key_are_simply_not_there(cast):
    client = login(Client(), cast.complainant)
    assert client.get("/arbitration/referrals/999999999999999999/").status_code == 404
    assert client.get("/arbitration/referrals/9999999999999999999999/").status_code == 404
    assert client.get("/arbitration/cases/JF-2026-999999/request/").status_code == 404


def test_the_admin_site_only_looks(cast, client, admin_user):
    admin_client = with_second_factor(client, admin_user)
    referral = told.agreed(cast)
    page = f"/admin/arbitration/referral/{referral.pk}/change/"
    assert admin_client.get(page).status_code == 200
    assert admin_client.post(page, {"state": "awarded"}).status_code == 403
    assert admin_client.get("/admin/arbitration/referral/add/").status_code == 403
    assert (
        admin_client.get(
            f"/admin/arbitration/submissionagreement/{referral.submission.pk}/change/"
        ).status_code
        == 200
    )
