"""The pages in a real browser: the check answers while one types, the bundle appears by itself, no barrier anywhere."""

from __future__ import annotations

import pytest
from django.urls import reverse

from arbitration import services
from arbitration.models import Referral
from tests import stories
from tests.arbitration import stories as told
from tests.arbitration.test_access import awarded
from tests.arbitration.test_bundles import hand_in

TWO = "因本合同引起的争议，提交示例市仲裁委员会或北京仲裁委员会仲裁，也可以向人民法院起诉。"
SIZES = [pytest.param(True, id="phone"), pytest.param(False, id="desktop")]


def test_the_check_answers_while_one_types(cast, visitor):
    dispute = stories.choosing_road(cast)
    page = visitor(cast.complainant)
    page.goto(reverse("arbitration:request", args=[dispute.reference]))
    page.get_by_label("仲裁机构").select_option("示例市仲裁委员会")
    page.get_by_label("条款或协议原文").type(TWO)
    findings = page.locator("#findings")
    findings.get_by_text("约定了两个以上的仲裁机构").wait_for()
    findings.get_by_text("约定“可以仲裁，也可以起诉”的，仲裁协议无效").wait_for()
    page.get_by_label("条款或协议原文").fill(told.CLAUSE)
    findings.get_by_text("文字明确约定了仲裁").wait_for()
    assert not Referral.objects.exists()
    page.get_by_role("button", name="开始准备申请书").click()
    page.get_by_role("heading", name="核对仲裁申请书").wait_for()


def test_without_scripts_the_check_answers_too_and_keeps_the_words(cast, visitor):
    dispute = stories.choosing_road(cast)
    page = visitor(cast.complainant, javascript=False)
    page.goto(reverse("arbitration:request", args=[dispute.reference]))
    page.get_by_label("仲裁机构").select_option("示例市仲裁委员会")
    page.get_by_label("条款或协议原文").fill(TWO)
    page.get_by_role("button", name="开始准备申请书").click()
    page.get_by_text("没有开始申请，您写的内容都还在").wait_for()
    assert page.get_by_label("条款或协议原文").input_value() == TWO


def test_the_bundle_appears_by_itself_once_it_is_bound(cast, visitor, work):
    referral = told.sent(cast)
    page = visitor(cast.registrar)
    page.goto(reverse("arbitration:register", args=[referral.pk]))
    page.get_by_text("正在装订").wait_for()
    work()
    page.get_by_role("link", name="下载全部材料").wait_for()


@pytest.mark.parametrize("phone", SIZES)
def test_no_page_has_a_barrier(cast, visitor, axe, work, phone):
    dispute = stories.choosing_road(cast)
    hand_in(dispute, cast.complainant, "验收记录.pdf", purpose="证明已经验收")
    complainant, respondent, registrar = (
        visitor(user, phone=phone, dark=dark)
        for user, dark in ((cast.complainant, False), (cast.respondent, True), (cast.registrar, False))
    )

    def look(page, name, *arguments):
        page.goto(reverse(f"arbitration:{name}", args=arguments))
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")

    look(complainant, "request", dispute.reference)
    complainant.get_by_label("仲裁机构").select_option("示例市仲裁委员会")
    complainant.get_by_label("条款或协议原文").fill(TWO)
    complainant.get_by_role("button", name="开始准备申请书").click()
    complainant.get_by_text("没有开始申请").wait_for()
    axe(complainant)
    look(complainant, "propose", dispute.reference)
    complainant.get_by_label("仲裁机构").select_option("示例市仲裁委员会")
    complainant.get_by_label("您的姓名").fill("李小雨")
    complainant.get_by_label("我明白").check()
    complainant.get_by_role("button", name="先看全文").click()
    complainant.get_by_text("双方要确认的文字").wait_for()
    axe(complainant)
    complainant.get_by_role("button", name="签名并送给对方").click()
    complainant.get_by_role("heading", name="仲裁移送", exact=True).wait_for()
    referral = Referral.objects.get()
    look(complainant, "show", referral.pk)
    look(complainant, "submission", referral.pk)
    look(respondent, "submission", referral.pk)
    services.accept_submission(referral, by=cast.respondent, name="王强")
    look(complainant, "prepare", referral.pk)
    look(complainant, "withdraw", referral.pk)
    services.send_referral(referral, by=cast.complainant)
    look(registrar, "referrals")
    look(registrar, "register", referral.pk)
    work()
    look(registrar, "register", referral.pk)
    services.accept_referral(referral, by=cast.registrar, case_number="（2026）示仲字第128号")
    look(registrar, "result", referral.pk)
    look(respondent, "show", referral.pk)


def test_a_closed_referral_reads_without_a_barrier(cast, visitor, axe):
    referral = awarded(cast)
    for user in (cast.complainant, cast.registrar):
        page = visitor(user)
        page.goto(reverse("arbitration:show", args=[referral.pk]))
        page.get_by_role("link", name="下载裁决书").wait_for()
        axe(page)
