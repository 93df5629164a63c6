"""Sentences that know where their figures come from.

A sentence is a row of pieces: words of the program (never with a digit in them), and ``Figure`` pieces, which
carry everything taken from the ledger, the arguments or a computation, with the way there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from ledger import twins, unitlists
from ledger.measures import plain
from ledger.metrics import seen
from ledger.model import Config, Entry, Record, Task
from ledger.periods import Period
from ledger.store import Ledger
from ledger.values import Struct, replace

BLANK = "〔待填〕"
"""What the ledger cannot know and a person must write."""
HEAD, SUBHEAD, TEXT, CHART = "head", "subhead", "text", "chart"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SETTINGS = "台账设置和规则里的名称（如督查机构、灯的名称）"
"""Words of the program have no digits; what has some was named so by the ledger."""
_ENDS = "。！？；"
_FULL_WIDTH = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
_CHINESE = "[\u3400-\u9fff“”‘’《》（）、，。；%％]"
_HALF_WIDTH = re.compile(f"(?<={_CHINESE})[,;:!?()]|[()](?={_CHINESE})|(?<=\\d)[,;](?={_CHINESE})")


class Figure(Struct, frozen=True):
    """A piece with its origin: ``how`` it was found (Chinese), and the task ids, entries or settings it rests on."""

    text: str
    how: str
    sources: tuple[str, ...] = ()


Sentence: TypeAlias = tuple["str | Figure", ...]


class Bars(Struct, frozen=True):
    """The values of one colour in a drawing, ``None`` where there is none; unlabelled ones are read off the axis."""

    name: str
    values: tuple[Figure | None, ...]
    labelled: bool = True


class Drawing(Struct, frozen=True):
    """A chart: a row of bars for each name, the first on top; ``stacked`` ones make one bar of a name."""

    names: tuple[Figure, ...]
    bars: tuple[Bars, ...]
    measure: str = ""
    stacked: bool = False

    @property
    def figures(self) -> Sentence:
        """Everything in it, name by name."""
        found: list[str | Figure] = []
        for n, name in enumerate(self.names):
            found += [name, *(value for one in self.bars if (value := one.values[n]))]
        return tuple(found)


class Paragraph(Struct, frozen=True):
    """One paragraph; ``look`` is ``head`` (一、), ``subhead`` (（一）), ``text`` or ``chart`` (the caption)."""

    look: str
    pieces: Sentence
    drawing: Drawing | None = None

    @property
    def text(self) -> str:
        """As it is printed."""
        return written(self.pieces)


class Traced(Struct, frozen=True):
    """One line of ``--trace``: where it stands, the piece, the numbers in it, and where they came from."""

    place: str
    text: str
    numbers: tuple[str, ...]
    how: str
    sources: tuple[str, ...]


class Head(Struct, frozen=True):
    """A column of the annex: its role in templates, its head, its share of the width, whether it is centred."""

    role: str
    title: str
    share: int
    centred: bool = False


class Annex(Struct, frozen=True):
    """A table behind the text: ``rows`` under ``heads``, a sentence a cell."""

    title: Sentence
    heads: tuple[Head, ...]
    rows: tuple[tuple[Sentence, ...], ...]


class Bulletin(Struct, frozen=True):
    """A draft with its annexes.

    ``remarks`` are for the person who drafts, not for the document: what was assumed where no rule says it.
    """

    kind: str
    name: str
    title: Sentence
    paragraphs: tuple[Paragraph, ...]
    on: date
    signed: str
    annexes: tuple[Annex, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def dated(self) -> Figure:
        """The line below the signature."""
        return day(self.on, "通报日期（--on）")

    @property
    def marked(self) -> tuple[tuple[str, Annex], ...]:
        """The annexes under 附件, or 附件1, 附件2 where there are several."""
        if len(self.annexes) == 1:
            return (("附件", self.annexes[0]),)
        return tuple((f"附件{n}", one) for n, one in enumerate(self.annexes, 1))

    def trace(self) -> tuple[Traced, ...]:
        """Every figure in reading order."""
        places: list[tuple[str, Sentence]] = [("标题", self.title)]
        drawn = 0
        for n, said in enumerate(self.paragraphs, 1):
            places.append((f"第{n}段", said.pieces))
            if said.drawing:
                drawn += 1
                places.append((f"第{n}段的图", (Figure(f"图{drawn}", "图的编号"), *said.drawing.figures)))
        order = [Figure(mark.removeprefix("附件"), "附件的顺序号") for mark, _ in self.marked]
        places += [("附件说明", (at, *one.title)) for at, one in zip(order, self.annexes, strict=True)]
        places.append(("署名", (self.signed, self.dated)))
        for at, (mark, one) in zip(order, self.marked, strict=True):
            places.append((mark, (at,)))
            places += [(f"{mark}第{n}行", cell) for n, row in enumerate(one.rows, 1) for cell in row]
        return tuple(
            Traced(place, one.text, tuple(_NUMBER.findall(one.text)), one.how, one.sources)
            for place, sentence in places
            for one in (piece if isinstance(piece, Figure) else Figure(piece, _SETTINGS) for piece in sentence)
            if _NUMBER.search(one.text)
        )


def written(sentence: Sequence[str | Figure]) -> str:
    """The sentence as text."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in sentence)


