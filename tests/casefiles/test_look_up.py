"""One paper in a stranger's hand: what the page at the end of its square says, and to whom."""

import hashlib
import io
import re
import secrets
from datetime import UTC, datetime
from decimal import Decimal

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arbitration import services
from casefiles.models import PrintedPaper
from casefiles.particulars import is_fact_of, masked, sums_of
from casefiles.services import paper_pdf, printed_paper
from disputes.exceptions import NotLawfulNow
from disputes.models import Dispute
from docket.models import Entry
from docket.selectors import verify_all
from notices.codes import grouped, new_code, read_code
from notices.models import Paper
from notices.states import PaperKind
from tests import stories
from tests.arbitration import stories as arbitration

from .copies import text_of

pytestmark = pytest.mark.django_db
PAGE = "/verify/paper/"
NO_MATCH = "对不上任何一份文书"


@pytest.fixture
def paper(cast) -> Paper:
    dispute = stories.settled(cast)
    return Paper.objects.get(chain=dispute.chain, kind=PaperKind.SETTLEMENT)


def ask(client, **given):
    return client.post(PAGE, given)


def pdf_file(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("文书.pdf", data, content_type="application/pdf")


# --- what is printed


def test_the_square_holds_an_address_and_no_code(paper, settings):
    from casefiles.documents.paper import look_up_address

    settings.SITE_URL = "https://jiefen.example"
    assert (
        look_up_address()
        == "https://jiefen.example/verify/paper/"
        == settings.SITE_URL + reverse("lookup:paper")
    )
    text = "".join(text_of(paper_pdf(paper)))
    assert f"核验码{grouped(paper.code)}" in text
    assert "https://jiefen.example/verify/paper/" in text
    assert paper.sha256[:16] not in text


def test_two_papers_have_squares_of_one_picture(paper):
    from casefiles.documents.paper import dressed

    squares = {
        re.search(r'<svg[^>]*class="qr".*?</svg>', dressed(each)["html"], re.DOTALL)[0]
        for each in Paper.objects.filter(chain=paper.chain)
    }
    assert Paper.objects.filter(chain=paper.chain).count() > 3 and len(squares) == 1


def test_a_code_has_a_hundred_bits_and_no_letter_like_a_digit():
    codes = {new_code() for _n in range(200)}
    assert len(codes) == 200
    letters = set("".join(codes))
    assert letters == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")  # Crockford's base32: 5 bits each, 20 of them
    assert {len(code) for code in codes} == {20}
    assert grouped("0123456789ABCDEFGHJK") == "0123-4567-89AB-CDEF-GHJK"


@pytest.mark.parametrize(
    "typed",
    [
        "0123-4567-89AB-CDEF-GHJ1",
        "0123 4567 89ab cdef ghj1",
        "O123-4567-89ab-cdef-ghjl",
        "o123456789abcdefghji",
        "０１２３－４５６７－８９ＡＢ－ＣＤＥＦ－ＧＨＪ１",
        " 0123–4567—89AB·CDEF_GHJ1 ",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert read_code(typed) == "0123456789ABCDEFGHJ1"


@pytest.mark.parametrize(
    "typed", ["", "0123-4567-89AB-CDEF-GHJ", "0123-4567-89AB-CDEF-GHJU", "核" * 20, "0" * 64]
)
def test_what_is_no_code_is_none(typed):
    assert read_code(typed) is None


# --- the answer


def test_whoever_holds_the_paper_learns_what_the_genuine_one_says(paper, client):
    page = ask(client, code=grouped(paper.code), fact="2400.00")
    assert page.status_code == 200
    for words in (paper.title, paper.number, "李○○", "王○○", "2,400.00", "没有撤回"):
        assert words in page.text, words
    for secret in ("李小雨", "王强", "看全文", "海报"):
        assert secret not in page.text, secret
    assert "签发机构" not in page.text  # what two sides agree is issued by nobody
    admission = Paper.objects.get(chain=paper.chain, kind=PaperKind.ADMISSION)
    day = admission.issued_at.astimezone().date().isoformat()
    assert "<dt>签发机构</dt><dd>众帮众包平台</dd>" in ask(client, code=admission.code, fact=day).text
    pages = len(text_of(paper_pdf(paper)))
    assert re.search(rf"<dt>页数</dt><dd>{pages}</dd>", page.text)
    day = paper.issued_at.astimezone().date()
    for fact in (
        f"{day:%Y-%m-%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        "2,400元",
        "¥2400",
        "２４００",
    ):
        assert paper.number in ask(client, code=paper.code, fact=fact).text, fact


def test_a_party_gets_on_to_the_whole_text_and_a_stranger_does_not(paper, cast):
    for person, sees in ((cast.complainant, True), (cast.respondent, True), (cast.outsider, False)):
        client = Client()
        client.force_login(person)
        page = ask(client, code=paper.code, fact="2400")
        assert (reverse("notices:paper", args=[paper.pk]) in page.text) is sees


def test_all_that_is_wrong_is_answered_alike(paper):
    other = Paper.objects.filter(chain=paper.chain).exclude(pk=paper.pk).first()
    wrong = [
        {"code": new_code(), "fact": "2400"},
        {"code": paper.code, "fact": "2401"},
        {"code": paper.code, "fact": "2020-01-01"},
        {"code": paper.code, "fact": "王强"},
        {"code": "nonsense", "fact": "2400"},
        {"code": paper.number, "fact": "2400"},
        {"code": paper.sha256, "fact": "2400"},
        {"code": str(other.pk), "fact": "2400"},
    ]
    answers = set()
    for number, given in enumerate(wrong):
        page = Client(REMOTE_ADDR=f"198.51.100.{number}").post(PAGE, given)
        assert NO_MATCH in page.text, given
        typed = r'value="[^"]*"|nonce="[^"]*"|"X-CSRFToken": "[^"]*"'
        shown = re.sub(typed, "", page.text)
        answers.add((page.status_code, hashlib.sha256(shown.encode()).hexdigest()))
    assert len(answers) == 1


def test_nothing_is_asked_or_answered_in_an_address(paper, client):
    page = client.get(PAGE, {"code": paper.code, "fact": "2400"})
    assert page.status_code == 200 and paper.number not in page.text
    assert "no-store" in ask(client, code=paper.code, fact="2400").headers["Cache-Control"]


@pytest.mark.parametrize("given", [{}, {"code": "0123"}, {"fact": "2400"}])
def test_half_a_question_is_told_what_is_missing(client, given):
    assert ask(client, **given).status_code == 422


# --- wrong answers are counted


def test_wrong_answers_are_counted_against_the_address_and_right_ones_are_not(paper):
    near, far = Client(REMOTE_ADDR="203.0.113.5"), Client(REMOTE_ADDR="203.0.113.6")
    right = {"code": paper.code, "fact": "2400"}
    for _n in range(20):
        assert paper.number in near.post(PAGE, right).text
    for _n in range(10):
        assert near.post(PAGE, {"code": paper.code, "fact": "1"}).status_code == 200
    shut_out = near.post(PAGE, right)
    assert shut_out.status_code == 429 and 0 < int(shut_out.headers["Retry-After"]) <= 900
    assert paper.number not in shut_out.text and "15 分钟" in shut_out.text
    assert near.get(PAGE).status_code == 200
    assert paper.number in far.post(PAGE, right).text


def test_a_file_is_counted_like_a_code(client):
    for _n in range(10):
        assert ask(client, file=pdf_file(secrets.token_bytes(20))).status_code == 200
    assert ask(client, file=pdf_file(b"x")).status_code == 429


# --- the very file


def test_the_pdf_is_printed_once_and_every_copy_is_the_same(paper, cast):
    copies = set()
    for person in (cast.complainant, cast.respondent, cast.handler, cast.complainant):
        client = Client()
        client.force_login(person)
        copies.add(client.get(reverse("casefiles:paper_pdf", args=[paper.pk])).content)
    assert len(copies) == 1
    kept = PrintedPaper.objects.get(paper=paper)
    assert kept.sha256 == hashlib.sha256(copies.pop()).hexdigest()
    entry = Entry.objects.get(verb="casefiles.paper_printed")
    assert entry.facts == {"paper": paper.pk, "sha256": kept.sha256, "pages": kept.pages}
    assert [str(fault) for fault in verify_all()] == []


def test_a_genuine_file_is_known_by_itself_and_never_unknown(cast, client):
    dispute = stories.settled(cast)
    papers = list(Paper.objects.filter(chain=dispute.chain))
    assert len(papers) == 5
    for paper in papers:
        page = ask(client, file=pdf_file(paper_pdf(paper)))
        assert "与原件完全一致" in page.text and paper.number in page.text
        assert "李小雨" not in page.text


def test_a_forged_file_is_told_as_differing_and_the_genuine_words_are_shown(paper, client):
    genuine = paper_pdf(paper)
    with pikepdf.open(io.BytesIO(genuine)) as pdf:  # somebody pays less
        changed = io.BytesIO()
        page = pdf.pages[0]
        page.contents_add(pdf.make_stream(b"BT /F1 12 Tf 100 500 Td (240.00) Tj ET"))
        pdf.save(changed)
    place = len(genuine) // 2
    flipped = genuine[:place] + bytes([genuine[place] ^ 1]) + genuine[place + 1 :]
    for forged in (changed.getvalue(), flipped, genuine + b"\n", genuine[:-1]):
        page = ask(client, code=paper.code, fact="2400", file=pdf_file(forged))
        assert "文件与原件不一致" in page.text and "完全一致" not in page.text
        assert "2,400.00" in page.text and paper.number in page.text
        alone = ask(client, file=pdf_file(forged))
        assert "不是本平台保存的任何一份文书" in alone.text and paper.number not in alone.text


def test_a_code_copied_onto_another_paper_shows_that_other_papers_words(paper, client):
    other = Paper.objects.get(chain=paper.chain, kind=PaperKind.ADMISSION)
    page = ask(
        client,
        code=other.code,
        fact=f"{other.issued_at.astimezone().date():%Y-%m-%d}",
        file=pdf_file(paper_pdf(paper)),
    )
    assert "文件与原件不一致" in page.text and other.title in page.text and paper.number not in page.text


def test_too_big_a_file_is_refused(client):
    page = ask(client, file=pdf_file(b"0" * (20 * 1024 * 1024 + 1)))
    assert page.status_code == 422 and "20 MB" in page.text


def test_what_is_no_longer_as_it_was_issued_is_neither_printed_nor_confirmed(paper, client, cast):
    Paper.objects.filter(pk=paper.pk).update(html=paper.html.replace("2,400.00", "240.00"))
    tampered = Paper.objects.get(pk=paper.pk)
    with pytest.raises(NotLawfulNow):
        printed_paper(tampered)
    page = ask(client, code=paper.code, fact="240")
    assert page.status_code == 409 and paper.number not in page.text
    client.force_login(cast.complainant)
    assert client.get(reverse("casefiles:paper_pdf", args=[paper.pk])).status_code == 409
    assert not PrintedPaper.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"title": "裁决书"}, {"number": "众帮〔2026〕和字第9号"}, {"facts": {}}, {"withdrawal": "另有说法"}],
)
def test_a_paper_changed_after_it_was_printed_is_not_confirmed_either(paper, client, cast, change):
    pdf = paper_pdf(paper)
    Paper.objects.filter(pk=paper.pk).update(**change)
    for given in ({"code": paper.code, "fact": "2400"}, {"file": pdf_file(pdf)}):
        page = ask(client, **given)
        assert page.status_code == 409 and paper.number not in page.text
    client.force_login(cast.handler)
    assert "与签发时不一致" in client.get(reverse("notices:paper", args=[paper.pk])).text


