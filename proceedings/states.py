"""What each act is called when it is told to people. A verb that is not here is told to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Telling(NamedTuple):
    """`text` for the timeline, `{party}` and `{paper}` filled in from the entry; `rings`: also under the bell of
    everybody in the case but the one who acted, there in the words of `bell` if there are any."""

    text: _StrPromise | str
    rings: bool = True
    bell: _StrPromise | str = ""


TELLINGS: dict[str, Telling] = {
    "disputes.filed": Telling(_("投诉已提交")),
    "disputes.completion_asked": Telling(_("请投诉人补正材料")),
    "disputes.completed": Telling(_("投诉人已补正材料")),
    "disputes.lapsed": Telling(_("逾期未补正，案件终结")),
    "disputes.admitted": Telling(_("投诉已受理")),
    "disputes.declined": Telling(_("投诉不予受理")),
    "disputes.code_made": Telling(_("给{party}制作了查阅码"), rings=False),
    "disputes.notice_waits": Telling(
        _("《{paper}》还没有办法送达{party}，等待当面或者邮寄送达"), rings=False
    ),
    "disputes.notice_sent": Telling(_("《{paper}》已向{party}发出，还没有确认送达"), rings=False),
    "disputes.notice_arrived": Telling(_("《{paper}》已送达{party}"), rings=False),
    "disputes.notice_failed": Telling(
        _("《{paper}》未能送达{party}"), bell=_("有一份文书未能送达，请看送达情况")
    ),
    "disputes.notice_refused": Telling(_("{party}拒收《{paper}》"), bell=_("有一份文书被拒收，请看送达情况")),
    "disputes.notice_came_back": Telling(
        _("发给{party}的《{paper}》被退回，不算送达"), bell=_("有一份文书被退回，不算送达")
    ),
    "disputes.notice_arrived_later": Telling(
        _("先前的送达不成立，《{paper}》以后来的为准送达{party}：{at}"), bell=_("一次送达不成立，请看期限")
    ),
    "disputes.notice_not_reached": Telling(
        _("经核实，《{paper}》不是{party}本人收到的，不算送达"),
        bell=_("经核实，一份文书不是本人收到的，不算送达"),
    ),
    "disputes.arrival_doubted": Telling(_("有人提出《{paper}》没有到{party}本人手里，正在核实"), rings=False),
    "disputes.arrival_kept": Telling(_("经核实，《{paper}》确实到了{party}那里，送达不变"), rings=False),
    "disputes.contact_dropped": Telling(_("{party}的一个联系方式经核实不是本人的，不再使用"), rings=False),
    "disputes.silence_undone": Telling(
        _("答辩通知没有送达，按没有答复走的程序撤回，重新送达"), bell=_("答辩通知没有送达，程序回到送达")
    ),
    "disputes.opinion_service_undone": Telling(
        _("处理意见的送达没有成立，回应期限停止计算，重新送达"),
        bell=_("处理意见要重新送达，回应期限停止计算"),
    ),
    "disputes.notice_arrived_sooner": Telling(
        _("《{paper}》更早就已送达{party}：{at}"), bell=_("登记了一份更早的送达回证，请看期限")
    ),
    "disputes.time_restarted": Telling(
        _("《{paper}》新送达{party}，期限从{at}起重新计算"), bell=_("又送达了一人，期限重新计算")
    ),
    "disputes.time_corrected": Telling(
        _("期限改从更早的送达起算：{at}"), bell=_("期限改从更早的送达起算，请看新的日期")
    ),
    "disputes.served_answered": Telling(_("收到通知的被投诉人都已答复，开始协商")),
    "disputes.service_resumed": Telling(_("增加了被投诉人，等通知送达以后重新计算答复期限")),
    "disputes.respondents_served": Telling(_("答辩通知已经送达，答复期限开始计算")),
    "disputes.served_in_part": Telling(_("部分被投诉人已经送达，答复期限开始计算")),
    "disputes.service_undone": Telling(_("送达没有成立，答复期限停止计算")),
    "disputes.unreached": Telling(_("在规定的期间内没有送达被投诉人，案件结案")),
    "disputes.service_refused": Telling(_("被投诉人拒收，在规定的期间内没有送达，案件结案")),
    "disputes.opinion_served": Telling(_("处理意见已经送达各方，回应期限开始计算")),
    "disputes.opinion_unserved": Telling(_("处理意见没有送达各方，请投诉人选择下一步途径")),
    "disputes.party_added": Telling(_("增加了一方当事人")),
    "disputes.party_registered": Telling(_("{party}在窗口登记，文书当面或者邮寄送达"), rings=False),
    "disputes.party_joined": Telling(_("被通知的一方已加入案件")),
    "disputes.party_came_back": Telling(_("{party}换了设备或者账号，回到案件"), rings=False),
    "disputes.number_left": Telling(_("{party}的手机号码可能已经换人使用"), rings=False),
    "disputes.representative_appointed": Telling(_("当事人委托了代理人")),
    "disputes.answered": Telling(_("被投诉人已答复，开始协商")),
    "disputes.answer_added": Telling(_("收到一份答复")),
    "disputes.answer_time_ended": Telling(_("答复期限届满，开始协商")),
    "disputes.respondent_silent": Telling(_("被投诉人逾期未答复")),
    "disputes.offer_made": Telling(_("提出了一份和解方案")),
    "disputes.offer_accepted": Telling(_("和解方案被接受")),
    "disputes.offer_rejected": Telling(_("和解方案被拒绝")),
    "disputes.offer_withdrawn": Telling(_("和解方案已撤回")),
    "disputes.negotiation_ended": Telling(_("协商结束")),
    "disputes.opinion_issued": Telling(_("承办机构出具了处理意见")),
    "disputes.opinion_accepted": Telling(_("一方接受了处理意见")),
    "disputes.opinion_rejected": Telling(_("一方不接受处理意见")),
    "disputes.opinion_lapsed": Telling(_("处理意见未在期限内被各方接受")),
    "disputes.human_review_asked": Telling(_("当事人要求人工复核")),
    "disputes.platform_silent": Telling(_("承办机构没有在期限内出具处理意见")),
    "disputes.left_unresolved": Telling(_("这一阶段未能解决，请投诉人选择下一步途径")),
    "disputes.taken_elsewhere": Telling(_("投诉人已转向监管部门或法院")),
    "disputes.withdrawn": Telling(_("投诉人撤回了投诉")),
    "disputes.closed_unresolved": Telling(_("案件结案，未能解决")),
    "disputes.settled": Telling(_("双方达成协议，进入履行")),
    "disputes.performance_claimed": Telling(_("一方表示已履行，待对方确认")),
    "disputes.performance_confirmed": Telling(_("一项约定已确认履行")),
    "disputes.performance_contested": Telling(_("对方表示尚未收到履行")),
    "disputes.payment_reported": Telling(_("登记了一笔付款，待对方确认")),
    "disputes.payment_confirmed": Telling(_("一笔付款已确认收到")),
    "disputes.payment_contested": Telling(_("对方表示没有收到一笔付款")),
    "disputes.payment_withdrawn": Telling(_("撤回了一笔登记有误的付款")),
    "disputes.more_time_asked": Telling(_("一方请求延长履行日期")),
    "disputes.more_time_refused": Telling(_("没有同意延长，仍按原来的日期履行")),
    "disputes.whole_sum_called": Telling(_("按约定，余款提前全部到期")),
    "disputes.obligation_waived": Telling(_("一项约定被免除")),
    "disputes.obligation_extended": Telling(_("一项约定的履行日期已延长")),
    "disputes.obligation_breached": Telling(_("一项约定逾期未履行")),
    "disputes.performance_resumed": Telling(_("恢复履行"), rings=False),
    "disputes.performed": Telling(_("约定全部履行完毕，案件办结")),
    "disputes.arbitration_concluded": Telling(_("仲裁程序结束")),
    "disputes.satisfaction_given": Telling(_("收到一份评价"), rings=False),
    "casefiles.evidence_received": Telling(_("提交了一份证据")),
    "casefiles.evidence_withdrawn": Telling(_("撤回了一份证据")),
    "mediation.requested": Telling(_("申请第三方调解")),
    "mediation.consented": Telling(_("对方同意调解")),
    "mediation.consent_presumed": Telling(_("对方在期限内未拒绝，调解继续")),
    "mediation.refused": Telling(_("对方不同意调解")),
    "mediation.body_accepted": Telling(_("调解组织已受理")),
    "mediation.body_refused": Telling(_("调解组织不予受理")),
    "mediation.mediator_appointed": Telling(_("调解员已确定")),
    "mediation.mediator_disclosed": Telling(_("调解员已作出利害关系披露")),
    "mediation.challenged": Telling(_("当事人申请调解员回避")),
    "mediation.challenge_upheld": Telling(_("回避申请成立，将更换调解员")),
    "mediation.challenge_dismissed": Telling(_("回避申请不成立")),
    "mediation.begun": Telling(_("调解开始")),
    "mediation.course_extended": Telling(_("各方同意延长调解期限")),
    "mediation.proposal_made": Telling(_("调解员提出了调解方案")),
    "mediation.facts_stated": Telling(_("有新的事实请您核对")),
    "mediation.facts_closed": Telling(_("无争议事实已整理好，请确认")),
    "mediation.facts_issued": Telling(_("无争议事实确认书已成文")),
    "mediation.cooling_off_begun": Telling(_("各方已确认协议文字，冷静期开始")),
    "mediation.acceptance_taken_back": Telling(_("一方撤回了对协议文字的确认")),
    "mediation.session_fixed": Telling(_("会议时间已定"), rings=False),  # told in better words already
    "mediation.session_moved": Telling(_("会议改期"), rings=False),
    "mediation.session_cancelled": Telling(_("会议取消"), rings=False),
    "mediation.session_held": Telling(_("会议已经举行"), rings=False),
    "mediation.session_adjourned": Telling(_("会议休会"), rings=False),
    "mediation.session_not_held": Telling(_("会议没有开成"), rings=False),
    "mediation.agreement_drafted": Telling(_("调解协议已拟好，请核对签署")),
    "mediation.record_drawn_up": Telling(_("调解笔录已写好，请核对")),
    "mediation.agreement_signed": Telling(_("一方已签署调解协议")),
    "mediation.agreed": Telling(_("调解成功，协议生效")),
    "mediation.terminated": Telling(_("调解终止")),
    # the bell rings where it happens: those who were in office are out of it when this is read
    "mediation.ended_with_dispute": Telling(_("调解随案件一起终止"), rings=False),
    "mediation.confirmation_opened": Telling(_("三十日内双方可以一起申请司法确认")),
    "mediation.confirmation_wanted": Telling(_("一方愿意申请司法确认"), rings=False),
    "mediation.confirmation_declined": Telling(_("一方不同意申请司法确认")),
    "mediation.confirmation_reconsidered": Telling(_("可以重新申请司法确认")),
    "mediation.confirmation_agreed": Telling(_("双方同意申请司法确认，请补齐材料")),
    "mediation.confirmation_certified": Telling(_("调解组织出具了主持调解的证明"), rings=False),
    "mediation.confirmation_packed": Telling(_("司法确认的申请材料已经备齐")),
    "mediation.confirmation_handed_in": Telling(_("司法确认申请已经提交法院")),
    "mediation.confirmation_accepted": Telling(_("法院受理了司法确认申请")),
    "mediation.confirmation_supplement_asked": Telling(_("法院要求补充司法确认的材料")),
    "mediation.confirmation_supplemented": Telling(_("已向法院补充材料"), rings=False),
    "mediation.confirmation_supplement_overdue": Telling(_("法院给的补充期限已过")),
    "mediation.confirmation_granted": Telling(_("法院裁定调解协议有效，可以强制执行")),
    "mediation.confirmation_dismissed": Telling(_("法院驳回司法确认申请，协议仍可自愿履行")),
    "mediation.confirmation_refused": Telling(_("法院不予受理司法确认申请，协议仍可自愿履行")),
    "mediation.confirmation_withdrawn": Telling(_("司法确认申请已撤回")),
    "mediation.confirmation_lapsed": Telling(_("申请司法确认的期限已过，协议照样有效")),
    "mediation.confirmation_unreported": Telling(_("没有登记法院对司法确认的答复")),
    "mediation.confirmation_dropped": Telling(_("不再需要司法确认"), rings=False),
    "arbitration.submission_proposed": Telling(_("投诉人提议签订仲裁协议")),
    "arbitration.submission_accepted": Telling(_("一方同意仲裁协议"), rings=False),
    "arbitration.submission_concluded": Telling(_("各方同意，仲裁协议成立")),
    "arbitration.submission_refused": Telling(_("对方不同意仲裁")),
    "arbitration.submission_unanswered": Telling(_("对方逾期未答复，没有达成仲裁协议")),
    "arbitration.referral_prepared": Telling(_("开始准备仲裁申请")),
    "arbitration.referral_sent": Telling(_("仲裁申请材料已移送仲裁机构")),
    "arbitration.referral_accepted": Telling(_("仲裁机构已受理")),
    "arbitration.referral_refused": Telling(_("仲裁机构不予受理")),
    "arbitration.referral_unanswered": Telling(_("仲裁机构逾期未回复")),
    "arbitration.still_pending": Telling(_("仲裁机构表示仍在审理")),
    "arbitration.result_unreported": Telling(_("仲裁机构逾期未报告结果")),
    "arbitration.awarded": Telling(_("仲裁裁决已作出")),
    "arbitration.settled": Telling(_("仲裁中达成和解")),
    "arbitration.withdrawn": Telling(_("仲裁申请已撤回")),
    "arbitration.lapsed": Telling(_("未在期限内提交仲裁申请")),
}
