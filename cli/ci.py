"""``taizhang ci``: what the workflow files of ``init`` call, so that all that could go wrong in them lives here."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.output import note, visible
from cli.workspace import DATE, Workspace, ledger_option

if TYPE_CHECKING:
    from datetime import date

    from ledger.model import Config
    from ledger.periods import Period

MARK = "<!-- taizhang -->"
"""Begins every comment, so that a job can find and replace its last one."""
LONGEST = 60_000
"""Characters of a comment: GitHub takes 65,536."""
_TASKS = (200, 60, 20, 5, 0)
_GITLAB_REPORT = "gl-code-quality-report.json"
_SEALED_CHANGED = "H001"


@click.group(
    "ci",
    help="""供流水线和提交前检查调用：检查、合并请求的评论、每月的文档。也可以自己运行来试。

    \b
    例：
      taizhang ci check                               检查，按所在平台的格式报出来
      taizhang ci comment -o 评论.md                  这次改动的语义对比和新问题
      taizhang ci documents --on 2020-05-10 -o build  上一期的情况表、对比，不封存
    """,
)
def command() -> None:
    """See ``help``."""


@command.command(
    "check",
    help="""检查全部台账。GitHub 上输出行内标注，GitLab 上另写代码质量报告，别处输出文字。有错误时退出码是 1。

    \b
    例：
      taizhang ci check
      taizhang ci check -o gl-code-quality-report.json
    """,
)
@click.option("-o", "--output", metavar="文件", type=click.Path(path_type=Path), help="GitLab 的代码质量报告写到哪里。")
@click.pass_context
def check(ctx: click.Context, output: Path | None) -> int:
    """See ``help``."""
    from cli.check import command as checking
    from ledger import gitrepo, pipeline
    from ledger.gitrepo.history import shallow

    workspace: Workspace = ctx.obj
    forge = pipeline.forge(os.environ)
    if shallow(gitrepo.find(workspace.root)):
        note(f"这是浅克隆：封存以后的改动可能看不全。{pipeline.DEPTH_HINT}")
    if output or forge == "gitlab":
        _captured(ctx, checking, output or workspace.start / _GITLAB_REPORT, style="gitlab")
    code: int = ctx.invoke(checking, style="github" if forge == "github" else "text")
    summary = os.environ.get("GITHUB_STEP_SUMMARY") if forge == "github" else None
    if summary:
        with Path(summary).open("a", encoding="utf-8", newline="\n") as page:
            page.write("### 台账检查\n\n" + ("有错误，见标注。\n" if code else "没有错误。\n"))
    return code


def _captured(ctx: click.Context, other: click.Command, target: Path, *, remarks: bool = False, **options: Any) -> None:
    """Run another command and keep what it prints, as bytes, in a file; with ``remarks`` also what it notes."""
    from ledger import system

    with _kept(remarks=remarks) as said:
        ctx.invoke(other, **options)
    system.write_out(target, said.getvalue())


@contextmanager
def _kept(*, remarks: bool = False) -> Iterator[io.BytesIO]:
    """What is written to stdout (with ``remarks`` to stderr too) meanwhile, as UTF-8 on every machine."""
    said = io.BytesIO()
    stream = io.TextIOWrapper(said, encoding="utf-8", write_through=True)
    with redirect_stdout(stream), redirect_stderr(stream) if remarks else nullcontext():
        yield said
    stream.detach()


@command.command(
    "hook",
    help="""提交前检查：只看还没有提交的改动，只报错误。init 装的 .git/hooks/pre-commit 调用它。

    \b
    例：
      taizhang ci hook
    """,
)
@click.pass_context
def hook(ctx: click.Context) -> int:
    """See ``help``."""
    from cli.check import command as checking
    from ledger import gitrepo

    workspace: Workspace = ctx.obj
    code: int = 0
    if not (workspace.start / "tasks").is_dir():
        return code  # a commit before there is any ledger
    first = gitrepo.find(workspace.root).head() is None
    with _kept() as said:
        # a sealed record that somebody else changed long ago is for CI and audit to tell: it must not stop everybody
        code = ctx.invoke(checking, changed=None if first else "HEAD", level="error", ignore=(_SEALED_CHANGED,))
    broken = "" if first else _seals_broken(workspace)
    if code or broken:
        # git shows what a hook says on stderr, wherever the commit was made
        sys.stderr.write(said.getvalue().decode("utf-8") if code else "")
        sys.stderr.write(broken)
        code = 1
        note("有错误，没有提交。改好再提交；确实要先提交：git commit --no-verify")
    return code


def _seals_broken(workspace: Workspace) -> str:
    """The sealed records that the uncommitted change itself changes without a correction, in words."""
    from cli import findings
    from cli.scope import Scope
    from ledger import store
    from ledger.audit.present import changed_since_sealed
    from ledger.gitrepo.tree import CommitTree

    root, tree = workspace.root, workspace.tree
    scope = Scope.of(workspace, (), "HEAD")
    names = [name for name in store.names(tree) if scope.touches(f"{store.FOLDER}/{name}")]
    now = [finding for finding in changed_since_sealed(root, tree, names) if scope.covers(finding.file)]
    if not now:
        return ""
    with CommitTree(root, "HEAD") as committed:
        known = {(one.file, one.message) for one in changed_since_sealed(root, committed, names)}
    new = [finding for finding in now if (finding.file, finding.message) not in known]
    if not new:
        return ""
    placed = findings.place(new, findings.reader(tree))
    return findings.as_text(placed, findings.Summary(len(names), len(new)), every=True)


@command.command(
    "comment",
    help="""合并请求的评论：按意思对比改了什么，列出改过的文件里的问题。写成 Markdown，不联网，由流水线去贴。

    与哪个提交比，从平台的变量认；也可以用 --base 写明。浅克隆里看不到那个提交时，说明要多深。

    \b
    例：
      taizhang ci comment -o 评论.md
      taizhang ci comment --base origin/main
    """,
)
@click.option("--base", "given", metavar="提交", default="", help="与哪个提交或分支的分叉点比。")
@click.option("-o", "--output", metavar="文件", type=click.Path(path_type=Path), help="写到哪个文件；不写就显示出来。")
@ledger_option
@click.pass_obj
def comment(workspace: Workspace, given: str, output: Path | None, ledger_name: str | None) -> None:
    """See ``help``."""
    from ledger import gitrepo, pipeline, system

    repository = gitrepo.find(workspace.root)
    base = pipeline.base(repository, os.environ, given)
    text = "\n".join([MARK, "## 台账有哪些变化", "", *_changes(workspace, base.commit, ledger_name)])
    text += (
        "\n"
        + "\n".join(_problems(workspace, base.commit))
        + f"\n与{_markdown(base.words)}（{base.commit[:12]}）相比。\n"
    )
    data = text.encode("utf-8", "backslashreplace")
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    system.write_out(output, data)
    note(f"已写好 {output}。")


def _changes(workspace: Workspace, base: str, ledger_name: str | None) -> list[str]:
    """The comparison by meaning as Markdown, with as many tasks told one by one as a comment can hold."""
    from ledger.compare import reading
    from ledger.compare.sides import parse
    from ledger.report import difference

    result = reading.run(workspace.root, parse((f"{base}..HEAD",)), reading.Filters(ledger_name or "", "", "", ""))
    if not result.comparison.changes:
        return ["任务、进展、评价没有变化。", ""]
    lines: list[str] = []
    for most in _TASKS:
        shown = difference.view(result, most=most)
        text = difference.render(shown, "md", workspace.root / "templates").decode("utf-8")
        # its own heading says what the comment's heading says already
        lines = ["#" + line if line.startswith("#") else line for line in text.rstrip().splitlines()]
        lines += [f"> {_markdown(said)}。" for said in shown.notes]
        if sum(map(len, lines)) < LONGEST * 3 // 4:
            break
    return [*lines, ""]


def _problems(workspace: Workspace, base: str) -> list[str]:
    """The findings of the changed files, as a list."""
    from cli import findings
    from cli.scope import Scope
    from ledger import catalogue, store
    from ledger.checks import whole
    from ledger.diagnostics import Level

    catalogue.rules()
    scope = Scope.of(workspace, (), f"{base}..HEAD")
    tree = workspace.tree
    found = [
        finding
        for name in store.names(tree)
        if scope.touches(f"{store.FOLDER}/{name}")
        for finding in whole.check(tree, name).findings
        if scope.covers(finding.file) and finding.level in (Level.ERROR, Level.WARNING)
    ]
    if not found:
        return ["改过的文件里没有错误和警告。", ""]
    placed = findings.place(found, lambda path: findings.decoded(tree.read(path)))
    placed.sort(key=lambda one: one.finding.level is not Level.ERROR)
    lines = [f"### 改过的文件里的问题（{len(found)}处）", ""]
    for one in placed[:_SHOWN]:
        told = _markdown(one.finding.message + (f"；{one.finding.hint}" if one.finding.hint else ""))
        place = f"`{visible(one.finding.file).replace('`', '')}:{one.where.line}`"
        lines.append(f"- {findings.LEVEL_NAMES[one.finding.level]} {one.finding.code} {place} {told}")
    if len(placed) > _SHOWN:
        lines.append(f"- ……另有 {len(placed) - _SHOWN} 处，用 taizhang check 看")
    return [*lines, ""]


_SHOWN = 50


def _markdown(text: str) -> str:
    from ledger.report.templating import markdown

    return markdown(visible(" ".join(text.split())))


@command.command(
    "documents",
    help="""每月的文档：上一个填报周期的情况表（Word、Excel）、与前一期的对比、报送情况、检查结果，写进一个目录。

    只读台账，不封存、不提交。--on 那一天之前刚结束的一期，就是要出的一期；每本当年的台账各出一份。

    \b
    例：
      taizhang ci documents --on 2020-05-10 -o build/文档
    """,
)
@click.option("--on", type=DATE, required=True, help="哪一天出：决定是哪一期，也是报送情况截至的日期。")
@click.option("-o", "--output", metavar="目录", type=click.Path(path_type=Path), required=True, help="写到哪个目录。")
@ledger_option
@click.pass_context
def documents(ctx: click.Context, on: date, output: Path, ledger_name: str | None) -> None:
    """See ``help``."""
    from ledger import pipeline, store
    from ledger.errors import FileRefused, reason

    workspace: Workspace = ctx.obj
    folder = output
    made: list[str] = []
    for name in [ledger_name] if ledger_name else store.names(workspace.tree):
        config = store.load(workspace.tree, name).config
        period = pipeline.last_period(config.reporting.every, config.year, on)
        if period is None:
            continue
        try:
            (folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as failure:
            raise FileRefused(f"目录 {folder / name} 不能用：{reason(failure)}", "换一个 -o") from failure
        made += [f"{name}/{file}" for file in _documents(ctx, config, period, on, folder / name)]
    for file in made:
        click.echo(visible(file))
    if not made:
        note(f"到 {on} 为止，没有哪本台账刚结束一个填报周期，没有要出的文档。")


def _documents(ctx: click.Context, config: Config, period: Period, on: date, folder: Path) -> list[str]:
    """The documents of one ledger for one period; gives the names of the files."""
    from cli.check import command as checking
    from cli.diff import command as comparing
    from cli.due import command as owing
    from cli.report import command as reporting

    made: list[str] = []

    def wrote(name: str) -> Path:
        made.append(name)
        return folder / name

    for form in ("docx", "xlsx"):
        ctx.invoke(
            reporting,
            kind="situation",
            period=period,
            ledger_name=config.name,
            form=form,
            output=wrote(f"{period}-情况表.{form}"),
        )
    before = period.previous()
    if before.year == period.year:
        ctx.invoke(
            comparing,
            sides=(str(before), str(period)),
            ledger_name=config.name,
            form="docx",
            output=wrote(f"{before}与{period}对比.docx"),
        )
    owed = {"period": period, "ledger_name": config.name, "on": on, "everyone": True}
    _captured(ctx, owing, wrote(f"{period}-报送情况.txt"), remarks=True, **owed)
    _captured(ctx, checking, wrote("检查结果.txt"), paths=(config.name,), on=on)
    return made
