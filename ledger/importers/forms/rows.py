"""Which task a row is for: its number, the list it stands under, its text, the unit's own tasks, the hidden mark.

A row is matched when its witnesses agree; one that is missing is said, one that disagrees keeps the row from
being written. Numbers are unique only inside a list (附件1 and 附件2 both begin with 1), so a number alone is
never enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.diagnostics import Diagnostic, Level, Rule
from ledger.importers.forms import rules
from ledger.importers.forms.sheets import RawRow
from ledger.importers.forms.tasks import FAINT, Tasks, bare, label, read_number
from ledger.model import Record
from ledger.text import squeeze

SKIP = "跳过"
_EQUAL, _SURE, _LIKE = 0.93, 0.75, 0.6
"""Shares of common characters from which two texts are the same, surely one task, or alike."""
_APART = 0.06
_RUN = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A row and what was decided about it. ``record`` ``None``: nothing is written for it."""

    index: int
    raw: RawRow
    record: Record | None = None
    rule: Rule | None = None
    why: str = ""
    skipped: bool = False


def matched(
    rows: Sequence[RawRow], tasks: Tasks, settled: Mapping[int, Record | None], title: str = ""
) -> tuple[list[Found], list[Diagnostic]]:
    """Every row with its task. ``settled``: rows a person has decided (``None``: leave it out), counted from 1."""
    notes: list[Diagnostic] = []
    running = _running(rows, tasks)
    if running:
        notes.append(
            rules.RUNNING_NUMBERS.at(
                (), "序号一栏是从1起的流水号，与任务文字对不上，各行按任务文字认", rules_hint(rules.RUNNING_NUMBERS)
            )
        )
    weak = tasks.list_of_title(title) if title else ""
    found = []
    for n, raw in enumerate(rows, 1):
        if n in settled:
            record = settled[n]
            if record is None:
                found.append(Found(n, raw, skipped=True))
            else:
                found.append(Found(n, raw, record))
                notes.append(rules.ROW_SETTLED.at((raw.place,), f"第{n}行按指定登记为 {label(record)}"))
            continue
        decided, said = _Row(n, raw, tasks, weak, running).decide()
        if decided.record is None and not raw.filled:
            found.append(Found(n, raw))  # a numbered row that nobody filled in: nothing is lost, nothing to settle
            continue
        found.append(decided)
        notes += said
    return _without_copies(found, set(settled), notes), notes


def rules_hint(rule: Rule) -> str:
    """The way out a rule's page names."""
    return rule.page.split("改法：", 1)[1].split("\n")[0].strip() if "改法：" in rule.page else ""


def _running(rows: Sequence[RawRow], tasks: Tasks) -> bool:
    """Whether the numbers only count the rows (1, 2, 3 …) while the texts say otherwise."""
    segments: dict[int, list[RawRow]] = {}
    for row in rows:
        segments.setdefault(row.segment, []).append(row)
    numbers = [read_number(row.number).number for row in rows]
    whole = numbers == list(range(1, len(rows) + 1))
    by_part = all(
        [read_number(row.number).number for row in part] == list(range(1, len(part) + 1)) for part in segments.values()
    )
    if len(rows) < _RUN or not (whole or by_part):
        return False
    against = agreeing = 0
    for row, number in zip(rows, numbers, strict=True):
        likest = tasks.like(row.texts)
        if likest and likest[0][0] >= _SURE:
            near = [record for score, record in likest if score >= likest[0][0] - _APART]
            if any(record.task.number == number for record in near):
                agreeing += 1
            else:
                against += 1
    return against >= _RUN and against > agreeing


