"""The case from above: what a person sees first, and where a case stands."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST
from viewflow.workflow import chart as viewflow_chart

from accounts.personal import NOBODY
from accounts.selectors import offices_of
from casefiles.selectors import evidence_of
from chat.selectors import rooms_of, with_unread
from disputes.answers import TIMED, answers_of
from disputes.by_hand import load_of, to_bring_by, to_bring_to
from disputes.models import Dispute, Offer
from disputes.policies import can_admit, can_take_down, can_withdraw, party_of, speaks_for
from disputes.selectors import open_obligations, open_offers, roads_out, settlement_in_force
from disputes.states import State
from mediation.selectors import agenda_of
from mediation.selectors.duties import duties_of
from mediation.services import Due, feed_under, render_feed
from mediation.states import PAST_SESSIONS, SessionState
from notices.selectors import happenings_of, unread_count, with_notices
from notices.services import mark_read
from rulebook.selectors import authorities_for

from .flows import WholeCaseFlow
from .forms import QueueFilter
from .selectors import (
    beside,
    deadlines_now,
    errands_of,
    service_box,
    stations,
    timeline,
    where_it_stands,
)

#: How long what is over stays in a calendar feed.
CALENDAR_KEEPS = timedelta(days=60)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("proceedings:inbox")
    return render(request, "proceedings/home.html")


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "proceedings/help.html")


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Everybody's first page: what is mine to do, by urgency; then the cases I am in; then my drafts."""
    errands = errands_of(request.user)
    mine = Dispute.objects.visible_to(request.user).filter(
        Q(parties__user=request.user) | Q(parties__representatives__user=request.user)
    )
    mine = mine.exclude(state=State.DRAFT).distinct().order_by("-changed_at").prefetch_related("parties")
    disputes = Paginator(mine, 20).get_page(request.GET.get("page"))
    context = {
        "errands": [errand for errand in errands if errand.is_mine],
        "done": [errand for errand in errands if not errand.is_mine],
        "duties": duties_of(request.user),
        "to_bring": load_of(request.user),
        "disputes": disputes,
        "deadlines": deadlines_now(disputes),
        "drafts": Dispute.objects.visible_to(request.user).filter(state=State.DRAFT, created_by=request.user),
        "offices": list(offices_of(request.user)),
    }
    return render(request, "proceedings/inbox.html", context)


@login_required
@require_GET
def queues(request: HttpRequest) -> HttpResponse:
    """All cases of my desk or body, with filters."""
    form = QueueFilter(request.GET or None)
    visible = Dispute.objects.visible_to(request.user).exclude(state=State.DRAFT)
    found = form.narrow(visible).order_by("-filed_at").select_related("platform").prefetch_related("parties")
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "deadlines": deadlines_now(page)}
    return render(request, "proceedings/queues.html", context)


@login_required
@require_GET
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """One case on one page: where it stands, whose turn, what was asked and answered, papers, what happened."""
    visible = Dispute.objects.visible_to(request.user).exclude(state=State.DRAFT)
    dispute = get_object_or_404(visible.select_related("platform", "desk", "chain"), reference=reference)
    party = party_of(request.user, dispute)
    context = {
        "dispute": dispute,
        "party": party,
        "is_desk": can_admit(request.user, dispute),
        "at_window": [
            each
            for each in dispute.parties.all()
            if party is None and each.name != NOBODY and can_take_down(request.user, each)
        ],
        "service": service_box(dispute, party),
        "answers": answers_of(dispute) if dispute.state not in TIMED else None,
        "on_paper": to_bring_to(party) if party else [],
        "papers_to_bring": to_bring_by(request.user)
        .filter(paper__chain=dispute.chain, doubted_due_on=None)
        .count(),
        "doubted": to_bring_by(request.user).filter(paper__chain=dispute.chain).exclude(doubted_due_on=None),
        "can_withdraw": can_withdraw(request.user, dispute) and roads_out(dispute),
        "can_choose_road": can_withdraw(request.user, dispute) and roads_out(dispute),
        "stations": stations(dispute),
        "turn": where_it_stands(dispute, request.user),
        "beside": beside(dispute, request.user),
        "parties": list(dispute.parties.all()),
        "claims": list(dispute.claims.prefetch_related("answers__response__party")),
        "responses": list(dispute.responses.select_related("party")),
        "evidence": evidence_of(dispute, user=request.user),
        **_offers(request, dispute),
        "opinion": dispute.opinions.last(),
        "settlement": settlement_in_force(dispute),
        "obligations": open_obligations(dispute),
        "proceedings": list(dispute.proceedings.select_related("body")),
        "papers": with_notices(request.user, dispute.chain),
        "rooms": with_unread(rooms_of(dispute, request.user), request.user),
        "authorities": authorities_for(dispute.category) if dispute.category else [],
        "timeline": timeline(dispute),
    }
    return render(request, "proceedings/case.html", context)


def _offers(request: HttpRequest, dispute: Dispute) -> dict[str, list[Offer]]:
    """Open offers that wait for this reader, and the reader's own that wait for the other side."""
    found = list(open_offers(dispute))
    return {
        "offers": [offer for offer in found if speaks_for(request.user, offer.to_party)],
        "own_offers": [offer for offer in found if speaks_for(request.user, offer.by_party)],
    }


@login_required
@require_GET
def chart(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole road as a chart, drawn from the same class that runs the case, the current step marked."""
    dispute = get_object_or_404(Dispute.objects.visible_to(request.user), reference=reference)
    work = dispute.works.filter(parent_task=None).order_by("-pk").first()
    layout = viewflow_chart.calc_layout_data(WholeCaseFlow)
    if work is not None:
        viewflow_chart.calc_cell_status(WholeCaseFlow, layout, process_pk=work.pk)
    svg = viewflow_chart.grid_to_svg(layout)
    context = {"dispute": dispute, "svg": mark_safe(svg)}
    return render(request, "proceedings/chart.html", context)


@login_required
@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    page = Paginator(happenings_of(request.user), 30).get_page(request.GET.get("page"))
    return render(request, "proceedings/bell.html", {"page": page})


@login_required
@require_GET
def bell_badge(request: HttpRequest) -> HttpResponse:
    """The two little numbers in the header, asked for now and then."""
    unread = unread_count(request.user)
    return render(request, "proceedings/bell_badge.html", {"unread": unread})


@login_required
@require_POST
def bell_read(request: HttpRequest) -> HttpResponse:
    mark_read(request.user)
    return redirect("proceedings:bell")


@require_GET
def calendar_feed(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """What a calendar program asks for, logged in by nothing but the address. No word of what a case is about."""
    feed = feed_under(pk, token)
    if feed is None:
        raise Http404
    since = timezone.now() - CALENDAR_KEEPS
    sessions = agenda_of(feed.user).filter(state__in=[SessionState.FIXED, *PAST_SESSIONS], ends_at__gte=since)
    dues = [
        Due(str(errand.deadline.pk), errand.dispute.reference or "", errand.deadline.due_on)
        for errand in errands_of(feed.user)
        if errand.deadline is not None and not errand.is_done
    ]
    with translation.override(feed.user.language):
        content = render_feed(sessions, dues)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"},
    )
