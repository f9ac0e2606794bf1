"""Where the talk is: the mediator's workbench, and the party's own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from chat.models import Room
from chat.selectors import panel
from disputes.exceptions import NotPermitted

from ..forms import ReasonForm, TerminateForm
from ..policies import is_lead, is_mediator, is_secretary, may_sign, spoken_for
from ..selectors import caseload as lines_of
from ..selectors import (
    current_agreement,
    mediations_for,
    open_proposal,
    parties_to_accept,
    parties_to_choose,
    parties_to_confirm_facts,
    parties_to_confirm_record,
    parties_to_consent,
    parties_to_extend,
    parties_to_reply,
    parties_to_sign,
    parties_to_tick,
    parties_to_waive,
    positions,
    summary,
    timeline,
)
from ..services import agree_to_extend, leave_mediation, resign_as_mediator, terminate_mediation
from ..states import BODY_GROUNDS, MEDIATOR_GROUNDS, MediationState
from .attending import absence_for_termination
from .finding import find, frame, position_of, status_of, to_show
from .offering import on_issues

M = MediationState
#: What a party has to do in a state: the page, the words on the button, and who is waited for.
PARTY_ACTS = {
    M.CONSENTING: ("mediation:consent", parties_to_consent),
    M.CHOOSING: ("mediation:choose", parties_to_choose),
    M.CHALLENGEABLE: ("mediation:challenge", parties_to_waive),
    M.SIGNING: ("mediation:sign", parties_to_sign),
}


#: Quick looks at the caseload.
FILTERS = {
    "mine": gettext_lazy("轮到我"),
    "waiting": gettext_lazy("等别人"),
    "unread": gettext_lazy("有新消息"),
    "soon": gettext_lazy("三天内到期"),
}


def panels_for(request, mediation):
    """The rooms of this mediation in which the reader sits or sat, everybody's first."""
    rooms = Room.objects.visible_to(request.user).filter(
        dispute=mediation.dispute, key__startswith=f"mediation:{mediation.pk}:"
    )
    return [panel(room, request.user) for room in rooms.select_related("dispute", "side_party")]


def on_the_table(request, mediation):
    """Proposal, agreement, record: what both sides and the mediator see of it."""
    proposal = open_proposal(mediation)
    own = spoken_for(request.user, mediation)
    return {
        "proposal": proposal,
        "proposal_waits_for_me": bool(set(own) & set(parties_to_reply(mediation))),
        "has_replied": [reply.party for reply in proposal.replies.select_related("party")]
        if proposal
        else [],
        "earlier_proposals": [p for p in mediation.proposals.all() if p != proposal],
        "agreement": current_agreement(mediation),
        "draft_waits_for": parties_to_accept(mediation),
        "draft_waits_for_me": bool(set(own) & set(parties_to_accept(mediation))),
        "signing_waits_for": parties_to_sign(mediation) if mediation.state == M.SIGNING else [],
        "record": mediation.records.last(),
        "facts_wait_for_me": bool(
            set(own) & {*parties_to_tick(mediation), *parties_to_confirm_facts(mediation)}
        ),
        "record_waits_for_me": bool(set(own) & set(parties_to_confirm_record(mediation))),
        "extension_waits_for": parties_to_extend(mediation),
        "extension_waits_for_me": bool(set(own) & set(parties_to_extend(mediation))),
        "extension_is_asked": mediation.extension_consents.exists(),
        "is_talking": mediation.state in {M.MEDIATING, M.SIGNING},
    }


@login_required
@require_http_methods(["GET", "HEAD"])
def desk(request, pk):
    mediation = find(request, pk)
    if position_of(request.user, mediation) != "mediator":
        return to_show(mediation)
    dispute = mediation.dispute
    bargained = on_issues(request, mediation)
    context = frame(
        request,
        mediation,
        **on_the_table(request, mediation),
        **bargained,
        positions=positions(dispute),
        summary=summary(mediation, request.user, bargained["issues"]),
        responses=list(dispute.responses.select_related("party")),
        timeline=timeline(mediation),
        panels=panels_for(request, mediation),
        appointment=mediation.appointment,
        is_lead=is_lead(request.user, mediation),
        may_sign=may_sign(request.user, mediation),
    )
    return render(request, "mediation/desk.html", context)


