"""What a stranger tries at the edges of pages: names of hosts, redirects, frames, sessions, spreadsheets, ranges."""

import csv
import io
import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.fields.files import FieldFile
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.services import declare_identity
from casefiles.models import Evidence
from casefiles.services import receive_file
from disputes.serving import ranged
from inputs.words import plain_cell
from mediation.forms.drafting import SplitForm
from reporting.documents import as_csv
from tests import stories
from tests.casefiles.samples import WAV, pdf, picture
from tests.cast import PASSWORD, login

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    " https://evil.example/",
    "/\t/evil.example/",
]


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


def is_here(address: str) -> bool:
    """As a browser reads it: backslashes are slashes, tabs and blanks before it are nothing."""
    read = re.sub(r"[\t\r\n]", "", address.strip().replace("\\", "/"))
    return urlsplit(urljoin("http://testserver/some/page/", read))[:2] == ("http", "testserver")


@pytest.mark.parametrize("there", ELSEWHERE)
def test_no_page_sends_anybody_to_another_site(cast, there):
    """Every door that takes `next`, and the pages that go back to where one was."""
    client = Client()
    answer = client.post(
        f"{reverse('account_login')}", {"login": cast.complainant.email, "password": PASSWORD, "next": there}
    )
    assert answer.status_code == 302
    assert is_here(answer.url), answer.url
    signed_in = login(Client(), cast.complainant)
    posts = [
        (reverse("preferences"), {"elder": "1", "next": there}),
        (reverse("set_language"), {"language": "en", "next": there}),
        (reverse("forget_typed"), {"kept_post": "1", "next": there}),
        (reverse("account_logout"), {"next": there}),
    ]
    for url, data in posts:
        answer = signed_in.post(url, data)
        assert answer.status_code == 302
        assert is_here(answer.url), (url, answer.url)
    for url in (reverse("preferences"), reverse("set_language")):
        answer = Client(headers={"referer": there}).post(url, {"language": "en", "elder": "1"})
        assert is_here(answer.url), (url, answer.url)


@pytest.mark.parametrize("there", ELSEWHERE)
def test_a_refusal_leads_back_to_nobody_elses_site(cast, there):
    dispute = stories.negotiating(cast)
    client = login(Client(headers={"referer": there}), cast.complainant)
    address = reverse("disputes:end_negotiation", args=[dispute.reference])
    stories_end = client.post(address, {"reason": "谈不拢"})
    assert stories_end.status_code == 302
    refused = client.post(address, {"reason": "谈不拢"})
    assert refused.status_code == 409
    assert "evil" not in refused.content.decode()
    assert "javascript:" not in refused.content.decode()


def test_from_a_page_of_ours_a_refusal_leads_back_there(cast):
    dispute = stories.negotiating(cast)
    here = reverse("proceedings:case", args=[dispute.reference])
    client = login(Client(headers={"referer": f"http://testserver{here}"}), cast.complainant)
    address = reverse("disputes:end_negotiation", args=[dispute.reference])
    client.post(address, {"reason": "谈不拢"})
    assert f'href="http://testserver{here}"' in client.post(address, {"reason": "谈不拢"}).content.decode()


