"""A ledger judged with the help of what is known: only what is new, and what new things touch, is asked again.

What is kept of the last run (``Memory``) answers for every file whose bytes it has seen under the same
settings. Ledger rules are asked again when what they read has changed: the heads of all records, the records
tied by ``same_as``, or the keys of a changed file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from ledger import echoes, packing, store
from ledger.cache import Cache
from ledger.checks import base, shifts, waivers
from ledger.diagnostics import RULES, Diagnostic, in_order
from ledger.errors import FileRefused, LedgerError
from ledger.inspection.memory import Memory, Said, Told
from ledger.inspection.outcome import Before, Outcome, Settings, period_of, split, told_of_keys, unpacked_head
from ledger.inspection.question import Checked, Progress, Question
from ledger.inspection.workers import Workers
from ledger.model import Config, Record, Task
from ledger.periods import Period
from ledger.placing import Placed, in_lines, place, place_in, reader
from ledger.snapshot import Snapshot
from ledger.trees import WorkTree
from ledger.values import replace


def check(
    tree: Snapshot, question: Question, cache: Cache, *, workers: int = 1, progress: Progress | None = None
) -> tuple[Checked, bool]:
    """See ``answers.check``; and whether every file still was what the listing said when it was read."""
    with packing.without_pauses():
        return _check(tree, question, cache, workers, progress)


def _check(
    tree: Snapshot, question: Question, cache: Cache, workers: int, progress: Progress | None
) -> tuple[Checked, bool]:
    choice = base.Choice.of(question.select, question.ignore)
    paths = store.files(tree, question.name)
    try:
        config, registry, findings = store.load_settings(tree, question.name, paths)
    except LedgerError:
        return _without_settings(tree, question), False
    folder = f"{store.FOLDER}/{question.name}"
    settings = Settings(
        question.name,
        tree.read(f"{folder}/{store.CONFIG}"),
        _registry(tree, f"{folder}/{store.REGISTRY}", paths),
        question.on,
        question.period,
    )
    memory = Memory(cache, f"{question.name}\0{question.on}\0{question.period}", settings.digest)
    context = base.Context(config, registry, question.on, question.period)
    run = _Run(tree, context, config, folder, memory, paths)
    with Workers(settings, workers, str(tree.tree.root) if isinstance(tree.tree, WorkTree) else "") as others:
        run.judge(others, cache, progress)
        told = run.ledger_rules(findings, others)
    checked = run.settled(question.name, findings, told, choice)
    if run.as_listed:
        run.remember()
    return checked, run.as_listed


def _registry(tree: Snapshot, path: str, paths: Sequence[str]) -> bytes | None:
    """The bytes of ``units.yaml``; ``None`` where there is none, or (``load_settings`` says why) it is not read."""
    try:
        return tree.read(path) if path in paths else None
    except FileRefused:
        return None


def _without_settings(tree: Snapshot, question: Question) -> Checked:
    from ledger.checks import whole

    on, select, ignore = question.on, question.select, question.ignore
    checked = whole.check(tree, question.name, on=on, select=select, ignore=ignore, period=question.period)
    placed = place(checked.findings, reader(tree))
    return Checked(question.name, tuple(replace(each, rule_name=each.name) for each in placed), checked.files)


class _Run:
    """One run: its files, what was known, and what it learns."""

    def __init__(
        self,
        tree: Snapshot,
        context: base.Context,
        config: Config,
        folder: str,
        memory: Memory,
        paths: Sequence[str],
    ) -> None:
        self.tree = tree
        self.blobs = tree.blobs
        self.context = context
        self.config = config
        self.folder = folder
        self.memory = memory
        self.others = [path for path in paths if not store.is_task_file(path)]
        others = set(self.others)
        self.tasks = [path for path in paths if path not in others]
        self.as_listed = True
        self.changed: list[str] = []
        """The task files that are not as the memory knows them: new, changed or gone."""
        self.outcomes: dict[str, Outcome] = {}
        """Of the changed files that are there."""
        self.telling: dict[str, Outcome] = {}
        """Of all files about which there is something to say; without keys where nothing has changed."""
        self.refused: dict[str, list[Diagnostic]] = {}
        self.said = Said()
        self.heads: dict[str, Task | None] = {}
        """Those that were unpacked as they came."""
        self.holders = _Holders()
        """Of the keys of all files, where all are new."""

    # ------------------------------------------------------------------ files

    def judge(self, workers: Workers, cache: Cache, progress: Progress | None) -> None:
        """An outcome for every changed file: the known one of its blob, or a new one."""
        before = self.memory.paths
        named = zip(self.tasks, map(self.blobs.__getitem__, self.tasks), map(before.get, self.tasks), strict=True)
        self.changed = [path for path, blob, known in named if blob != known or not blob]
        new: list[str] = []
        for path in self.changed:
            outcome = self.memory.outcome(self.blobs[path])
            if outcome is None:
                new.append(path)
            self.outcomes[path] = outcome or Outcome()  # in its place, to be replaced
        if len(before) + sum(path not in before for path in self.changed) > len(self.tasks):
            self.changed += sorted(before.keys() - set(self.tasks))  # they have gone
        readable = [path for path in new if self._can_be_read(path)]
        if len(readable) > 1:
            cache.close()  # other processes must not inherit it
        judged = workers.judge_all(readable, self._content, self._before, progress)
        for path, (outcome, blob) in zip(readable, judged, strict=True):
            self.outcomes[path] = outcome
            if self.memory.is_new:  # now, while the other processes work
                self.heads[path] = unpacked_head(outcome.head) if outcome.head else None
                self.holders.add(path, outcome.keys)
            if len(self.blobs[path]) == 40 and blob != self.blobs[path]:
                self.as_listed = False
        changed = set(self.changed)
        told = {path: outcome for path, outcome in self.memory.telling() if path not in changed}
        told |= {path: outcome for path, outcome in self.outcomes.items() if outcome.tells}
        self.telling = dict(sorted(told.items()))

    def _before(self, path: str) -> Before:
        return lambda: self.memory.outcome(self.memory.paths.get(path, ""))

    def _can_be_read(self, path: str) -> bool:
        if self.blobs[path]:
            return True
        self.as_listed = False
        try:
            self.tree.read(path)
        except FileRefused as refusal:
            self._refuse(path, refusal)
            return False
        return True

    def _content(self, path: str) -> bytes:
        try:
            return self.tree.read(path)
        except FileRefused as refusal:  # it has gone since it was listed
            self.as_listed = False
            self._refuse(path, refusal)
            return b""

    def _refuse(self, path: str, refusal: FileRefused) -> None:
        self.refused[path] = [store.UNREADABLE.at((), refusal.message, refusal.hint).in_file(path)]

    def _record(self, path: str) -> Record | None:
        """A whole record, read again: few are asked for."""
        task, _ = store.read_task(self.tree, path)
        return store.record_of(path, task) if task else None

    def remember(self) -> None:
        """Leave to the next run what this one has learned."""
        now = {path: self._named(path, outcome) for path, outcome in self.outcomes.items()}
        self.memory.keep({path: now.get(path) for path in self.changed}, self.said, self.rules)

    def _named(self, path: str, outcome: Outcome) -> tuple[str, Outcome]:
        return self.blobs[path], outcome

    def _now(self) -> dict[str, tuple[str, Outcome]]:
        """All outcomes, the known ones as well."""
        every = ((path, self.outcomes.get(path) or self.memory.outcome(self.blobs[path])) for path in self.tasks)
        return {path: self._named(path, outcome) for path, outcome in every if outcome is not None}

    # ------------------------------------------------------------------ ledger rules

    def ledger_rules(self, findings: Sequence[Diagnostic], workers: Workers) -> list[Told]:
        """What the rules between files say; each kind asked only if what it reads has changed."""
        before = self.memory.said
        shared = self._of_keys(workers)
        others = _digest((path, "") for path in self.others)
        of_heads, tied = before.of_heads, before.tied
        heads_changed = self.memory.is_new or others != before.others or any(map(self._has_other_head, self.changed))
        if heads_changed:
            heads = self._all_heads()
            of_heads = tuple(self._asked(base.HEADS, heads, findings))
            tied = tuple(sorted(base.linked(heads)))
        links = _digest((path, self.blobs[path] or path) for path in tied)
        of_links = before.of_links
        if heads_changed or links != before.links:
            whole_ones = [record for path in tied if (record := self._record(path))] if self._asks_links else []
            of_links = tuple(self._asked(base.LINKED, store.in_order(whole_ones, self.config), findings))
        if self.as_listed and self.memory.is_full(self.changed):
            self.memory.keep_bulk(self._now())  # while the other processes are asked: it does not depend on rules
        of_keys = tuple(shared())
        self.said = Said(others, of_heads, tied, links, of_links, of_keys)
        return [*of_heads, *of_links, *of_keys]

    def _has_other_head(self, path: str) -> bool:
        """Whether a changed file differs in what rules over heads see of it."""
        now = self.outcomes.get(path)
        before = self.memory.outcome(self.memory.paths.get(path, ""))
        if now is None or before is None or path in self.refused:
            return True
        return (now.head_name, now.unread) != (before.head_name, before.unread)

    def _all_heads(self) -> list[Record]:
        kept = {} if self.memory.is_new else self.memory.heads()
        records: list[Record] = []
        for path in self.tasks:
            task = self.heads.get(path)
            if task is None:
                outcome = self.outcomes.get(path)
                packed = (outcome.head if outcome else b"") or kept.get(self.blobs[path], b"")
                task = unpacked_head(packed) if packed else None
            if task is not None:
                records.append(store.record_of(path, task))
            elif self._has_head(path) and (record := self._record(path)):  # its head was not kept
                records.append(replace(record, task=base.head(record.task)))
        return store.in_order(records, self.config)

    def _has_head(self, path: str) -> bool:
        outcome = self.outcomes.get(path) or self.memory.outcome(self.blobs[path])
        return outcome is not None and bool(outcome.head_name)

    @property
    def _asks_links(self) -> bool:
        return any(check.reads == base.LINKED for check in self._chosen())

    def _chosen(self) -> list[base.Check]:
        return base.chosen(base.ledger_checks(), self.context)

    def _asked(self, reads: str, records: Sequence[Record], findings: Sequence[Diagnostic]) -> Iterator[Told]:
        named = [*findings, *self._reading_findings()]
        shown = base.Part(records, self.config, self.context.registry, named, self.folder, self.tree)
        tasks = {record.path: record.task for record in records}
        checks = [check for check in self._chosen() if check.reads == reads]
        for finding in base.findings_of(checks, shown, self.context):
            yield Told(finding, period_of(finding, tasks))

    def _reading_findings(self) -> Iterator[Diagnostic]:
        for path, outcome in self.telling.items():
            for each in outcome.reading:
                yield each.placed.finding.in_file(path)
            yield from self.refused.get(path, ())

    def _of_keys(self, workers: Workers) -> Callable[[], list[Told]]:
        """Shared rules: what was said of keys that no changed file has, or had, stands.

        What is to be asked is begun in other processes where there are some; what is returned gives all of it.
        """
        if self.memory.is_new:
            stand: list[Told] = []
            holders = self.holders.repeated
        else:
            touched: set[bytes] = set()
            for path in self.changed:
                now, before = self.outcomes.get(path), self.memory.outcome(self.memory.paths.get(path, ""))
                if now and before and now.reported and now.reported == before.reported and path not in self.refused:
                    continue  # all that a shared rule reads of it is as it was
                for outcome in (now, before):
                    touched.update(split(outcome.keys) if outcome is not None else ())
            stand = [told for told in self.memory.said.shared if told.key not in touched]
            holders = self._holders(touched)
        begun = workers.told_of_keys(holders)

        def told() -> list[Told]:
            found: Iterable[tuple[Diagnostic, str, bytes]] | None = begun()
            if found is None:
                paths = sorted(set().union(*holders.values()))
                records = [record for path in paths if (record := self._record(path))]
                found = told_of_keys(store.in_order(records, self.config), holders, self.context)
            return stand + [Told(*each) for each in found]

        return told

    def _holders(self, touched: set[bytes]) -> dict[bytes, set[str]]:
        """The touched keys that stand in the ledger at least twice, each with the files that hold it."""
        changed = set(self.changed)
        found: dict[bytes, list[str]] = {}
        for digest, path in self.memory.holders(touched):
            if path not in changed:
                found.setdefault(digest, []).append(path)
        for path, outcome in self.outcomes.items():
            for digest in split(outcome.keys):
                found.setdefault(digest, []).append(path)
        return {digest: set(paths) for digest, paths in found.items() if len(paths) > 1}

    # ------------------------------------------------------------------ the answer

    @cached_property
    def rules(self) -> Mapping[str, str]:
        """The names of the rules that were asked about tasks and between them, by code."""
        if self.memory.rules:
            return self.memory.rules
        return {code: RULES[code].name for code in sorted(base.ran(base.Choice(), self.context.on))}

    def settled(
        self,
        name: str,
        findings: Sequence[Diagnostic],
        told: Sequence[Told],
        choice: base.Choice,
    ) -> Checked:
        """Everything that was found, chosen, less what is waived, each with its place."""
        raw: list[tuple[Diagnostic, str, Placed | None]] = [(finding, "", None) for finding in findings]
        for path, outcome in self.telling.items():
            for each in (*outcome.reading, *outcome.judged):
                raw.append((finding := each.placed.finding.in_file(path), each.period, _of(each.placed, finding)))
            raw += [(finding, "", None) for finding in self.refused.get(path, ())]
        raw += [(each.finding, each.period, None) for each in told]
        raw = [item for item in raw if choice.takes(item[0].code) and self._is_wanted(item[1])]
        given = waivers.Given(
            self.config.waivers,
            f"{self.folder}/{store.CONFIG}",
            {path: outcome.waivers for path, outcome in self.telling.items() if outcome.waivers},
        )
        about = [(finding, Period.parse(period) if period else None) for finding, period, _ in raw]
        # of one period alone nobody can say that a waiver meets nothing
        judged = {code for code in self.rules if choice.takes(code)} if self.context.period is None else set()
        covered, more = waivers.settle(given, about, judged, choice, self.rules)
        kept = [item for item, waived in zip(raw, covered, strict=True) if not waived]
        placed = [place for _, _, place in kept if place is not None]
        open_ones = [finding for finding, _, place in kept if place is None] + more
        placed += self._placed(open_ones)
        by_file: dict[str, list[Placed]] = {}
        for one in placed:
            by_file.setdefault(one.finding.file, []).append(one)
        ordered = tuple(each for file in sorted(by_file) for each in in_lines(by_file[file]))
        own = {f"{self.folder}/{store.CONFIG}", f"{self.folder}/{store.REGISTRY}"}
        unread = {path for path, outcome in self.telling.items() if not outcome.head_name and not outcome.reading}
        files = {*self.tasks} - unread | {finding.file for finding in findings} | self.refused.keys() | own
        return Checked(name, ordered, frozenset(files))

    def _is_wanted(self, period: str) -> bool:
        return not period or not self.context.passes_over(Period.parse(period))

    def _placed(self, findings: Sequence[Diagnostic]) -> list[Placed]:
        """Places of findings that were said of files by name; looked up once for each content of a file."""
        by_file: dict[str, list[Diagnostic]] = {}
        for finding in findings:
            by_file.setdefault(finding.file, []).append(finding)
        placed: list[Placed] = []
        read = reader(self.tree)
        for path, mine in sorted(by_file.items()):
            blob = self.tree.blob(path)
            bare = [finding.in_file("") for finding in in_order(mine)]
            known = self.memory.said.places.get(blob, ()) if blob else ()
            if [each.finding for each in known] != bare:
                text = read(path) if path else None
                known = tuple(self._place_in(path, bare, text))
            if blob:
                self.said.places[blob] = known
            placed += [_of(each, each.finding.in_file(path)) for each in known]
        return placed

    def _place_in(self, path: str, findings: Sequence[Diagnostic], text: str | None) -> Iterator[Placed]:
        outcome = self.telling.get(path)
        if outcome is not None and outcome.in_part and text is not None:
            task, _ = store.read_task(self.tree, path)
            value, _ = store.read_yaml(self.tree, path)
            if task:
                reading = [each.placed.finding for each in outcome.reading]
                findings = echoes.judged(shifts.in_file(findings, task, value), reading, value)
        found = place_in(findings, text) if text is not None else place(findings, lambda _: None)
        # in the order asked, so that the same question is recognised
        by_finding = {each.finding: each for each in found}
        for finding in findings:
            each = by_finding[finding]
            yield replace(each, rule_name=self.rules.get(finding.code, each.name))


def _of(placed: Placed, finding: Diagnostic) -> Placed:
    """The same place for the finding that names its file (not ``replace``: it runs for every finding)."""
    return Placed(finding, placed.where, placed.line, placed.rule_name)


def _digest(parts: Iterable[tuple[str, str]]) -> str:
    known = hashlib.blake2b(digest_size=16)
    for path, name in parts:
        known.update(f"{path}\0{name}\n".encode("utf-8", "surrogatepass"))
    return known.hexdigest()


class _Holders:
    """The keys that stand in the ledger at least twice, each with the files that hold it."""

    def __init__(self) -> None:
        self._first: dict[bytes, str] = {}
        self.repeated: dict[bytes, set[str]] = {}

    def add(self, path: str, keys: bytes) -> None:
        """The keys of one more file."""
        first = self._first
        for digest in split(keys):
            if digest in first:  # also twice in one file
                self.repeated.setdefault(digest, {first[digest]}).add(path)
            else:
                first[digest] = path
