"""``taizhang site``."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.output import note, print_json
from cli.waiting import counted, progress
from cli.workspace import DATE, PERIOD, Workspace, as_of_option, json_option, ledger_option

if TYPE_CHECKING:
    from datetime import date

    from ledger.periods import Period
    from ledger.site.again import Again
    from ledger.site.build import Options, Site
    from ledger.site.edition import Leaks
    from ledger.site.heads import Heads
    from ledger.site.making import Made, Make
    from ledger.site.pressed import Had, Listing, Pressed
    from ledger.site.shelf import Shelf
    from ledger.site.writing import Table
    from ledger.store import ReadTask


@click.command(
    "site",
    help="""网页看板：总览、每项任务、每个单位、每位领导各一页，可以按条件查找；不用联网，放U盘里也能打开。

    \b
    例：
      taizhang site -o 看板                              双击 看板/index.html
      taizhang site -o 看板 --period 2020-04             截至某一期
      taizhang site -o 看板 --documents --on 2020-05-12  附情况表和通报拟稿
      taizhang site --single -o 台账.html                写成一个文件，便于发送
      taizhang site --public -o 公开                     公开版，不含内部内容
      taizhang site --unit 区住建局 -o 住建局看板        只要一个单位的任务

    默认是内部版，含全部内容，每页标明“内部版”。公开版不含 ledger.yaml 里 site 定为内部的内容；没有写 site 的，
    不含存在问题、原因、下一步、督查室评价、变动登记、备注和来源。公开版写好后先逐个文件查一遍，查到内部内容就不放出来。

    再次写到同一个文件夹时只重写有变化的网页；不是网站写的文件不动，网页被人改过时先停下来说明。
    """,
)
@click.option(
    "-o",
    "--output",
    metavar="目录",
    type=click.Path(path_type=Path),
    required=True,
    help="写到哪个文件夹；--single 时写哪个文件。",
)
@ledger_option
@click.option("--period", type=PERIOD, help="截至哪一期；不写是最近报送的一期。")
@click.option("--on", type=DATE, help="按哪一天看是否迟报；也是通报的落款日期。不写时当作都已到期。")
@click.option("--public", is_flag=True, help="公开版：不含内部内容。")
@click.option("--single", is_flag=True, help="全部写成一个文件（上限 20 MB）。")
@click.option("--documents", is_flag=True, help="附上情况表、立项表；写了 --on 时还有通报拟稿。")
@click.option("--list", "listed", metavar="清单", default="", help="只要一个清单，如 main、minsheng。")
@click.option("--unit", metavar="单位", default="", help="只要一个单位承担的任务。")
@as_of_option
@json_option
@click.pass_obj
def command(
    workspace: Workspace,
    output: Path,
    ledger_name: str | None,
    period: Period | None,
    on: date | None,
    public: bool,
    single: bool,
    documents: bool,
    listed: str,
    unit: str,
    as_json: bool,
) -> None:
    """See ``help``."""
    import json

    from ledger import known, packing, store
    from ledger.site import build
    from ledger.site.again import Again
    from ledger.workdays import published_stamp

    if single and documents:
        raise click.UsageError("单个文件里放不下供下载的文档。--single 和 --documents 只能写一个。")
    files, cache = workspace.snapshot, workspace.cache
    name = store.choose(files, ledger_name, period=period)
    options = build.Options(period, on, public, documents, listed, unit, read_from=_read_from(workspace, public))
    again = Again(cache, files, name, output, repr((options, _commit(workspace), published_stamp())))
    said = "" if single or documents else again.said()
    if said:
        _say({**json.loads(said), "path": str(output), "written": 0}, output, as_json=as_json)
        return
    with packing.without_pauses(), known.reader(files, cache) as read:
        if single:
            look = _look(workspace, name, options, None)
            shape = look.shape() | _write_file(look, output)
        else:
            shape = _write_folder(workspace, _Folder(workspace, name, options, again, read))
    shape = {"path": str(output), **shape}
    _say(shape, output, as_json=as_json)


@dataclass(frozen=True)
class _Look:
    """A ledger that was looked at: its site, what must not stand in it, and who has learned something."""

    site: Site
    leaks: Leaks | None
    findings: int
    keepers: tuple[Heads | Shelf, ...]

    def shape(self) -> dict[str, Any]:
        """What is told of the site, but for its files."""
        site = self.site
        return {
            "edition": "public" if site.options.public else "internal",
            "period": str(site.picture.period) if site.picture.period else None,
            "tasks": len(site.picture.cards),
            "hidden": list(site.hidden),
            "notes": [*site.picture.notes, *site.offer.notes],
            "checked": self.leaks.clauses if self.leaks else None,
            "findings": self.findings,
        }


@dataclass(frozen=True)
class _Folder:
    """A site for a folder, looked at when it has to be: one that was written before need not be."""

    workspace: Workspace
    name: str
    options: Options
    again: Again
    read: ReadTask

    @cached_property
    def look(self) -> _Look:
        """The site and what is known of it."""
        return _look(self.workspace, self.name, self.options, self.read)

    @property
    def is_looked_at(self) -> bool:
        """Whether the ledger had to be read."""
        return "look" in vars(self)

    @cached_property
    def kept(self) -> Pressed:
        """Finished pages."""
        from ledger.site.pressed import Pressed

        return Pressed(self.workspace.cache)

    @cached_property
    def had(self) -> Listing:
        """The last site of this ledger and these options, for whatever folder."""
        return self.kept.listing(self._called)

    @property
    def _called(self) -> str:
        return repr((self.name, self.options))

    @property
    def is_same(self) -> bool:
        """Whether everything is as it was then. A public edition is proven again: what is internal must be known."""
        options = self.options
        return self.again.is_known and self.had.asked == self.again.key and not options.public and not options.documents

    def pages(self) -> dict[str, str]:
        """Every file of the site with what it is made from."""
        if self.is_same:
            return {path: page.made_from for path, page in self.had.pages.items()}
        site = self.look.site
        return {path: site.made_from(path) for path in site.paths()}

    def kept_of(self, pages: Mapping[str, str]) -> Mapping[str, Had]:
        """The pages that were made before from the same things."""
        if self.is_same:
            return self.had.pages
        had = self.had.pages
        return {path: had[path] for path, name in pages.items() if name and path in had and had[path].made_from == name}

    def keep(self, shape: Mapping[str, Any], table: Table) -> None:
        """Leave what was found out and made to the next run, if no file was saved meanwhile."""
        import json

        from ledger.site.pressed import Had, Listing
        from ledger.site.shelf import as_listed

        if not as_listed(self.workspace.snapshot, self.workspace.cache):
            return
        for keeper in self.look.keepers if self.is_looked_at else ():
            keeper.keep()
        said = json.dumps(shape, ensure_ascii=False)
        self.again.keep(said, table)
        pages = {path: Had(one.made_from, one.digest, one.size) for path, one in table.items()}
        listing = Listing(self.again.key if self.again.is_known else "", said, pages)
        if listing != self.had:
            self.kept.list(self._called, listing)


def _look(workspace: Workspace, name: str, options: Options, read: ReadTask | None) -> _Look:
    """The site of a ledger. With ``read`` only what is new is read whole, where the pages allow it."""
    from ledger.site import build
    from ledger.site.edition import Leaks
    from ledger.site.heads import Heads
    from ledger.site.shelf import Shelf

    files, cache = workspace.snapshot, workspace.cache
    heads = None
    if read and cache.is_on and not build.needs_all(options):
        heads = Heads(files, name, cache, read, public=options.public)
    source = heads.source() if heads else None
    ledger = source.ledger if source else workspace.ledger(name)
    config, registry = (heads.config, heads.registry) if heads else (ledger.config, ledger.registry)
    shelf = Shelf(cache, files, repr((options.public, config.site, options.listed, options.unit)))
    with progress("准备网页"):
        site = build.site(source or ledger, options, workspace.root, _revision(workspace), memory=shelf, kept=cache)
        tasks = heads.tasks() if heads else (record.task for record in ledger.records)
        leaks = Leaks.told(config, registry, tasks) if options.public else None
    return _Look(site, leaks, heads.faults if heads else len(ledger.findings), (heads, shelf) if heads else (shelf,))


def _commit(workspace: Workspace) -> tuple[str, str]:
    """The commit whose history the pages tell, by its full name, and how much of that history is there."""
    from ledger.errors import NotFound
    from ledger.gitrepo import recorded, repository

    revision = _revision(workspace)
    try:
        repo = repository.find(workspace.root)
        return revision if revision != "HEAD" else repo.head() or "", recorded.view(repo)
    except NotFound:
        return "", ""


def _revision(workspace: Workspace) -> str:
    """The commit whose history the pages tell: the one that is read, or the last one."""
    from ledger.gitrepo.tree import CommitTree

    return workspace.tree.commit.name if isinstance(workspace.tree, CommitTree) else "HEAD"


def _read_from(workspace: Workspace, public: bool) -> str:
    """The commit that is read, in words; a public edition does not name its author."""
    from ledger.gitrepo.tree import CommitTree

    if not isinstance(workspace.tree, CommitTree):
        return ""
    commit = workspace.tree.commit
    return f"台账按提交 {commit.short}（{commit.made:%Y-%m-%d}）读取" if public else workspace.read_from


def _write_folder(workspace: Workspace, of: _Folder) -> dict[str, Any]:
    import json

    from ledger.errors import UsageProblem
    from ledger.site import edition, making, writing

    folder = of.again.folder
    if Path.cwd().is_relative_to(folder.resolve()):
        raise UsageProblem(f"{folder} 是当前所在的目录，不能整体换新", "换一个目录，如 -o 看板")
    pages = of.pages()
    workers = min(os.cpu_count() or 1, 8)
    make = making.Maker(lambda: of.look.site, workers, workspace.cache.close, of.kept, of.kept_of(pages))
    leaks = of.look.leaks if of.options.public else None

    def check(files: Iterable[tuple[str, Path]]) -> None:
        if leaks:
            edition.confirm(leaks, ((path, place.read_bytes()) for path, place in files))

    done = writing.write(folder, pages, _shown(make), check, of.again.table)
    told = json.loads(of.had.said) if of.is_same else of.look.shape()
    shape = {**told, "files": done.files, "bytes": done.bytes, "written": done.changed, "kept": list(done.kept)}
    of.keep(shape, done.table)
    return shape


def _write_file(look: _Look, path: Path) -> dict[str, Any]:
    from ledger import system
    from ledger.errors import UsageProblem
    from ledger.site import edition, single

    if path.is_dir():
        raise UsageProblem(f"{path} 是文件夹", "写一个文件名，如 -o 台账.html")
    data = single.document(look.site)
    if look.leaks:
        edition.confirm(look.leaks, [(path.name, data)])
    system.write_out(path, data)
    return {"files": 1, "bytes": len(data), "written": 1, "kept": []}


def _shown(make: Make) -> Make:
    """The same with a bar on a terminal where it takes long."""

    def making(paths: Sequence[str], into: Path, have: Mapping[str, str]) -> Iterator[Made]:
        return counted(make(paths, into, have), "写网页", "页", total=len(paths))

    return making


def _say(shape: dict[str, Any], output: Path, *, as_json: bool) -> None:
    from ledger.periods import Period
    from ledger.site.edition import meant

    if as_json:
        print_json(shape)
    else:
        edition = "公开版" if shape["edition"] == "public" else "内部版"
        until = f"，截至{Period.parse(shape['period']).chinese}" if shape["period"] else ""
        files = f"{shape['files']} 个文件、" if shape["files"] > 1 else ""
        size = f"{files}{shape['bytes'] / 1_000_000:.1f} MB"
        written = shape["written"]
        done = f"{output} 已经是这样，没有重写" if not written else f"已写好 {output}"
        some = f"，其中 {written} 个有变化" if 0 < written < shape["files"] else ""
        note(f"{done}：{edition}，{shape['tasks']} 项任务{until}，{size}{some}。")
        if shape["checked"] is not None:
            note(f"公开版不含：{meant(shape['hidden'])}。{shape['checked']} 句内部文字逐个文件查过，都没有出现。")
        if shape["kept"]:
            kept = "、".join(shape["kept"][:5])
            note(f"文件夹里另有 {len(shape['kept'])} 个文件不是网站写的，没有动：{kept}。")
    for said in shape["notes"]:
        note(f"注意：{said}。")
    if shape["findings"]:
        note(f"有 {shape['findings']} 个文件问题，网页里可能缺内容，用 taizhang check 查看。")
