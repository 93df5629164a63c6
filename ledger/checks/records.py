"""R rules that compare records with each other: ids, numbers, files, links, leaders, categories."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ledger.checks.base import Context, Found, Ledger, ledger_rule
from ledger.checks.quoted import unquoted
from ledger.diagnostics import RULES, Level, Path
from ledger.model import Record
from ledger.text import distance_one, person
from ledger.wording import bare

_ID = r".+-.+-[0-9]{3,}"
"""2020-main-037: the ledger, the list, the number in three places or more."""


def _by_list(records: Sequence[Record]) -> dict[str, list[Record]]:
    lists: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        lists[record.list].append(record)
    return lists


@ledger_rule("R020", "undeclared-list", Level.ERROR)
def undeclared_list(ledger: Ledger, context: Context) -> Iterator[Found]:
    """任务所在的目录不是台账里的清单

    为什么要紧：ledger.yaml 没有列出的清单没有表名、没有栏目，里面的任务不会出现在任何表里。

    错误写法（ledger.yaml 里只有 main，任务却放在 mian 目录）：

        tasks/2020/mian/037.yaml

    正确写法：

        tasks/2020/main/037.yaml
    """
    known = "、".join(ledger.config.lists)
    for listed, records in _by_list(ledger.records).items():
        if listed not in ledger.config.lists:
            more = f"（连同它共 {len(records)} 个文件）" if len(records) > 1 else ""
            yield Found(
                ("id",),
                f"目录“{listed}”不是台账里的清单{more}",
                f"移到已有的清单（{known}）下，或在 ledger.yaml 的 lists 里加上它",
                file=records[0].path,
            )


@ledger_rule("R021", "duplicate-id", Level.ERROR)
def duplicate_id(ledger: Ledger, context: Context) -> Iterator[Found]:
    """两个文件用了同一个 id

    为什么要紧：id 是任务的身份，历史、链接、提交都认它。重复了，两项任务的经过会混在一起。

    错误写法（037.yaml 复制成 038.yaml，忘了改 id）：

        id: 2020-main-037
        number: 38

    正确写法：

        id: 2020-main-038
        number: 38
    """
    owners = _owners(ledger)
    for record in ledger.records:
        owner = owners[record.task.id]
        if owner is record:
            continue
        if owner.task.number == record.task.number:
            message = f"和 {owner.path} 是同一项任务：id、序号都一样"
            hint = "多余的副本就删掉；是新任务，就改成自己的 id 和 number"
        else:
            message, hint = f"id {record.task.id} 已经用在 {owner.path}", "给这项任务一个自己的 id"
        yield Found(("id",), message, hint, file=record.path)


def _owners(ledger: Ledger) -> dict[str, Record]:
    """Of each id the record that it belongs to: the one whose file is named for its number, else the first."""
    owners: dict[str, Record] = {}
    for record in ledger.records:
        held = owners.setdefault(record.task.id, record)
        if held is not record and _claim(record) > _claim(held):
            owners[record.task.id] = record
    return owners


def _claim(record: Record) -> int:
    """How much speaks for the id being this record's own: its number in the id, and in the name of its file."""
    return 2 * record.task.id.endswith(f"-{record.task.number:03}") + _is_named_so(record)


def _number_of(record: Record) -> int:
    """The number of a task; where the name of its file and its id agree on another one, that one."""
    stem = record.path.rpartition("/")[2].rpartition(".")[0]
    agreed = stem.isdecimal() and len(stem) < 10 and record.task.id.endswith(f"-{int(stem):03}")
    return int(stem) if agreed else record.task.number


def _is_named_so(record: Record) -> bool:
    stem = record.path.rpartition("/")[2].rpartition(".")[0]
    return stem.isdecimal() and int(stem) == record.task.number


def _own(ledger: Ledger) -> list[Record]:
    """The records but for copies of others, and but for those in a folder that is no list: both are told as such."""
    owners = _owners(ledger)
    return [
        record
        for record in ledger.records
        if record.list in ledger.config.lists
        and (owners[record.task.id] is record or owners[record.task.id].task.number != record.task.number)
    ]


@ledger_rule("R022", "duplicate-number", Level.ERROR)
def duplicate_number(ledger: Ledger, context: Context) -> Iterator[Found]:
    """同一清单里两项任务序号相同

    为什么要紧：单位按序号填报，序号重复就分不清报的是哪一项。

    错误写法（038.yaml）：

        id: 2020-main-038
        number: 37

    正确写法：

        id: 2020-main-038
        number: 38
    """
    for records in _by_list(_own(ledger)).values():
        first: dict[int, str] = {}
        for record in records:
            number = record.task.number
            if number in first:
                yield Found(("number",), f"序号 {number} 已经用在 {first[number]}", "改成自己的序号", file=record.path)
            first.setdefault(number, record.path)