def test_a_file_changed_on_disk_is_not_handed_out(paper, client, cast):
    kept = printed_paper(paper)
    kept.file.storage.delete(kept.file.name)
    kept.file.storage.save(kept.file.name, SimpleUploadedFile("x", b"%PDF-1.7 another"))
    client.force_login(cast.complainant)
    assert client.get(reverse("casefiles:paper_pdf", args=[paper.pk])).status_code == 409


# --- reading sums and names


SUMS = [
    ("<td>3,000.00</td>", ["3000.00"]),
    ("<p>付款 3000 元，再付12.5元</p>", ["3000.00", "12.50"]),
    ("<p>人民币 <strong>1,234,567.89</strong> 元</p>", ["1234567.89"]),
    ("<p>¥99 和 ￥ 1,000</p>", ["99.00", "1000.00"]),
    ("<p>按年利率 3.85% 计算</p>", []),
    ("<p>电话 13800000002，2026-03-05，第 18 条，编号 3.45.67</p>", []),
    ("<p>3000.00 元，又 3,000.00</p>", ["3000.00"]),
    ("<p>一共 0.10 元</p>", ["0.10"]),
]


@pytest.mark.parametrize("html, sums", SUMS)
def test_every_sum_of_a_text_is_read_and_nothing_else(html, sums):
    assert sums_of(Paper(html=html)) == [Decimal(each) for each in sums]