def joined(sentences: Sequence[Sentence], mark: str) -> Sentence:
    """Sentences one after another with a mark between them."""
    pieces: list[str | Figure] = []
    for n, sentence in enumerate(sentences):
        pieces += [mark, *sentence] if n else sentence
    return tuple(pieces)


MOST = 10
"""How many are named in a sentence; of more, the first are named, the rest counted, and the annex has all."""


def listing(each: Sequence[Sentence], mark: str, where: str) -> Sentence:
    """All of them, or the first with 等 and where the others stand (其余见附件报送情况表)."""
    if len(each) <= MOST:
        return joined(each, mark)
    return (*joined(each[:MOST], mark), f"等，其余见附件{where}")


# ---------------------------------------------------------------------- figures


def count(sources: Sequence[str], how: str) -> Figure:
    """How many, with each of them named."""
    return Figure(str(len(sources)), f"计数：{how}", tuple(sources))


def share(part: Sequence[str], whole: Sequence[str]) -> Figure:
    """占比, to one decimal."""
    value = plain(Fraction(len(part) * 100, len(whole)), 1)
    return Figure(f"{value}%", f"占比：{len(part)}÷{len(whole)}", tuple(part))


def day(on: date, how: str, sources: tuple[str, ...] = ()) -> Figure:
    """2020年5月12日."""
    return Figure(f"{on.year}年{on.month}月{on.day}日", how, sources)


def span(period: Period, how: str = "通报的周期（参数）") -> Figure:
    """2020年4月."""
    return Figure(period.chinese, how)


def quote(text: str, source: str) -> Figure:
    """Words of the ledger as they stand there, in one line."""
    return Figure(flowing(text), "照录", (source,))


