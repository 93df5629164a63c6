"""Whatever a document holds, it becomes a ledger or is refused in words; nothing else. All invented (虚构)."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import codec
from ledger.document import Cell, Paragraph, Run, SourceDocument, Table
from ledger.errors import LedgerError
from ledger.importers import files, notice, writing
from ledger.units import Registry

HEADS = [
    "序号", "类别", "主要任务", "重点工作", "工作目标", "责任单位", "牵头单位", "配合单位", "牵头领导",
    "完成时限", "进展情况", "存在问题", "下一步计划", "评价", "备注", "一季度", "推进计划", "联系电话", "",
]  # fmt: skip
WORDS = [
    "1", "2", "3", "19", "一", "十二", "县财政局", "县工信局、住建局", "各乡镇", "县工信局:已开工",
    "推进甲项目。", "张三", "6月底", "注：按季调度", "一、产业发展", "附件1", "附件2", "完成10.1万",
    "（责任单位：县财政局）", "责任单位：县民政局", "（一）抓产业", "二、工作目标", "增长7%，新增3家",
    "三、保障措施", "2024年3月5日", "扫码使用手机浏览本页内容", "、", "：", "（", "等", "", " ", "\t1", "\t甲",
]  # fmt: skip
TEXT = st.sampled_from(WORDS) | st.text("县局、，：（）1一 \t甲。", max_size=12)


def paragraph(text: str, bold: bool = False) -> Paragraph:
    return Paragraph((Run(text, bold),) if text else ())


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table with arbitrary merging: every slot belongs to at most one cell."""
    columns, rows = draw(st.integers(1, 7)), draw(st.integers(1, 8))
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            width, height = draw(st.sampled_from([(1, 1)] * 6 + [(2, 1), (1, 2), (3, 2), (columns, 1)]))
            slots = {
                (r, c) for r in range(row, min(row + height, rows)) for c in range(column, min(column + width, columns))
            }
            if slots & taken:
                slots, width, height = {(row, column)}, 1, 1
            taken |= slots
            words = draw(st.sampled_from(HEADS)) if row == 0 else draw(TEXT)
            lines = (
                paragraph(words, draw(st.booleans())),
                *([paragraph(draw(TEXT))] if draw(st.booleans()) and row else []),
            )
            cells.append(Cell(row, column, min(height, rows - row), min(width, columns - column), lines))
    return Table(tuple(cells), rows, columns, "表1")


def interpreted(document: SourceDocument) -> None:
    try:
        read = notice.interpret(document, Registry(prefix="县"), ledger="2024", year=2024)
        made = writing.made(read, writing.Chosen(Registry(prefix="县")))
    except LedgerError as refusal:
        assert refusal.message
        return
    for record in made.records:
        value, found = writing.yamlfile.load(made.files[record.path])
        assert not found
        assert codec.decode(value) == (record.task, [])
    assert all(finding.message and finding.code.startswith("I") for finding in read.findings)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TEXT, max_size=4), tables(), st.lists(tables(), max_size=1))
def test_any_tables(above: list[str], first: Table, more: list[Table]) -> None:
    blocks = (*[paragraph(text) for text in above], first, *more)
    interpreted(SourceDocument("任意.docx", "docx", "0" * 64, blocks))


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXT, max_size=60), st.sampled_from(["\n", "\n\n", "\n\n\n"]))
def test_any_text(lines: list[str], gap: str) -> None:
    head = gap.join(["序号", "主要任务", "进展情况", "责任单位", "1", "甲。"])
    for text in (gap.join(lines), head + gap + gap.join(lines)):
        if text.strip():
            interpreted(files.read_bytes(text.encode(), "任意.txt"))