@pytest.mark.parametrize(
    "told", ["", "元", "3000.001", "12,50", "1e3", "-3000", "三千一百元", "2026-02-30", "26-01-01", "NaN"]
)
def test_what_is_no_fact_is_none(told):
    paper = Paper(html="<td>3,000.00</td><td>1,250.00</td>", issued_at=datetime(2026, 3, 1, tzinfo=UTC))
    assert not is_fact_of(paper, told)


@pytest.mark.parametrize(
    "html, told",
    [
        (
            "<p>付款 <b>3,000.00</b> 元</p>",
            "三千元 叁仟元整 3千 3000块 RMB3000 CNY3,000.00 人民币3000圆 ３０００",
        ),
        ("<p>付款叁仟元整</p>", "3000 三千元 ¥3,000"),
        ("<p>一共3万5千元，另付三块五</p>", "35000 3.5万 三万五千元 3.50"),
        ("<p>pays RMB 3,000.00 yuan by Dec. 1, 2026</p>", "3000yuan 2026-12-01 1Dec2026"),
        ("<p>于2026年12月1日以前付清</p>", "2026-12-01 二〇二六年十二月一日 Dec.1,2026"),
        ("<td>二〇二六年十二月一日</td>", "2026年12月1日"),
    ],
)
def test_any_day_and_any_sum_on_the_paper_is_a_fact_of_it(html, told):
    paper = Paper(html=html, issued_at=datetime(2026, 3, 1, tzinfo=UTC))
    for fact in told.split():
        assert is_fact_of(paper, fact), fact
    assert not is_fact_of(paper, "2026-12-02") and not is_fact_of(paper, "三千零一元")


