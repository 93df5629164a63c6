"""What an import could not be sure of: the rules of family I, and a notebook for their findings.

Nothing that an import drops, guesses or repairs is silent; each finding carries the place it came from
(第3行第2列, 第120行) as the only element of its path.
"""

from __future__ import annotations

from ledger.diagnostics import Diagnostic, Level, Rule, declare

UNREAD_TABLE = declare(
    "I001",
    "import-table-not-read",
    Level.NOTICE,
    """有表格没有当作任务表读

    为什么要紧：网页导航、联系方式也是表格，不该变成任务；但如果没读的正好是任务表，任务就少了一批。

    改法：看提示里的位置和首行；确实是任务表的，把表头改成常用写法（序号、主要任务、责任单位）再导入。
    """,
)
UNPLACED_COLUMN = declare(
    "I002",
    "import-column-not-placed",
    Level.WARNING,
    """有一栏不知道对应哪个字段

    为什么要紧：认不出的栏目照录在 other 下面，内容不会丢，但不参与统计和报表。

    改法：核对这一栏的内容；属于已有字段的，把表头改成常用写法再导入，或者导入后手工挪到对应字段。
    """,
)
NUMBERING = declare(
    "I003",
    "import-numbering",
    Level.WARNING,
    """序号缺失、重复或不连续

    为什么要紧：分解序号是任务在清单里的身份，缺号、重号会把两项任务混成一项。

    改法：对照原件核对提示的位置，必要时改原件后重新导入。
    """,
)
GUESSED_MERGE = declare(
    "I004",
    "import-merged-cell-guessed",
    Level.NOTICE,
    """空格按合并单元格读

    为什么要紧：网页文字和粘贴的表格丢了合并信息，空着的格子按“同上”处理，可能有的本来就是空的。

    改法：对照原件核对提示的任务。
    """,
)
REPEATED_CELL = declare(
    "I005",
    "import-cell-repeated",
    Level.NOTICE,
    """换页重复的内容没有读第二遍

    为什么要紧：表格跨页时，表头和责任单位常常再印一遍，读两遍就会多出一批单位。

    改法：一般不用处理；两处内容不同时会另外提示。
    """,
)
LEAD_GUESSED = declare(
    "I006",
    "import-lead-guessed",
    Level.NOTICE,
    """牵头单位是按次序推定的

    为什么要紧：文件说“加黑的为牵头单位”，文字版没有加黑，只能先把列在第一位的当牵头单位；一项任务也可能有几个牵头单位。

    改法：对照原件，把 units.lead 改对，并写 lead_source: stated。
    """,
)
UNIT_GUESSED = declare(
    "I007",
    "import-unit-guessed",
    Level.WARNING,
    """责任单位的读法有推测

    为什么要紧：缺顿号、缺“区”字、没有登记的名字，都可能读错单位。

    改法：对照提示的单元格；单位确实存在的，在 units.yaml 里登记。
    """,
)
UNITS_FROM_LABELS = declare(
    "I008",
    "import-units-from-labels",
    Level.WARNING,
    """责任单位取自进展里的署名

    为什么要紧：合并单元格里的单位和实际填报的单位对不上，照合并单元格读会催错单位。

    改法：对照原件核对责任单位；units.printed 里保留了原来的单元格。
    """,
)
SPEAKER_GUESSED = declare(
    "I009",
    "import-speaker-guessed",
    Level.NOTICE,
    """进展是谁填报的，有推测

    为什么要紧：没有署名的进展记在列第一位的单位名下，署名少了冒号或写了别称的按登记表对应，可能记错人。

    改法：对照原件核对；记错的改 progress 里的 unit。
    """,
)
TRUNCATED = declare(
    "I010",
    "import-text-truncated",
    Level.WARNING,
    """文字像是没有完

    为什么要紧：原件或网页上截断的内容照录，数字后面缺了计量单位就无法核对。

    改法：找发文单位核对全文，再用 taizhang correct 更正。
    """,
)
DROPPED = declare(
    "I011",
    "import-text-dropped",
    Level.NOTICE,
    """有文字没有收进台账

    为什么要紧：网页的导航、页脚不该收，但要能看到哪些没有收。

    改法：看一眼提示的内容，确认与任务无关。
    """,
)
SAME_MATTER = declare(
    "I012",
    "import-same-matter-guessed",
    Level.NOTICE,
    """两项任务看来是同一件事

    为什么要紧：同一件事在两张表里各列一次，进展要对得上，统计时不能算两件。

    改法：核对；不是一件事的，从两边的 same_as 里删掉。
    """,
)
MEASURES_TOGETHER = declare(
    "I019",
    "import-measures-together",
    Level.NOTICE,
    """一个序号下有几条措施，责任单位各不相同

    为什么要紧：一个序号立一项，几家单位就一起报、一起评；各报各的，一条措施应当立一项。

    改法：一起报的不用改；要一条立一项，加 --by-measure 重新导入，重点工作记在 parent，原序号记在 other。
    """,
)
TARGET_SPLIT = declare(
    "I013",
    "import-target-split",
    Level.NOTICE,
    """一句话拆成了几项目标

    为什么要紧：正文里的目标连在一起写，按逗号和数量拆开，拆的位置可能不对。

    改法：对照原文核对。
    """,
)
NO_UNITS = declare(
    "I014",
    "import-no-units",
    Level.NOTICE,
    """没有写责任单位

    为什么要紧：没有责任单位的任务没有人可催。

    改法：文件别处有分工的，补到 units 里。
    """,
)
READER_REMARK = declare(
    "I015",
    "import-reader-remark",
    Level.NOTICE,
    """读文件时作了处理

    为什么要紧：编码、嵌套表格、修订标记等处理可能影响内容。

    改法：看提示的位置，和原件核对。
    """,
)
OUT_OF_LIST = declare(
    "I016",
    "import-speaker-outside-list",
    Level.WARNING,
    """填报进展的单位不在责任单位名单里

    为什么要紧：要么名单漏了单位，要么署名写错。

    改法：核对后补名单，或者更正署名。
    """,
)
MISSING_FACT = declare(
    "I017",
    "import-fact-missing",
    Level.NOTICE,
    """文件本身的信息没有找全

    为什么要紧：文号、日期、报送时限要印在文件上，也用来算逾期。

    改法：在 ledger.yaml 里补上。
    """,
)
CELL_ALIGNED = declare(
    "I018",
    "import-cell-aligned-by-guess",
    Level.WARNING,
    """格子对应哪一栏是推定的

    为什么要紧：文字版没有格线，一行的段落多于或少于栏数时只能按内容推定。

    改法：对照原件核对提示的行。
    """,
)


class Notebook:
    """Findings in the order they were made, each said once; at most ``limit`` are kept."""

    def __init__(self, file: str, limit: int = 5000) -> None:
        self._file = file
        self._limit = limit
        self._kept: dict[Diagnostic, None] = {}

    def add(self, rule: Rule, place: str, message: str, hint: str = "", *, level: Level | None = None) -> None:
        """Note a finding of ``rule`` at ``place`` (empty: the whole document)."""
        if len(self._kept) < self._limit:
            path = (place,) if place else ()
            self._kept[rule.at(path, message, hint, level=level).in_file(self._file)] = None

    @property
    def all(self) -> tuple[Diagnostic, ...]:
        """Everything noted."""
        return tuple(self._kept)
