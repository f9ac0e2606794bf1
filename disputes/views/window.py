"""At the window: who comes here, registering them, taking down what they say, the sheet for the post."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import comes_in_alone
from notices.models import Paper
from notices.selectors import is_intact
from notices.states import PaperKind

from ..by_hand import to_bring_to_all
from ..exceptions import NotLawfulNow, NotPermitted, NotValid
from ..forms.rows import Rows
from ..forms.window import RegisterForm, SignedForm
from ..models import TakenDown
from ..models.turns import DESKS
from ..policies import can_take_down, require, window_office
from ..services import cover_sheet, hash_of, register_at_window, take_down
from ..services.joining import fact_asked_of
from ..services.papers import is_only_at_window
from ..states import AT_A_WINDOW, State
from ..taking_down import act_named, acts_for, are_sound, read_back
from ..windows import people_at_windows
from .finding import find_case, frame, status_of

#: What a read-back page sends beside what was typed.
OWN_FIELDS = {"csrfmiddlewaretoken", "written_by", "typed_ticket", "step", "statement"}


@login_required
@require_safe
def people(request):
    """Everybody who comes to one's window: what waits for them, and which papers to hand over or to post."""
    if (
        not request.user.memberships.in_force()
        .filter(role__in=AT_A_WINDOW, organisation__kind__in=DESKS)
        .exists()
    ):
        raise Http404
    return render(request, "disputes/window_people.html", {"people": people_at_windows(request.user)})


def _party(request, reference, pk):
    dispute = find_case(request, reference)
    party = get_object_or_404(dispute.parties.select_related("user", "window", "organisation"), pk=pk)
    require(can_take_down(request.user, party))
    return dispute, party


def _context(request, dispute, party, **more):
    return frame(
        request,
        dispute,
        base="base_desk.html",
        party=party,
        office=window_office(request.user, dispute, party),
        has_own_way_in=party.user is not None and comes_in_alone(party.user),
        **more,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def party_page(request, reference, pk):
    """One person at the window: register them, or see what they may do now and what there is to hand over."""
    dispute, party = _party(request, reference, pk)
    initial = {key: getattr(party, key) for key in ("name", "address", "id_document", "id_number")}
    form = RegisterForm(request.POST or None, initial={**initial, "fact": party.window_fact})
    if request.method == "POST" and form.is_valid():
        try:
            register_at_window(party, by=request.user, **form.cleaned_data)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("已经登记。以后的文书邮寄或者当面送达。"))
            return redirect("disputes:window_party", dispute.reference, party.pk)
    office = window_office(request.user, dispute, party)
    context = _context(
        request,
        dispute,
        party,
        form=form,
        is_registered=party.window_id is not None or party.user is not None,
        may_register=dispute.state != State.CLOSED
        and (party.user is None or is_only_at_window(party) or not comes_in_alone(party.user)),
        acts=acts_for(dispute, party),
        papers=to_bring_to_all([party]).get(party.key, []),
        records=TakenDown.objects.filter(party=party, window=office).select_related("officer"),
    )
    return render(request, "disputes/window_party.html", context, status=status_of(form))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def window_act(request, reference, pk, act):
    """First the party's own form; then every word of it read back; then the signature, and it is done."""
    dispute, party = _party(request, reference, pk)
    found = act_named(dispute, party, act)
    if party.user is None and found is None:
        raise NotLawfulNow(_("请先在窗口登记这位当事人。"), code="not_registered")
    if found is None:
        if request.method == "POST":
            raise NotLawfulNow()
        messages.info(request, _("这一步现在不需要办理。"))
        return redirect("disputes:window_party", dispute.reference, party.pk)
    is_plain = not found.forms(None)  # nothing to fill in: straight to what is read out
    step = request.POST.get("step", "") if request.method == "POST" else "read" if is_plain else ""
    is_typed = request.method == "POST" and step != "edit"
    forms = found.forms(request.POST if request.method == "POST" else None)
    if not is_plain and (not is_typed or not are_sound(forms)):
        is_checked = is_typed and not any(getattr(form, "is_reshaped", False) for form in forms)
        context = _context(request, dispute, party, act=found, forms=_shown(forms))
        return render(
            request, "disputes/window_act.html", context, status=status_of(*forms) if is_checked else 200
        )
    return _read_and_sign(request, dispute, party, found, forms, signs=step == "sign")


def _shown(forms):
    """Each form with whether it is rows of terms, which have a part of their own."""
    return [(form, isinstance(form, Rows)) for form in forms]


def _read_and_sign(request, dispute, party, act, forms, *, signs):
    statement = read_back(act, forms, party=party)
    has_own = party.user is not None and comes_in_alone(party.user)
    signed = SignedForm(
        request.POST if signs else None, request.FILES if signs else None, has_own_way_in=has_own
    )
    is_same = request.POST.get("statement") == hash_of(statement)
    if signs and not is_same:
        signed = SignedForm(has_own_way_in=has_own)
        messages.warning(request, _("内容和刚才读的不一样了，请重新读给本人听，再签名。"))
    if signs and is_same and signed.is_valid():
        try:
            record = take_down(
                party,
                by=request.user,
                act=act.code,
                title=act.title,
                statement=statement,
                signed=signed.as_signed(),
                do=lambda user: act.do(forms, user),
                for_anybody=act.for_anybody,
            )
        except NotValid as refusal:
            signed.add_error(None, refusal.message)
        else:
            messages.success(
                request, _("已经办好：%(what)s。窗口记录请打印一份交给本人。") % {"what": record.title}
            )
            return redirect("disputes:window_party", dispute.reference, party.pk)
    context = _context(
        request,
        dispute,
        party,
        act=act,
        lines=statement.splitlines(),
        statement=hash_of(statement),
        signed=signed,
        typed=[
            (name, value)
            for name, values in request.POST.lists()
            if name not in OWN_FIELDS and not name.startswith("signed-")
            for value in values
        ],
    )
    return render(request, "disputes/window_read.html", context, status=status_of(signed))


@login_required
@require_safe
def record(request, reference, pk, number):
    """The record of the window, to be printed and handed to the party: for the window that wrote it."""
    dispute, party = _party(request, reference, pk)
    office = window_office(request.user, dispute, party)
    row = get_object_or_404(TakenDown, pk=number, party=party, window=office)
    papers = Paper.objects.filter(chain=dispute.chain, kind=PaperKind.WINDOW_RECORD)
    found = get_object_or_404(papers.select_related("chain", "issuer"), facts__record=row.pk)
    return render(request, "notices/paper.html", {"paper": found, "is_intact": is_intact(found)})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request, reference, pk):
    """The covering sheet for the post: to whom, what is inside, and a fresh code with which they can come in."""
    dispute = find_case(request, reference)
    party = get_object_or_404(dispute.parties.select_related("user", "window"), pk=pk)
    if not can_take_down(request.user, party) or party.organisation_id is not None:
        raise NotPermitted()
    code = cover_sheet(party, by=request.user) if request.method == "POST" else ""
    context = _context(
        request,
        dispute,
        party,
        code=code,
        is_made=request.method == "POST",
        asks=fact_asked_of(party),
        site_url=settings.SITE_URL,
        papers=to_bring_to_all([party]).get(party.key, []),
    )
    return render(request, "disputes/window_sheet.html", context)
