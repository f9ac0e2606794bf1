"""The platform's opinion, and what each side makes of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.reauthentication import require_sure
from notices.states import PaperKind
from rulebook.selectors import next_deadline

from ..exceptions import NotPermitted, NotValid
from ..forms import OpinionForm, OpinionReplyForm, term_rows, terms_of
from ..policies import can_issue_opinion, can_review_opinion, speaks_for
from ..services import ask_human_review, issue_opinion, reply_to_opinion
from ..services.serving import has_read
from ..states import PartyRole, State
from .finding import find_case, frame, own_party, status_of, to_case, too_late


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request, reference):
    dispute = find_case(request, reference)
    last = dispute.opinions.last()
    is_review = last is not None and last.review_asked_at is not None
    if not can_issue_opinion(request.user, dispute):
        raise NotPermitted()
    if dispute.state != State.REVIEWING and request.method != "POST":
        return too_late(request, dispute)
    if is_review and not can_review_opinion(request.user, dispute):
        raise NotPermitted(_("人工复核须由作出原意见以外的主管办理。"))
    data = request.POST if request.method == "POST" else None
    evidence = dispute.evidence.visible_to(request.user).in_order()
    form = OpinionForm(
        data,
        evidence=[(str(piece.pk), f"{piece.side} · {piece.title}") for piece in evidence],
        by_person_only=is_review,
    )
    rows = term_rows(data, parties=dispute.parties.all(), may_be_empty=True)
    if data is not None and not rows.is_reshaped and all([form.is_valid(), rows.is_valid()]):
        try:
            _issue(dispute, request.user, form, rows)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("处理意见书已经作出，送达给各方的情况见下。"))
            return to_case(dispute)
    context = frame(
        request,
        dispute,
        form=form,
        rows=rows,
        is_review=is_review,
        last=last,
        responses=list(dispute.responses.select_related("party").prefetch_related("answers__claim")),
        offers=list(dispute.offers.select_related("by_party", "to_party")),
        deadline=next_deadline(dispute),
    )
    status = 200 if rows.is_reshaped else status_of(form, rows)
    return render(request, "disputes/opinion.html", context, status=status)


def _issue(dispute, user, form, rows):
    data = form.cleaned_data
    issue_opinion(
        dispute,
        by=user,
        evidence_accepted=form.evidence_accepted(),
        terms=terms_of(rows),
        is_automated=data.get("is_automated", False),
        **{name: data[name] for name in ("facts_found", "rule_name", "rule_version", "reasons")},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request, reference):
    dispute = find_case(request, reference)
    party = own_party(request, dispute, PartyRole.COMPLAINANT, PartyRole.RESPONDENT)
    last = dispute.opinions.last()
    is_open = last is not None and dispute.state in {State.OPINION_SERVING, State.OPINION_ISSUED}
    if not is_open and request.method != "POST":
        return too_late(request, dispute)
    if is_open:
        has_read(dispute, party, PaperKind.OPINION, by=request.user)
        dispute.refresh_from_db()
    form = OpinionReplyForm(request.POST or None, is_automated=bool(last and last.is_automated))
    if request.method == "POST" and form.is_valid():
        chosen, reason = form.cleaned_data["answer"], form.cleaned_data["reason"]
        if chosen == form.REVIEW:
            ask_human_review(dispute, by=request.user)
            messages.success(request, _("已经要求人工复核。"))
        else:
            if chosen == form.ACCEPT:
                require_sure(request)  # it binds like a signature
            reply_to_opinion(dispute, by=request.user, is_accepted=chosen == form.ACCEPT, reason=reason)
            messages.success(request, _("您的回应已经记录。"))
        return to_case(dispute)
    context = frame(
        request,
        dispute,
        form=form,
        party=party,
        opinion=last,
        has_replied=bool(last and last.replies.filter(party=party).exists()),
        may_decide=speaks_for(request.user, party, needs_special_mandate=True),
        # while the opinion is being served the period is the desk's
        deadline=next_deadline(dispute) if dispute.state == State.OPINION_ISSUED else None,
    )
    return render(request, "disputes/reply.html", context, status=status_of(form))