class _Row:
    """One row and its witnesses."""

    def __init__(self, index: int, raw: RawRow, tasks: Tasks, weak: str, running: bool) -> None:
        self.index = index
        self.raw = raw
        self.tasks = tasks
        printed = read_number(raw.number)
        self.annex = tasks.list_of_annex(printed.annex)
        # 2-12 says nothing where no list is annex 2
        stray = bool(printed.annex and not self.annex)
        self.number = None if running or stray else printed.number
        self.hint = self.annex or next((name for line in reversed(raw.bands) if (name := tasks.list_of_line(line))), "")
        self.weak = weak
        self.likest = tasks.like(raw.texts)
        self.best = self.likest[0][0] if self.likest else 0.0
        self.has_text = len(bare(raw.text)) >= 4
        self.notes: list[Diagnostic] = []

    def decide(self) -> tuple[Found, list[Diagnostic]]:
        found = self._decided()
        if found.record is not None and not self.tasks.may_report(found.record) and not self.tasks.marked(found.record):
            unit = self.tasks.unit
            task = found.record.task
            self._say(
                rules.ROW_NOT_OWN,
                f"第{self.index}行看来是 {label(found.record)}（{_cut(task.text)}），但它的责任单位里没有{unit}",
            )
            found = Found(
                self.index, self.raw, rule=rules.ROW_NOT_OWN, why=f"{label(found.record)} 的责任单位里没有{unit}"
            )
            return found, self.notes[-1:]
        return found, self.notes

    def _say(self, rule: Rule, message: str) -> None:
        self.notes.append(rule.at((self.raw.place,), message, rules_hint(rule)))

    def _held(self, rule: Rule, why: str) -> Found:
        self._say(rule, f"第{self.index}行{why}")
        return Found(self.index, self.raw, rule=rule, why=why)

    def _both(self, record: Record) -> str:
        return f"表里“{_cut(self.raw.text)}”，台账“{_cut(record.task.text)}”"

    def _ok(self, record: Record) -> Found:
        return Found(self.index, self.raw, record)

    def _score(self, record: Record) -> float:
        return next((score for score, known in self.likest if known is record), 0.0)

    def _decided(self) -> Found:
        if self.tasks.mark is not None and self.has_text:
            marked = [(score, record) for score, record in self.likest if self.tasks.marked(record) and score >= _SURE]
            if marked and marked[0][0] >= self.best - _APART:
                return self._by_text(marked, told=False)
        if self.number is not None and self.has_text:
            return self._by_both(self.number)
        if self.number is not None:
            return self._by_number(self.number)
        if self.has_text:
            return self._by_text([pair for pair in self.likest if pair[0] >= _SURE], told=True)
        if not self.raw.filled:
            return Found(self.index, self.raw)
        return self._held(rules.LEAD_IN, "没有序号也没有任务文字，内容没有登记：" + _cut(_content(self.raw)))

    # ------------------------------------------------------------------ number and text

    def _by_both(self, number: int) -> Found:
        candidates = self.tasks.numbered(number, [self.annex] if self.annex else [])
        fitting = sorted(
            ((self._score(record), record) for record in candidates if self._score(record) >= _LIKE),
            key=lambda pair: (-pair[0], pair[1].path),
        )
        if not fitting:
            return self._changed_or_conflict(number, candidates)
        top = self._among(fitting)
        if top is None:
            names = "、".join(label(record) for _, record in fitting)
            return self._held(rules.ROW_CONFLICT, f"的序号{number}和文字同时对得上 {names}，分不清是哪一项")
        score = self._score(top)
        if self.best - score > 0.15 and self.likest[0][1].task.number != number:
            return self._conflict(number, candidates)
        if self.hint and top.list != self.hint:
            # the list's other task of this number does not fit the text, or it would have been chosen
            if score < _EQUAL or top.task.id not in self.tasks.own or self.annex:
                return self._held(
                    rules.ROW_CONFLICT,
                    f"列在 {self.hint} 下面，序号和文字却是 {label(top)}（{_cut(top.task.text)}）",
                )
            self._say(
                rules.HINT_OVERRULED,
                f"第{self.index}行列在 {self.hint} 下面，但序号、文字、任务名单都是 {label(top)}，按 {label(top)} 登记",
            )
        if score < _EQUAL:
            self._say(
                rules.TEXT_CHANGED,
                f"第{self.index}行 {label(top)} 的任务文字有改动：{self._both(top)}",
            )
        return self._ok(top)

    def _among(self, fitting: Sequence[tuple[float, Record]]) -> Record | None:
        """The one of several that fit: by its list, by the mark, by the unit's own tasks; ``None`` if it stays open."""
        top = fitting[0][0]
        near = [record for score, record in fitting if score >= top - _APART]
        exact = [record for score, record in fitting if score == 1.0]
        for test in (
            lambda record: record.list == self.hint,
            lambda record: record in exact,
            self.tasks.marked,
            lambda record: record.task.id in self.tasks.own,
            lambda record: record.list == self.weak,
        ):
            kept = [record for record in near if test(record)]
            if len(kept) == 1:
                return kept[0]
            near = kept or near
        return near[0] if len(near) == 1 else None

    def _changed_or_conflict(self, number: int, candidates: Sequence[Record]) -> Found:
        if self.best >= _LIKE:
            return self._conflict(number, candidates)
        own = [r for r in candidates if r.task.id in self.tasks.own and self.hint in ("", r.list)]
        if len(own) == 1 and self._score(own[0]) >= FAINT:
            top = own[0]
            self.notes.append(
                rules.TEXT_CHANGED.at(
                    (self.raw.place,),
                    f"第{self.index}行按序号读作 {label(top)}，任务文字改动很大：{self._both(top)}",
                    rules_hint(rules.TEXT_CHANGED),
                    level=Level.WARNING,
                )
            )
            return self._ok(top)
        if candidates:
            shown = "、".join(f"{label(r)}“{_cut(r.task.text)}”" for r in candidates)
            return self._held(
                rules.ROW_UNMATCHED, f"序号是{number}，任务文字“{_cut(self.raw.text)}”却和 {shown} 都对不上"
            )
        return self._held(rules.ROW_UNMATCHED, f"（序号{number}，“{_cut(self.raw.text)}”）在台账里找不到")

    def _conflict(self, number: int, candidates: Sequence[Record]) -> Found:
        likest = self.likest[0][1]
        said = (
            "、".join(f"{label(r)}“{_cut(r.task.text, 20)}”" for r in candidates if self.annex in ("", r.list))
            or "没有这一项"
        )
        return self._held(
            rules.ROW_CONFLICT,
            f"的序号{number}指 {said}，任务文字“{_cut(self.raw.text, 20)}”却是 {label(likest)}",
        )

    # ------------------------------------------------------------------ one of them

    def _by_number(self, number: int) -> Found:
        wanted = self.annex or self.hint
        candidates = self.tasks.numbered(number, [wanted] if wanted else [])
        if not candidates:
            return self._held(rules.ROW_UNMATCHED, f"只有序号{number}，{wanted or '台账'} 里没有这一项")
        own = [record for record in candidates if record.task.id in self.tasks.own or self.tasks.marked(record)]
        chosen = own if own else candidates if wanted else []
        if len(chosen) > 1 and self.weak:
            chosen = [record for record in chosen if record.list == self.weak] or chosen
        if len(chosen) != 1:
            names = "、".join(label(record) for record in candidates)
            return self._held(rules.ROW_CONFLICT, f"只有序号{number}，没有任务文字，{names} 分不清是哪一项")
        by = f"序号和“{wanted}”这份清单" if wanted else "序号和单位的任务名单"
        self._say(
            rules.FEW_WITNESSES,
            f"第{self.index}行没有任务文字，按{by}读作 {label(chosen[0])}（{_cut(chosen[0].task.text, 20)}）",
        )
        return self._ok(chosen[0])

    def _by_text(self, alike: Sequence[tuple[float, Record]], *, told: bool) -> Found:
        if not alike:
            return self._held(rules.ROW_UNMATCHED, f"“{_cut(self.raw.text)}”没有序号，任务文字在台账里也找不到")
        own = [pair for pair in alike if pair[1].task.id in self.tasks.own or self.tasks.marked(pair[1])]
        pool = own if own and own[0][0] >= alike[0][0] - _APART else alike
        top = self._among(pool)
        if top is not None and self.hint and top.list != self.hint and len(pool) > 1:
            top = None
        if top is None:
            names = "、".join(label(record) for score, record in pool if score >= pool[0][0] - _APART)
            return self._held(rules.ROW_CONFLICT, f"“{_cut(self.raw.text)}”没有可用的序号，{names} 的文字都对得上")
        if self.hint and top.list != self.hint:
            return self._held(
                rules.ROW_CONFLICT, f"列在 {self.hint} 下面，文字却是 {label(top)}（{_cut(top.task.text)}）"
            )
        if told:
            self._say(
                rules.FEW_WITNESSES,
                f"第{self.index}行没有可用的序号，按任务文字读作 {label(top)}（{_cut(top.task.text, 20)}）",
            )
        if self._score(top) < _EQUAL:
            self._say(
                rules.TEXT_CHANGED,
                f"第{self.index}行 {label(top)} 的任务文字有改动：{self._both(top)}",
            )
        return self._ok(top)


