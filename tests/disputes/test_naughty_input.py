"""The big list of naughty strings, in every field, through HTTP: never a server error, and what is kept is what came."""

import json
import unicodedata
from pathlib import Path

import pytest
from django.urls import reverse

from disputes.models import Dispute
from docket.selectors import verify_chain
from tests import stories
from tests.disputes.test_journeys_by_page import term, url
from tests.disputes.test_pages_of_filing import ROWS, begin, fill, step

LISTED = Path(__file__).resolve().parents[3] / "shared" / "data" / "naughty-strings" / "blns.json"
OWN = [
    "",
    " ",
    "undefined",
    "NaN",
    "1E400",
    "-1",
    "1e-9",
    "0x10",
    "９９９９９９９９９９９９９９９９",
    "2026-02-31",
    "'; DROP TABLE disputes_dispute; --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% debug %}",
    "\x00",
    "\u202e倒着\u2066写",
    "👩‍👩‍👧‍👦",
    "𠮷野家",
    "Ω≈ç√∫˜µ≤≥÷",
    "字" * 30_000,
    "../../../etc/passwd",
    "\ufeff",
    "\r\n\r\n",
    "%s%n%d",
]
NAUGHTY = OWN + (json.loads(LISTED.read_text()) if LISTED.exists() else [])
#: Each field alone with these, all fields together with the sample.
ALONE = [
    "\x00",
    "1E400",
    "９９９９９９９９９９９９９９９９",
    "字" * 30_000,
    "{{ 7*7 }}{% debug %}",
    "\u202e倒着\u2066写",
]
#: The whole list on the page that takes free text; a sample that differs in kind on all others.
SAMPLE = OWN + NAUGHTY[len(OWN) :: 47]


def each_way(fields, battery):
    """(what is put into the form), one field at a time and then all at once; by sample two a field, and ten."""
    for field in fields:
        for text in battery.chance.sample(ALONE, battery.size(sample=2, full=len(ALONE))):
            yield {field: text}
    for text in battery.chance.sample(SAMPLE, battery.size(sample=10, full=len(SAMPLE))):
        yield dict.fromkeys(fields, text)


#: What no page and no paper shows, or what turns the writing round.
NEVER_KEPT = "\x00\x07\x08\x1b\x7f\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u115f\u3164"


def seen(text):
    """What a reader sees of it: no controls, joiners or fillers, no heap of accents, one kind of blank."""
    shown = (
        c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Mn", "Me", "Zl", "Zp", "Cn")
    )
    return "".join(
        c for c in shown if c not in "\u115f\u1160\u3164\uffa0\u2800\u180e\ufffc" and not c.isspace()
    )


SENT = "forms with a naughty string in one field or in all: no server error"


def survives(answer):
    assert answer.status_code < 500
    return answer


@pytest.mark.battery("input")
def test_every_naughty_string_as_the_story(as_, cast, battery):
    client = as_("complainant")
    draft = begin(client)
    for text in battery.chance.sample(NAUGHTY, battery.size(sample=100, full=len(NAUGHTY))):
        battery.count("naughty strings as the story of a complaint: what is kept is what came")
        answer = survives(
            client.post(step(draft, "story"), {"title": text[:120], "narrative": text, "region": "33"})
        )
        if answer.status_code == 302:
            kept = stories.fresh(draft)
            assert seen(kept.narrative) == seen(text)
            assert not set(kept.narrative) & set(NEVER_KEPT)
            if len(text) % 10 == 0:
                survives(client.get(step(draft, "check")))


@pytest.mark.battery("input")
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("sector", ("sector",)),
        ("category", ("category",)),
        (
            "respondent",
            ("target", "platform", "name", "kind", "phone", "email", "address", "order_number", "q"),
        ),
        ("story", ("title", "happened_on", "region")),
        (
            "claims",
            ("claims-0-remedy", "claims-0-amount", "claims-0-detail", "claims-TOTAL_FORMS", "row_remove"),
        ),
        ("consents", ("name", "phone", "email", "address", "id_document", "id_number", "prior_steps")),
    ],
)
def test_naughty_strings_in_the_filing_form(name, fields, as_, cast, battery):
    client = as_("complainant")
    draft = begin(client)
    fill(client, draft, cast)
    good = {
        "sector": {"sector": "zhongbao"},
        "category": {"category": "unpaid_remuneration"},
        "respondent": {"target": "someone", "name": "王强"},
        "story": {"title": "事由", "narrative": "经过"},
        "claims": {**ROWS, "claims-0-remedy": "refund", "claims-0-amount": "1"},
        "consents": {"name": "李小雨", "phone": "13800000001"},
    }[name]
    for bad in each_way(fields, battery):
        answer = survives(client.post(step(draft, name), {**good, **bad}))
        battery.count(SENT)
        if answer.status_code == 302:
            survives(client.get(answer.url))


