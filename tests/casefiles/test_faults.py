"""What the stand-alone verifier may say, and what a page says of it: one language at a time, and a meaning for each."""

import ast
import re

import pytest
from django.utils import translation

from casefiles.faults import MEANING_OF, check_named, in_words
from casefiles.services.verification import VERIFIER
from casefiles.standalone import verify_case_file as strict

CHINESE = re.compile(r"[一-鿿]")


def spoken() -> set[str]:
    """Every sentence in the program's own source: what it raises, and what it says of a check."""
    found = set()
    for node in ast.walk(ast.parse(VERIFIER.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        place = {"Broken": 0, "say": 1}.get(name)
        if place is None:
            continue
        text = node.args[place]
        text = text.left if isinstance(text, ast.BinOp) else text
        if isinstance(text, ast.Constant):
            found.add(text.value)
    return found


def test_each_check_of_the_program_has_its_meaning_and_no_other_has():
    assert {check_named(text) for text in spoken()} == set(MEANING_OF)
    assert len(spoken()) > 60


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_fault_is_told_in_two_languages(language):
    with translation.override(language):
        told = in_words(spoken())
    assert len(told) == len(set(MEANING_OF.values()))
    for sentence in told:
        assert bool(CHINESE.search(sentence)) is (language == "zh-hans"), sentence
        assert bool(re.search(r"[a-z]{3}", sentence)) is (language == "en"), sentence


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"no PDF", "这不是本平台制作的案卷 PDF。"),
        (b"%PDF-1.7\n", "文件的内部结构和制作时不一样：有人加了、删了或者重排了内容，也可能是传输时损坏了。"),
    ],
)
def test_what_a_real_file_brings_out(data, says):
    with translation.override("zh-hans"):
        assert in_words(strict.examine(data, set()).faults) == (says,)