def test_a_letter_names_our_address_whatever_host_was_asked(cast, settings, mailoutbox):
    """Behind a proxy that lets any host through, a stranger cannot make a reset lead to a site of theirs."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://jiefen.example"
    client = Client(headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    client.post(reverse("account_reset_password"), {"email": cast.complainant.email})
    client.post(reverse("account_request_login_code"), {"contact": cast.respondent.email})
    client.post(reverse("account_signup"), {"name": "新人", "email": "new@example.org", "agrees": "on"})
    assert len(mailoutbox) == 3
    for letter in mailoutbox:
        assert "evil.example" not in letter.subject + letter.body
    assert "https://jiefen.example/" in mailoutbox[0].body


def test_an_unknown_host_gets_no_page(client, db):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("name", ["account_logout", "set_language", "preferences", "account_login"])
def test_another_site_posts_nothing_here(cast, name):
    client = login(Client(enforce_csrf_checks=True), cast.complainant)
    answer = client.post(
        reverse(name), {"language": "en", "elder": "1"}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert client.get(reverse("accounts:profile")).status_code == 200, "still logged in"
    assert "elder" not in answer.cookies


def test_an_address_alone_logs_nobody_out_and_changes_nothing(cast):
    client = login(Client(), cast.complainant)
    for name in ("account_logout", "set_language", "preferences", "forget_typed"):
        client.get(reverse(name))
        client.head(reverse(name))
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_a_session_that_was_there_before_is_another_after_coming_in(cast):
    """Fixation: whoever planted a session sees nothing of who comes in with it, by code of a case or by password."""
    dispute = stories.answering(cast, joined=False)
    doors = {
        "guest": lambda client: (
            client.post("/disputes/join/", {"code": stories.code_for(dispute)}),
            client.post("/disputes/join/confirm/", {"name": "王强", "phone": "13800000002"}),
        ),
        "password": lambda client: client.post(
            reverse("account_login"), {"login": cast.complainant.email, "password": PASSWORD}
        ),
    }
    for door, come_in in doors.items():
        client = Client()
        client.post("/disputes/join/", {"code": "AAAAAAAAAA"})
        session = client.session
        session["planted"] = True
        session.save()
        client.cookies["sessionid"] = planted = session.session_key
        come_in(client)
        assert "_auth_user_id" in client.session, door
        assert client.session.session_key != planted, door
        assert not Session.objects.filter(session_key=planted).exists(), door


def test_who_comes_in_over_another_leaves_nothing_of_theirs(cast):
    client = login(Client(), cast.complainant)
    session = client.session
    session["of_the_first"] = True
    session.save()
    login(client, cast.respondent)
    assert "of_the_first" not in client.session


@pytest.mark.parametrize(
    "value",
    [
        "=1+1",
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\u00a0=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "|cmd",
        "%x",
    ],
)
def test_no_cell_of_a_table_is_computed(value):
    text = "".join(as_csv([[value, "王强", 5, None]]))
    (row,) = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    assert row == [f"'{value}", "王强", "5", ""]


@pytest.mark.parametrize("value", ["", "   ", "王强", "3-5 日", "a=b", "（=）", 5, -5, None])
def test_what_is_no_formula_stays_as_it_is(value):
    assert plain_cell(value) == value


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("bytes=" + "9" * 5000 + "-", 200),  # more digits than a number is read from
        ("bytes=0-" + "9" * 5000, 200),
        ("bytes=٣-", 200),
        ("bytes=" + "9" * 18 + "-", 416),
        ("bytes=5-2", 416),
        ("bytes=-5", 200),
        ("bytes=0-1,2-3", 200),
        ("bytes=0-" + "9" * 18, 206),
    ],
)
def test_a_range_that_makes_no_sense_gets_the_whole_or_nothing(rf, tmp_path, settings, asked, status):
    storage = FileSystemStorage(tmp_path)
    stored = FieldFile(
        Evidence(), Evidence._meta.get_field("file"), storage.save("a.wav", ContentFile(b"0123456789"))
    )
    stored.storage = storage
    answer = ranged(rf.get("/", headers={"range": asked}), stored, "audio/wav", 10)
    assert answer.status_code == status
    if status != 416:
        assert b"".join(answer.streaming_content) == b"0123456789"


def test_no_range_reaches_into_the_recording_of_another_case(cast):
    """A part is asked for like the whole: by who may see it."""
    dispute = stories.negotiating(cast)
    piece = receive_file(dispute, by=cast.complainant, file=SimpleUploadedFile("a.wav", WAV + b"\0" * 64))
    for name in ("casefiles:evidence_preview", "casefiles:evidence_download", "casefiles:evidence_thumbnail"):
        for headers in ({"range": "bytes=0-9"}, {"range": "bytes=10-"}, {}):
            for client in (login(Client(), cast.outsider), Client()):
                assert client.get(reverse(name, args=[piece.pk]), headers=headers).status_code in {302, 404}


def test_every_page_says_that_it_goes_in_no_frame_and_tells_no_other_site_where_one_was(cast):
    client = login(Client(), cast.complainant)
    for url in ("/", "/inbox/", reverse("account_login"), "/no-such-page/", reverse("disputes:join")):
        answer = client.get(url)
        assert answer["X-Frame-Options"] == "DENY", url
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], url
        assert answer["Referrer-Policy"] == "same-origin", url
        assert answer["X-Content-Type-Options"] == "nosniff", url
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", url


@pytest.mark.parametrize(("image", "shown"), [(picture(), "inline"), (pdf(), "attachment")])
def test_the_photo_of_a_document_runs_nothing(cast, image, shown):
    check = declare_identity(
        cast.complainant,
        by=cast.complainant,
        document="resident_id",
        number="11010519491231002X",
        name=cast.complainant.name,
        image=image,
        consents=True,
    )
    answer = login(Client(), cast.centre_supervisor).get(reverse("accounts:identity_image", args=[check.pk]))
    assert answer.status_code == 200
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith(shown)


def test_a_number_of_five_thousand_digits_is_no_number_of_a_row():
    typed = QueryDict(mutable=True)
    typed.update(
        {
            "split-item": "1",
            "split-parts": "3",
            "split-first_on": f"{timezone.localdate():%Y-%m-%d}",
            "terms-" + "9" * 5000 + "-who": "1-2",
            "terms-٣-who": "1-2",
        }
    )
    form = SplitForm(typed)
    assert form.rows(typed, parties=[]) is None
    assert form.errors["item"] == ["没有这一项。"]