@ledger_rule("R023", "number-gap", Level.NOTICE)
def number_gap(ledger: Ledger, context: Context) -> Iterator[Found]:
    """清单的序号不连续

    为什么要紧：中间缺号，可能是导入时漏了一行，也可能是文件被误删。

    错误写法：

        tasks/2020/main/036.yaml
        tasks/2020/main/038.yaml

    正确写法：

        tasks/2020/main/036.yaml
        tasks/2020/main/037.yaml
        tasks/2020/main/038.yaml
    """
    unread = _unread_numbers(ledger)
    for listed, records in _by_list(_own(ledger)).items():
        before = 0
        hidden = unread.get(listed, set())
        for record in sorted(records, key=lambda r: (_number_of(r), r.path)):
            number = _number_of(record)
            skipped = range(before + 1, number)
            if len(skipped) > len(hidden) or any(n not in hidden for n in skipped):
                missing = str(before + 1) if number == before + 2 else f"{before + 1}—{number - 1}"
                yield Found(
                    ("number",),
                    f"清单 {listed} 的序号从 {before} 跳到 {number}，缺 {missing}",
                    "对照原件，看是不是漏了任务；原件就缺号的加豁免",
                    file=record.path,
                )
            before = max(before, number)


def _unread_numbers(ledger: Ledger) -> dict[str, set[int]]:
    """By list the numbers in the names of task files that could not be read: those are not missing."""
    read = {record.path for record in ledger.records}
    found: dict[str, set[int]] = {}
    for finding in ledger.findings:
        parts = finding.file.split("/")
        stem = parts[-1].partition(".")[0]
        if len(parts) > 3 and finding.file not in read and stem.isdecimal():
            found.setdefault(parts[2], set()).add(int(stem))
    return found


@ledger_rule("R024", "file-name", Level.WARNING)
def file_name(ledger: Ledger, context: Context) -> Iterator[Found]:
    """文件名与序号对不上

    为什么要紧：大家按文件名找任务；文件名是037、里面是38，改错文件是迟早的事。

    错误写法（tasks/2020/main/037.yaml）：

        id: 2020-main-038
        number: 38

    正确写法（tasks/2020/main/038.yaml）：

        id: 2020-main-038
        number: 38
    """
    for record in _own(ledger):
        stem = record.path.rpartition("/")[2].rpartition(".")[0]
        digits = stem[: len(stem) - len(stem.lstrip("0123456789"))]
        if not digits or int(digits) != record.task.number:
            yield Found(
                ("number",),
                f"文件名是 {stem}，序号是 {record.task.number}",
                f"文件改名为 {record.task.number:03}.yaml，或改正 number",
                file=record.path,
            )


@ledger_rule("R032", "unread-file", Level.WARNING)
def unread_file(ledger: Ledger, context: Context) -> Iterator[Found]:
    """看着像任务的文件，程序却不会读

    为什么要紧：放错目录、扩展名不对的任务文件不会出现在任何表里，也没有人会发现它漏了。

    错误写法：

        tasks/2020/main/037.yaml.txt
        tasks/2020/037.yaml

    正确写法：

        tasks/2020/main/037.yaml
    """
    accounted = {record.path for record in ledger.records} | {finding.file for finding in ledger.findings}
    for path in ledger.tree.files(ledger.folder):
        if path in accounted:
            continue
        listed, _, inside = path.removeprefix(f"{ledger.folder}/").partition("/")
        name = path.rpartition("/")[2]
        if not inside:
            if name[0].isdigit():
                yield Found((), f"{name} 不在清单目录里，没有读", "移到清单目录下，如 main/", file=path)
        elif listed in ledger.config.lists and name[0].isdigit() and not name.endswith((".yaml", ".yml")):
            yield Found((), f"{name} 的扩展名不是 .yaml，没有读", "改名为 序号.yaml；不是任务就移走", file=path)


UNREAD_FILE = RULES["R032"]


@ledger_rule("R025", "id-mismatch", Level.NOTICE)
def id_mismatch(ledger: Ledger, context: Context) -> Iterator[Found]:
    """id 与台账、清单、序号对不上

    为什么要紧：多半是从别的台账复制来的文件没有改 id。任务重新编号以后 id 应当不变，那种情况加豁免即可。

    错误写法（tasks/2020/main/037.yaml）：

        id: 2019-main-037
        number: 37

    正确写法：

        id: 2020-main-037
        number: 37
    """
    owners = _owners(ledger)
    for record in _own(ledger):
        usual = f"{ledger.config.name}-{record.list}-{_number_of(record):03}"
        if unquoted(record.task.id) != usual and owners[record.task.id] is record:
            yield Found(
                ("id",),
                f"id {record.task.id} 与台账、清单、序号对不上，按规则是 {usual}",
                f"写成 id: {usual}；重新编过号的不要改，加豁免",
                None if re.fullmatch(_ID, record.task.id) else Level.WARNING,
                record.path,
            )


