"""Words of service: kinds of paper, means of delivery, who may read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperKind(models.TextChoices):
    """Kinds of paper, in the archive order of a case file (procedures §11.4, extended order)."""

    REGISTRATION = "registration", _("投诉登记表")
    COMPLETION_REQUEST = "completion_request", _("补正通知书")
    ADMISSION = "admission", _("受理通知书")
    DECLINE = "decline", _("不予受理决定书")
    ANSWER_NOTICE = "answer_notice", _("答辩通知书")
    ANSWER = "answer", _("答辩书")
    EVIDENCE_NOTICE = "evidence_notice", _("举证通知书")
    OPINION = "opinion", _("平台处理意见书")
    SETTLEMENT = "settlement", _("和解协议")
    MEDIATION_REQUEST = "mediation_request", _("调解申请书")
    MEDIATION_RIGHTS = "mediation_rights", _("权利义务告知书")
    MEDIATION_NOTICE = "mediation_notice", _("调解通知书")
    APPOINTMENT = "appointment", _("调解员选定/指定通知书")
    CHALLENGE_DECISION = "challenge_decision", _("回避决定书")
    MEDIATION_RECORD = "mediation_record", _("调解笔录")
    UNDISPUTED_FACTS = "undisputed_facts", _("无争议事实确认书")
    MEDIATION_AGREEMENT = "mediation_agreement", _("调解协议书")
    MEDIATION_TERMINATION = "mediation_termination", _("终止调解决定书")
    CONFIRMATION_APPLICATION = "confirmation_application", _("司法确认申请书")
    CONFIRMATION_PLEDGE = "confirmation_pledge", _("司法确认承诺书")
    CONFIRMATION_CERTIFICATE = "confirmation_certificate", _("调解组织主持调解证明")
    CONFIRMATION_RESULT = "confirmation_result", _("司法确认结果告知书")
    ARBITRATION_AGREEMENT = "arbitration_agreement", _("仲裁协议")
    ARBITRATION_APPLICATION = "arbitration_application", _("仲裁申请书")
    EVIDENCE_LIST = "evidence_list", _("证据目录")
    ARBITRATION_REFERRAL = "arbitration_referral", _("仲裁移送函")
    ARBITRATION_RECEIPT = "arbitration_receipt", _("仲裁机构回执")
    PAYMENT_RECEIPT = "payment_receipt", _("收据")
    PERFORMANCE = "performance", _("履行情况确认书")
    WITHDRAWAL = "withdrawal", _("撤回投诉确认书")
    WINDOW_RECORD = "window_record", _("窗口记录")
    UNREACHED = "unreached", _("未能送达告知书")
    CLOSING_REPORT = "closing_report", _("结案报告")


class Means(models.TextChoices):
    SITE = "site", _("平台内电子送达")
    EMAIL = "email", _("电子邮件")
    SMS = "sms", _("短信")
    DIRECT = "direct", _("直接送达")
    POST = "post", _("邮寄")
    LEFT = "left", _("留置送达")
    PUBLIC = "public", _("公告送达")


class NoticeState(models.TextChoices):
    """How far one delivery has come. Only `arrived` is service; nothing else starts a time limit."""

    PREPARED = "prepared", _("待送达")
    SENT = "sent", _("已发出")
    HANDED_OVER = "handed_over", _("已交出，没有回执")
    ARRIVED = "arrived", _("已送达")
    FAILED = "failed", _("未能送达")
    REFUSED = "refused", _("拒收")


#: Nothing carries it any further: somebody has to bring it, or to say that nobody will.
NEEDS_HAND = frozenset({NoticeState.PREPARED, NoticeState.FAILED, NoticeState.REFUSED})

#: Something has gone to the addressee: whether it reached them can be asked.
IN_QUESTION = frozenset({NoticeState.SENT, NoticeState.HANDED_OVER, NoticeState.ARRIVED})


class Obstacle(models.TextChoices):
    """Why a delivery cannot set out, or did not arrive."""

    NO_ADDRESS = "no_address", _("没有可用的联系方式")
    NO_CONSENT = "no_consent", _("本人没有同意电子送达，只能当面或者邮寄")
    UNUSABLE = "unusable", _("登记的号码或者邮箱收不了信")
    GIVEN_UP = "given_up", _("多次发送都没有成功")
    RETURNED = "returned", _("被退回")
    NOT_FOUND = "not_found", _("按地址找不到人")
    REFUSED = "refused", _("受送达人拒收")
    NOT_REACHED = "not_reached", _("经核实，不是本人收到")


class Audience(models.TextChoices):
    ALL_PARTIES = "all_parties", _("各方当事人")
    NAMED = "named", _("指定收件人")
    BODY = "body", _("仅办案机构")


class Standing(models.TextChoices):
    """Whether a paper still counts, as whoever issued it says: not whether what it says is right."""

    VALID = "valid", _("没有撤回，也没有被替换")
    REPLACED = "replaced", _("已被替换")
    WITHDRAWN = "withdrawn", _("已经撤回")


class MessageState(models.TextChoices):
    WAITING = "waiting", _("待发送")
    SENT = "sent", _("已交出，没有回执")
    DELIVERED = "delivered", _("回执：已到达")
    FAILED = "failed", _("未能送达")


class ServiceResult(models.TextChoices):
    """What an officer registers of a delivery by hand, by post or by public notice."""

    SIGNED = "signed", _("本人或者代收人签收")
    LEFT = "left", _("拒收，已留置送达（有见证人）")
    PUBLISHED = "published", _("已经公告，公告期满")
    REFUSED = "refused", _("拒收")
    NOT_FOUND = "not_found", _("退回或者找不到人")


#: Before an addressee's key: whoever works at the window to which this addressee comes. Prints their papers and brings
#: them, and is not the addressee: what such a person opens has reached nobody.
WINDOW = "window:"

#: The word for the kind in a paper's number: 众帮〔2026〕受字第12号.
SERIES_WORDS: dict[str, str] = {
    PaperKind.REGISTRATION: "登",
    PaperKind.COMPLETION_REQUEST: "补",
    PaperKind.ADMISSION: "受",
    PaperKind.DECLINE: "不受",
    PaperKind.ANSWER_NOTICE: "答通",
    PaperKind.ANSWER: "答",
    PaperKind.EVIDENCE_NOTICE: "举",
    PaperKind.OPINION: "处",
    PaperKind.SETTLEMENT: "和",
    PaperKind.MEDIATION_REQUEST: "调申",
    PaperKind.MEDIATION_RIGHTS: "告",
    PaperKind.MEDIATION_NOTICE: "调通",
    PaperKind.APPOINTMENT: "调员",
    PaperKind.CHALLENGE_DECISION: "避",
    PaperKind.MEDIATION_RECORD: "录",
    PaperKind.UNDISPUTED_FACTS: "无争",
    PaperKind.MEDIATION_AGREEMENT: "调协",
    PaperKind.MEDIATION_TERMINATION: "调终",
    PaperKind.CONFIRMATION_APPLICATION: "确申",
    PaperKind.CONFIRMATION_PLEDGE: "确诺",
    PaperKind.CONFIRMATION_CERTIFICATE: "调证",
    PaperKind.CONFIRMATION_RESULT: "确果",
    PaperKind.ARBITRATION_AGREEMENT: "仲协",
    PaperKind.ARBITRATION_APPLICATION: "仲申",
    PaperKind.EVIDENCE_LIST: "证",
    PaperKind.ARBITRATION_REFERRAL: "仲移",
    PaperKind.ARBITRATION_RECEIPT: "仲回",
    PaperKind.PAYMENT_RECEIPT: "收",
    PaperKind.PERFORMANCE: "履",
    PaperKind.WITHDRAWAL: "撤",
    PaperKind.WINDOW_RECORD: "窗",
    PaperKind.UNREACHED: "未达",
    PaperKind.CLOSING_REPORT: "结",
}

#: Made for the sake of peace: no tribunal gets them, unless every party has let this very paper go (特邀调解规定 22).
CONFIDENTIAL = frozenset({PaperKind.MEDIATION_RECORD, PaperKind.UNDISPUTED_FACTS})
#: The name of the fact in a paper that says so.
RELEASED = "is_released"

#: Whose name stands on a message.
PRODUCT = _("解纷")
#: The name of the fact in a paper that says how it was issued and signed, frozen with it (notices/kinds.py).
FORM = "form"

#: Papers that no body issues (an answer, a settlement of the parties) are numbered by the system.
OWN_CODE = "解纷"

#: Stands in every paper where its QR code comes once the paper becomes a page or a PDF.
QR_PLACE = '<div class="paper-qr"></div>'
