"""Words of the people and bodies: kinds of organisation, roles in them, levels of identity."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    PLATFORM = "platform", _("平台企业")
    MEDIATION_BODY = "mediation_body", _("调解组织")
    ARBITRATION_COMMISSION = "arbitration_commission", _("仲裁机构")
    COURT = "court", _("人民法院")
    AUTHORITY = "authority", _("监管部门")
    ASSOCIATION = "association", _("行业协会")
    SERVICE_CENTRE = "service_centre", _("服务中心（接待窗口）")


class Role(models.TextChoices):
    HANDLER = "handler", _("经办人")
    SUPERVISOR = "supervisor", _("主管")
    MEDIATOR = "mediator", _("调解员")
    REGISTRAR = "registrar", _("立案登记员")
    OFFICER = "officer", _("监管人员")
    RECEPTIONIST = "receptionist", _("接待员")
    ANALYST = "analyst", _("统计分析员")
    SECRETARY = "secretary", _("秘书")
    AUDITOR = "auditor", _("审计员")


#: Which roles an organisation of a kind may give.
ROLES_OF_KIND: dict[str, tuple[str, ...]] = {
    OrganisationKind.PLATFORM: (Role.HANDLER, Role.SUPERVISOR, Role.AUDITOR),
    OrganisationKind.MEDIATION_BODY: (Role.SECRETARY, Role.MEDIATOR, Role.SUPERVISOR, Role.AUDITOR),
    OrganisationKind.ARBITRATION_COMMISSION: (Role.REGISTRAR, Role.SUPERVISOR),
    OrganisationKind.COURT: (Role.REGISTRAR,),
    OrganisationKind.AUTHORITY: (Role.OFFICER, Role.SUPERVISOR),
    OrganisationKind.ASSOCIATION: (Role.ANALYST, Role.SECRETARY, Role.AUDITOR),
    OrganisationKind.SERVICE_CENTRE: (Role.RECEPTIONIST, Role.HANDLER, Role.SUPERVISOR, Role.AUDITOR),
}


class IdentityLevel(models.TextChoices):
    NONE = "none", _("未核验")
    DECLARED = "declared", _("本人申报")
    VERIFIED = "verified", _("已核验")


class IdentityDocument(models.TextChoices):
    RESIDENT_ID = "resident_id", _("居民身份证")
    RESIDENCE_PERMIT = "residence_permit", _("港澳台居民居住证")
    FOREIGNER_CARD = "foreigner_card", _("外国人永久居留身份证")
    PASSPORT = "passport", _("护照")
    CREDIT_CODE = "credit_code", _("统一社会信用代码")


class MediationType(models.TextChoices):
    """What a mediation body is in law; the scope guard depends on it (rulebook: mediation_guards)."""

    PEOPLE = "people", _("人民调解")
    CONSUMER_ASSOCIATION = "consumer_association", _("消费者协会调解")
    ADMINISTRATIVE = "administrative", _("行政调解")
    COMMERCIAL = "commercial", _("商事调解")
    INDUSTRY = "industry", _("行业公益调解")
    COURT_INVITED = "court_invited", _("法院特邀调解")


class Fact(models.TextChoices):
    """What else one knows of an account under one's own number."""

    CODE = "code", _("查阅码（用过的也可以）")
    IDENTITY = "identity", _("证件号码的最后六位")
    PASSWORD = "password", _("那个账号的密码")


class CodePurpose(models.TextChoices):
    """What a code of six digits is good for, and for nothing else."""

    CLAIM = "claim", _("设置密码")
    REAUTHENTICATION = "reauthentication", _("确认是本人")


class ConsentKind(models.TextChoices):
    """What a person agrees to as a person. Consents within one case are kept with the party."""

    PRIVACY = "privacy", _("隐私政策")
    IDENTITY_DOCUMENTS = "identity_documents", _("处理身份证件等敏感个人信息")


#: Which text of each consent is asked for today; a new text asks again (个人信息保护法 14).
CONSENT_VERSIONS: dict[str, str] = {
    ConsentKind.PRIVACY: "2026-11",
    ConsentKind.IDENTITY_DOCUMENTS: "2026-11",
}

#: Roles whose holder appoints and ends members of the body.
MANAGING_ROLES: dict[str, tuple[str, ...]] = {
    OrganisationKind.PLATFORM: (Role.SUPERVISOR,),
    OrganisationKind.MEDIATION_BODY: (Role.SUPERVISOR, Role.SECRETARY),
    OrganisationKind.ARBITRATION_COMMISSION: (Role.SUPERVISOR, Role.REGISTRAR),
    OrganisationKind.COURT: (Role.REGISTRAR,),
    OrganisationKind.AUTHORITY: (Role.SUPERVISOR,),
    OrganisationKind.ASSOCIATION: (Role.SECRETARY,),
    OrganisationKind.SERVICE_CENTRE: (Role.SUPERVISOR,),
}

#: Who may look at a person's documents and say that they are who they say.
VERIFYING_OFFICES: dict[str, tuple[str, ...]] = {
    OrganisationKind.SERVICE_CENTRE: (Role.SUPERVISOR, Role.HANDLER, Role.RECEPTIONIST),
    OrganisationKind.AUTHORITY: (Role.OFFICER, Role.SUPERVISOR),
}
