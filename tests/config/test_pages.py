"""What every page owes its reader: components, words, and a policy that allows no inline code."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template
from django.utils import timezone, translation
from django_cotton.compiler_regex import CottonCompiler

from config.styleguide import BASES, SampleForm, styleguide
from config.templatetags.house import days_left, yuan

ROOT = Path(__file__).resolve().parents[2]
OURS = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/templates/**/*.html")]


def draw(source: str, **context: object) -> str:
    return engines["django"].from_string(CottonCompiler().process(source)).render(context)


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


@pytest.mark.parametrize("base", BASES)
def test_every_base_draws_every_component(rf, base):
    page = styleguide(rf.get("/styleguide/", {"base": base})).content.decode()
    assert page.count("<h1>") == page.count("<main ") == page.count('id="main"') == 1
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize("template", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_parses_and_has_no_inline_code(template):
    name = str(template).rsplit("/templates/", 1)[1]
    get_template(name)
    source = re.sub(r"\|cut:'.*?'", "", template.read_text())
    if "print" in template.parts:  # set on paper, never sent to a browser
        source = source.replace("<style>{{ css|safe }}</style>", "")
    inline = re.findall(r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style|<script>|javascript:""", source)
    assert inline == []


@pytest.mark.parametrize("template", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_chinese_word_in_a_template_can_be_translated(template):
    if template.name in ("styleguide.html", "preferences.html"):
        pytest.skip("samples; and a language is named in itself")
    source = re.sub(r"{#.*?#}", "", template.read_text())
    source = re.sub(r"{% comment.*?endcomment %}", "", source, flags=re.S)
    source = re.sub(r"{% blocktrans.*?{% endblocktrans(late)? %}", "", source, flags=re.S)
    source = re.sub(r"{% trans(late)? .*?%}|\b_\(\".*?\"\)", "", source, flags=re.S)
    assert re.findall(r"[一-鿿]+", source) == []


@pytest.mark.parametrize("page", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_an_error_page_needs_no_request(page):
    assert get_template(page).render().count("<h1>") == 1


def test_the_error_summary_links_to_each_field_and_the_field_names_its_error():
    page = draw('<c-form :form="form" />', form=SampleForm({}), csrf_token="x")
    targets = re.findall(r'<a href="#([^"]+)"', page)
    assert targets == [
        "id_title",
        "id_story",
        "id_amount",
        "id_kind",
        "id_route",
        "id_remedies",
        "id_truthful",
    ]
    for target in targets:
        assert page.count(f'id="{target}"') == 1
        assert page.count(f'id="{target}_error"') == 1
    assert 'aria-describedby="id_title_helptext id_title_error"' in page


def test_a_choice_shows_what_it_means():
    page = draw("{{ form.route.as_field_group }}", form=SampleForm())
    assert page.count('class="choice"') == 3
    assert page.count('class="why"') == 2


def test_nobody_is_asked_to_act_when_no_turn_is_open():
    assert "现在不需要任何人做什么" in draw('<c-turn :turn="turn" />', turn={})


@pytest.mark.parametrize(
    ("days", "words"), [(-2, "已过 2 天"), (0, "今天到期"), (1, "还有 1 天"), (9, "还有 9 天")]
)
def test_days_left_are_said_in_words(days, words):
    day = timezone.localdate() + timedelta(days=days)
    assert days_left(day) == days
    assert re.sub(r"<[^>]+>", "", draw('<c-days-left :value="day" />', day=day)).strip() == words


@pytest.mark.parametrize(
    ("amount", "text"), [("1234567.5", "1,234,567.50"), (0, "0.00"), (None, ""), ("-12", "-12.00")]
)
def test_money_is_grouped_by_three(amount, text):
    assert yuan(amount) == text


def test_what_a_person_typed_is_escaped():
    page = draw(
        '<c-timeline :entries="entries" /><c-fact label="x">{{ entries.0.title }}</c-fact>',
        entries=[{"at": timezone.now(), "title": "<script>1</script>", "text": "<b>"}],
    )
    assert page.count("&lt;script&gt;1&lt;/script&gt;") == 2 and page.count("&lt;b&gt;") == 1
    assert "<script>" not in page and "<b>" not in page
