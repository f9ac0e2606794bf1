"""Each kind of paper as data: whose paper it is, who signs it, whether it bears a head and a seal.

The source of a row is the field list of procedures.md §11 or the law named in it. Who the officer is, is the rule of
the body that issues (accounts.selectors.signatory_of) and the record of the case, never who happened to press a button.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .states import PaperKind


class Issuer(StrEnum):
    """Whose paper it is. A party's is numbered by the system, under no body's code."""

    PARTY = "party"
    DESK = "desk"  # the platform or service centre that handles the case
    MEDIATION_BODY = "mediation_body"
    COMMISSION = "commission"


class Signs(StrEnum):
    PARTY = "party"
    OFFICER = "officer"  # by the rule of the body: its signatory, or else who is in charge of the case there
    MEDIATOR = "mediator"  # who led at that time, with whoever took the record
    NOBODY = "nobody"  # drawn from the record; no person looked at it before it went out


@dataclass(frozen=True)
class Form:
    issuer: Issuer
    signs: Signs
    has_head: bool
    has_seal: bool
    source: str


def _of_party(source: str) -> Form:
    return Form(Issuer.PARTY, Signs.PARTY, has_head=False, has_seal=False, source=source)


def _of_body(issuer: Issuer, source: str) -> Form:
    return Form(issuer, Signs.OFFICER, has_head=True, has_seal=True, source=source)


def _from_record(issuer: Issuer, source: str) -> Form:
    return Form(issuer, Signs.NOBODY, has_head=True, has_seal=False, source=source)


K = PaperKind

FORMS: dict[str, Form] = {
    # kept and numbered by the office that registers, signed by whoever complains
    K.REGISTRATION: Form(
        Issuer.DESK, Signs.PARTY, has_head=False, has_seal=False, source="SAMR 文书式样一：投诉人签字"
    ),
    K.COMPLETION_REQUEST: _of_body(Issuer.DESK, "SAMR 文书式样四"),
    K.ADMISSION: _of_body(Issuer.DESK, "SAMR 文书式样五：承办人"),
    K.DECLINE: _of_body(Issuer.DESK, "SAMR 文书式样六"),
    K.ANSWER_NOTICE: _of_body(Issuer.DESK, "仲裁法 36，民诉法 128"),
    K.ANSWER: _of_party("民诉法 128：被告提出答辩状"),
    K.EVIDENCE_NOTICE: _of_body(Issuer.DESK, "民事证据规定 50"),
    K.OPINION: _of_body(Issuer.DESK, "平台规则监督管理办法"),
    K.SETTLEMENT: _of_party("民法典 490：当事人签名、盖章"),
    K.MEDIATION_REQUEST: _of_party("司法部格式：申请人签名盖章按指印"),
    K.MEDIATION_RIGHTS: _of_body(Issuer.MEDIATION_BODY, "人民调解法 23、24"),
    K.MEDIATION_NOTICE: _of_body(Issuer.MEDIATION_BODY, "SAMR 文书式样七"),
    K.APPOINTMENT: _of_body(Issuer.MEDIATION_BODY, "人民调解法 19"),
    K.CHALLENGE_DECISION: _of_body(Issuer.MEDIATION_BODY, "特邀调解规定 15"),
    K.MEDIATION_RECORD: Form(
        Issuer.MEDIATION_BODY,
        Signs.MEDIATOR,
        has_head=True,
        has_seal=False,
        source="人民调解法 27：调解员、记录人、当事人核对",
    ),
    K.UNDISPUTED_FACTS: Form(
        Issuer.MEDIATION_BODY,
        Signs.MEDIATOR,
        has_head=True,
        has_seal=False,
        source="法发〔2016〕14号 23：调解员记载，当事人签字确认",
    ),
    K.MEDIATION_AGREEMENT: Form(
        Issuer.MEDIATION_BODY,
        Signs.MEDIATOR,
        has_head=True,
        has_seal=True,
        source="人民调解法 29：当事人签名，调解员签名并加盖印章",
    ),
    K.MEDIATION_TERMINATION: _of_body(Issuer.MEDIATION_BODY, "SAMR 文书式样八"),
    K.CONFIRMATION_APPLICATION: _of_party("民诉法 205：双方当事人共同申请"),
    K.CONFIRMATION_PLEDGE: _of_party("民诉法解释 353、354"),
    K.CONFIRMATION_CERTIFICATE: _of_body(Issuer.MEDIATION_BODY, "民诉法解释 354：调解组织的证明"),
    # a party may have entered what the court answered: nobody at the body vouches for it
    K.CONFIRMATION_RESULT: _from_record(Issuer.MEDIATION_BODY, "procedures §11.1 [design]"),
    K.ARBITRATION_AGREEMENT: _of_party("仲裁法 27：当事人签名"),
    K.ARBITRATION_APPLICATION: _of_party("仲裁法 34"),
    K.EVIDENCE_LIST: _of_party("民事证据规定 19：提交人签章"),
    K.ARBITRATION_REFERRAL: _of_body(Issuer.DESK, "procedures §11.2 [design]"),
    K.ARBITRATION_RECEIPT: _of_body(Issuer.COMMISSION, "仲裁法 35"),
    K.PAYMENT_RECEIPT: _of_party("民法典 557：债权人受领"),
    K.PERFORMANCE: _from_record(Issuer.DESK, "procedures §11.1 [design]"),
    K.WITHDRAWAL: _of_party("令121 23(1)(1)：投诉人撤回"),
    K.WINDOW_RECORD: _of_party("民诉法 123：口头起诉记入笔录；经本人核对签名 [design]"),
    K.UNREACHED: _from_record(Issuer.DESK, "民法典 195：向法院证明曾经主张权利 [design]"),
    K.CLOSING_REPORT: _from_record(Issuer.DESK, "procedures §11.1 [design]"),
}


def form_of(kind: str) -> Form:
    return FORMS[kind]
