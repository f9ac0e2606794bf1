"""What every page knows."""

from functools import partial

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.selectors import offices_of
from accounts.states import OrganisationKind, Role
from config.preferences import elder_mode, theme
from disputes.by_hand import Load, load_of
from disputes.models.turns import DESKS
from disputes.policies import can_bring_papers
from disputes.states import AT_A_WINDOW

#: Which house a person works in decides which frame their pages have.
DESK_KINDS = (
    OrganisationKind.PLATFORM,
    OrganisationKind.SERVICE_CENTRE,
    OrganisationKind.ARBITRATION_COMMISSION,
)


def house(request: HttpRequest) -> dict[str, object]:
    return {
        "site_name": _("解纷"),
        "source_url": settings.SOURCE_URL,
        "languages": settings.LANGUAGES,
        "elder": elder_mode(request),
        "theme": theme(request),
        "works_at_window": partial(works_at_window, request),  # asked for by the rail of a desk
        "papers_at_hand": partial(papers_at_hand, request),  # asked for by the rail of a mediation body
        "base": partial(base_of, request),  # asked for by pages that everybody reads in their own frame
    }


def works_at_window(request: HttpRequest) -> bool:
    """Whether people come to a window where this reader takes down what they say."""
    offices = offices_of(request.user)
    return offices.filter(role__in=AT_A_WINDOW, organisation__kind__in=DESKS).exists()


def papers_at_hand(request: HttpRequest) -> Load:
    """How many papers lie with this reader to be brought, or to be asked after."""
    user = getattr(request, "user", None)
    return (
        load_of(user)
        if user is not None and user.is_authenticated and can_bring_papers(user)
        else Load(0, None)
    )


def base_of(request: HttpRequest) -> str:
    """The frame of pages for this reader: a desk, a mediator's, or a party's."""
    offices = offices_of(request.user)
    if offices.filter(organisation__kind=OrganisationKind.MEDIATION_BODY).exists():
        return "base_mediator.html"
    is_desk = offices.filter(Q(organisation__kind__in=DESK_KINDS) | Q(role=Role.OFFICER)).exists()
    return "base_desk.html" if is_desk else "base_party.html"
