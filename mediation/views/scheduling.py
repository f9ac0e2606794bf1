"""A session's pages: putting times forward, answering on a phone, fixing, moving, cancelling; its calendar file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.policies import speaks_for
from rulebook.selectors import days_ahead, explain, holiday_name

from ..forms import ReasonForm
from ..forms.scheduling import (
    AnswerTimesForm,
    FixForm,
    MoveForm,
    SessionForm,
    TimeForm,
    initial_of,
    own_time_rows,
    spans_of,
    time_rows,
)
from ..models import Session
from ..policies import is_mediator, require_mediator
from ..selectors import (
    absences_needed,
    best_of,
    clock_of,
    deciding_parties,
    parties_of,
    parties_to_answer_times,
    soonest_start,
    weigh,
)
from ..services import (
    answer_times,
    cancel_session,
    fix_session,
    move_session,
    propose_session,
    render_session_file,
)
from ..states import SESSION_SILENCE, MediationState, SessionState
from .finding import find, frame, status_of, to_show, too_late

S = SessionState


def find_session(request, key):
    """One that this person may know of; any other does not exist."""
    seen = Session.objects.visible_to(request.user).select_related(
        "mediation__dispute__chain",
        "mediation__dispute__desk",
        "mediation__dispute__platform",
        "mediation__body",
        "mediation__proceeding",
        "mediation__requested_by",
        "party",
        "appointment__mediator",
    )
    return get_object_or_404(seen, key=key)


def session_frame(request, session, **context):
    deadline = clock_of(session)
    return frame(
        request,
        session.mediation,
        session=session,
        own=[party for party in parties_of(session) if speaks_for(request.user, party)],
        session_deadline=deadline,
        session_explanation=explain(deadline) if deadline else [],
        session_silence=SESSION_SILENCE.get(deadline.kind, "") if deadline else "",
        is_in_office=is_mediator(request.user, session.mediation),
        absences_needed=absences_needed(session.dispute),
        **context,
    )


def to_session(session):
    return redirect("mediation:session", session.key)


def not_now(request, session):
    """The page was opened when the step was over or has not come."""
    said = _("这一步现在不需要办理。会议目前的状态是：%(state)s。")
    messages.info(request, said % {"state": session.get_state_display()})
    return to_session(session)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, pk):
    mediation = find(request, pk)
    require_mediator(request.user, mediation)
    is_post = request.method == "POST"
    if not is_post and mediation.state != MediationState.MEDIATING:
        return too_late(request, mediation)
    data = request.POST if is_post else None
    form = SessionForm(
        data, parties=deciding_parties(mediation.dispute), initial={"whom": request.GET.get("with", "joint")}
    )
    rows = time_rows(data)
    if is_post and all([form.is_valid(), *(row.is_valid() for row in rows)]):
        given = form.cleaned_data
        try:
            session = propose_session(
                mediation,
                by=request.user,
                times=spans_of(rows),
                way=given["way"],
                place=given["place"],
                message=given["message"],
                party=form.party,
                fixes_at_once=given["fixes_at_once"],
            )
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("时间已经发给对方选。都选完后您会收到通知。"))
            return to_session(session)
    context = frame(
        request,
        mediation,
        form=form,
        rows=rows,
        days=[(day, holiday_name(day)) for day in days_ahead(timezone.localdate(), 28)],
        soonest=soonest_start(mediation),
    )
    return render(request, "mediation/session_propose.html", context, status=status_of(form, *rows))


@login_required
@require_http_methods(["GET", "HEAD"])
def show(request, key):
    session = find_session(request, key)
    weighed = weigh(session) if session.state == S.PROPOSED else []
    own = [party for party in parties_of(session) if speaks_for(request.user, party)]
    rows = list(session.attendances.select_related("party"))
    missed = [row for row in rows if row.party in own and row.came is False and not row.is_excused]
    context = session_frame(
        request,
        session,
        weighed=weighed,
        awaited=parties_to_answer_times(session),
        replies=list(session.replies.select_related("party")),
        attendances=rows,
        missed=missed,
        changes=list(session.changes.all()),
        has_begun=session.starts_at is not None and session.starts_at <= timezone.now(),
    )
    context["takes_part"] = context["position"] == "party" or context["is_in_office"]
    context["awaits_me"] = bool(set(context["own"]) & set(context["awaited"]))
    return render(request, "mediation/session.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, key):
    session = find_session(request, key)
    own = [party for party in parties_of(session) if speaks_for(request.user, party)]
    if not own:
        raise NotPermitted()
    is_post = request.method == "POST"
    if not is_post and (session.state != S.PROPOSED or session.answers_closed_at is not None):
        return not_now(request, session)
    data = request.POST if is_post else None
    before = session.replies.filter(party__in=own).first()
    initial = {f"tick-{tick.time_id}": tick.suits for tick in before.ticks.all()} if before else {}
    initial["note"] = before.note if before else ""
    form = AnswerTimesForm(data, times=list(session.times.all()), initial=initial)
    rows = own_time_rows(data)
    if is_post and all([form.is_valid(), *(row.is_valid() for row in rows)]):
        try:
            told = answer_times(
                session,
                by=request.user,
                ticks=form.ticks,
                own_times=spans_of(rows),
                note=form.cleaned_data["note"],
            )
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            done = _("时间定下来了。") if told.state == S.FIXED else _("收到了，谢谢。时间定下来会通知您。")
            messages.success(request, done)
            return to_session(session)
    context = session_frame(request, session, form=form, rows=rows)
    return render(request, "mediation/session_answer.html", context, status=status_of(form, *rows))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fix(request, key):
    """The times with everybody's answers, the best one chosen already."""
    session = find_session(request, key)
    require_mediator(request.user, session.mediation)
    is_post = request.method == "POST"
    if not is_post and (session.state != S.PROPOSED or session.answers_closed_at is None):
        return not_now(request, session)
    weighed = weigh(session)
    best = best_of(weighed)
    form = FixForm(
        request.POST if is_post else None,
        weighed=weighed,
        initial={"time": str(best.time.pk) if best else None},
    )
    if is_post and form.is_valid():
        time = session.times.get(pk=form.cleaned_data["time"])
        try:
            fix_session(session, by=request.user, time=time)
        except NotValid as refusal:
            form.add_error("time", refusal.message)
        else:
            messages.success(request, _("时间已经定好，通知已经向各方发出。"))
            return to_session(session)
    context = session_frame(request, session, form=form, best=best, weighed=weighed)
    return render(request, "mediation/session_fix.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request, key):
    session = find_session(request, key)
    require_mediator(request.user, session.mediation)
    is_post = request.method == "POST"
    if session.state != S.FIXED:
        if is_post:
            raise NotLawfulNow()
        return not_now(request, session)
    data = request.POST if is_post else None
    row = TimeForm(
        data, prefix="times-0", is_required=True, initial=initial_of(session.starts_at, session.ends_at)
    )
    form = MoveForm(data, initial={"way": session.way, "place": session.place})
    if is_post and all([form.is_valid(), row.is_valid()]):
        starts_at, ends_at = row.span
        try:
            move_session(session, by=request.user, starts_at=starts_at, ends_at=ends_at, **form.cleaned_data)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("已经改好，新的通知已经向各方发出。"))
            return to_session(session)
    context = session_frame(request, session, form=form, rows=[row], soonest=soonest_start(session.mediation))
    return render(request, "mediation/session_move.html", context, status=status_of(form, row))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, key):
    session = find_session(request, key)
    require_mediator(request.user, session.mediation)
    if request.method != "POST" and not session.is_open:
        return not_now(request, session)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        cancel_session(session, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("会议已经取消，相关的人都收到了通知。"))
        return to_show(session.mediation)
    context = session_frame(
        request,
        session,
        form=form,
        title=_("取消会议"),
        lead=_("相关的人会马上收到通知和您写的原因。可以随时另约时间。"),
        submit=_("取消会议"),
        is_danger=True,
    )
    return render(request, "mediation/act.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD"])
def calendar_file(request, key):
    session = find_session(request, key)
    if session.starts_at is None:
        raise NotLawfulNow(_("时间还没有定，没有可以加入日历的内容。"), code="no_time")
    return as_calendar(render_session_file(session), f"{session.dispute.reference}.ics")


def as_calendar(content, name):
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
