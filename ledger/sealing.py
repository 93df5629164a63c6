"""封存: a period's records get a digest in an annotated tag, and from then on change only by corrections.

The records of a period are its progress entries and reviews, shorter periods inside it included. In canonical form
each is one line of JSON with sorted keys; the lines are sorted, so neither order nor layout nor comments of the
files matter, and any other change does.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from ledger import codec, gitrepo, store
from ledger.diagnostics import RULES, Diagnostic, Level
from ledger.errors import EditRefused, GitRefused, NotFound
from ledger.gitrepo.message import compose, one_line
from ledger.gitrepo.repository import Repository, without_filters
from ledger.gitrepo.tags import Tag, create, tags
from ledger.gitrepo.tree import CommitTree
from ledger.history.values import flat
from ledger.model import Change, Record, Task
from ledger.periods import Period
from ledger.values import replace

PREFIX, FORM = "sealed", "1"
ALLOWED = ("correction", "adjustment")
"""Acts that may change a sealed record, with a reason and somebody who approved."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was sealed: the tag, its counts, and the errors that were accepted with a reason."""

    tag: Tag
    ledger: str
    period: Period
    digest: str
    tasks: int
    entries: int
    reviews: int
    findings: tuple[Diagnostic, ...] = ()
    reason: str = ""


# ---------------------------------------------------------------------- the digest


def lines(tasks: Iterable[Task], period: Period) -> list[str]:
    """The period's records in canonical form, one JSON object a line."""
    within = cache(period.contains)  # a year's ledger has a dozen periods, and thousands of records of each
    return sorted(line for task in tasks for line in _lines(task, within))


def _lines(task: Task, within: Callable[[Period], bool]) -> Iterator[str]:
    for entry in task.progress:
        if within(entry.period):
            yield _line(task, "progress", codec.encode_entry(entry))
    for review in task.reviews:
        if within(review.period):
            yield _line(task, "review", codec.encode_review(review))


def _line(task: Task, kind: str, record: Mapping[str, object]) -> str:
    whole = {"task": task.id, "kind": kind, "record": record}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    """Amounts keep the digits they came with: 1.0 is not what 1 was."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def digest(records: Iterable[str]) -> str:
    """``sha256:…`` over the lines, each with its line break."""
    made = hashlib.sha256("".join(f"{line}\n" for line in records).encode("utf-8", "surrogatepass"))
    return f"sha256:{made.hexdigest()}"


# ---------------------------------------------------------------------- what is sealed


def tag_name(ledger: str, period: Period) -> str:
    """``sealed/2020/2020-04``."""
    return f"{PREFIX}/{ledger}/{period}"


def period_of(tag: Tag) -> Period | None:
    """The period in a tag's name; ``None`` for a name that has none."""
    try:
        return Period.parse(tag.name.rpartition("/")[2])
    except ValueError:
        return None