def flowing(text: str) -> str:
    """Lines as one: a line without a mark at its end gets ；. Half-width marks of a web page become full-width."""
    text = _HALF_WIDTH.sub(lambda mark: _FULL_WIDTH[mark[0]], text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    ended = [line if line[-1] in _ENDS + "，：、:," else f"{line}；" for line in lines[:-1]]
    return "".join(ended + lines[-1:])


_MARKS = re.compile("[，。；、：]")
_LONG, _SHORT, _LEADS = 60, 12, 3


def brief(task: Task) -> Sentence:
    """A task's words in “”; a long one only as far as a mark inside its first line or so, the rest as ……."""
    text = flowing(words(task))
    if len(text) <= _LONG:
        return inside(text, f"{task.id} text")
    ends = [found.start() for found in _MARKS.finditer(text, _SHORT, _LONG)]
    sentence = text.find("。", 0, _LONG)
    cut = text[: sentence if sentence >= _SHORT else max(ends, default=_LONG)]
    whole = cut
    while cut.count("“") > cut.count("”"):
        # a quotation that was cut in two would never close
        cut = cut[: cut.rfind("“")].rstrip("，、；：")
    cut = cut or whole.replace("“", "").replace("”", "")
    return (*inside(cut, f"{task.id} text")[:-1], "……”")


def stopped(figure: Figure) -> Sentence:
    """A quotation as a sentence of its own: with a full stop where it has none."""
    return (figure,) if figure.text[-1:] in _ENDS else (figure, "。")


def inside(text: str, source: str) -> Sentence:
    """A task's words in “”: without its full stop, inner quotation marks as ‘’."""
    words = flowing(text).rstrip("。；").replace("“", "‘").replace("”", "’")
    return ("“", Figure(words, "照录", (source,)), "”")


# ---------------------------------------------------------------------- names


def named(config: Config, record: Record) -> Sentence:
    """第37项, with its annex where the ledger has several lists: 附件1第37项."""
    spec = config.lists.get(record.list)
    annex = spec.annex if spec and len(config.lists) > 1 else ""
    return Figure(annex, "清单的附件号", (f"{config.name}/ledger.yaml lists.{record.list}.annex",)), *number(record)


def number(record: Record) -> Sentence:
    """第37项."""
    return "第", Figure(str(record.task.number), "分解序号", (record.task.id,)), "项"


def numbers(records: Sequence[Record]) -> Sentence:
    """第3项、第5项至第9项: tasks of one list, what follows on one another drawn together."""
    runs: list[list[Record]] = []
    for record in records:
        if runs and record.task.number == runs[-1][-1].task.number + 1:
            runs[-1].append(record)
        else:
            runs.append([record])
    each = [
        (*number(run[0]), "至", *number(run[-1])) if len(run) > 2 else joined([number(one) for one in run], "、")
        for run in runs
    ]
    return joined(each, "、")


def words(task: Task) -> str:
    """What the task says, with the sentence it shares with its neighbours."""
    return "\n".join(filter(None, (task.parent, task.text)))


def speaker(ledger: Ledger, entry: Entry, on: date) -> str:
    """Who reported, under the names in use on the day of the bulletin."""
    names = [ledger.registry.current(name, on) for name in (entry.unit, *entry.joint)]
    return unitlists.print_list(ledger.registry, names)


def elsewhere(ledger: Ledger, entry: Entry) -> Sentence:
    """（报在附件1第37项）, for what was reported under the task that is the same matter."""
    other = ledger.by_id.get(twins.under(entry))
    return ("（报在", *named(ledger.config, other), "）") if other else ()


def known(ledger: Ledger, record: Record, on: date) -> tuple[Ledger, Record]:
    """One task as it was known on a day, with what was reported under its twin, and the ledger as of that day."""
    everything = tuple(seen(one, on) for one in ledger.records)
    others = twins.covering(everything).get(record.task.id, ())
    return dated(ledger, on), twins.adopted(seen(record, on), others, ledger.registry)


def led(ledger: Ledger, task: Task) -> Sentence:
    """（区住建局牵头）; of many lead units the first and how many: （区住建局等11个单位牵头）."""
    units = task.units.lead
    if not units:
        return ()
    if len(units) <= _LEADS:
        return ("（", Figure(unitlists.print_list(ledger.registry, units), "牵头单位", (task.id,)), "牵头）")
    first = Figure(unitlists.print_list(ledger.registry, units[:1]), "牵头单位的第一家", (task.id,))
    return ("（", first, "等", count(units, "牵头单位"), "个单位牵头）")


def dated(ledger: Ledger, on: date) -> Ledger:
    """The ledger as a bulletin of that day names its units."""
    return replace(ledger, registry=ledger.registry.on(on))


_NOTHING = re.compile(r"(?:暂?无|没有)(?:问题)?。?|")


def trouble(head: Sentence, entry: Entry, source: str) -> list[Sentence]:
    """What a unit says stands in the way, with the causes it names; nothing where it says 无."""
    if _NOTHING.fullmatch(entry.problems.strip()):
        return []
    said = stopped(quote(entry.problems, f"{source} problems"))
    named = not _NOTHING.fullmatch(entry.causes.strip())
    cause: Sentence = ("原因：", *stopped(quote(entry.causes, f"{source} causes"))) if named else ()
    return [(*head, *said, *cause)]


def lamp(colour: str) -> str:
    """亮红灯; a light that is no colour (黄牌, 跟踪) as the rules call it."""
    return f"亮{colour}灯" if len(colour) == 1 else f"为“{colour}”"


def basis(config: Config) -> Sentence:
    """根据《…》（…）要求， — empty where the ledger was made from no notice; a table asks for nothing."""
    document = config.document
    if not document.title or document.title.endswith("表"):
        return ()
    where = f"{config.name}/ledger.yaml document"
    title = document.title.replace("《", "〈").replace("》", "〉")
    number = (Figure(f"（{document.number}）", "文号", (f"{where}.number",)),) if document.number else ()
    return ("根据《", Figure(title, "通知标题", (f"{where}.title",)), "》", *number, "要求，")


def signature(config: Config) -> str:
    """Who issues it."""
    issuer = config.document.issuer
    return issuer + config.office if issuer.endswith("办公室") else config.office


ORDINALS = "一二三四五六七八九十"


def ordinal(n: int) -> str:
    """一 … 九十九, for heads and 一是…二是…."""
    tens, ones = divmod(n, 10)
    before = "" if not tens else "十" if tens == 1 else f"{ORDINALS[tens - 1]}十"
    return before + (ORDINALS[ones - 1] if ones else "")