def test_an_english_paper_is_confirmed_by_what_stands_on_it(cast, client):
    """As a reader copies them off the printed page: found in the PDF by another program than ours."""
    dispute = stories.negotiating(cast)
    Dispute.objects.filter(pk=dispute.pk).update(language="en")
    dispute.refresh_from_db()
    terms = [stories.pays(dispute, "2400.00")]
    offer = stories.services.make_offer(dispute, by=cast.respondent, terms=terms)
    stories.services.accept_offer(offer, by=cast.complainant)
    paper = Paper.objects.get(chain=dispute.chain, kind=PaperKind.SETTLEMENT)
    text = " ".join(" ".join(text_of(paper_pdf(paper))).split())
    written = re.findall(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? ?\d+, ?\d{4}", text)
    assert paper.language == "en" and written
    for fact in {*written, "RMB 2,400.00 yuan", "2400 yuan", "2,400.00"}:
        assert paper.number in ask(client, code=paper.code, fact=fact).text, fact


def test_the_day_of_a_paper_is_the_day_in_beijing():
    paper = Paper(html="", issued_at=datetime(2026, 3, 1, 16, 30, tzinfo=UTC))
    assert is_fact_of(paper, "2026-03-02") and not is_fact_of(paper, "2026-03-01")


@pytest.mark.parametrize(
    "name, shown",
    [
        ("王强", "王○○"),
        ("欧阳修文", "欧阳○○"),
        ("欧阳", "欧○○"),
        ("阿不都·热合曼", "阿○○"),
        ("John Smith", "J○○"),
    ],
)
def test_a_person_is_a_surname_and_two_circles(name, shown):
    assert masked(name) == shown


def test_a_company_is_named_whole():
    assert masked("众帮众包平台有限公司", "organisation") == "众帮众包平台有限公司"


# --- no longer in force


def test_a_replaced_paper_says_which_one_counts(cast, client):
    dispute = stories.opinion_issued(cast, is_automated=True)
    first = Paper.objects.get(chain=dispute.chain, kind=PaperKind.OPINION)
    stories.services.ask_human_review(dispute, by=cast.respondent)
    stories.services.issue_opinion(
        dispute,
        by=cast.supervisor,
        facts_found="任务已完成。",
        evidence_accepted="采信验收记录。",
        rule_name="众帮众包平台交易规则",
        rule_version="2026年第2版 第18条",
        reasons="复核后维持。",
        terms=[stories.pays(dispute, "2900.00")],
    )
    newest = Paper.objects.filter(chain=dispute.chain, kind=PaperKind.OPINION).latest("pk")
    page = ask(client, code=first.code, fact="3000")
    assert "已被替换" in page.text and f"现行的一份是 {newest.number}" in page.text
    assert "没有撤回" in ask(client, code=newest.code, fact="2900").text
    assert [str(fault) for fault in verify_all()] == []


def test_an_application_taken_back_is_withdrawn_and_the_agreement_is_not(cast, client):
    referral = arbitration.sent(cast)
    services.withdraw_referral(referral, by=cast.complainant, reason="双方和好")
    told = {}
    for paper in Paper.objects.filter(chain=referral.dispute.chain):
        page = ask(client, code=paper.code, fact=f"{paper.issued_at.astimezone().date():%Y-%m-%d}")
        told[paper.kind] = "这份文书已经撤回" in page.text
    withdrawn = {kind for kind, is_withdrawn in told.items() if is_withdrawn}
    assert withdrawn == {"arbitration_referral", "arbitration_application", "evidence_list"}
    assert len(told) > 6
    assert [str(fault) for fault in verify_all()] == []
