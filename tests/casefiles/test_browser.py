"""Evidence from a phone, in a real browser: with a line that breaks, and without scripts."""

import hashlib

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from casefiles.models import Evidence, Upload
from casefiles.services import assemble_case_file, request_case_file

from . import samples
from .conftest import make_case

PHOTO = samples.picture("PNG", size=(900, 700)) + bytes(range(256)) * 80


@pytest.fixture
def case(site, cast):
    return make_case(cast)


@pytest.fixture(autouse=True)
def small_pieces(settings):
    settings.UPLOAD_CHUNK_BYTES = 4096


def choose(page: Page, *files: tuple[str, str, bytes]) -> None:
    page.locator("#id_files").set_input_files(
        [{"name": name, "mimeType": kind, "buffer": data} for name, kind, data in files]
    )


def evidence_of(case) -> str:
    return reverse("casefiles:evidence", args=[case.dispute.reference])


def test_several_photos_at_once_from_a_phone(case, visitor, axe):
    page = visitor(case.complainant, phone=True)
    page.goto(evidence_of(case))
    axe(page)
    choose(
        page,
        ("聊天.png", "image/png", PHOTO),
        ("IMG_1.HEIC", "image/heic", samples.heic()),
        ("网页.html", "text/html", b"<html>"),
    )
    expect(page.locator(".uploads .done")).to_have_count(2)
    expect(page.locator(".uploads .failed")).to_contain_text("网页文件可能带有程序")
    expect(page.locator("#evidence-list .exhibit")).to_have_count(2)
    axe(page)
    assert {piece.sha256 for piece in Evidence.objects.all()} == {
        hashlib.sha256(PHOTO).hexdigest(),
        hashlib.sha256(samples.heic()).hexdigest(),
    }
    page.get_by_role("link", name="说明它证明什么").first.click()
    axe(page)
    page.get_by_label("证明对象").fill("对方承认收到稿件")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#evidence-list")).to_contain_text("对方承认收到稿件")


def test_a_broken_line_is_waited_out(case, visitor):
    page = visitor(case.complainant, phone=True)
    page.goto(evidence_of(case))
    sent = []

    def cut(route):
        sent.append(route.request.headers.get("upload-offset"))
        route.abort() if len(sent) in (2, 3) else route.continue_()

    page.route("**/casefiles/uploads/*/", cut)
    choose(page, ("聊天.png", "image/png", PHOTO))
    expect(page.locator(".uploads .done")).to_have_count(1, timeout=20_000)
    assert sent[1] == sent[2] == sent[3] == "4096"
    assert Evidence.objects.get().sha256 == hashlib.sha256(PHOTO).hexdigest()


def test_after_a_reload_the_same_file_goes_on_where_it_was(case, visitor):
    page = visitor(case.complainant, phone=True)
    page.goto(evidence_of(case))
    page.route(
        "**/casefiles/uploads/*/", lambda route: route.continue_() if _offset(route) < 8192 else route.abort()
    )
    choose(page, ("聊天.png", "image/png", PHOTO))
    expect(page.locator(".uploads .paused")).to_have_count(1)
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/casefiles/uploads/*/")
    assert Upload.objects.get().offset == 8192
    offsets = []
    page.on(
        "request",
        lambda asked: asked.method == "PATCH" and offsets.append(int(asked.headers["upload-offset"])),
    )
    page.goto(evidence_of(case))
    choose(page, ("聊天.png", "image/png", PHOTO))
    expect(page.locator(".uploads .done")).to_have_count(1)
    assert offsets[0] == 8192
    assert (Upload.objects.count(), Evidence.objects.get().sha256) == (1, hashlib.sha256(PHOTO).hexdigest())


def _offset(route) -> int:
    return int(route.request.headers.get("upload-offset", 0))


def test_without_scripts_the_plain_form_does(case, visitor):
    page = visitor(case.complainant, javascript=False)
    page.goto(evidence_of(case))
    choose(page, ("聊天.png", "image/png", PHOTO), ("证言.txt", "text/plain", "我看见了".encode()))
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.locator("#evidence-list .exhibit")).to_have_count(2)


def test_the_pages_of_a_case_file_are_in_order(case, visitor, axe, cast):
    page = visitor(case.complainant)
    page.goto(reverse("casefiles:case_files", args=[case.dispute.reference]))
    axe(page)
    case_file = request_case_file(case.dispute, by=case.complainant)
    page.goto(reverse("casefiles:case_file", args=[case_file.number]))
    expect(page.get_by_role("progressbar")).to_be_visible()
    axe(page)
    assemble_case_file.func(case_file.pk)
    expect(page.get_by_role("link", name="下载 PDF")).to_be_visible()
    axe(page)
    case_file.refresh_from_db()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").click()
    assert hashlib.sha256(download.value.path().read_bytes()).hexdigest() == case_file.sha256
    stranger = visitor(dark=True, phone=True)
    stranger.goto(reverse("verify:page"))
    axe(stranger)
    stranger.get_by_label("编码").fill(case_file.code)
    stranger.get_by_role("button", name="核验").click()
    expect(stranger.get_by_text("有这份案卷", exact=True)).to_be_visible()
    axe(stranger)


def test_a_file_chosen_before_the_script_came_is_sent_when_it_comes(case, visitor):
    page, waiting = visitor(case.complainant, phone=True), []
    page.route("**/casefiles/upload*.js", lambda route: waiting.append(route))
    page.goto(evidence_of(case), wait_until="commit")
    choose(page, ("聊天.png", "image/png", PHOTO))
    assert page.locator(".uploads li").count() == 0
    waiting[0].continue_()
    expect(page.locator(".uploads .done")).to_have_count(1)
    assert Evidence.objects.get().sha256 == hashlib.sha256(PHOTO).hexdigest()
