"""The pages of family Y: what can be wrong with the text of a YAML file before anyone asks what it says.

Each known slip has its own rule, so that the message can say exactly what to type. ``Y001`` is what is
left when none of them fits.
"""

from __future__ import annotations

from ledger.diagnostics import Level, declare

SYNTAX = declare(
    "Y001",
    "yaml-syntax",
    Level.ERROR,
    """这一行不符合 YAML 的写法

    为什么要紧：文件读不通，里面的任务就进不了任何清单和报表。
    程序认得的常见笔误各有自己的规则；这一条是其余的情况，提示里写着最可能的原因。

    错误写法：

        text: 完成选房。
        leaders 孟庆顺

    正确写法：

        text: 完成选房。
        leaders: [孟庆顺]
    """,
)
DUPLICATE = declare(
    "Y002",
    "duplicate-key",
    Level.ERROR,
    """同一个字段写了两遍

    为什么要紧：两个值只能用一个，另一个会不声不响地丢掉；程序不替您选。

    错误写法：

        text: 完成选房。
        leaders: [孟庆顺]
        text: 完成回迁选房。

    正确写法：留下对的一行，删掉另一行。

        text: 完成回迁选房。
        leaders: [孟庆顺]
    """,
)
WIDE_COLON = declare(
    "Y003",
    "full-width-colon",
    Level.ERROR,
    """字段名后面打成了中文冒号

    为什么要紧：YAML 只认英文冒号加一个空格；写成中文冒号，整行就成了一段文字，字段等于没有填。

    错误写法：

        text：完成选房。

    正确写法：

        text: 完成选房。

    正文里的中文冒号不受影响。
    """,
)
WIDE_MARK = declare(
    "Y004",
    "full-width-mark",
    Level.ERROR,
    """结构上用了中文标点或全角空格

    为什么要紧：缩进、列表和引号只认英文符号。全角空格看着像缩进，其实是文字；中文引号会成为内容的一部分。

    错误写法：

        units:
        　lead: ["区住建局"，"区财政局"]

    正确写法：

        units:
          lead: ["区住建局", "区财政局"]

    正文里的中文标点不受影响。
    """,
)
TAB = declare(
    "Y005",
    "tab-indent",
    Level.ERROR,
    """用了 Tab 缩进

    为什么要紧：Tab 在各人的编辑器里宽窄不一，YAML 规定缩进只能用空格。

    错误写法：行首是一个 Tab。

        units:
        \tlead: [区住建局]

    正确写法：行首是两个空格。

        units:
          lead: [区住建局]
    """,
)
HASH_VALUE = declare(
    "Y006",
    "value-is-comment",
    Level.ERROR,
    """整个值都成了注释

    为什么要紧：空格后面的 # 是注释的开头，这一行的内容会不声不响地丢掉，字段成了空的。

    错误写法：

        note: #1楼已封顶

    正确写法：

        note: "#1楼已封顶"

    真要写注释，请在 # 后面加一个空格。
    """,
)
HASH_TEXT = declare(
    "Y007",
    "text-after-hash",
    Level.WARNING,
    """正文在 # 处断开

    为什么要紧：空格后面的 # 是注释的开头，从这里到行末都不会进入报表。

    错误写法：

        done: 完成1号楼 #2楼正在施工

    正确写法：

        done: "完成1号楼 #2楼正在施工"

    真要写注释，请在 # 后面加一个空格。
    """,
)
SPECIAL_START = declare(
    "Y008",
    "special-start",
    Level.ERROR,
    """值以特殊符号开头却没有加引号

    为什么要紧：[ { & * ! % @ ` 等符号在行首另有用处，程序会把这段文字当成别的东西，或者整个文件读不通。

    错误写法：

        text: [2020]1号文件要求的事项
        goal: *重点项目

    正确写法：

        text: "[2020]1号文件要求的事项"
        goal: "*重点项目"
    """,
)
NO_SPACE = declare(
    "Y009",
    "no-space-after-colon",
    Level.ERROR,
    """冒号后面少了一个空格

    为什么要紧：没有空格，整行就是一段文字，字段等于没有填。

    错误写法：

        number:37

    正确写法：

        number: 37
    """,
)
COLON_TEXT = declare(
    "Y010",
    "colon-in-text",
    Level.ERROR,
    """正文里有英文冒号加空格

    为什么要紧：程序会以为又来了一个字段，整个文件读不通。

    错误写法：

        done: 进度: 完成80%

    正确写法：改用中文冒号，或整句加引号。

        done: 进度：完成80%
        problems: "进度: 完成80%"
    """,
)
INDENT = declare(
    "Y011",
    "wrong-indent",
    Level.ERROR,
    """缩进没有对齐

    为什么要紧：同一层的字段要从同一列开始，程序靠缩进知道谁属于谁。

    错误写法：

        units:
          lead: [区住建局]
           support: [区财政局]

    正确写法：

        units:
          lead: [区住建局]
          support: [区财政局]
    """,
)
QUOTE = declare(
    "Y012",
    "unclosed-quote",
    Level.ERROR,
    """引号没有成对

    为什么要紧：少了后一个引号，后面的许多行都会被当成这段文字的一部分。

    错误写法：

        text: "完成选房。

    正确写法：

        text: "完成选房。"

    正文里要写英文引号时，整句用双引号括起来，里面的写成 \\"。
    """,
)
BRACKET = declare(
    "Y013",
    "broken-brackets",
    Level.ERROR,
    """方括号或花括号里写得不完整

    为什么要紧：少了后半个括号或中间的逗号，程序不知道列表到哪里为止。

    错误写法：

        leaders: [孟庆顺, 付华
        support: [区财政局, 区住建局]

    正确写法：

        leaders: [孟庆顺, 付华]
        support: [区财政局, 区住建局]
    """,
)
NULL = declare(
    "Y014",
    "null-value",
    Level.ERROR,
    """写了 null 或 ~

    为什么要紧：没有内容的字段不必写；写成 null，旁人会以为这四个字母是内容。

    错误写法：

        note: null

    正确写法：删掉这一行；真要写这几个字，就加引号。

        note: "null"
    """,
)
ANCHOR = declare(
    "Y015",
    "anchor-or-alias",
    Level.ERROR,
    """用了锚点（&）或引用（*）

    为什么要紧：台账要让不懂程序的人也能读、能比对，内容写在哪里就在哪里，不从别处引来。

    错误写法：

        lead: &main [区住建局]
        support: *main

    正确写法：

        lead: [区住建局]
        support: [区住建局]
    """,
)
TAG = declare(
    "Y016",
    "tag",
    Level.ERROR,
    """用了类型标签（!）

    为什么要紧：标签会让同一段文字变成别的类型，台账不用它；要存文字就加引号。

    错误写法：

        number: !!str 37

    正确写法：

        number: 37
    """,
)
MERGE = declare(
    "Y017",
    "merge-key",
    Level.ERROR,
    """用了合并键（<<）

    为什么要紧：合并来的内容在文件里看不见，改了一处会牵动别处。

    错误写法：

        units:
          <<: {lead: [区住建局]}

    正确写法：

        units:
          lead: [区住建局]
    """,
)
DOCUMENTS = declare(
    "Y018",
    "several-documents",
    Level.ERROR,
    """一个文件里有几份文档，或有 --- 、% 指令

    为什么要紧：一项任务一个文件，历史才分得清；--- 后面的内容程序不读。

    错误写法：

        number: 37
        ---
        number: 38

    正确写法：删掉 --- ，另一项任务另存一个文件。

        number: 37
    """,
)
COMPLEX_KEY = declare(
    "Y019",
    "complex-key",
    Level.ERROR,
    """字段名不是一段文字

    为什么要紧：字段名只能是一个词；用“? ”开头，或拿列表、花括号当字段名，程序和人都读不懂。

    错误写法：

        done: {{完成数}}

    正确写法：

        done: "{{完成数}}"
    """,
)
BOM = declare(
    "Y020",
    "byte-order-mark",
    Level.WARNING,
    """文件开头有 BOM 标记

    为什么要紧：记事本的“带有 BOM 的 UTF-8”会在开头加一个看不见的字符，比对时多出一处不同。

    改法：用记事本或 VS Code 另存为“UTF-8”（不带 BOM），或运行 taizhang fmt。
    """,
)
CRLF = declare(
    "Y021",
    "crlf",
    Level.WARNING,
    """换行符是 Windows 格式（CRLF）

    为什么要紧：换行符一变，git 会把整个文件当成改过，看不出真正改了哪一行。

    改法：在 VS Code 右下角把 CRLF 改为 LF，或运行 taizhang fmt。
    """,
)
ENCODING = declare(
    "Y022",
    "not-utf8",
    Level.ERROR,
    """文件不是 UTF-8 编码

    为什么要紧：台账一律用 UTF-8；存成 GBK，别的电脑上就是乱码。

    改法：用记事本打开，另存为，编码选“UTF-8”；或运行 iconv -f GB18030 -t UTF-8。
    """,
)
BINARY = declare(
    "Y023",
    "binary-file",
    Level.ERROR,
    """文件里有空字节，不是文本文件

    为什么要紧：多半是 Word、压缩包等改了扩展名，或文件在断电时损坏。

    改法：从 git 里取回上一版（git checkout -- 文件名），或重新录入。
    """,
)
TOO_LARGE = declare(
    "Y024",
    "too-large",
    Level.ERROR,
    """文件太大，没有读

    为什么要紧：一项任务的文件不过几十 KB；超过 5 MB 多半是放错了东西，硬读会拖垮整个检查。

    改法：把附件、图片移出台账目录；确是台账内容的，分成几项任务。
    """,
)
TOO_DEEP = declare(
    "Y025",
    "too-deep",
    Level.ERROR,
    """嵌套太深，没有读

    为什么要紧：任务文件只有三四层；几十层的嵌套多半是括号或缩进写坏了，也可能是有意拖垮程序。

    改法：检查括号和缩进，或从 git 里取回上一版。
    """,
)
CONTROL = declare(
    "Y026",
    "control-character",
    Level.ERROR,
    """有看不见的控制字符

    为什么要紧：从 Word、网页、微信复制时会带进看不见的字符，会打乱换行、隐藏内容，打印时成为方块。

    改法：删掉提示的位置上那个字符，重新输入前后两个字。
    """,
)
AFTER_QUOTE = declare(
    "Y027",
    "text-after-quote",
    Level.ERROR,
    """引号只括住了半句话

    为什么要紧：值以引号开头，就要以引号结尾；引号后面再有文字，文件就读不通。

    错误写法：

        text: "放管服"改革

    正确写法：用中文引号，或整句加单引号。

        text: “放管服”改革
        goal: '"放管服"改革'
    """,
)
ESCAPE = declare(
    "Y028",
    "bad-escape",
    Level.ERROR,
    """双引号里的反斜杠写错了

    为什么要紧：双引号里 \\ 有特殊含义，Windows 路径和公式常常因此读不通。

    错误写法：

        source: "D:\\进展\\4月.docx"

    正确写法：不加引号，或用单引号。

        source: D:\\进展\\4月.docx
        note: 'D:\\进展\\4月.docx'
    """,
)
BLOCK_MARK = declare(
    "Y029",
    "block-mark",
    Level.ERROR,
    """| 或 > 后面直接跟了文字

    为什么要紧：| 和 > 表示“下面几行是正文”，正文要另起一行并缩进。

    错误写法：

        done: |完成选房。

    正确写法：

        done: |-
          完成选房。
    """,
)
DASH = declare(
    "Y030",
    "list-dash",
    Level.ERROR,
    """列表的短横写错了

    为什么要紧：列表的每一项要另起一行，短横后面要有一个空格。

    错误写法：

        leaders:
          -孟庆顺
          - 付华

    正确写法：

        leaders:
          - 孟庆顺
          - 付华
    """,
)
FOLDED = declare(
    "Y031",
    "folded-text",
    Level.WARNING,
    """文字换行处会多出一个空格

    为什么要紧：没有写 | 的文字换行后，程序按 YAML 的规定用空格把两行接起来，中文里就多出一个空格。

    错误写法：

        done: 经四纬一项目
          完成选房。

    正确写法：写在一行里；确要分段就用 |- 。

        done: 经四纬一项目完成选房。
        problems: |-
          第一段。
          第二段。
    """,
)
CONFLICT_MARK = "# 合并冲突:"
"""Begins the comment that a merge leaves above a field which two people changed differently."""
CONFLICT = declare(
    "Y032",
    "merge-conflict",
    Level.ERROR,
    """合并时两个人改了同一个字段，还没有定用哪个

    为什么要紧：文件里现在是我方的值，对方写的只在注释里；不定下来就提交，对方的改动等于丢了。

    错误写法：

        # 合并冲突: note
        #   对方: "已经区政府常务会研究。"
        #   共同祖先: （没有）
        note: 已上会。

    正确写法：定下用哪个值（或者合成一句），再删掉注释。

        note: 已经区政府常务会研究。
    """,
)