def sealed_periods(repo: Repository, ledger: str) -> dict[Period, Tag]:
    """The sealed periods of a ledger with their tags."""
    found = ((period_of(tag), tag) for tag in tags(repo, f"{PREFIX}/{ledger}/"))
    return {period: tag for period, tag in found if period is not None}


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A field of a sealed record that changed, and what no correction on record accounts for."""

    field: str
    before: str
    after: str


def unexplained(before: Task, after: Task, period: Period) -> tuple[Unexplained, ...]:
    """What changed in the period's records beyond what corrections added since then account for.

    A correction counts with a reason and somebody who approved; those of one field must lead from the old value
    to the new one without a gap. A record whose period was corrected is followed to where it is now; no correction
    accounts for one that came into a sealed period.
    """
    old, steps = _followed(_of(before, period), _added(before, after))
    present = flat(after)
    found = []
    for name in dict.fromkeys([*old, *(name for name in present if _inside(name, period))]):
        was, now = old.get(name, ""), present.get(name, "")
        if was != now and not _leads(was, now, steps.get(name, ())):
            found.append(Unexplained(name, was, now))
    return tuple(found)


def _of(task: Task, period: Period) -> dict[str, str]:
    return {name: value for name, value in flat(task).items() if _inside(name, period)}


def _inside(name: str, period: Period) -> bool:
    head, _, rest = name.partition("/")
    # a second review of a period is called 2021-04#2
    return head in ("progress", "reviews") and period.contains(Period.parse(rest.partition("/")[0].partition("#")[0]))


def _added(before: Task, after: Task) -> list[Change]:
    known = Counter(before.changes)
    added = []
    for change in after.changes:
        if known[change]:
            known[change] -= 1
        elif change.kind in ALLOWED and change.reason.strip() and change.approved_by.strip():
            added.append(change)
    return added


def _followed(values: dict[str, str], added: Iterable[Change]) -> tuple[dict[str, str], dict[str, list[Change]]]:
    """Fields and the changes of each, by the names they have after units and periods of records were corrected."""
    steps: dict[str, list[Change]] = {}
    moves: list[tuple[str, str]] = []
    for change in added:
        move = change.renames
        if move:
            moves.append(move)
            values = {_moved(name, *move): value for name, value in values.items()}
            steps = {_moved(name, *move): changes for name, changes in steps.items()}
        else:
            name = change.field
            if name not in values:  # of two branches that were merged, one may have used the old name
                for move in moves:
                    name = _moved(name, *move)
            steps.setdefault(name, []).append(change)
    return values, steps


def _moved(name: str, old: str, new: str) -> str:
    """The name of a field after the records under ``old`` came to be called ``new``; like ones behind move up."""
    if name.startswith(f"{old}/"):
        return f"{new}/{name.removeprefix(f'{old}/')}"
    base, nth = _nth(old)
    if not name.startswith(f"{base}#"):
        return name
    count, _, rest = name.removeprefix(f"{base}#").partition("/")
    if not count.isdecimal() or int(count) <= nth:
        return name
    return f"{base}{f'#{int(count) - 1}' if int(count) > 2 else ''}/{rest}"


def _nth(head: str) -> tuple[str, int]:
    base, _, count = head.rpartition("#")
    return (base, int(count)) if base and count.isdecimal() else (head, 1)


def _leads(was: str, now: str, steps: Iterable[Change]) -> bool:
    for step in steps:
        if step.before != was:
            return False
        was = step.after
    return was == now


def refuse_sealed(root: Path, ledger: str, changed: Iterable[tuple[str, str]]) -> None:
    """``EditRefused`` when an edit (a task file's text before and after) changes a sealed record without a correction.

    ``root`` is the folder that holds ``tasks/``; without a repository nothing is sealed.
    """
    try:
        repo = gitrepo.find(root)
    except NotFound:
        return
    seals = sealed_periods(repo, ledger)
    if not seals:
        return
    from ledger import edits

    for texts in changed:
        before, after = map(edits.read_task, texts)
        for period, tag in seals.items():
            if wrong := unexplained(before, after, period):
                raise _refusal(before, after, period, tag, wrong[0].field)


def _refusal(before: Task, after: Task, period: Period, tag: Tag, name: str) -> EditRefused:
    """What is said of the change of a sealed field ``name``, and what to do instead."""
    sealed = f"{period} 已经封存（标签 {tag.name}）"
    for change in _added(before, after):
        if change.renames and change.field.endswith("/period") and name.startswith(f"{change.renames[1]}/"):
            old = change.renames[0]
            return EditRefused(
                f"{sealed}，不能再把 {after.id} 的 {old} 改到 {change.after}",
                "改到还没有封存的一期；或者不动周期，在备注里写明："
                f"taizhang correct {after.id} --field {old}/note --to 实为{change.after}的内容 "
                "--reason 理由 --approved-by 批准人",
            )
    head = "/".join(name.split("/")[: 3 if name.startswith("progress/") else 2])
    if not any(known.startswith(f"{head}/") for known in flat(before)):
        return EditRefused(
            f"{sealed}，不能再给 {after.id} 添上 {head}",
            "漏报的写进下一期；已经封存的记录写错了，用 taizhang correct 更正",
        )
    return EditRefused(
        f"{sealed}，不能改动 {after.id} 的 {name}",
        f"经批准更正：taizhang correct {after.id} --field {name} --to 新内容 "
        "--reason 理由 --approved-by 批准人；漏报的写进下一期",
    )


# ---------------------------------------------------------------------- sealing


def seal(root: Path, ledger: str, period: Period, *, with_findings: str = "", dry_run: bool = False) -> Sealed:
    """Seal a period of the ledger as it is committed.

    ``EditRefused`` when it is sealed already, has no records, is not wholly committed, or has errors and no
    reason (``with_findings``) is given for sealing it all the same.
    """
    repo = gitrepo.find(root)
    if dry_run:
        return _seal(repo, root, ledger, period, with_findings, dry_run=True)
    with gitrepo.writing(repo):
        return _seal(repo, root, ledger, period, with_findings, dry_run=False)


def _seal(repo: Repository, root: Path, ledger: str, period: Period, reason: str, *, dry_run: bool) -> Sealed:
    known = sealed_periods(repo, ledger)
    if period in known:
        when = known[period].made
        day = f"，{when:%Y-%m-%d}" if when else ""
        raise EditRefused(
            f"{period} 已经封存过（标签 {known[period].name}{day}）",
            "封存只做一次；封存后的更正用 taizhang correct，对比用 taizhang diff " + f"{period}@sealed {period}",
        )
    _require_committed(repo, root, ledger, without_filters(repo) if dry_run else {})
    with CommitTree(root, "HEAD") as tree:
        tree.expect(list(tree.files(f"{store.FOLDER}/{ledger}")))
        loaded = store.load(tree, ledger)
        records = lines((record.task for record in loaded.records), period)
        if not records:
            raise EditRefused(f"台账 {ledger} 没有 {period} 的进展和评价，没有可封存的", "核对周期和 --ledger")
        errors = errors_of(tree, ledger, loaded.records, period)
        if errors and not one_line(reason):
            raise EditRefused(
                f"{period} 还有 {len(errors)} 个错误，不能封存；第一个：{errors[0].file} {errors[0].message}"
                f"（{errors[0].code}）",
                "用 taizhang check --level error 看全部并改好；确实要带着问题封存，写 --with-findings 理由",
            )
        commit = tree.commit.name
    found = _counted(ledger, period, loaded.records, records, errors, one_line(reason) if errors else "")
    if dry_run:
        return found
    tag = create(repo, tag_name(ledger, period), commit, _message(found, commit, known))
    return replace(found, tag=tag)


def statement(repo: Repository, tree: CommitTree, ledger: str, period: Period) -> tuple[str, str]:
    """Name and message of the tag that seals a period as ``tree`` has it, errors or not; the seals there are known."""
    loaded = store.load(tree, ledger)
    records = lines((record.task for record in loaded.records), period)
    found = _counted(ledger, period, loaded.records, records, (), "")
    return found.tag.name, _message(found, tree.commit.name, sealed_periods(repo, ledger))


def _require_committed(repo: Repository, root: Path, ledger: str, settings: Mapping[str, str]) -> None:
    if repo.head() is None:
        raise GitRefused("仓库里还没有提交，没有可封存的", "先提交台账")
    if repo.bare:
        return
    folder = repo.relative(root / store.FOLDER / ledger)
    asked = ("--literal-pathspecs", "status", "--porcelain", "-z", "--", folder)
    dirty = repo.read(*asked, env=settings).split(b"\0")[0]
    if dirty:
        path = dirty[3:].decode("utf-8", "replace")
        raise EditRefused(f"{path} 有没提交的改动，封存的是已提交的内容", "先提交或收起这些改动，再封存")


def errors_of(tree: store.Tree, ledger: str, records: Iterable[Record], period: Period) -> tuple[Diagnostic, ...]:
    """Errors that touch the period: in its records, in what the tasks ask for, in files that cannot be read."""
    from ledger import catalogue  # every rule there is: only who seals asks them
    from ledger.checks import waivers, whole

    catalogue.rules()
    tasks = {record.path: record.task for record in records}
    found = []
    # no rule that warns ever tells an error: those that read the texts need not be asked
    grave = [code for code, rule in RULES.items() if rule.level is Level.ERROR]
    for finding in whole.check(tree, ledger, select=grave).findings:
        if finding.level is not Level.ERROR:
            continue
        task = tasks.get(finding.file)
        about = waivers.period_of(finding, task) if task else None
        if about is None or period.contains(about):
            found.append(finding)
    return tuple(found)


def _counted(
    ledger: str,
    period: Period,
    records: Iterable[Record],
    said: list[str],
    errors: tuple[Diagnostic, ...],
    reason: str,
) -> Sealed:
    tasks = [record.task for record in records]
    entries = [[entry for entry in task.progress if period.contains(entry.period)] for task in tasks]
    reviews = [[review for review in task.reviews if period.contains(review.period)] for task in tasks]
    return Sealed(
        Tag(tag_name(ledger, period), "", "", annotated=True),
        ledger,
        period,
        digest(said),
        sum(bool(one or other) for one, other in zip(entries, reviews, strict=True)),
        sum(map(len, entries)),
        sum(map(len, reviews)),
        errors,
        reason,
    )


def _message(found: Sealed, commit: str, known: Mapping[Period, Tag]) -> str:
    """What the tag says. ``Previous`` names the seals there were, so that a later one proves an earlier one."""
    subject = f"封存({found.ledger}): {found.period} {found.tasks}项任务、{found.entries}条进展、{found.reviews}条评价"
    accepted = f"{len(found.findings)} {' '.join(sorted({one.code for one in found.findings}))}"
    return compose(
        subject,
        [
            ("Ledger", found.ledger),
            ("Period", str(found.period)),
            ("Commit", commit),
            ("Form", FORM),
            ("Digest", found.digest),
            ("Tasks", str(found.tasks)),
            ("Entries", str(found.entries)),
            ("Reviews", str(found.reviews)),
            ("Findings", accepted if found.findings else ""),
            ("Reason", found.reason),
            *(("Previous", f"{tag.name} {tag.object}") for tag in known.values()),
        ],
    )
