"""Whether an agreement will stand: each finding names the sentence, says why and by which article, and how to mend it.

Words are only a hint: a finding is a question to the mediator, and bars the draft only where the agreement could
not do what it says it is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.states import Action
from disputes.terms import Term, from_json

from .scope import confirmable
from .selectors import deciding_parties

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from .models import Agreement, Mediation

MONEY = frozenset({Action.PAY, Action.REFUND})
#: An agreement whose first day comes earlier may have run out before it is signed.
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Finding:
    """Something about a draft agreement. `is_bar`: it cannot be put to the parties like this."""

    code: str
    why: str
    source: str = ""
    mend: str = ""
    where: str = ""
    sentence: str = ""
    is_bar: bool = False

    @property
    def message(self) -> str:
        """All in one line, for a form's error."""
        place = _("%(where)s“%(sentence)s”：") % {"where": self.where, "sentence": self.sentence}
        source = f"（{self.source}）" if self.source else ""
        return f"{place if self.sentence else ''}{self.why}{source}{self.mend}"


class Weight(IntEnum):
    """What stands where: a story is only told, a dispute is described, the rest is agreed and must hold."""

    TOLD = 0
    DISPUTED = 1
    AGREED = 2


@dataclass(frozen=True)
class Passage:
    """A piece of the draft."""

    where: str
    text: str
    weight: Weight = Weight.AGREED

    def sentences(self) -> Iterator[str]:
        for sentence in re.split(r"(?<=[。；;！？\n])", self.text):
            if plain := sentence.strip():
                yield plain


@dataclass(frozen=True)
class Caution:
    """Words that make a sentence doubtful."""

    code: str
    words: re.Pattern[str]
    why: _StrPromise
    source: str
    mend: _StrPromise
    weighs: Weight = Weight.AGREED  # the least that a passage must weigh for these words to matter
    bars: str = "confirmation"  # never · confirmation: when it is to be confirmed · always


CAUTIONS = (
    Caution(
        "vague",
        re.compile(
            r"尽快|尽早|适当|酌情|合理(?:金额|费用|期限|补偿|时间)|若干|视情况|相应的?(?:补偿|赔偿)|有关(?:款项|费用)|等等"
            r"|左右|大约|大概|年底前后|有钱(?:了)?(?:就|再)|条件允许|协商解决|另行(?:协商|约定)"
        ),
        gettext_lazy("写法不够明确，以后做到没做到说不清，法院也不确认内容不明确的协议。"),
        "民诉法解释358(5)",
        gettext_lazy("请写明多少钱、哪一天、做到什么程度。"),
    ),
    Caution(
        "nameless",
        re.compile(r"[甲乙丙丁]方"),
        gettext_lazy("“甲方、乙方”没有写明是谁，内容不明确。"),
        "民诉法解释358(5)",
        gettext_lazy("请直接写各方的姓名或者名称。"),
        weighs=Weight.TOLD,
    ),
    Caution(
        "ownership",
        re.compile(
            r"所有权|物权|产权(?!保护)|(?:著作权|版权|专利权?|商标权?|知识产权)[^，。；]{0,12}(?:归|属于|为)"
            r"|确认[^，。；]{0,20}归"
        ),
        gettext_lazy("这是在确认物权或者知识产权归谁所有，法院不受理这样的司法确认申请。"),
        "民诉法解释355(5)",
        gettext_lazy("可以改成谁在哪天之前办什么手续（例如签转让合同、办登记），或者不约定司法确认。"),
        weighs=Weight.DISPUTED,
    ),
    Caution(
        "status",
        re.compile(r"婚姻关系|离婚|收养|亲子关系|监护"),
        gettext_lazy("这涉及身份关系，不能申请司法确认。"),
        "民诉法解释355(3)",
        gettext_lazy("请把这一句去掉，另外依法办理。"),
        weighs=Weight.DISPUTED,
    ),
    Caution(
        "public_law",
        re.compile(r"(?:免于|免除|减轻|不予)[^，。；]{0,6}(?:行政处罚|刑事责任|处罚)|刑事责任|量刑|吊销[^，。；]{0,6}执照"),
        gettext_lazy("处罚和刑事责任由国家机关决定，当事人不能约定，法院也不受理。"),
        "民诉法解释355(1)",
        gettext_lazy("请只写双方之间的民事内容；可以写“另一方表示谅解”。"),
    ),
    Caution(
        "unlawful",
        re.compile(
            r"不(?:得|再|能)?(?:报警|举报|作证)|撤销(?:报案|举报)|赌(?:债|资)|毒品|走私|虚开|代开发票|刷单|刷好评"
            r"|(?:不|放弃)[^，。；]{0,6}(?:缴纳)?(?:社会保险|社保|工伤(?:待遇|保险))|高利贷|利滚利"
        ),
        gettext_lazy("内容可能违反法律的强制性规定或者公序良俗，这样的约定无效。"),
        "民法典153，民诉法解释358(1)(3)",
        gettext_lazy("请去掉或者改写。"),
    ),
    Caution(
        "gives_up_court",
        re.compile(r"(?:放弃|不得|不再)[^，。；]{0,8}(?:起诉|诉讼|仲裁|申诉|投诉)"),
        gettext_lazy("调解不能阻止当事人走仲裁、行政、司法途径，笼统放弃这些权利的约定靠不住。"),
        "人民调解法3",
        gettext_lazy("可以写“履行完毕后，双方就本纠纷再无其他争议”。"),
        bars="never",
    ),
    Caution(
        "penalty",
        re.compile(r"(?:每日|按日|日)[^，。；]{0,8}(?:百分之|千分之[二三四五六七八九十])|每[日天][^，。；]{0,6}\d+(?:\.\d+)?%"),
        gettext_lazy("违约金可能过高，法院可以应请求减少。"),
        "民法典585",
        gettext_lazy("常见写法是按日万分之五以内。"),
        bars="never",
    ),
)  # fmt: skip
OTHERS = re.compile(
    r"第三人|案外人|由(?P<who>[^，。；、由]{2,12}?)(?:代为|代)?(?:支付|偿还|承担|履行|赔偿|退还|交付)"
)
OURSELVES = re.compile(r"双方|各方|一方|对方|本人|自己|其|违约|守约|投诉人|申请人|调解")


