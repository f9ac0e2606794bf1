"""The demonstration people and bodies: invented names, credit codes of the region 990000 that does not exist."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from ..models import Membership, Organisation, User
from ..states import ConsentKind, IdentityLevel, MediationType, OrganisationKind, Role
from .consents import give_consent
from .members import appoint_member
from .people import vouch_for

DOMAIN = "demo.example"
#: Read aloud and typed on phones: no letters or digits that look alike.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class Body(NamedTuple):
    kind: str
    name: str
    short_name: str
    credit_code: str
    code: str
    extra: dict[str, Any] = {}


class Person(NamedTuple):
    name: str
    login: str
    office: tuple[str, str] | None = None
    level: str = IdentityLevel.VERIFIED
    phone: str | None = None


BODIES = {
    "zhongbang": Body(
        OrganisationKind.PLATFORM,
        "众帮众包平台",
        "众帮",
        "91990000MA00010189",
        "众帮",
        {"sector": "zhongbao"},
    ),
    "xinghuo": Body(
        OrganisationKind.PLATFORM, "星火众筹", "星火", "91990000MA00010264", "星火", {"sector": "zhongchou"}
    ),
    "chuangke": Body(
        OrganisationKind.PLATFORM,
        "创客空间众创平台",
        "创客空间",
        "91990000MA0001034Y",
        "创客",
        {"sector": "zhongchuang"},
    ),
    "huzhu": Body(
        OrganisationKind.PLATFORM,
        "互助通众扶平台",
        "互助通",
        "91990000MA0001042R",
        "互助",
        {"sector": "zhongfu"},
    ),
    "centre": Body(
        OrganisationKind.SERVICE_CENTRE, "四众纠纷服务中心", "服务中心", "52990000MJ0002013J", "四众服"
    ),
    "people_committee": Body(
        OrganisationKind.MEDIATION_BODY,
        "市众合人民调解委员会",
        "众合调委会",
        "52990000MJ00030163",
        "众合人调",
        {"mediation_type": MediationType.PEOPLE, "is_lawfully_established": True},
    ),
    "consumer_committee": Body(
        OrganisationKind.MEDIATION_BODY,
        "市消费者协会调解中心",
        "消协调解中心",
        "51990000MJ00030241",
        "消协调",
        {"mediation_type": MediationType.CONSUMER_ASSOCIATION, "is_lawfully_established": True},
    ),
    "industry_committee": Body(
        OrganisationKind.MEDIATION_BODY,
        "工业和信息化行业调解中心",
        "工信调解中心",
        "51990000MJ0003032U",
        "工信调",
        {"mediation_type": MediationType.INDUSTRY, "is_lawfully_established": True},
    ),
    "commission": Body(
        OrganisationKind.ARBITRATION_COMMISSION,
        "示例市仲裁委员会",
        "示例仲裁委",
        "12990000MB000401X7",
        "示仲",
    ),
    "authority": Body(
        OrganisationKind.AUTHORITY, "示例市市场监督管理局", "示例市监局", "11990000MB0005012X", "示市监"
    ),
    "association": Body(
        OrganisationKind.ASSOCIATION, "四众行业协会", "行业协会", "51990000MJ0006014M", "四众协"
    ),
}

PEOPLE = {
    "complainant": Person("李小雨", "li"),
    "respondent": Person("王强", "wang"),
    "handler": Person("周敏", "zhou", ("zhongbang", Role.HANDLER)),
    "supervisor": Person("吴建国", "wu", ("zhongbang", Role.SUPERVISOR)),
    "xinghuo_handler": Person("郑晓", "zheng", ("xinghuo", Role.HANDLER)),
    "xinghuo_supervisor": Person("冯岚", "feng", ("xinghuo", Role.SUPERVISOR)),
    "chuangke_handler": Person("褚明", "chu", ("chuangke", Role.HANDLER)),
    "chuangke_supervisor": Person("卫东", "wei", ("chuangke", Role.SUPERVISOR)),
    "huzhu_handler": Person("蒋文", "jiang", ("huzhu", Role.HANDLER)),
    "huzhu_supervisor": Person("沈静", "shen", ("huzhu", Role.SUPERVISOR)),
    "receptionist": Person("韩梅", "han", ("centre", Role.RECEPTIONIST)),
    "centre_handler": Person("杨帆", "yang", ("centre", Role.HANDLER)),
    "centre_supervisor": Person("朱宁", "zhu", ("centre", Role.SUPERVISOR)),
    "secretary": Person("秦兰", "qin", ("people_committee", Role.SECRETARY)),
    "mediator": Person("陈静", "chen", ("people_committee", Role.MEDIATOR)),
    "second_mediator": Person("许国华", "xu", ("people_committee", Role.MEDIATOR)),
    "third_mediator": Person("何芳", "he", ("people_committee", Role.MEDIATOR)),
    "consumer_secretary": Person("吕洁", "lv", ("consumer_committee", Role.SECRETARY)),
    "consumer_mediator": Person("施伟", "shi", ("consumer_committee", Role.MEDIATOR)),
    "industry_secretary": Person("孔涛", "kong", ("industry_committee", Role.SECRETARY)),
    "industry_mediator": Person("曹颖", "cao", ("industry_committee", Role.MEDIATOR)),
    "registrar": Person("严正", "yan", ("commission", Role.REGISTRAR)),
    "officer": Person("金波", "jin", ("authority", Role.OFFICER)),
    "analyst": Person("魏然", "weiran", ("association", Role.ANALYST)),
    "association_secretary": Person("陶欣", "tao", ("association", Role.SECRETARY)),
    "auditor": Person("姜明", "jiangming", ("centre", Role.AUDITOR)),
    "committee_supervisor": Person("范文", "fan", ("people_committee", Role.SUPERVISOR)),
    "developer_client": Person("孙悦", "sun"),
    "developer": Person("罗浩", "luo"),
    "photographer": Person("马骏", "ma"),
    "shop_owner": Person("高明", "gao"),
    "outsider": Person("赵旁观", "zhao", level=IdentityLevel.NONE),
}


@dataclass(frozen=True)
class Demo:
    password: str
    people: dict[str, User]
    organisations: dict[str, Organisation]


def demo_password() -> str:
    """Made once for each installation and kept beside the data."""
    path = Path(settings.DATA_DIR) / "demo.json"
    if not path.exists():
        word = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
        path.touch(mode=0o600)
        path.write_text(json.dumps({"password": word, "people": f"…@{DOMAIN}"}, ensure_ascii=False, indent=1))
    return str(json.loads(path.read_text())["password"])


@transaction.atomic
def create_demo_people() -> Demo:
    """Bodies, people and their offices. Run again, it only adds what is missing."""
    password = demo_password()
    hashed = make_password(password)  # once: it takes a good part of a second, as it should
    organisations = {key: _body(body) for key, body in BODIES.items()}
    people = {key: _person(person, hashed) for key, person in PEOPLE.items()}
    for key, person in PEOPLE.items():
        if person.office is not None:
            _office(people[key], organisations[person.office[0]], person.office[1])
    return Demo(password, people, organisations)


def _body(body: Body) -> Organisation:
    organisation, _ = Organisation.objects.get_or_create(
        credit_code=body.credit_code,
        defaults={
            "kind": body.kind,
            "name": body.name,
            "short_name": body.short_name,
            "code": body.code,
            "email": f"{body.credit_code.lower()}@{DOMAIN}",
            **body.extra,
        },
    )
    return organisation


def _person(person: Person, hashed: str) -> User:
    email = f"{person.login}@{DOMAIN}"
    known = User.objects.filter(email=email).first()
    if known is not None:
        return known
    user = User.objects.create_user(
        email=email,
        name=person.name,
        identity_level=person.level,
        phone=person.phone,
        phone_verified_at=timezone.now() if person.phone else None,
    )
    User.objects.filter(pk=user.pk).update(password=hashed)
    user.password = hashed
    vouch_for([user])
    give_consent(user, kind=ConsentKind.PRIVACY, by=user)
    return user


def _office(user: User, organisation: Organisation, role: str) -> None:
    if not Membership.objects.filter(user=user, organisation=organisation, role=role).exists():
        appoint_member(organisation, user=user, role=role, by=None)
