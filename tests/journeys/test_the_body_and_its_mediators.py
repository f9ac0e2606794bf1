"""The lot is drawn and drawn again by a stranger; two mediate together; a complaint about conduct is decided."""

import re
import subprocess
import sys

from accounts.models import Membership, User
from accounts.states import Role
from mediation.models import ConductComplaint
from mediation.services import accept_co_mediator, accept_co_office, name_co_mediator
from tests.journeys.mediation_people import Chair, InMediation, Mediating, Secretary
from tests.mediation.cases import make_case


def test_the_lot_is_drawn_and_a_stranger_draws_it_again(site, cast, visitor, tmp_path):
    case = make_case(cast).left_to_body()
    reference = case.dispute.reference
    li, wang = Mediating(visitor(cast.complainant, phone=True)), Mediating(visitor(cast.respondent))
    qin = Secretary(visitor(cast.secretary))

    qin.takes_turn(reference, "指定调解员").presses("公布名册，准备抽签").sees("抽签公示", "陈静", "许国华")
    for party, word in ((li, "紫罗兰"), (wang, "")):
        party.opens_mediation(reference).presses("第 1 次抽签公示").does_not_see("紫罗兰")
        party.writes(word=word).presses("提交，等待抽签")
    wang.sees("抽中", "紫罗兰", "没有写")

    saved = []
    for button in ("下载数据", "下载程序"):
        with wang.page.expect_download() as download:
            wang.presses(button)
        saved.append(tmp_path / download.value.suggested_filename)
        download.value.save_as(saved[-1])
    data, script = saved
    done = subprocess.run(
        [sys.executable, "-I", script.name, data.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stdout
    name = re.search(r"重新抽签结果: (\S+)", done.stdout)[1]
    wang.sees(f"抽中：{name}")
    assert case.mediation.mediator.name == name


def test_two_mediate_together_and_confer_alone(site, cast, visitor):
    case = make_case(cast).mediating()
    reference = case.dispute.reference
    co = name_co_mediator(case.mediation, by=cast.secretary, entry=case.entries[1], reason="懂设计。")
    xu, wang = Chair(visitor(cast.second_mediator)), Mediating(visitor(cast.respondent, phone=True))
    chen = InMediation(visitor(cast.mediator))
    xu.opens("mediation:caseload").presses("接受协同调解的指定").chooses(answer="接受").presses("提交")
    wang.opens_mediation(reference).presses("有无异议").chooses(answer="没有异议").presses("提交")
    accept_co_mediator(co, by=cast.complainant)

    for person in (xu, chen, wang):
        person.opens_mediation(reference)
    chen.in_tab("调解员合议室").says("我看二千五可行。")
    xu.in_tab("调解员合议室").shows("我看二千五可行。")
    wang.sees_no_tab("调解员合议室").does_not_see("我看二千五可行。")
    wang.in_tab("王强与调解员单独会谈").says("两位都在吗？")
    xu.in_tab("王强与调解员单独会谈").shows("两位都在吗？")
    chen.in_tab("王强与调解员单独会谈").shows("两位都在吗？")

    xu.presses("退出协同调解").writes(reason="出差。").presses("退出").sees("我的调解")
    wang.in_tab("全体会谈室").says("还在谈。")
    chen.in_tab("全体会谈室").shows("还在谈。")


def test_a_complaint_about_conduct_is_heard_and_decided(site, cast, visitor):
    case = make_case(cast).mediating()
    reference = case.dispute.reference
    luo = User.objects.create(email="luo.lan@cast.example", name="罗岚", language="zh-hans")
    Membership.objects.create(
        user=luo, organisation=cast.mediation_body, role=Role.SUPERVISOR, starts_on="2020-01-01"
    )
    li, wang = Mediating(visitor(cast.complainant, phone=True)), Mediating(visitor(cast.respondent))
    chen, chief = InMediation(visitor(cast.mediator)), InMediation(visitor(luo))
    told = "反复说不签就封号。"
    li.opens_mediation(reference).presses("投诉调解员").sees("另一方看不到")
    li.chooses(ground="强迫、施压，反复劝说已经明确拒绝的一方").writes(text=told).presses("提交投诉")
    complaint = ConductComplaint.objects.get()
    chen.hears_of("有人投诉您").opens("mediation:conduct").presses(reference)
    chen.sees(told).writes(statement="只说了平台规则。").presses("提交说明")
    chief.opens("mediation:conduct").presses(reference).sees("只说了平台规则。")
    chief.chooses(answer="投诉成立").writes(reasons="记录与陈述相符。").presses("作出决定")
    li.opens("mediation:conduct_show", complaint.pk).sees("投诉成立", "记录与陈述相符。")
    wang.opens_mediation(reference).does_not_see(told)
    wang.opens("mediation:conduct").does_not_see(reference)


def test_no_page_of_the_body_has_a_barrier(site, cast, visitor, axe):
    from mediation.services import add_certificate, complain_of_conduct, object_to_figure, publish_draw

    case = make_case(cast).left_to_body()
    qin, li = visitor(cast.secretary), visitor(cast.complainant, phone=True)
    chen = visitor(cast.mediator, dark=True)
    add_certificate(case.entries[0], by=cast.secretary, number="调1", issuer="市司法局")
    publish_draw(case.mediation, by=cast.secretary)
    second = make_case(cast).mediating()
    co = name_co_mediator(second.mediation, by=cast.secretary, entry=case.entries[1], reason="专家。")
    accept_co_office(co, by=cast.second_mediator, has_interest=True, text="讲过课。")
    complaint = complain_of_conduct(
        second.mediation,
        by=cast.complainant,
        appointment=second.mediation.appointment,
        ground="conduct.delay",
        text="不回复。",
    )
    objection = object_to_figure(case.entries[0], by=cast.mediator, figure="days", reason="算错。")
    pk, entry = second.mediation.pk, case.entries[0].pk
    looks = [
        (li, "mediation:draw_page", case.mediation.pk, 1),
        (li, "mediation:room", pk),
        (li, "mediation:co_challenge", pk, co.pk),
        (li, "mediation:conduct_add", pk),
        (li, "mediation:conduct_show", complaint.pk),
        (li, "mediation:roster"),
        (li, "mediation:roster_entry", entry),
        (qin, "mediation:name_co_mediator", pk),
        (qin, "mediation:certificate_add", entry),
        (qin, "mediation:availability", entry),
        (qin, "mediation:board"),
        (qin, "mediation:body", pk),
        (chen, "mediation:desk", pk),
        (chen, "mediation:caseload"),
        (chen, "mediation:figures", entry),
        (chen, "mediation:figure_cases", entry, "running"),
        (chen, "mediation:object_to_figure", entry, "running"),
        (chen, "mediation:objection", objection.pk),
        (chen, "mediation:conduct_show", complaint.pk),
    ]
    for page, name, *args in looks:
        InMediation(page).opens(name, *args)
        axe(page)
