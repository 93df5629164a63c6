"""A small ledger (虚构) with every kind of record, and texts that would harm a careless export."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import git

TASK = """# 虚构
id: 2021-main-009
number: 9
category: [项目建设, "=1+1"]
text: "=HYPERLINK(\\"http://example.invalid\\",\\"点我\\")"
leaders: [甲某, 乙某]
units:
  lead: [区住建局]
  support: [区教体局]
  lead_source: bold
indicators:
  - {name: 回迁, target: 11100.50, measure: 套, comparator: ">="}
plan:
  2021-Q1: "@SUM(A1)"
progress:
  - period: 2021-03
    unit: 区住建局
    reported: 2021-04-02
    done: |-
      第一行，有“引号”和,逗号
      第二行"英文引号"
    problems: "-1+2"
    next: "\\e[31m红字\\t制表"
    verdict: 完成
    indicators: {回迁: 0.10}
reviews:
  - {period: 2021-03, verdict: 完成, by: 督查室, on: 2021-04-12, note: "+86"}
changes:
  - {kind: extension, on: 2021-04-13, field: deadline, from: 2021-06-30, to: 2021-12-31, reason: 汛期}
waivers:
  - {rule: P005, reason: 原文如此}
other: {督导人: 丙某}
note: "#REF!"
"""


def hostile(repo: Path) -> Path:
    """The repository with that task committed, and one later change of it."""
    path = repo / "tasks/2021/main/009.yaml"
    path.write_text(TASK, "utf-8")
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "-m", "立项(2021-main-009): 虚构\n\nTask: 2021-main-009\nKind: notice")
    path.write_text(TASK.replace("verdict: 完成\n    indicators: {回迁: 0.10}", "verdict: 未完成"), "utf-8")
    git(repo, "commit", "-q", "-am", "更正(2021-main-009): 评价\n\nTask: 2021-main-009\nKind: correction")
    return repo