@ledger_rule("R026", "unknown-link", Level.ERROR)
def unknown_link(ledger: Ledger, context: Context) -> Iterator[Found]:
    """same_as 指向的任务不存在

    为什么要紧：两张表里的同一件事靠它连起来；指错了，互相矛盾也发现不了。

    错误写法：

        same_as: [2020-minsheng-999]

    正确写法：

        same_as: [2020-minsheng-001]
    """
    ids = {unquoted(record.task.id) for record in ledger.records}
    name = ledger.config.name
    # whose id is not as usual is told that (R025), and meant all the same
    ids.update(f"{name}-{r.list}-{_number_of(r):03}" for r in _own(ledger) if not re.fullmatch(_ID, r.task.id))
    ids.update(f"{name}-{listed}-{n:03}" for listed, numbers in _unread_numbers(ledger).items() for n in numbers)
    for record in ledger.records:
        for n, target in enumerate(record.task.same_as):
            if target in ids or unquoted(target) != target:
                continue
            if target.startswith(f"{ledger.config.name}-"):
                yield Found(("same_as", n), f"没有任务 {target}", "核对清单名和序号", file=record.path)
            elif not re.fullmatch(r".+-.+-[0-9]+", target):
                yield Found(
                    ("same_as", n),
                    f"“{target}”不是任务的 id",
                    f"写全，如 {ledger.config.name}-main-037",
                    file=record.path,
                )


@ledger_rule("R027", "one-sided-link", Level.WARNING)
def one_sided_link(ledger: Ledger, context: Context) -> Iterator[Found]:
    """same_as 只写了一边

    为什么要紧：从另一边看不到这层关系，改一处忘一处。

    错误写法（2020-minsheng-001 里没有写回来）：

        id: 2020-main-037
        same_as: [2020-minsheng-001]

    正确写法（两个文件都写）：

        id: 2020-minsheng-001
        same_as: [2020-main-037]
    """
    links = {unquoted(record.task.id): tuple(map(unquoted, record.task.same_as)) for record in ledger.records}
    for record in ledger.records:
        own = unquoted(record.task.id)
        if not re.fullmatch(_ID, own):
            continue
        for n, target in enumerate(record.task.same_as):
            back = links.get(target, (own,))
            if target != own and own not in back and all(re.fullmatch(_ID, other) for other in back):
                yield Found(
                    ("same_as", n),
                    f"{target} 那边没有写 same_as: [{own}]",
                    f"在 {target} 里加上 {own}",
                    file=record.path,
                )


@ledger_rule("R028", "needless-link", Level.ERROR)
def needless_link(ledger: Ledger, context: Context) -> Iterator[Found]:
    """same_as 写了自己，或者写了两遍

    为什么要紧：多半是复制时少改了一个编号，真正要连的那一项没有连上。

    错误写法：

        id: 2020-main-037
        same_as: [2020-main-037]

    正确写法：

        id: 2020-main-037
        same_as: [2020-minsheng-001]
    """
    for record in ledger.records:
        seen: set[str] = set()
        for n, target in enumerate(record.task.same_as):
            if target == record.task.id:
                yield Found(("same_as", n), "same_as 写的是自己", "写另一张表里的那一项，没有就删掉", file=record.path)
            elif target in seen:
                yield Found(("same_as", n), f"{target} 写了两遍", "删掉一个", file=record.path)
            seen.add(target)


@ledger_rule("R029", "unlinked-twin", Level.NOTICE)
def unlinked_twin(ledger: Ledger, context: Context) -> Iterator[Found]:
    """两张表里文字相同的任务没有连起来

    为什么要紧：同一件事在两张表里各报各的，数字、评价容易打架；连起来，程序就能互相核对。

    错误写法：

        id: 2020-main-075
        text: 新建、续建山体公园8处。

    正确写法：

        id: 2020-main-075
        text: 新建、续建山体公园8处。
        same_as: [2020-minsheng-085]
    """
    first: dict[str, Record] = {}
    for record in ledger.records:
        said = bare(record.task.text)
        other = first.setdefault(said, record)
        linked = other.task.id in record.task.same_as or record.task.id in other.task.same_as
        if other.list != record.list and not linked and len(said) >= 6 and other.task.id != record.task.id:
            yield Found(
                ("text",),
                f"与 {other.task.id} 文字相同，没有用 same_as 连起来",
                f"确是同一件事，就加 same_as: [{other.task.id}]，那边也写上这一项",
                file=record.path,
            )