def findings_on(mediation: Mediation, agreement: Agreement) -> list[Finding]:
    """What would make this draft unclear, unperformable, unlawful or impossible to confirm. Saved or not."""
    terms = from_json(agreement.terms)
    wants = agreement.wants_confirmation
    names = [party.name for party in deciding_parties(mediation.dispute)]
    passages = list(passages_of(agreement, terms))
    found = [
        *_about_terms(terms, agreement),
        *_about_words(passages, wants),
        *_about_others(passages, names, wants),
        *_about_confirmation(mediation, wants),
    ]
    claimed = mediation.dispute.amount
    promised = sum((term.amount or Decimal(0) for term in terms if term.action in MONEY), Decimal(0))
    if claimed and promised > claimed:
        why = _("约定付的钱（%(promised)s元）比诉求的（%(claimed)s元）还多。")
        sums = {"promised": f"{promised:.2f}", "claimed": f"{claimed:.2f}"}
        mend = _("请核对数额；确实如此的，在主要事实里写清楚理由，以免被疑为虚假调解。")
        found.append(Finding("beyond_claims", why % sums, "特邀调解规定18", mend))
    return found


def passages_of(agreement: Agreement, terms: Sequence[Term]) -> Iterator[Passage]:
    yield Passage(_("主要事实"), agreement.facts, Weight.TOLD)
    yield Passage(_("争议事项及各方责任"), agreement.disputed_items, Weight.DISPUTED)
    for number, term in enumerate(terms, start=1):
        yield Passage(_("第%(n)d项") % {"n": number}, term.detail)
    yield Passage(_("履行方式"), agreement.performance)
    yield Passage(_("违约约定"), agreement.default_clause)
    yield Passage(_("保密约定"), agreement.confidentiality)


def _about_words(passages: Iterable[Passage], wants: bool) -> Iterator[Finding]:
    for passage in passages:
        for sentence in passage.sentences():
            for caution in CAUTIONS:
                if passage.weight >= caution.weighs and caution.words.search(sentence):
                    is_bar = caution.bars == "confirmation" and wants
                    yield Finding(
                        caution.code,
                        str(caution.why),
                        caution.source,
                        str(caution.mend),
                        passage.where,
                        sentence,
                        is_bar,
                    )


def _about_others(passages: Iterable[Passage], names: Sequence[str], wants: bool) -> Iterator[Finding]:
    for passage in passages:
        for sentence in passage.sentences() if passage.weight == Weight.AGREED else ():
            match = OTHERS.search(sentence)
            if match is None:
                continue
            who = match["who"]
            if who and (any(name in who or who in name for name in names) or OURSELVES.search(who)):
                continue
            why = _("这里要由没有签字的人来做，或者影响到他人；没有他们同意，对他们没有约束力。")
            mend = _("请让他们作为第三人参加调解并签字，或者改成由当事人自己负责。")
            yield Finding("third_party", why, "民诉法解释358(2)", mend, passage.where, sentence, is_bar=wants)


def _about_terms(terms: Sequence[Term], agreement: Agreement) -> Iterator[Finding]:
    today = timezone.localdate()
    for number, term in enumerate(terms, start=1):
        where = _("第%(n)d项") % {"n": number}
        if term.due_on is None:
            yield Finding(
                "no_date", _("没有写哪天之前做。"), "民诉法解释358(5)", _("请填日期。"), where, is_bar=True
            )
        if term.action in MONEY and not term.amount:
            yield Finding(
                "no_amount", _("没有写多少钱。"), "民诉法解释358(5)", _("请填金额。"), where, is_bar=True
            )
        if term.due_on and term.due_on < today + SOON:
            why = _("履行日期在签署期限之内，签署拖延时可能已经过期。")
            yield Finding("soon", why, "", _("请留出七天以上签署的时间。"), where)
    pays = any(term.action in MONEY for term in terms)
    if pays and not agreement.performance.strip():
        mend = _("建议写明付款方式和收款账户，便于履行。")
        yield Finding("no_manner", _("没有写怎么付。"), "人民调解法29", mend)
    if not agreement.default_clause.strip():
        yield Finding("no_default", _("没有写不按约定履行时怎么办。"), "", _("建议写明违约金或者全部到期。"))


def _about_confirmation(mediation: Mediation, wants: bool) -> Iterator[Finding]:
    if not wants:
        return
    if not mediation.body.is_lawfully_established:
        why = _("只有依法设立的调解组织主持达成的协议才能申请司法确认。")
        yield Finding("not_established", why, "民诉法205", _("请不要约定司法确认。"), is_bar=True)
    elif confirmable(mediation) == "no":
        why = _("该组织主持的这类调解不能申请司法确认。")
        yield Finding("not_confirmable", why, "民诉法205", _("请不要约定司法确认。"), is_bar=True)
