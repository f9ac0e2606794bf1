"""The fixed cast: one person a role, each body once, and an outsider who must see nothing.

`cast.complainant` or the fixture `complainant`; bodies likewise. `login(client, user)` signs in, and
`PASSWORD` is everybody's, for log-in pages and browsers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core import cache as caches
from django.test import Client

from accounts.models import Membership, Organisation, User
from accounts.services import vouch_for
from accounts.states import IdentityLevel, MediationType, OrganisationKind, Role
from tests.rigs.retold import retold

PASSWORD = "leave-the-lamp-on-47"

BODIES = {
    "platform": (OrganisationKind.PLATFORM, "众帮众包平台", "众帮", "91990000MA00010189"),
    "other_platform": (OrganisationKind.PLATFORM, "星火众筹", "星火", "91990000MA00010264"),
    "service_centre": (OrganisationKind.SERVICE_CENTRE, "四众纠纷服务中心", "四众服", "52990000MJ0002013J"),
    "mediation_body": (
        OrganisationKind.MEDIATION_BODY,
        "市众合人民调解委员会",
        "众合人调",
        "52990000MJ00030163",
    ),
    "arbitration_commission": (
        OrganisationKind.ARBITRATION_COMMISSION,
        "示例市仲裁委员会",
        "示仲",
        "12990000MB000401X7",
    ),
    "authority": (OrganisationKind.AUTHORITY, "示例市市场监督管理局", "示市监", "11990000MB0005012X"),
    "association": (OrganisationKind.ASSOCIATION, "四众行业协会", "四众协", "51990000MJ0006014M"),
}

PEOPLE = {
    "complainant": ("李小雨", None),
    "respondent": ("王强", None),
    "handler": ("周敏", ("platform", Role.HANDLER)),
    "supervisor": ("吴建国", ("platform", Role.SUPERVISOR)),
    "other_handler": ("郑晓", ("other_platform", Role.HANDLER)),
    "receptionist": ("韩梅", ("service_centre", Role.RECEPTIONIST)),
    "centre_handler": ("杨帆", ("service_centre", Role.HANDLER)),
    "centre_supervisor": ("朱宁", ("service_centre", Role.SUPERVISOR)),
    "mediator": ("陈静", ("mediation_body", Role.MEDIATOR)),
    "second_mediator": ("许国华", ("mediation_body", Role.MEDIATOR)),
    "secretary": ("秦兰", ("mediation_body", Role.SECRETARY)),
    "registrar": ("严正", ("arbitration_commission", Role.REGISTRAR)),
    "officer": ("金波", ("authority", Role.OFFICER)),
    "analyst": ("魏然", ("association", Role.ANALYST)),
    "auditor": ("姜明", ("service_centre", Role.AUDITOR)),
    "outsider": ("赵旁观", None),
}


@dataclass(frozen=True)
class Cast:
    complainant: User
    respondent: User
    handler: User
    supervisor: User
    other_handler: User
    receptionist: User
    centre_handler: User
    centre_supervisor: User
    mediator: User
    second_mediator: User
    secretary: User
    registrar: User
    officer: User
    analyst: User
    auditor: User
    outsider: User

    platform: Organisation
    other_platform: Organisation
    service_centre: Organisation
    mediation_body: Organisation
    arbitration_commission: Organisation
    authority: Organisation
    association: Organisation

    @property
    def people(self) -> dict[str, User]:
        """Everybody, by role: for walking an access ladder."""
        return {name: getattr(self, name) for name in PEOPLE}


def login(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    caches.cache.set(f"session-seen:{client.session.session_key}", True)  # as from the second page on
    return client


def with_second_factor(client: Client, user: User) -> Client:
    """Signs in as after a code was asked for, too."""
    factor, _ = Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}}
    )
    login(client, user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "id": factor.pk, "at": 0}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


@cache
def _password_hash() -> str:
    return make_password(PASSWORD)


@pytest.fixture
def cast(db) -> Cast:
    return make_cast()


def _same_people(cast: Cast) -> Cast:
    people = User.objects.in_bulk([getattr(cast, name).pk for name in PEOPLE])
    bodies = Organisation.objects.in_bulk([getattr(cast, name).pk for name in BODIES])
    return Cast(
        **{name: people[getattr(cast, name).pk] for name in PEOPLE},
        **{name: bodies[getattr(cast, name).pk] for name in BODIES},
    )


@retold(again=_same_people)
def make_cast() -> Cast:
    """In five statements; also for tests that bring their own database handling."""
    bodies = dict(
        zip(
            BODIES,
            Organisation.objects.bulk_create(
                Organisation(
                    kind=kind,
                    name=name,
                    short_name=name[:4],
                    code=code,
                    credit_code=credit_code,
                    mediation_type=MediationType.PEOPLE if kind == OrganisationKind.MEDIATION_BODY else "",
                    is_lawfully_established=kind == OrganisationKind.MEDIATION_BODY,
                )
                for kind, name, code, credit_code in BODIES.values()
            ),
            strict=True,
        )
    )
    people = dict(
        zip(
            PEOPLE,
            User.objects.bulk_create(
                User(
                    email=f"{key.replace('_', '.')}@cast.example",
                    name=name,
                    password=_password_hash(),
                    identity_level=IdentityLevel.VERIFIED if office else IdentityLevel.NONE,
                )
                for key, (name, office) in PEOPLE.items()
            ),
            strict=True,
        )
    )
    vouch_for(people.values())
    Membership.objects.bulk_create(
        Membership(
            user=people[key], organisation=bodies[office[0]], role=office[1], starts_on=date(2020, 1, 1)
        )
        for key, (_name, office) in PEOPLE.items()
        if office
    )
    return Cast(**people, **bodies)


def _member(name: str):
    def member(cast: Cast):
        return getattr(cast, name)

    member.__name__ = name
    return pytest.fixture(member)


complainant = _member("complainant")
respondent = _member("respondent")
handler = _member("handler")
supervisor = _member("supervisor")
other_handler = _member("other_handler")
receptionist = _member("receptionist")
centre_handler = _member("centre_handler")
centre_supervisor = _member("centre_supervisor")
mediator = _member("mediator")
second_mediator = _member("second_mediator")
secretary = _member("secretary")
registrar = _member("registrar")
officer = _member("officer")
analyst = _member("analyst")
auditor = _member("auditor")
outsider = _member("outsider")

platform = _member("platform")
other_platform = _member("other_platform")
service_centre = _member("service_centre")
mediation_body = _member("mediation_body")
arbitration_commission = _member("arbitration_commission")
authority = _member("authority")
association = _member("association")
