"""A document → ``Form``: what kind of form it is, what it says about itself, its rows. No ledger is looked at here."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.document import Remark, SourceDocument
from ledger.errors import FileRefused
from ledger.importers import heads
from ledger.importers.forms import columns as kinds
from ledger.importers.forms import header, sheets, textforms
from ledger.importers.forms.header import Header, Mark
from ledger.importers.forms.sheets import RawRow

SITUATION, PLAN = "situation", "plan"
"""附件4 (monthly) and 附件3 (the plan of the year)."""
_MOST_ROWS = 2_000


@dataclass(frozen=True)
class Form:
    """A returned form as read. ``path`` may name folders; ``name`` is the file name alone."""

    name: str
    path: str
    sha256: str
    kind: str
    header: Header
    mark: Mark | None
    rows: tuple[RawRow, ...]
    roles: frozenset[str]
    unread: tuple[str, ...] = ()
    joined: tuple[tuple[str, str], ...] = ()
    """Heads that ask for two things at once, and the role their cells were given."""
    remarks: tuple[Remark, ...] = ()


def read(document: SourceDocument, path: str = "") -> Form:
    """The form in a document; ``FileRefused`` for a document that holds none, and for a blank one."""
    document = textforms.rebuilt(document)
    found = sheets.read(document)
    about = header.read(found.lines, document.name)
    roles = found.roles
    kind = _kind(found)
    if not found.rows and not roles & set(kinds.FIELDS):
        raise FileRefused(f"“{document.name}”里没有情况表（附件4）或计划表（附件3）", _not_a_form(document))
    if not roles & set(kinds.REPORTS) and not found.periods:
        raise FileRefused(
            f"“{document.name}”的计划没有按季度或月份分栏，不知道记在哪一期",
            "请按附件3的表样，分一季度、二季度等栏填写",
        )
    planned = [row for row in found.rows if any(row.plans.values()) and not set(row.cells) & set(kinds.REPORTS)]
    if kind == SITUATION and planned:
        raise FileRefused(f"“{document.name}”里有两种表（附件3和附件4）", "拆成两个文件，分别导入")
    if not any(row.filled for row in found.rows):
        pictures = (remark.place for remark in document.remarks if "张图片" in remark.text and "行" in remark.place)
        pictured = next(pictures, "")
        if pictured:
            raise FileRefused(
                f"“{document.name}”里没有填文字，只贴了图片（{pictured}），图里的字读不出来",
                "请单位把文字填进表格后重新报送",
            )
        raise FileRefused(f"“{document.name}”是空表，没有一行填了内容", "请单位填好后重新报送")
    if len(found.rows) > _MOST_ROWS:
        raise FileRefused(
            f"“{document.name}”有{len(found.rows)}行，不像一个单位的表，没有读取", "请核对文件，删去多余的行"
        )
    return Form(
        document.name,
        path or document.name,
        document.sha256,
        kind,
        about,
        header.mark_of(document),
        tuple(found.rows),
        frozenset(roles),
        tuple(found.unread),
        tuple(found.joined.items()),
        document.remarks,
    )


def _kind(found: sheets.Read) -> str:
    """附件3 has a plan by quarters or months; 附件4 what was done."""
    reports = found.roles & {heads.DONE, heads.PROBLEMS, heads.VERDICT, heads.CAUSES}
    return PLAN if found.periods and heads.DONE not in reports and heads.VERDICT not in reports else SITUATION


def _not_a_form(document: SourceDocument) -> str:
    tables = sum(1 for _ in document.tables)
    if document.name.lower().endswith(".csv"):
        return "csv 里没有表格的格线；请用Excel或WPS表格打开，另存为xlsx后再导入"
    if tables:
        return "表头里要有“完成情况”“存在问题”“评价”等栏目（附件4），或者各季度的计划（附件3）；请核对是不是拿错了文件"
    return "文件里没有表格，可能是报送函、新闻稿一类；请单位把附件4或附件3的表格发来"
