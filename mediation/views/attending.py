"""Who came; why somebody did not; and a person's own calendar."""

from datetime import timedelta
from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.states import Role
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Party
from disputes.policies import speaks_for

from ..forms import ReasonForm
from ..forms.scheduling import AttendanceForm
from ..models import CalendarFeed
from ..moments import day_in_words, in_words
from ..policies import require_mediator
from ..selectors import absent_too_often, agenda_of, parties_of, seen_in
from ..services import (
    excuse_absence,
    explain_absence,
    open_feed,
    record_attendance,
    revoke_feed,
    token_of,
)
from ..states import PAST_SESSIONS, Ground, SessionState
from .finding import status_of
from .scheduling import find_session, not_now, session_frame, to_session

S = SessionState


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request, key):
    session = find_session(request, key)
    require_mediator(request.user, session.mediation)
    is_post = request.method == "POST"
    has_come = session.starts_at is not None and session.starts_at <= timezone.now()
    if session.starts_at is None or (not is_post and not (session.state == S.FIXED and has_come)):
        if is_post:
            raise NotLawfulNow()
        return not_now(request, session)
    form = AttendanceForm(
        request.POST if is_post else None,
        session=session,
        parties=parties_of(session),
        seen=seen_in(session),
    )
    if is_post and form.is_valid():
        try:
            record_attendance(session, by=request.user, **form.record)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("已经登记。"))
            return to_session(session)
    explained = list(session.attendances.exclude(explanation="").select_related("party"))
    context = session_frame(request, session, form=form, explained=explained)
    return render(request, "mediation/session_attendance.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def explain(request, key):
    session = find_session(request, key)
    if not any(speaks_for(request.user, party) for party in parties_of(session)):
        raise NotPermitted()
    if request.method != "POST" and session.state not in {S.FIXED, *PAST_SESSIONS}:
        return not_now(request, session)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        explain_absence(session, by=request.user, text=form.cleaned_data["reason"])
        messages.success(request, _("调解员已经收到您的说明。"))
        return to_session(session)
    context = session_frame(
        request,
        session,
        form=form,
        title=_("说明不能到场的理由"),
        lead=_("生病、值班、出门在外等都可以写。理由正当的，这次不算您缺席；需要改期，也写在这里。"),
        submit=_("告诉调解员"),
    )
    return render(request, "mediation/act.html", context, status=status_of(form))


@login_required
@require_POST
def excuse(request, key, party):
    session = find_session(request, key)
    excused = get_object_or_404(Party, pk=party, dispute=session.dispute)
    excuse_absence(session, by=request.user, party=excused)
    messages.success(request, _("这次缺席不再计算。"))
    return to_session(session)


def absence_for_termination(mediation):
    """What the page for ending a mediation says already when one comes to it from an absence."""
    found = absent_too_often(mediation)
    if not found:
        return {}
    party, sessions = found[0]
    words = {
        "name": party.name,
        "n": len(sessions),
        "times": _("、").join(in_words(one.starts_at, one.ends_at) for one in sessions),
    }
    reason = _("%(name)s经通知，无正当理由%(n)s次没有参加调解会议（%(times)s）。") % words
    return {"ground": Ground.UNWILLING, "reason": reason}


# --- one's own calendar -------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD"])
def calendar(request):
    """Everything of one's own by day, and the address for calendar programs."""
    agenda = agenda_of(request.user)
    fixed = agenda.filter(state=S.FIXED, ends_at__gte=timezone.now() - timedelta(days=7))
    days = [
        (day_in_words(sessions[0].starts_at), day, sessions)
        for day, sessions in (
            (day, list(found))
            for day, found in groupby(fixed, key=lambda one: timezone.localtime(one.starts_at).date())
        )
    ]
    feed = CalendarFeed.objects.filter(user=request.user).exclude(nonce="").first()
    is_neutral = request.user.memberships.in_force().filter(role__in=[Role.MEDIATOR, Role.SECRETARY]).exists()
    context = {
        "base": "base_mediator.html" if is_neutral else "base_party.html",
        "days": days,
        "seeking": list(agenda.filter(state=S.PROPOSED)),
        "address": feed_address(feed) if feed else "",
    }
    return render(request, "mediation/calendar.html", context)


def feed_address(feed):
    return settings.SITE_URL + reverse("proceedings:calendar_feed", args=[feed.pk, token_of(feed)])


@login_required
@require_POST
def feed(request):
    act = request.POST.get("do")
    if act == "open":
        open_feed(request.user)
        messages.success(request, _("日历地址已经生成。以前的地址同时作废。"))
    elif act == "revoke":
        revoke_feed(request.user)
        messages.success(request, _("日历地址已经作废。"))
    else:
        raise Http404
    return redirect("mediation:calendar")