def test_a_complaint_full_of_naughty_text_goes_the_whole_road(as_, cast):
    text = "<b>'\"&{{x}}\u202e👩‍👩‍👧‍👦𠮷 " + "很长" * 40
    client = as_("complainant")
    draft = begin(client)
    fill(
        client, draft, cast, target="someone", name=text[:100], phone="13800000002", platform=cast.platform.pk
    )
    client.post(step(draft, "story"), {"title": text[:110], "narrative": text, "region": ""})
    client.post(step(draft, "check"))
    dispute = stories.fresh(draft)
    assert dispute.reference
    assert dispute.narrative == text.replace("\u202e", "")
    assert as_("handler").get(url("admit", dispute)).status_code == 200
    as_("handler").post(url("admit", dispute), {"decision": "admit"})
    as_("respondent").post(reverse("disputes:join"), {"code": stories.code_for(dispute)})
    as_("respondent").post(reverse("disputes:join_confirm"), {"name": text[:60], "phone": "13800000002"})
    claim = dispute.claims.get()
    answer = {"text": text, f"claim-{claim.pk}-stance": "denies", f"claim-{claim.pk}-note": text}
    assert as_("respondent").post(url("answer", dispute), answer).status_code == 302
    offer = {**term(dispute), "terms-0-detail": text, "message": text}
    assert as_("respondent").post(url("negotiate", dispute), offer).status_code == 302
    page = as_("complainant").get(url("negotiate", dispute)).content.decode()
    assert "<b>" not in page
    assert as_("complainant").post(url("offer_act", dispute, 1, "accept")).status_code == 302
    assert dispute.offers.get().message == text.replace("\u202e", "")
    assert verify_chain(dispute.chain) == []


CASES = [
    (
        "admit",
        "filed",
        "handler",
        {"decision": "complete", "standard": "completion.facts"},
        ("decision", "standard", "more"),
    ),
    (
        "admit",
        "filed",
        "handler",
        {"decision": "preview", "ground": "x", "reasons": "x"},
        ("ground", "reasons"),
    ),
    ("answer", "answering", "respondent", {"text": "x"}, ("text",)),
    ("negotiate", "negotiating", "complainant", {}, ("message", "counter")),
    ("end_negotiation", "negotiating", "complainant", {}, ("reason",)),
    (
        "opinion",
        "reviewing",
        "handler",
        {"rule_name": "x"},
        ("facts_found", "evidence", "rule_name", "rule_version"),
    ),
    ("reply", "opinion_issued", "respondent", {}, ("answer", "reason")),
    ("withdraw", "negotiating", "complainant", {}, ("why", "more")),
    (
        "representatives",
        "negotiating",
        "complainant",
        {"name": "x", "agrees": "on"},
        ("name", "contact", "mandate"),
    ),
    ("satisfaction", "closed", "complainant", {}, ("score", "comment")),
]


@pytest.mark.battery("input")
@pytest.mark.parametrize(("name", "state", "who", "good", "fields"), CASES)
def test_naughty_strings_in_the_acts(name, state, who, good, fields, as_, cast, battery):
    dispute = getattr(stories, state)(cast)
    for bad in each_way(fields, battery):
        survives(as_(who).post(url(name, dispute), {**good, **bad}))
        battery.count(SENT)


@pytest.mark.battery("input")
def test_naughty_strings_in_terms(as_, cast, battery):
    dispute = stories.negotiating(cast)
    for bad in each_way(
        [f"terms-0-{field}" for field in ("who", "action", "amount", "detail", "due_on")], battery
    ):
        survives(as_("complainant").post(url("negotiate", dispute), {**term(dispute), **bad}))
        battery.count(SENT)
    survives(as_("respondent").get(url("negotiate", dispute)))


@pytest.mark.parametrize("text", SAMPLE[:20])
def test_naughty_codes(text, as_, cast):
    survives(as_("anonymous").post(reverse("disputes:join"), {"code": text}))


def test_naughty_addresses(as_, cast):
    dispute = stories.negotiating(cast)
    client = as_("complainant")
    for path in (
        "/disputes/JF-2026-999999/negotiate/",
        "/disputes/JF-٢٠٢٦-000001/negotiate/",
        f"/disputes/{dispute.reference.lower()}/negotiate/?counter=٣",
        f"/disputes/{dispute.reference}/negotiate/?counter=99999999999999999999",
        f"/disputes/{dispute.reference}/offers/9999/accept/",
        f"/disputes/{dispute.reference}/obligations/999999999999999999/done/",
        f"/disputes/{dispute.reference}/parties/999999999999999999/code/",
        "/disputes/drafts/99999999999999999999999/sector/",
        "/disputes/drafts/1/nothing/",
        "/disputes/platforms/?q=%00&platform=%F0%9F%91%A9",
        "/disputes/platforms/?q=" + "x" * 3000,
    ):
        survives(client.get(path))
    assert Dispute.objects.count() == 1
