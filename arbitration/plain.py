"""Is it plainly said that disputes go to arbitration? Only what is surely understood counts.

A clause is read sentence by sentence. A sentence agrees when it has the form of an agreement and no word in it
unsettles that: a no, a condition, a "later", a "was". Whatever speaks of arbitration in another way is not judged
here but left to a person; the commission and the court decide (仲裁法 20, 27).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

#: Stands for the name of an institution, so that the word in its name is not taken for a wish.
NAME = "§"
#: An institution without a name of its own: "the commission", "the commission where party A lives".
SOME = "¤"

_TO = r"提交|提请|递交|移交|交由|交予|交付|报请|提起|选择|选定|约定|同意|确认|交|请|由|向|至|到|经|以|在|通过"
_DECIDE = r"仲裁|裁决|裁断|公断|裁判|裁定|解决|处理|管辖"
_WHO = rf"[{NAME}{SOME}]"
#: The forms of an agreement to arbitrate. Between who is chosen and what is asked only rules and manner may stand.
AGREEING = re.compile(
    rf"(?:{_TO})[^,。;:{NAME}{SOME}]{{0,16}}{_WHO}(?:[(/,][^。;]{{0,60}}?)??[^,。;]{{0,12}}?(?:仲裁|裁决|裁断|公断)"
    rf"|(?:提交|提请|递交|移交|交由|申请)[^,。;:{NAME}{SOME}]{{0,16}}{_WHO}[^。;]{{0,60}}?(?:{_DECIDE})"
    rf"|(?:提交|提请|递交|移交|交由)[^,。;:{NAME}{SOME}]{{0,10}}{_WHO}[,.。;]?$"
    rf"|(?:选定|选择|约定|指定)?(?:的)?(?:仲裁(?:机构|委员会)?|{SOME})(?:为|是|:){NAME}"
    r"|(?:由|提交|提请|交由|交付|通过|采取|采用|以|应当?|进行|申请|适用|按照?)[^,。;]{0,14}仲裁(?:的方式)?(?:解决|方式|处理)?"
    rf"|除{_WHO}仲裁外,(?:双方|各方|任何一方)?(?:均)?不得"
    rf"|约定的{_WHO}仲裁(?:的?条款)?(?:仍然?)?继续有效"
    rf"|在[^,。;]{{1,12}}仲裁|仲裁地(?:点)?(?:为|是|:|在)"
    rf"|\b(?:submit|refer|settl|resolv|bring|brought|decid|determin|subject)\w*\b[^.;]{{0,160}}?(?:\barbitrat\w*|{NAME})"
    rf"|\barbitrat\w+\b[^.;]{{0,40}}?\b(?:at|by|before|in|with|under|administered)\b"
    rf"|{NAME}\s+arbitration",
    re.I,
)
#: Said in passing beside an agreement: neither a wish nor a doubt.
NEUTRAL = re.compile(
    r"(?:如果?|若|倘若?|一旦|凡)?[^,。;]{0,8}?(?:协商|调解|和解|谈判|沟通)[^,。;]{0,6}?(?:不成|未成|未果|无果|不能|不愿|失败|无法|未能|达不成)"
    r"[^,。;仲]{0,10}?(?:的|时|后|,|(?=提|由|应|向|则|任|双|可|交|均))"
    r"|(?:不能|不愿|无法|未能|不)(?:通过|以|经)?(?:友好)?(?:协商|调解|和解)(?:、(?:协商|调解|和解))*(?:方式)?(?:一致|解决)?"
    r"|(?:期满|期限届满)?(?:后)?仍?(?:不能|未能|无法)(?:达成(?:一致|协议|和解)|解决)(?:的|时)?"
    r"|(?:如果?|若|倘若?)[^,。;仲]{0,12}?(?:不能|未能|无法)[^,。;仲]{0,12}?解决(?:争议|纠纷)?的?"
    r"|达不成(?:一致|和解|调解)(?:协议|意见)?(?:的|时)?"
    r"|(?:如果?|若|倘若?|一旦|当)[^,。;]{0,12}?(?:发生|产生|出现|引起|有)[^,。;仲]{0,14}?(?:争议|纠纷|争执|分歧|异议)"
    r"|(?:没有|并未|未曾|从未|并非要?|不得)放弃仲裁(?:的(?:意思|权利))?"
    r"|除(?:非)?[^,。;]{0,14}?另有[^,。;]{0,6}?(?:规定|约定|裁决|裁定|决定)(?:的?以?外)?"
    r"|除(?:有|正在)?[^,。;仲]{0,6}?(?:争议|仲裁)(?:的?(?:事项|部分|内容|条款))?(?:以?外)"
    r"|(?:解除|终止|期满|变更|转让|无效|撤销|中止)(?:后|以后|时|(?=[、,和或]|(?:所)?(?:引起|产生|发生|导致)|等))"
    r"|(?:变更|修改|改)为:?|仲裁地(?:点)?(?:为|是|在|:)[^,。;]{1,8}|原约定不再适用|不再适用原约定"
    r"|(?:均|都|明确)?不(?:同意|接受|采用|进行|适用|选择|以)?(?:以|采用|用|通过)?(?:线上|网上|网络|在线|远程|互联网)(?:的)?(?:方式)?(?:进行)?(?:仲裁|开庭|审理)?"
    r"|仲裁活动不在网上进行"
    r"|不可撤销(?:地|的)?|不可抗力|不公开(?:审理|开庭|进行)?|无论|不论|不限于|不影响|不妨碍|不停止|不可分割|无条件(?:地)?"
    r"|(?:拒)?不(?:自动)?(?:履行|执行)[^,。;]{0,8}(?:裁决|义务)?(?:的)?"
    r"|(?:即|应)?视为(?:已?送达|已?收到)|分别|特别|个别|类别|为免疑义|非诉讼|非违约|无过错|未尽事宜|不动产|无形|无锡|如下|如实|如期|例如"
    r"|届时有效|暂行"
    r"|一裁终局|不得再?(?:上诉|申诉|起诉)|不得以任何其他方式"
    r"|\b(?:if|where|when|in case)\b[^,.;]{0,60}?\b(?:disputes?|settle\w*|resolv\w*|agree\w*|reached|fails?|arises?)\b"
    r"[^,;]{0,60},"
    r"|\b(?:that|which)\s+(?:cannot|can\s*not|is\s+not|are\s+not)\b[^,.;]{0,40}?\b(?:settled|resolved)\b"
    r"|in\s+case\s+no\s+settlement[^,.;]{0,40},"
    r"|\bnot\s+(?:later|more|less|limited)\b|\birrevocabl\w+|\bwhether\s+or\s+not\b"
    r"|(?:existence|validity|interpretation|performance|breach|termination)\b[^.;]{0,60}?\b(?:nullity|invalidity|termination)\b",
    re.I,
)
#: No agreement, an agreement to come, an agreement that is gone.
DENYING = re.compile(
    rf"(?:不|未|没有|无需|无须|拒绝|放弃|排除|反对|禁止|免于|停止)[^,。;争纠]{{0,8}}?(?:同意|应|应当|得|能|可|愿|会|再|必|接受|适用|采用|选择|通过|提交|由|向|将|含|包含|受)?"
    rf"[^,。;]{{0,18}}?(?:仲裁|公断|{_WHO})"
    r"|(?:另行|再行?|嗣后|今后再|以后再)[^,。;]{0,6}?(?:协商|商定|约定|达成|签订|订立|决定|确认|书面)"
    r"|将(?:在|于|会|另)[^。;]{0,24}?(?:订立|签订|约定|达成|确定)|(?:如能|若能|能够)[^。;]{0,6}?达成[^。;]{0,6}?仲裁"
    r"|\b(?:shall|will|may|must|do|does|did|agrees?|is|are|has|have)\s*(?:not|n't)\b|\b(?:no|never|neither|waives?|nor|without|cannot)\b",
    re.I,
)
CANCELLING = re.compile(
    rf"(?:仲裁|{_WHO})[^。;]{{0,30}}?(?:作废|失效|废止|取消|撤销|撤回|解除|删除|删去|终止|无效|不再|不生效|未生效)"
    rf"|(?:作废|废止|取消|撤销|撤回|解除|终止|删除|删去|废除)[^。;,争纠]{{0,12}}?(?:仲裁|{_WHO})"
    r"|\b(?:cancel|revok|rescind|withdraw|terminat|void|null|delet|supersed)\w*",
    re.I,
)
#: Agreed by word of mouth: an arbitration agreement is in writing (仲裁法 27).
SPOKEN = re.compile(
    r"没有写(?:下|入|进|明)|没有书面|未(?:以|作|采用)?书面|口头(?:约定|同意|说|讲|协议|答应)|电话里"
)
#: Words beside which "we agree to arbitrate" may mean something else.
UNSETTLING = re.compile(
    r"[不未没无否勿拒]|(?<![·])非|如(?!下|实|期)|若|倘|假使|的话|可能|或许|也许|拟|暂定|备选|意向|讨论|曾|倾向|建议|考虑|草案|草稿"
    r"|待|将(?:在|于|会|另)|另行|另外|嗣后|再(?:行|商|议|定)|视为|除|仅|只|限于|备案|口头|电话|(?:主|原|另)合同[^,。;]{0,6}?约定"
    r"|(?:甲|乙|任一|单)方(?:单方)?选择|有权选择|作废|失效|废止|取消|撤[销回]|放弃|排除|解除|终止|是否|吗|\?"
    r"|可以?(?:约定|协议|协商|商定|选择|同意)|对此|有异议|避免|\bmay\s+(?:agree|choose|elect)\b|\bnot\b|\bno\b|\bnever\b|\bneither\b|\bnor\b|\bwaiv|\bwithout\b|\bcannot\b|\bif\b|\bunless\b|\bonly\b|\bexcept|\bformer|\bwas\b|\bwere\b|\bdraft|\bpropos|\bmight\b|\bcould\b|\boption|\bsubject\s+to\s+contract"
    r"|\bto\s+be\s+agreed|\bhad\b|\bwould\b|\bdiscuss|\bexclu",
    re.I,
)
#: Sentences about how an arbitration runs and what its award is worth.
BESIDE = re.compile(
    r"裁决(?:书)?(?:是|为|的|将|对|由|以|一经|应|具有|,|作出|自)|仲裁(?:裁决|费|期间|过程|程序|语言|地|庭|员|规则|活动|请求|申请书|文书|协议书?一式|条款(?:独立|的效力))"
    r"|(?:申请|进入)仲裁(?:期间|过程中|后)|(?:受|适用)[^,。;]{0,10}仲裁(?:条款|规则)"
    r"|\b(?:award|tribunal|arbitrators?|seat|language|place\s+of\s+arbitration|fees?|costs?)\b",
    re.I,
)
#: What the disputes are about may be said in any words: "because of goods that were never delivered".
MATTER = re.compile(
    r"(?:凡|凡是|所有|任何|一切)?(?:因|由于|就|关于|与|基于|在)[^。;:]{0,80}?(?:引起|产生|发生|导致|引发|有关|相关|而生|所生|项下|过程中)"
    r"[^,。;:仲]{0,24}?(?:争议|纠纷|争执|分歧|异议|索偿|争端)(?:[、或和及](?:纠纷|争议|争执|索偿|分歧))*"
    r"|(?:因|就)[^,。;:仲]{0,24}?(?:争议|纠纷)",
)
#: Said of the agreement from another sentence: "the foregoing does not bind".
SAID_OF_IT = re.compile(
    r"(?:上述|前述|以上|前款|本条|该条|该约定|此约定|该条款|本条款|此条|the\s+(?:foregoing|above)|this\s+clause)",
    re.I,
)
ARBITRATION = re.compile(rf"仲裁|公断|arbitrat|{_WHO}", re.I)
DAMAGED = re.compile(r"[仲伸][栽戴載裁]|仲栽|裁[仲冲]|伸裁")
ENDS = re.compile(r"[。;!\n★]|(?<=[a-z)§·])\.(?:\s|$)|\?")
QUOTED = re.compile(r"[“\"「]([^”\"」]{0,200})[”\"」]")


@dataclass(frozen=True)
class Plainness:
    """What the sentences say of the wish to arbitrate, each sign apart."""

    agrees: bool
    denies: bool
    cancels: bool
    is_spoken: bool
    leaves_doubt: bool
    mentions: bool

    @property
    def is_plain(self) -> bool:
        return self.agrees and not (self.denies or self.cancels or self.is_spoken or self.leaves_doubt)


def read_plainness(masked: str) -> Plainness:
    """`masked`: a dense text in which `NAME` and `SOME` stand for institutions and no words about courts are left."""
    text = QUOTED.sub(_without_quotation, masked)
    agrees = denies = cancels = doubt = mentions = False
    for sentence in filter(None, (part.strip() for part in ENDS.split(text))):
        if not ARBITRATION.search(sentence):
            doubt = doubt or bool(
                SAID_OF_IT.search(sentence) and UNSETTLING.search(NEUTRAL.sub("·", sentence))
            )
            continue
        mentions = mentions or bool(ARBITRATION.search(sentence.replace(NAME, "")))
        if _is_double_negation(sentence):
            agrees = mentions = True
            continue
        rest = NEUTRAL.sub("·", sentence)
        if not ARBITRATION.search(rest):
            continue
        rest = MATTER.sub("争议", rest)
        doubtful = bool(UNSETTLING.search(rest))
        if doubtful and CANCELLING.search(rest):
            cancels = True
        elif doubtful and DENYING.search(rest):
            denies = True
        elif AGREEING.search(sentence):
            mentions = True
            is_clear = not doubtful and not strange_words(rest)
            agrees, doubt = agrees or is_clear, doubt or not is_clear
        elif doubtful or not BESIDE.search(rest):
            doubt = True
    return Plainness(agrees, denies, cancels, bool(SPOKEN.search(text)), doubt, mentions)


def strange_words(sentence: str) -> str:
    """What is left of a sentence when the words of plain agreements are taken out; "" is plain."""
    chinese, english = _plain_words()
    rest = chinese.sub("", sentence)
    rest = re.sub(r"[A-Za-z]+(?:['’]s)?", lambda word: "" if word[0].lower() in english else word[0], rest)
    return "".join(letter for letter in rest if letter.isalpha())


@cache
def _plain_words() -> tuple[re.Pattern[str], frozenset[str]]:
    words = yaml.safe_load((Path(__file__).parent / "data/plain_words.yaml").read_text(encoding="utf-8"))
    chinese = sorted(words["zh"].split(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, chinese))), frozenset(words["en"].split())


def is_damaged(dense: str) -> bool:
    """Nothing here says arbitration, but letters look as if a scanner had meant it."""
    return not ARBITRATION.search(dense) and bool(DAMAGED.search(dense))


def _is_double_negation(sentence: str) -> bool:
    return bool(
        re.fullmatch(
            rf"[^,。;]{{0,6}}除{_WHO}仲裁外,(?:双方|各方|任何一方)?(?:均)?不得以[^,。;]{{0,20}}", sentence
        )
    )


def _without_quotation(match: re.Match[str]) -> str:
    """A title in quotation marks is no word of the clause; a clause in quotation marks is."""
    return match[0] if ARBITRATION.search(match[1]) and len(match[1]) > 20 else "·"