@ledger_rule("R031", "repeated-text", Level.WARNING)
def repeated_text(ledger: Ledger, context: Context) -> Iterator[Found]:
    """同一清单里两项任务文字相同

    为什么要紧：一事一项。两项一样，多半是导入时同一行读了两遍。

    错误写法：

        - number: 36
          text: 加快推进公立街零散棚户区改造项目。
        - number: 37
          text: 加快推进公立街零散棚户区改造项目。

    正确写法：

        - number: 36
          text: 加快推进公立街零散棚户区改造项目。
        - number: 37
          text: 加快推进岔路街零散棚户区改造项目。
    """
    for records in _by_list(ledger.records).values():
        first: dict[tuple[str, str], Record] = {}
        for record in records:
            said = (bare(record.task.parent), bare(record.task.text))
            other = first.setdefault(said, record)
            if other is not record and record.task.id != other.task.id:
                yield Found(("text",), f"与第 {other.task.number} 项文字相同", "对照原件核对", file=record.path)


def _minority(spellings: Iterable[tuple[str, str, int]]) -> dict[str, str]:
    """Which spelling should give way to which, from ``(compared form, spelling, times)``."""
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for compared, spelling, times in spellings:
        groups[compared][spelling] += times
    yielding: dict[str, str] = {}
    for counts in groups.values():
        usual, *others = (spelling for spelling, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        yielding.update(dict.fromkeys(others, usual))
    return yielding


@ledger_rule("R010", "leader-spelling", Level.WARNING)
def leader_spelling(ledger: Ledger, context: Context) -> Iterator[Found]:
    """同一位领导的姓名有几种写法

    为什么要紧：“程伟”和“程  伟”会被当成两个人，按领导出表时就分成两份。

    错误写法：

        leaders: [程  伟]        # 其他任务都写“程伟”

    正确写法（打印时程序会按习惯补空格）：

        leaders: [程伟]
    """
    named = [(r, n, name) for r in ledger.records for n, name in enumerate(r.task.leaders)]
    counts = Counter(name for _, _, name in named)
    yielding = _minority((person(name), name, times) for name, times in counts.items())
    for record, n, name in named:
        if name in yielding:
            yield Found(
                ("leaders", n),
                f"“{name}”在别处写作“{yielding[name]}”",
                f"统一写成“{yielding[name]}”",
                file=record.path,
            )


@ledger_rule("R011", "similar-leader", Level.NOTICE)
def similar_leader(ledger: Ledger, context: Context) -> Iterator[Found]:
    """领导姓名与另一位只差一个字，而且只出现一次

    为什么要紧：领导姓名写错最不应该。可能真是两个人，所以只作提示。

    错误写法：

        leaders: [殷继民]        # 其他任务都写“殷继明”

    正确写法：

        leaders: [殷继明]
    """
    written = Counter(name for r in ledger.records for name in r.task.leaders)
    counts: Counter[str] = Counter()
    for name, times in written.items():
        counts[person(name)] += times
    common = [name for name, times in counts.items() if times >= 3 and len(name) >= 3]
    for record in ledger.records:
        for n, name in enumerate(record.task.leaders):
            if written[name] > 1:
                continue
            bare_name = person(name)
            near = [other for other in common if len(other) == len(bare_name) and distance_one(bare_name, other)]
            if near and counts[bare_name] == 1:
                yield Found(
                    ("leaders", n),
                    f"“{name}”只出现一次，与“{near[0]}”只差一个字",
                    "对照原件核对姓名",
                    file=record.path,
                )


@ledger_rule("R030", "category-spelling", Level.WARNING)
def category_spelling(ledger: Ledger, context: Context) -> Iterator[Found]:
    """类别与别处只差标点或空格

    为什么要紧：类别栏按内容合并单元格，差一个标点就会断成两格，同一类别印两遍。

    错误写法：

        category: [聚焦载体平台,狠抓项目建设]        # 其他任务都用全角逗号

    正确写法：

        category: [聚焦载体平台，狠抓项目建设]
    """
    for records in _by_list(ledger.records).values():
        named = [(r, n, name) for r in records for n, name in enumerate(r.task.category)]
        counts = Counter((n, name) for _, n, name in named)
        yielding = _minority((f"{n} {bare(name)}", name, times) for (n, name), times in counts.items())
        for record, n, name in named:
            if name in yielding:
                path: Path = ("category", n)
                yield Found(
                    path,
                    f"类别“{_short(name)}”在别处写作“{_short(yielding[name])}”",
                    "统一成一种写法",
                    file=record.path,
                )


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"