@login_required
@require_http_methods(["GET", "HEAD"])
def room(request, pk):
    mediation = find(request, pk)
    if position_of(request.user, mediation) != "party":
        return to_show(mediation)
    page, waiting = PARTY_ACTS.get(mediation.state, ("", None))
    own = spoken_for(request.user, mediation)
    context = frame(
        request,
        mediation,
        **on_the_table(request, mediation),
        **on_issues(request, mediation),
        act=page if waiting and set(own) & set(waiting(mediation)) else "",
        panels=panels_for(request, mediation),
        appointment=mediation.appointment,
        is_deciding=bool(own),
    )
    return render(request, "mediation/room.html", context)


@login_required
@require_http_methods(["GET", "HEAD"])
def caseload(request):
    """What a mediator has, and what a body has: the next deadline first, with what is to be done."""
    lines = lines_of(request.user)
    asked = request.GET.get("show", "")
    context = {
        "lines": [line for line in lines if asked not in FILTERS or asked in line.shows_in],
        "filters": [
            (code, label, sum(code in line.shows_in for line in lines), code == asked)
            for code, label in FILTERS.items()
        ],
        "asked": asked if asked in FILTERS else "",
        "total": len(lines),
        "ended": mediations_for(request.user)
        .exclude(dispute__parties__user=request.user)
        .exclude(ended_at=None)
        .order_by("-ended_at")[:50],
    }
    return render(request, "mediation/caseload.html", context)


@login_required
@require_POST
def extend(request, pk):
    mediation = agree_to_extend(find(request, pk), by=request.user)
    if mediation.extended_at:
        messages.success(request, _("各方都同意，期限已经延长。"))
    else:
        messages.success(request, _("您同意延长，等另一方也同意后生效。"))
    return to_show(mediation)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, pk):
    mediation = find(request, pk)
    if not spoken_for(request.user, mediation):
        raise NotPermitted()
    form = ReasonForm(request.POST if request.method == "POST" else None, is_optional=True, is_kept=True)
    if request.method == "POST" and form.is_valid():
        leave_mediation(mediation, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("调解已经终止，各方会收到书面通知。"))
        return to_case(mediation)
    context = frame(
        request,
        mediation,
        form=form,
        title=_("退出调解"),
        lead=_(
            "随时退出是您的权利，不用说明原因（人民调解法第二十三条）。退出以后调解终止，不能恢复：会谈室关闭，还没有签署的"
            "要约、方案和协议作废；各方会收到调解终止通知书，上面写明是您这一方退出，不写原因。投诉人可以选择仲裁、投诉、起诉"
            "等途径；退出本身和为和解所作的让步，都不作为以后对您不利的依据。"
        ),
        submit=_("退出调解"),
        is_danger=True,
    )
    return render(request, "mediation/act.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def terminate(request, pk):
    mediation = find(request, pk)
    if is_lead(request.user, mediation):
        codes = list(MEDIATOR_GROUNDS)
    elif is_secretary(request.user, mediation):
        codes = list(BODY_GROUNDS)
    else:
        raise NotPermitted()
    because_of_absence = request.GET.get("because") == "absence" and is_mediator(request.user, mediation)
    form = TerminateForm(
        request.POST if request.method == "POST" else None,
        codes=codes,
        initial=absence_for_termination(mediation) if because_of_absence else None,
    )
    if request.method == "POST" and form.is_valid():
        terminate_mediation(mediation, by=request.user, **form.cleaned_data)
        messages.success(request, _("调解已经终止，决定书已经向各方发出。"))
        return to_show(mediation)
    context = frame(
        request,
        mediation,
        form=form,
        title=_("终止调解"),
        lead=_("各方会收到终止调解决定书，写明依据和还可以走的途径。会谈室随即关闭。"),
        submit=_("终止调解"),
        is_danger=True,
    )
    return render(request, "mediation/act.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def resign(request, pk):
    mediation = find(request, pk)
    if not is_lead(request.user, mediation):
        raise NotPermitted()
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        resign_as_mediator(mediation, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("您已退出，调解组织会另行指定。"))
        return redirect("mediation:caseload")
    context = frame(
        request,
        mediation,
        form=form,
        title=_("不再担任调解员"),
        lead=_("会谈暂停，调解组织另行指定。接任的人看不到此前会谈的内容；双方都同意，才能看全体会谈室的。"),
        submit=_("退出"),
        is_danger=True,
    )
    return render(request, "mediation/act.html", context, status=status_of(form))


def to_case(mediation):
    return redirect("proceedings:case", reference=mediation.dispute.reference)
