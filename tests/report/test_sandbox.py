"""Templates come from people and from strangers: what they get wrong is said, what they must not do cannot be done."""

from __future__ import annotations

import time

import pytest

from ledger.errors import RenderFailed
from ledger.report import build
from ledger.report.templating import render_text
from tests.report.invented import Q2, entry, ledger, task

REPORT = build("quarterly", ledger([task(1, progress=(entry(Q2, "区住建局", "建成310套。"),))]), period=Q2)


def run(source: str, form: str = "md") -> str:
    return render_text(REPORT, "templates/quarterly/template.md.j2", source, form)


def failure(source: str) -> RenderFailed:
    with pytest.raises(RenderFailed) as caught:
        run(source)
    assert "templates/quarterly/template.md.j2" in caught.value.message
    return caught.value


def test_values_are_escaped_whatever_the_template_does_with_them() -> None:
    source = "{% set y %}{{ '|' }}{% endset %}{{ y }}{{ '_' ~ '`' }}{{ ('*', '<')|join }}{{ '[' + ']' }}"
    assert run(source) == r"\|\_\`\*\<\[]"


def test_helpful_filters_and_loops_work() -> None:
    source = (
        "{% for row in rows %}{{ loop.index }}/{{ rows|length }} {{ row.text|default('') }}{% endfor %}{{ '、'|join }}"
    )
    with pytest.raises(RenderFailed):
        run("{{ rows|sort }}")
    assert run(source.replace("{{ '、'|join }}", "")) == "1/1 完成第1项建设任务。"
    assert run("{{ columns[0].title|replace('序', '编') }}{{ ['a', 'b']|join('、') }}") == "分解编号a、b"


@pytest.mark.parametrize(
    ("source", "words", "hint"),
    [
        ("一\n二 {{ tilte }}", "第 2 行“二 {{ tilte }}”：没有“tilte”这个名字", "是不是 title？"),
        ("{% for row in rows %}\n{{ row.progres }}\n{% endfor %}", "第 2 行“{{ row.progres }}”", "是不是 progress？"),
        ("{% for row in rows %}x", "第 1 行", "endfor"),
        ("{% fro row in rows %}", "没有“fro”这个标签", "endfor"),
        ("{{ title|shout }}", "没有“shout”这个过滤器", "可用的过滤器"),
        ("{{ title", "第 1 行", ""),
        ("{% for x in title.nothing %}{% endfor %}", "没有“nothing”这个名字", ""),
        ("{% for x in rows|length %}{% endfor %}", "标签用在了不合适的内容上", ""),
    ],
)
def test_a_slip_is_one_chinese_sentence_with_its_line(source: str, words: str, hint: str) -> None:
    said = failure(source)
    assert words in said.message
    assert hint in said.hint
    assert "Traceback" not in said.message


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ rows.__class__ }}",
        "{{ report.__init__.__globals__ }}",
        "{{ self.__init__ }}",
        "{{ title.format(1) }}",
        "{{ '%s'|format(1) }}",
        "{{ title.__getattribute__('x') }}",
        "{{ rows.append(1) }}",
        "{{ cycler('a') }}",
        "{{ lipsum() }}",
        "{{ namespace() }}",
        "{{ title|attr('__class__') }}",
        "{{ rows|map('attr', '__class__')|list }}",
        "{{ title|safe }}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% from 'x' import y %}",
        "{% extends 'x' %}",
        "{{ columns[0].__dataclass_fields__ }}",
        "{% set x = report.build %}{{ x() }}",
    ],
)
def test_nothing_but_the_reports_own_values_can_be_reached(source: str) -> None:
    failure(source)


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'x' * 10**9 }}",
        "{{ 9**9**9 }}",
        "{{ '%0999999999d' % 1 }}",
        "{{ 'x'|center(10000000) }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in range(99999) %}{% for b in range(99999) %}xxxxxxxxxxxxxxxxxxxxxx{% endfor %}{% endfor %}",
        "{{ range(1000000000) }}",
        "{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(1) }}",
        "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
        "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a + a %}" * 40 + "{{ a }}",
        "{% set a %}xxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endset %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40,
        "{% macro m0() %}x{% endmacro %}"
        + "".join(f"{{% macro m{n}() %}}{{{{ m{n - 1}() }}}}{{{{ m{n - 1}() }}}}{{% endmacro %}}" for n in range(1, 41))
        + "{{ m40() }}",
        "{% for x in rows recursive %}{{ loop(rows) }}{{ loop(rows) }}{% endfor %}",
        "{{ ('x'|replace('x', 'y' ~ 'y'))|replace('y', title) }}{{ 'aaaa'|replace('a', 'bbbbbbbbb') }}"
        + "{% set a = title %}" + "{% set a = a|replace('年', a) %}" * 40,
    ],
    ids=range(14),
)  # fmt: skip
def test_work_and_memory_are_bounded(source: str) -> None:
    begun = time.process_time()
    failure(source)
    assert time.process_time() - begun < 20


def test_html_escapes_too() -> None:
    assert run("{{ '<b>' }}&amp;{{ title }}", "html").startswith("&lt;b&gt;&amp;2021年")


@pytest.mark.parametrize("form", ["md", "html"])
def test_no_word_of_a_template_is_a_command_to_the_terminal(form: str) -> None:
    made = run("\x1b]0;标题\x07{{ '\\x1b[31m' }}\u202e结束\n", form)
    assert "\x1b" not in made and "\x07" not in made and "\u202e" not in made
    assert "结束" in made and made.endswith("\n") == run("结束\n", form).endswith("\n")
