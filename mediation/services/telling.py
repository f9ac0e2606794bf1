"""What the joint room is told of each act, in the language of the case, with no word that is for one side alone.

An act that tells it in its own words is in `TOLD_BY_ACT`; one that nobody else may hear of is in `UNTOLD`. A test
holds that every act of a mediation is in one of them or in `LINES` or `NAMED`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casefiles.models import Evidence
from casefiles.states import EvidenceAudience
from chat.models import Room
from chat.services import post_line
from disputes.policies import party_of

from ..models import Appointment, Mediation
from ..states import ChosenHow, MediationState

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User

LINES: dict[str, _StrPromise] = {
    "mediation.requested": _("当事人申请调解。"),
    "mediation.consented": _("各方同意调解。"),
    "mediation.consent_presumed": _("另一方在期限内没有拒绝，调解继续。"),
    "mediation.body_accepted": _("调解组织受理。"),
    "mediation.no_joint_choice": _("各方没有共同选定调解员，由调解组织指定。"),
    "mediation.choice_time_ended": _("各方没有在期限内共同选定调解员，由调解组织指定。"),
    "mediation.appointment_declined": _("这位调解员没有接受，由调解组织另行指定。"),
    "mediation.mediator_silent": _("这位调解员没有在期限内答复，由调解组织另行指定。"),
    "mediation.mediator_disclosed": _("调解员接受指定并作了披露，请各方查看，可以在期限内申请回避。"),
    "mediation.disclosure_added": _("调解员补充披露了利害关系，请各方查看。"),
    "mediation.co_mediator_disclosed": _("协同调解员接受指定并作了披露，请各方查看，可以在期限内申请回避。"),
    "mediation.co_mediator_challenged": _("有一方申请协同调解员回避，调解照常进行。"),
    "mediation.co_challenge_dismissed": _("对协同调解员的回避申请不成立。"),
    "mediation.challenged": _("有一方申请调解员回避。决定之前会谈暂停。"),
    "mediation.challenge_upheld": _("回避申请成立，由调解组织另行指定调解员。"),
    "mediation.challenge_dismissed": _("回避申请不成立，会谈继续。"),
    "mediation.mediator_resigned": _("调解员不再担任本案的调解员，会谈暂停，由调解组织另行指定。"),
    "mediation.mediator_left_body": _(
        "调解员已经不是本调解组织的调解员，不再办理本案，会谈暂停，由调解组织另行指定。以前说过的话都还在。"
    ),
    "mediation.signed_mediator_left": _("调解员签名后离开了本调解组织。已经签的名有效，协议照常签署。"),
    "mediation.draw_published": _("调解组织公布了抽签名册，到期抽签确定调解员，各方可以查看和验证。"),
    "mediation.draw_held": _("已经抽签，过程和结果公开，谁都可以重新验算。"),
    "mediation.earlier_talk_dropped": _("查看以前会谈的请求随之作废。"),
    "disputes.party_added": _("本案增加了一方当事人。"),
    # after the agreement, when the talk is over: the room tells how it went on
    "mediation.confirmation_opened": _("可以在期限内共同申请司法确认，双方都同意才申请。"),
    "mediation.confirmation_agreed": _("各方都同意申请司法确认，准备申请材料。"),
    "mediation.confirmation_handed_in": _("司法确认申请已经提交法院。"),
    "mediation.confirmation_accepted": _("法院受理了司法确认申请。"),
    "mediation.confirmation_supplement_asked": _("法院要求补充司法确认的材料。"),
    "mediation.confirmation_supplemented": _("司法确认的材料已经补充。"),
    "mediation.confirmation_granted": _("法院裁定协议有效。"),
    "mediation.confirmation_dismissed": _("法院驳回了司法确认申请。"),
    "mediation.confirmation_refused": _("法院没有受理司法确认申请。"),
    "mediation.confirmation_withdrawn": _("司法确认申请已经撤回。"),
    "mediation.confirmation_lapsed": _("申请司法确认的期限已过，协议照样有效。"),
    "disputes.obligation_breached": _("有一项约定到期没有履行。"),
    "disputes.performance_resumed": _("恢复履行。"),
    "disputes.performed": _("约定全部履行完毕。"),
}
BY_PARTY: dict[str, _StrPromise] = {
    "mediation.co_mediator_accepted": _("{name}对协同调解员没有异议。"),
    "mediation.mediator_accepted": _("{name}对调解员没有异议。"),
    "mediation.extension_agreed": _("{name}愿意延长调解期限。"),
    "mediation.draft_accepted": _("{name}已确认协议文字。"),
    "disputes.performance_claimed": _("{name}表示已经履行，等另一方确认。"),
    "disputes.performance_confirmed": _("{name}确认收到履行。"),
    "disputes.performance_contested": _("{name}表示还没有收到履行。"),
    "disputes.obligation_waived": _("{name}免除了一项约定。"),
    "disputes.obligation_extended": _("{name}同意延长一项约定的履行日期。"),
}
#: Told where they happen, with what they know.
TOLD_BY_ACT = frozenset(
    {
        "mediation.acceptance_taken_back",
        "mediation.bidding_exhausted",
        "mediation.bidding_matched",
        "mediation.bidding_offered",
        "mediation.bidding_opened",
        "mediation.bidding_round_ended",
        "mediation.bidding_stopped",
        "mediation.co_mediator_left",
        "mediation.co_mediator_named",
        "mediation.co_mediator_seated",
        "mediation.cooling_off_begun",
        "mediation.earlier_talk_asked",
        "mediation.earlier_talk_kept",
        "mediation.earlier_talk_opened",
        "mediation.fact_changed",
        "mediation.facts_closed",
        "mediation.facts_confirmed",
        "mediation.facts_issued",
        "mediation.facts_reopened",
        "mediation.facts_stated",
        "mediation.offer_answered",
        "mediation.offer_lapsed",
        "mediation.offer_made",
        "mediation.offer_term_reopened",
        "mediation.offer_withdrawn",
        "mediation.proposal_lapsed",
        "mediation.record_confirmed",
        "mediation.record_drawn_up",
        "mediation.begun",
        "mediation.course_extended",
        "mediation.proposal_made",
        "mediation.proposal_failed",
        "mediation.proposal_accepted",
        "mediation.proposal_withdrawn",
        "mediation.agreement_drafted",
        "mediation.signing_opened",
        "mediation.draft_reopened",
        "mediation.agreement_signed",
        "mediation.agreed",
        "mediation.terminated",
        "mediation.ended_with_dispute",
    }
)
#: For nobody's ears, or before there can be a room and its end at once.
UNTOLD = frozenset(
    {
        "mediation.proposal_answered",  # who answered last would be read out of the result
        "mediation.earlier_talk_answered",  # likewise
        "mediation.choice_made",  # wishes are one's own
        "mediation.suspicion_recorded",  # nobody is warned (人民调解法 25)
        "mediation.consent_given",
        "mediation.refused",
        "mediation.body_refused",
        # steps of one's own, or of people behind the scenes
        "mediation.fact_ticked",  # told when all have ticked
        "mediation.fact_withdrawn",
        "mediation.draw_word_given",
        "mediation.confirmation_bound",
        "mediation.confirmation_certified",
        "mediation.confirmation_declined",  # nobody is pressed
        "mediation.confirmation_dropped",
        "mediation.confirmation_packed",
        "mediation.confirmation_particulars_given",
        "mediation.confirmation_read",
        "mediation.confirmation_reconsidered",
        "mediation.confirmation_supplement_overdue",
        "mediation.confirmation_unreported",
        "mediation.confirmation_wanted",
        # about people, and never beside the case
        "mediation.conduct_answered",
        "mediation.conduct_complained",
        "mediation.conduct_dismissed",
        "mediation.conduct_not_answered",
        "mediation.conduct_undecided",
        "mediation.conduct_upheld",
        "mediation.conduct_withdrawn",
        "mediation.figure_objected",
        "mediation.objection_dismissed",
        "mediation.objection_upheld",
    }
)
#: The last of several is told as what it brought about.
OVERTAKEN_BY = {
    "mediation.extension_agreed": "mediation.course_extended",
    "mediation.draft_accepted": "mediation.signing_opened",
    "mediation.mediator_accepted": "mediation.begun",
    "disputes.performance_confirmed": "disputes.performed",
    "disputes.obligation_waived": "disputes.performed",
}
#: What happened before there was a room stands at its beginning.
BEFORE = (
    frozenset(verb for verb in LINES if verb.startswith("mediation."))
    - {"mediation.challenge_dismissed", "mediation.earlier_talk_dropped"}  # told in the room that is there
    | {"mediation.mediator_appointed"}
)


def tell_acts(mediation: Mediation, room: Room, *, by: User | None, verbs: Sequence[str]) -> None:
    """One line for each act that has just been done, also into a room that is closed meanwhile."""
    if not mediation.is_running and mediation.state != MediationState.AGREED:
        return
    for verb in verbs:
        if OVERTAKEN_BY.get(verb) in verbs:
            continue
        words = _words_of(mediation, verb, by)
        if words is not None:
            post_line(room, words)


def tell_what_came_before(mediation: Mediation, room: Room) -> None:
    """The first lines of a room: how it came to this talk, each act with its day."""
    entries = mediation.dispute.chain.entries.filter(verb__in=BEFORE, facts__mediation=mediation.pk)
    held = iter(mediation.appointments.select_related("mediator").order_by("pk"))
    with translation.override(mediation.dispute.language):
        for entry in entries.order_by("seq"):
            is_naming = entry.verb == "mediation.mediator_appointed"
            words = _named(next(held, None)) if is_naming else LINES[entry.verb]
            post_line(room, f"{timezone.localtime(entry.at):%Y-%m-%d} {words}")


def _words_of(mediation: Mediation, verb: str, by: User | None) -> Any:
    if verb in LINES:
        return LINES[verb]
    if verb in BY_PARTY:
        party = party_of(by, mediation.dispute) if by is not None else None
        return format_lazy(BY_PARTY[verb], name=party.name) if party is not None else None
    return NAMED[verb](mediation, by) if verb in NAMED else None


def _appointed(mediation: Mediation, by: User | None) -> Any:
    return _named(mediation.appointment)


def _named(held: Appointment | None) -> Any:
    if held is None:
        return None
    words = _("已确定调解员：{name}（{how}）。")
    return format_lazy(words, name=held.mediator.name, how=ChosenHow(held.how).label)


def _represented(mediation: Mediation, by: User | None) -> Any:
    """Who has an account already comes in at once, and the room says so itself."""
    party = party_of(by, mediation.dispute) if by is not None else None
    newest = party.representatives.order_by("-pk").first() if party is not None else None
    if party is None or newest is None or newest.user_id is not None:
        return None
    return format_lazy(_("{name}委托了代理人。"), name=party.name)


def _evidence_given(mediation: Mediation, by: User | None) -> Any:
    pieces = Evidence.objects.filter(dispute=mediation.dispute, submitted_by=by)
    return _of_evidence(pieces.order_by("pk").last(), _("{name}提交了一份证据，第{n}号。"))


def _evidence_withdrawn(mediation: Mediation, by: User | None) -> Any:
    pieces = Evidence.objects.filter(dispute=mediation.dispute, withdrawn_at__isnull=False)
    return _of_evidence(pieces.order_by("withdrawn_at").last(), _("{name}撤回了第{n}号证据。"))


def _of_evidence(piece: Evidence | None, words: _StrPromise) -> Any:
    """Only what all may see is told to all."""
    if piece is None or piece.audience != EvidenceAudience.ALL_PARTIES or piece.number is None:
        return None
    party = piece.submitted_by_party
    return format_lazy(words, name=party.name if party else piece.side, n=piece.number)


NAMED: dict[str, Callable[[Mediation, User | None], Any]] = {
    "mediation.mediator_appointed": _appointed,
    "casefiles.evidence_received": _evidence_given,
    "casefiles.evidence_withdrawn": _evidence_withdrawn,
    "disputes.representative_appointed": _represented,
}
