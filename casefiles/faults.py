"""What the stand-alone verifier finds, told on a page: in the reader's language, and what it means for them.

The program speaks two languages at once and names its checks; those names are the keys here. Several checks that
mean the same to whoever holds the file share a sentence. What a file says of itself is never repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ENGLISH = re.compile(r"[\x20-\x7e]*")
FIGURES = re.compile(r"\d+|%[ds]")

STRUCTURE = _("文件的内部结构和制作时不一样：有人加了、删了或者重排了内容，也可能是传输时损坏了。")
CHANGED = _("签名以后，文件的内容被改动过。")
SIGNATURE = _("签名本身被改动过或者损坏了，证明不了是谁签的。")
COVERAGE = _("文件没有签名，签名不止一个，或者签名没有管住整个文件。")
SIGNER = _("签名人的证书不是本平台发的，或者不能用来签这种文件。")
VALIDITY = _("签名的时候，证书不在有效期内，或者已经被吊销。")
HIDDEN = _("文件里藏着别的内容或者附件。")
ATTACHED = _("文件里附的清单和案件数据读不出来，或者不是当时附的那一份。")
LIST = _("清单和案件数据互相对不上：其中一处被换过。")
PAPERS = _("里面的文书和签发时不一样。")
EXHIBITS = _("里面的证据和清单对不上。")
DOCKET = _("案件日志断开了：有记录被删掉、改动或者补写过。")
NOT_ENTERED = _("有文书或者证据没有写进案件日志。")
TIMES = _("时间对不上：内容、立卷和签名的时间互相矛盾。")
CHECKPOINT = _("文件引用的检查点不是本平台签的。")
OTHER_KIND = _("这不是本平台制作的案卷 PDF。")
TOO_LARGE = _("文件比任何案卷都大。")

_MEANINGS: dict[Promise, tuple[str, ...]] = {
    STRUCTURE: (
        "a key stands twice in one object", "a number is too long", "a reference leads nowhere",
        "a text does not end", "an object cannot be read", "an object does not end", "brackets do not match",
        "object # is longer or shorter than it says", "object # is not where the table says",
        "objects are nested too deep", "references lead in a circle", "something stands before the first object",
        "something stands between objects", "the file does not begin and end as it was made",
        "the file has no beginning", "the table of objects cannot be read",
        "the table of objects contradicts itself", "there is more than one revision of the file",
        "the file is damaged or was not made by Jiefen",
    ),
    CHANGED: ("unchanged since it was signed",),
    SIGNATURE: (
        "the signature fits its certificate", "the signature is damaged", "the signature is not written as it was made",
        "the signature is of another kind", "the signature is put together in another way",
        "the signature names another certificate", "the signature states other things than it should",
    ),
    COVERAGE: (
        "the file carries no signature", "the file carries more than one signature",
        "the signature does not cover the whole file",
    ),
    SIGNER: (
        "a certificate demands what is not known here", "a certificate has a key of a kind that is not taken",
        "a certificate has a weak key", "a certificate is signed in a way that is not taken",
        "no way leads from that fingerprint to the signer", "the certificates are out of order",
        "the certificates are those the manifest lists", "the signer has no certificate that lets it sign",
    ),
    VALIDITY: (
        "no certificate was revoked", "the certificates were in force then",
        "the revocation list is not out of date", "the revocation list is not signed by this house",
    ),
    HIDDEN: ("something is hidden behind the signature", "there is a hidden attachment", "an attachment has two names"),
    ATTACHED: (
        "a name stands twice in the data", "an attachment cannot be read", "an attachment is damaged or too large",
        "the data hold a number that is none", "manifest in canonical form",
    ),
    LIST: ("case and manifest are of one case", "case data as in the manifest", "papers as in the manifest"),
    PAPERS: ("# papers as issued",),
    EXHIBITS: ("# exhibits as in the manifest", "exhibit"),
    DOCKET: ("# docket entries in one chain", "the chain ends where the manifest says"),
    NOT_ENTERED: ("every exhibit stands in the docket", "every paper stands in the docket"),
    TIMES: ("nothing in it is later than the signature", "signed when it was made"),
    CHECKPOINT: (
        "a checkpoint's key or signature is damaged", "checkpoint # is signed",
        "the checkpoint is not later than the signature",
    ),
    OTHER_KIND: (
        "this is no PDF file", "this is no case file of Jiefen",
        "this is no case file of Jiefen: its attachments are others",
    ),
    TOO_LARGE: ("the file is larger than any case file",),
}  # fmt: skip
MEANING_OF = {check: meaning for meaning, checks in _MEANINGS.items() for check in checks}


def check_named(text: str) -> str:
    """The English name of a check, without the figures that a file brings along."""
    found = ENGLISH.match(text)
    assert found is not None, "it matches nothing too"
    return FIGURES.sub("#", found.group()).strip()


def in_words(faults: Iterable[str]) -> tuple[str, ...]:
    """Each meaning once, in the reader's language. What the program may say newly is a matter of structure."""
    meanings = dict.fromkeys(MEANING_OF.get(check_named(fault), STRUCTURE) for fault in faults)
    return tuple(str(meaning) for meaning in meanings)
