"""The rules of family F: what reading a returned form could not be sure of, dropped, or left to a person."""

from __future__ import annotations

from ledger.diagnostics import Level, declare

ROW_UNMATCHED = declare(
    "F001",
    "form-row-unmatched",
    Level.ERROR,
    """表里有一行对不上台账的任务

    为什么要紧：对不上的行没有登记，单位报的内容就漏了。

    改法：看提示里列出的序号和文字，用 --row 行=清单/序号 指明，例如 --row 7=main/37；确实不用登记的写 --row 7=跳过。
    """,
)
ROW_CONFLICT = declare(
    "F002",
    "form-row-conflict",
    Level.ERROR,
    """序号、文字、清单说的不是同一项任务

    为什么要紧：附件1和附件2各自从1编号，抄错一位序号就会记到别的任务名下。几个证据不一致的行不猜。

    改法：核对原表，用 --row 行=清单/序号 指明，例如 --row 7=main/37。
    """,
)
ROW_TWICE = declare(
    "F003",
    "form-row-twice",
    Level.ERROR,
    """同一项任务填了两行，内容不一样

    为什么要紧：两行只能登记一行，登记哪一行要由人定。

    改法：核对后用 --row 指明其中一行的任务，另一行写 --row 行=跳过。
    """,
)
ROW_NOT_OWN = declare(
    "F004",
    "form-row-not-own",
    Level.ERROR,
    """这项任务的责任单位里没有填报单位

    为什么要紧：可能是序号填错，也可能是名单漏了单位，直接登记会张冠李戴。

    改法：核对原表；确实由这个单位填报的，用 --row 行=清单/序号 指明。
    """,
)
TEXT_CHANGED = declare(
    "F005",
    "form-task-text-changed",
    Level.NOTICE,
    """表里的任务文字和台账不完全一样

    为什么要紧：文字被改过的行按序号和相近的文字认，改动大时可能认错。

    改法：核对提示的两段文字；任务确有调整的，用 taizhang correct --adjust 登记。
    """,
)
FEW_WITNESSES = declare(
    "F006",
    "form-row-few-witnesses",
    Level.NOTICE,
    """这一行只凭一部分信息认出任务

    为什么要紧：没有序号或没有任务文字的行，少了一个相互印证的依据。

    改法：核对提示的任务；认错的用 --row 指明。
    """,
)
RUNNING_NUMBERS = declare(
    "F007",
    "form-running-numbers",
    Level.NOTICE,
    """序号一栏是单位自己重新编的流水号

    为什么要紧：流水号和分解序号对不上，按它登记会记错任务，所以没有用它。

    改法：核对各行的任务；请单位下次保留分解序号。
    """,
)
ROW_EMPTY = declare(
    "F008",
    "form-row-empty",
    Level.NOTICE,
    """有的任务没有填

    为什么要紧：没有填的行不登记，催办时仍算未报。

    改法：催单位补报。
    """,
)
VERDICT_READ = declare(
    "F009",
    "form-verdict-read",
    Level.NOTICE,
    """评价一栏按规定的写法读

    为什么要紧：表上只有“完成”“未完成”两种评价，√、已完成等写法要换成规定的写法。

    改法：核对提示的行。
    """,
)
VERDICT_UNCLEAR = declare(
    "F010",
    "form-verdict-unclear",
    Level.WARNING,
    """评价一栏看不出是完成还是未完成

    为什么要紧：“基本完成”“完成（未完成）”既可以算完成也可以算未完成，不能替单位定。其余各栏照常登记，评价空着。

    改法：问清单位后用 taizhang update 任务 --period 期 --unit 单位 --verdict 完成 --replace 补上。
    """,
)
COLUMN_KEPT = declare(
    "F011",
    "form-column-kept",
    Level.NOTICE,
    """表里多出来的栏目记在备注里

    为什么要紧：台账没有对应字段的栏目，内容记在这条进展的备注里，不会丢。

    改法：核对备注；属于已有栏目的，把表头改成常用写法再导入。
    """,
)
READER_REMARK = declare(
    "F012",
    "form-reader-remark",
    Level.NOTICE,
    """读文件时作了处理

    为什么要紧：修订标记、文本框、隐藏文字、图片等处理可能影响内容。

    改法：看提示的位置，和原件核对。
    """,
)
UNIT_TOLD = declare(
    "F013",
    "form-unit-witnesses",
    Level.NOTICE,
    """填报单位是从别处认出来的

    为什么要紧：表头没有写填报单位时，只能靠文件名和任务名单认。

    改法：核对单位；不对的用 --unit 指明。
    """,
)
PERIOD_TOLD = declare(
    "F014",
    "form-period-witnesses",
    Level.NOTICE,
    """填报的是哪一期是从别处认出来的

    为什么要紧：表头没有写月份时，只能靠文件名等认。

    改法：核对周期；不对的用 --period 指明。
    """,
)
REPORTED_UNCLEAR = declare(
    "F015",
    "form-reported-unclear",
    Level.WARNING,
    """填报时间没有写清或与周期不符

    为什么要紧：填报时间决定是否按时报送；看不清的日期不登记。

    改法：问清后用 taizhang correct 任务 --field 进展/期/单位/reported 补上。
    """,
)
OFFER = declare(
    "F016",
    "form-indicator-offer",
    Level.NOTICE,
    """完成情况里有一个数可能是指标的数值

    为什么要紧：文字里的数不一定就是指标的累计数，要由人确认才登记。

    改法：核对后按提示的命令登记。
    """,
)
BREAKS_RULE = declare(
    "F017",
    "form-row-breaks-rule",
    Level.ERROR,
    """这一行登记进去会违反台账的规则

    为什么要紧：例如评价写完成、完成情况却空着。这样的行没有登记。

    改法：请单位改正后重报；情况属实的加 --force 照登。
    """,
)
PLAN_DIFFERS = declare(
    "F018",
    "form-plan-differs",
    Level.NOTICE,
    """表里的季度计划和台账不一样

    为什么要紧：情况表里的计划只供对照，不改台账的计划。

    改法：计划确有调整的，让单位重报附件3，或用 taizhang correct --adjust 登记。
    """,
)
BLANK_KEPT = declare(
    "F019",
    "form-blank-kept",
    Level.NOTICE,
    """重报的表里空着，台账原有的内容没有清掉

    为什么要紧：空着可能是漏填，不等于要删掉以前报的内容。

    改法：确实要清空的，用 taizhang correct 登记。
    """,
)
CORRECTED = declare(
    "F020",
    "form-corrected",
    Level.WARNING,
    """重报的内容和已登记的不一样，按更正登记

    为什么要紧：旧内容保留在更正记录和历史里，月报里以新内容为准。

    改法：核对更正的各栏；先用 --dry-run 可以只看不写。
    """,
)
TASK_MISSING = declare(
    "F021",
    "form-task-missing",
    Level.NOTICE,
    """单位承担的任务没有出现在表里

    为什么要紧：单位把行删掉了，这些任务就没有进展。

    改法：催单位补报。
    """,
)
MARK_STALE = declare(
    "F022",
    "form-mark-stale",
    Level.WARNING,
    """表里的暗记和现在的台账对不上

    为什么要紧：表发出以后台账调整过，或者暗记是别的台账的，按文字和序号重新认。

    改法：核对各行的任务。
    """,
)
TABLE_UNREAD = declare(
    "F023",
    "form-table-unread",
    Level.NOTICE,
    """有表格或文字没有当作填报内容读

    为什么要紧：表里夹着的说明、联系方式不是进展；但如果没读的正好是填报内容，就会漏。

    改法：看提示的位置；是填报内容的，把表头改成常用写法再导入。
    """,
)
HINT_OVERRULED = declare(
    "F024",
    "form-list-hint-overruled",
    Level.WARNING,
    """行在一份清单的标题下面，内容却是另一份清单的

    为什么要紧：单位删掉了“附件2”一类的标题行，后面的行就跑到了附件1下面。序号、文字和任务名单都指向同一项时按它登记。

    改法：核对提示的行；认错的用 --row 指明。
    """,
)
ROW_COPIED = declare(
    "F025",
    "form-row-copied",
    Level.NOTICE,
    """同一行抄了两遍，只登记一次

    为什么要紧：两行内容相同，或者其中一行是空的。

    改法：核对即可。
    """,
)
ROW_SETTLED = declare(
    "F026",
    "form-row-settled",
    Level.NOTICE,
    """这一行的任务是人指定的

    为什么要紧：用 --row 指定的行不再按序号和文字认。

    改法：核对即可。
    """,
)
SHARED_CELL = declare(
    "F027",
    "form-shared-cell",
    Level.NOTICE,
    """几行合并的格子，每行都记一份

    为什么要紧：单位把几项任务的同一栏合并成一格填写。

    改法：核对各项；只说其中一项的，用 taizhang correct 改正。
    """,
)
JOINT_ENTRY = declare(
    "F028",
    "form-joint-entry",
    Level.ERROR,
    """已登记的进展是几个单位共同填报的

    为什么要紧：共同填报的内容不能只按其中一个单位的表改写。

    改法：以共同填报的名义重报，或者先编辑任务文件把它们分开。
    """,
)
LEAD_IN = declare(
    "F029",
    "form-row-unplaced",
    Level.WARNING,
    """有一行内容没有序号也没有任务

    为什么要紧：可能是上一行写不下续在下一行，也可能是单位新加的事项。

    改法：核对后用 --row 行=清单/序号 指明，或者补到上一行再导入。
    """,
)
SENT_CHANGED = declare(
    "F030",
    "form-sent-changed",
    Level.NOTICE,
    """表发出以后，台账里给这个单位的任务、计划改过

    为什么要紧：单位填的时候看到的任务文字、计划和上期下一步计划是发表那天的，对照着看的人看到的是现在的。

    改法：核对进展说的还是不是现在的任务；要单位按新的重报，用 taizhang forms 再发一次。
    """,
)
