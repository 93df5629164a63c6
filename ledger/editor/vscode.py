"""What ``init`` puts into ``.vscode``: settings, snippets and recommended extensions, as plain JSON values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ledger.editor import schema
from ledger.editor.words import Words
from ledger.editor.words import of as words_of
from ledger.store import CALENDAR, CONFIG, FOLDER, REGISTRY, Ledger

HOME = ".vscode"
SCHEMAS = f"{HOME}/schema"
_FILES = {"task": "*/**/*.yaml", "ledger": CONFIG, "units": REGISTRY}


def schema_file(ledger: str, kind: str) -> str:
    """Where the schema of one kind of file lies: ``.vscode/schema/2020-task.json``."""
    return f"{SCHEMAS}/{ledger}-{kind}.json" if ledger else f"{SCHEMAS}/{kind}.json"


def settings(ledgers: Sequence[str]) -> dict[str, Any]:
    """``.vscode/settings.json`` for a repository with these ledgers.

    Files are UTF-8 with ``\\n``, two blanks a level, and are not reformatted by anyone but ``taizhang fmt``.
    """
    mapped = {
        f"./{schema_file(name, kind)}": f"{FOLDER}/{name}/{pattern}"
        for name in ledgers
        for kind, pattern in _FILES.items()
    }
    return {
        "files.encoding": "utf8",
        "files.autoGuessEncoding": False,
        "files.eol": "\n",
        "files.insertFinalNewline": True,
        "files.trimTrailingWhitespace": False,
        "files.associations": {f"{FOLDER}/**/*.yaml": "yaml"},
        "yaml.schemas": {**mapped, f"./{schema_file('', 'calendar')}": f"{FOLDER}/{CALENDAR}"},
        "yaml.yamlVersion": "1.2",
        "yaml.format.enable": False,
        "yaml.schemaStore.enable": False,
        "editor.wordSeparators": "`~!@#$%^&*()=+[{]}\\|;:'\",.<>/?，。；：、！？“”‘’（）【】《》〔〕…—",
        "editor.unicodeHighlight.ambiguousCharacters": False,
        "search.exclude": {f"{HOME}/schema": True},
        "[yaml]": {
            "editor.insertSpaces": True,
            "editor.tabSize": 2,
            "editor.detectIndentation": False,
            "editor.wordWrap": "on",
            "editor.quickSuggestions": {"other": True, "comments": False, "strings": True},
            "editor.formatOnSave": False,
        },
    }


def extensions() -> dict[str, Any]:
    """``.vscode/extensions.json``: the YAML extension reads the schemas, the language pack speaks Chinese."""
    return {"recommendations": ["redhat.vscode-yaml", "ms-ceintl.vscode-language-pack-zh-hans", "mhutchie.git-graph"]}


def snippets(ledger: Ledger | None = None) -> dict[str, Any]:
    """``.vscode/taizhang.code-snippets``: a progress entry, a review, an extension … to fill in with Tab.

    Choices are the words of the ledger where there is one.
    """
    words = words_of(ledger) if ledger else Words()
    period = str(words.periods[0]) if words.periods else "2020-01"
    verdict = _choice(4, words.verdicts)
    day = "${CURRENT_YEAR}-${CURRENT_MONTH}-${CURRENT_DATE}"
    return {
        "进展": _snippet(
            ["progress", "进展"],
            "一条进展（放在 progress: 下面）",
            [
                f"  - period: ${{1:{period}}}",
                "    unit: ${2:单位}",
                f"    reported: ${{3:{day}}}",
                "    done: |-",
                "      $5",
                "    problems: ${6:无。}",
                "    next: $7",
                f"    verdict: {verdict}$0",
            ],
        ),
        "评价": _snippet(
            ["review", "评价"],
            "一条督查室评价（放在 reviews: 下面）",
            [f"  - {{period: ${{1:{period}}}, verdict: {verdict}, by: ${{2:督查室}}, on: {day}}}$0"],
        ),
        "延期": _snippet(
            ["extension", "延期"],
            "登记延期（放在 changes: 下面）",
            _change("extension", "deadline", day),
        ),
        "更正": _snippet(["correction", "更正"], "登记更正（放在 changes: 下面）", _change("correction", "done", day)),
        "办结": _snippet(
            ["closure", "办结"],
            "登记办结（放在 changes: 下面）",
            ["  - kind: closure", f"    on: {day}", "    reason: ${1:理由}", "    approved_by: ${2:谁同意的}$0"],
        ),
        "指标": _snippet(
            ["indicator", "指标"],
            "一个指标（放在 indicators: 下面）",
            ['  - {name: ${1:名称}, target: ${2:100}, measure: ${3:个}, comparator: "${4|>=,<=,=,~|}"}$0'],
        ),
        "豁免": _snippet(
            ["waiver", "豁免"],
            "豁免一条提示（放在 waivers: 下面）",
            ["  - {rule: ${1:R007}, reason: ${2:写明理由}, by: ${3:督查室}}$0"],
        ),
        "任务": _snippet(
            ["task", "任务"],
            "一项新任务（一个新文件）",
            [
                f"id: {words.name or '2020'}-{_choice(1, words.lists or ('main',))}-${{2:001}}",
                "number: ${3:1}",
                "category: [${4:类别}]",
                "text: ${5:主要任务}",
                "leaders: [${6:牵头领导}]",
                "units:",
                "  lead: [${7:牵头单位}]",
                "  support: [${8:配合单位}]",
                "  lead_source: ${9|first,bold,column,all,stated|}$0",
            ],
        ),
    }


def _snippet(prefix: Sequence[str], about: str, body: Sequence[str]) -> dict[str, Any]:
    return {"scope": "yaml", "prefix": list(prefix), "description": about, "body": list(body)}


def _choice(stop: int, words: Sequence[str]) -> str:
    """``${4|完成,未完成|}``; what would end a choice early is escaped."""
    escaped = [word.replace("\\", "\\\\").replace(",", "\\,").replace("|", "\\|").replace("$", "\\$") for word in words]
    return f"${{{stop}|{','.join(escaped)}|}}"


def _change(kind: str, field: str, day: str) -> list[str]:
    return [
        f"  - kind: {kind}",
        f"    on: {day}",
        f"    field: ${{1:{field}}}",
        "    from: ${2:原来}",
        "    to: ${3:改为}",
        "    reason: ${4:理由}",
        "    approved_by: ${5:谁同意的}$0",
    ]


def dumped(value: dict[str, Any]) -> str:
    """JSON as these files are written: two blanks a level, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def schemas(ledger: Ledger) -> dict[str, str]:
    """Path → text of every schema of one ledger, and of the calendar."""
    made = {schema_file(ledger.name, kind): schema.dumped(schema.of(ledger, kind)) for kind in _FILES}
    return {**made, schema_file("", "calendar"): schema.dumped(schema.of(None, "calendar"))}


def files(ledgers: Sequence[Ledger]) -> dict[str, str]:
    """Path → text of everything under ``.vscode`` for a repository with these ledgers."""
    found = {
        f"{HOME}/settings.json": dumped(settings([ledger.name for ledger in ledgers])),
        f"{HOME}/extensions.json": dumped(extensions()),
        f"{HOME}/taizhang.code-snippets": dumped(snippets(ledgers[-1] if ledgers else None)),
    }
    for ledger in ledgers:
        found |= schemas(ledger)
    return found