def _content(raw: RawRow) -> str:
    return " ".join(text for text in (*raw.cells.values(), *raw.plans.values()) if text)


def _same_content(one: RawRow, other: RawRow) -> bool:
    def shape(raw: RawRow) -> list[tuple[str, str]]:
        pairs = [*raw.cells.items(), *((str(period), text) for period, text in raw.plans.items()), *raw.options.items()]
        return sorted((name, squeeze(text)) for name, text in pairs if squeeze(text))

    return shape(one) == shape(other)


def _without_copies(found: Sequence[Found], settled: set[int], notes: list[Diagnostic]) -> list[Found]:
    """Of several rows for one task the one that counts; rows that say different things are all held."""
    by_task: dict[str, list[Found]] = {}
    for each in found:
        if each.record is not None:
            by_task.setdefault(each.record.task.id, []).append(each)
    result = {each.index: each for each in found}
    for several in by_task.values():
        if len(several) < 2:
            continue
        chosen = [each for each in several if each.index in settled] or [each for each in several if each.raw.filled]
        distinct = [
            each for n, each in enumerate(chosen) if not any(_same_content(each.raw, o.raw) for o in chosen[:n])
        ]
        record = several[0].record
        name = label(record) if record else ""
        if len(distinct) <= 1:
            keep = distinct[0] if distinct else several[0]
            for each in several:
                if each is not keep:
                    result[each.index] = Found(each.index, each.raw, skipped=True)
                    notes.append(
                        rules.ROW_COPIED.at(
                            (each.raw.place,), f"第{each.index}行和第{keep.index}行都是 {name}，只登记第{keep.index}行"
                        )
                    )
            continue
        numbers = "、".join(f"第{each.index}行" for each in several)
        for each in several:
            why = f"{numbers}都是 {name}，内容不一样"
            result[each.index] = Found(each.index, each.raw, rule=rules.ROW_TWICE, why=why)
        notes.append(
            rules.ROW_TWICE.at(
                (several[0].raw.place,), f"{numbers}都是 {name}，内容不一样，都没有登记", rules_hint(rules.ROW_TWICE)
            )
        )
    return [result[each.index] for each in found]


def _cut(text: str, length: int = 30) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[: length - 1]}…"
