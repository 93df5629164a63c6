"""``taizhang init``."""

from __future__ import annotations

import re
import shlex
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.output import note, print_json, visible
from cli.workspace import Workspace, json_option

if TYPE_CHECKING:
    from ledger.starter import Answers, Planned

EVERY = {"month": "month", "quarter": "quarter", "月": "month", "每月": "month", "季": "quarter", "每季": "quarter"}
_FORGES = ("github", "gitlab", "gitee")
_NONE = ("none", "无", "不用", "")


@click.command(
    "init",
    help="""新建一个台账仓库：设置、单位名录、流水线、编辑器设置、提交前检查，作一次提交。

    目录里已经有东西也可以：只补缺的，已有的文件一个字也不改，别的改动不会被带进提交；补齐了再运行什么也不做。
    在终端里会问几个问题，直接回车用括号里的答案；写了选项的不问，--yes 或不在终端里时都不问。

    \b
    例：
      taizhang init 台账                    问几个问题，建好
      taizhang init 台账 --place 云山区 --year 2026 --due 5个工作日 --yes
      taizhang init . --year 2027           再开一本新年度的台账
      taizhang init . --template situation  拷出情况表的模板，用 Word 改
      taizhang init . --dry-run             只看会写什么
    """,
)
@click.argument("folder", metavar="[目录]", type=click.Path(path_type=Path), default=".")
@click.option("--place", metavar="地方", help="哪里的政府：济南市市中区、云山县。")
@click.option("--year", type=click.IntRange(1980, 2200), metavar="年份", help="哪一年的台账；默认今年。")
@click.option("--ledger", "name", metavar="台账", help="台账名，默认就是年份。")
@click.option("--office", metavar="名称", help="督查机构的名称，默认“督查室”。")
@click.option("--every", metavar="month/quarter", help="多久报一次：month（每月，默认）或 quarter（每季度）。")
@click.option("--due", metavar="时限", help="什么时候报：5个工作日（默认，期满后第5个工作日）、25日、次月5日。")
@click.option("--ci", metavar="平台", multiple=True, help="流水线：github、gitlab、gitee，可写几次；none 不要。")
@click.option("--pip", "install", metavar="写法", default="", help="流水线里 pip install 后面写什么来装 taizhang。")
@click.option("--template", "kinds", metavar="种类", multiple=True, help="把自带的文档模板拷进台账，可写几次。")
@click.option("--name", "committer", metavar="姓名", default="", help="提交人姓名，只用于这个仓库；git 知道就不用写。")
@click.option("--email", metavar="邮箱", default="", help="提交人邮箱，同上。")
@click.option("-y", "--yes", is_flag=True, help="不问，没写的都用默认。")
@click.option("--no-commit", is_flag=True, help="写文件，但不提交。")
@click.option("--allow-detached", is_flag=True, help="不在任何分支上（HEAD 游离）时也提交。")
@click.option("--dry-run", is_flag=True, help="只列出会写什么，不写。")
@json_option
@click.pass_obj
def command(
    workspace: Workspace,
    folder: Path,
    place: str | None,
    year: int | None,
    name: str | None,
    office: str | None,
    every: str | None,
    due: str | None,
    ci: tuple[str, ...],
    install: str,
    kinds: tuple[str, ...],
    committer: str,
    email: str,
    yes: bool,
    no_commit: bool,
    allow_detached: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """See ``help``."""
    from ledger import starter

    target = _resolved(workspace.start, folder)
    asks = not (yes or as_json or dry_run) and sys.stdin.isatty() and sys.stderr.isatty()
    known = starter.ledgers(target) if target.is_dir() else []
    said = {"place": place, "year": year, "name": name, "office": office, "every": every, "due": due}
    # a ledger is there and no other was asked for: only what belongs to the clone and the repository is completed
    again = bool(known) and year is None and name is None
    answers = _answers(said, ci, install, target, known, asks and not again)
    files = starter.files(answers, starter.registry_to_begin_with(target) if known else None)
    files = {path: data for path, data in files.items() if not (again and path.startswith("tasks/"))}
    files |= starter.editor(target, files) | starter.templates(kinds)
    planned = starter.plan(target, files, starter.lines())
    if dry_run:
        _tell_plan(planned, as_json)
        return
    who = _committer(target, committer, email, asks) if planned.writes and not no_commit else (committer, email)
    from cli.doctor import program

    done = starter.make(
        planned,
        f"建账({answers.ledger}): {'补齐' if again else '设置、单位名录、流水线'}",
        program=program(),
        hook=partial(starter.hook, program().replace("%%", "%")),
        name=who[0],
        email=who[1],
        commit=not no_commit,
        allow_detached=allow_detached,
    )
    if as_json:
        shape = {"commit": done.commit, "hook": done.hook, "settings": list(done.settings)}
        print_json({"folder": str(target), "ledger": answers.ledger, **_shape(planned), **shape})
        return
    for sentence in done.notes:
        note(f"说明：{sentence}")
    _tell_files(planned, "新写", "补了几行", briefly=again)
    if done.settings:
        click.echo(f"git 设置  {len(done.settings)} 项（taizhang doctor install --dry-run 看是哪些）")
    if planned.derived:
        click.echo("编辑器用的 schema  .vscode/schema（按台账生成，不提交）")
    if done.hook:
        click.echo("提交前检查  .git/hooks/pre-commit")
    if done.commit:
        click.echo(f"已提交 {done.commit[:12]}")
    elif planned.writes:
        click.echo("没有提交。")
    if not (planned.writes or planned.derived or done.settings or done.hook):
        click.echo(f"{visible(str(folder))} 已经齐全，没有要做的。")
        return
    _advise(answers, planned, folder, bool(known))


def _resolved(start: Path, folder: Path) -> Path:
    from ledger.errors import NotFound

    if not start.is_dir():
        raise NotFound(f"没有这个目录：{start}", "检查 -C 后面的路径")
    return (start / folder).resolve()


# ---------------------------------------------------------------------- questions


def _answers(
    said: dict[str, Any], ci: tuple[str, ...], install: str, target: Path, known: list[str], asks: bool
) -> Answers:
    """What the options say, what is asked, and the defaults for the rest."""
    from ledger import starter
    from ledger.importers.writing import check_names
    from ledger.starter import Answers, due_rule, place

    def ask(key: str, question: str, default: str, read: Any) -> Any:
        if said[key] is not None:
            return read(str(said[key]))
        return _asked(question, default, read) if asks else read(default)

    year: int = ask("year", "哪一年的台账", str(_likely_year(target, known)), _year)
    last = starter.answers_of_last(target) if known else None
    if last and not any(said[key] for key in ("place", "office", "every", "due")):
        # a new year of the same office: everything as it was
        where, office, every, due = last.place, last.office, last.every, dict(last.due)
    else:
        where = ask("place", "哪里的政府（如 济南市市中区；可以先空着）", last.place.name if last else "", place)
        office = ask("office", "督查机构的名称", "督查室", str.strip) or "督查室"
        every = ask("every", "多久报一次：month 每月，quarter 每季度", "month", _every)
        due = ask("due", "报送时限：5个工作日（期满后）、25日（当期内）、次月5日", "5个工作日", due_rule)
    # where ledgers are, the platform was chosen when they were made
    forges = _forges(ci) if ci else starter.forges(target) if known else _forges_asked(target, asks)
    ledger = said["name"] or str(year)
    check_names(ledger, ())
    return Answers(year, ledger, where, office, every, due, forges, install)


def _asked(question: str, default: str, read: Any) -> Any:
    """Ask until the answer can be read."""
    from ledger.errors import UsageProblem

    while True:
        typed = click.prompt(question, default=default, show_default=bool(default), err=True)
        try:
            return read(str(typed))
        except UsageProblem as problem:
            note(f"{problem.message}。{problem.hint}")


def _year(text: str) -> int:
    from ledger.errors import UsageProblem

    if not re.fullmatch(r"(19[89]|20\d|21\d)\d", text.strip()):
        raise UsageProblem(f"“{text}”不是年份", "写四位数字，如 2026")
    return int(text)


def _likely_year(target: Path, known: list[str]) -> int:
    """The newest ledger's year, the one in the folder's name, else this year: only a default, and shown."""
    for text in (*reversed(known), target.name):
        found = re.search(r"(?<!\d)(?:19[89]\d|20\d\d)(?!\d)", text)
        if found:
            return int(found[0])
    return date.today().year


def _every(text: str) -> str:
    from ledger.errors import UsageProblem

    if text.strip() not in EVERY:
        raise UsageProblem(f"“{text}”不知道是多久报一次", "写 month（每月）或 quarter（每季度）")
    return EVERY[text.strip()]


def _forges(named: tuple[str, ...]) -> tuple[str, ...]:
    from ledger.errors import UsageProblem

    words = [word for text in named for word in re.split(r"[,，、\s]+", text.lower())]
    strange = [word for word in words if word not in (*_FORGES, *_NONE)]
    if strange:
        raise UsageProblem(f"不认得平台“{strange[0]}”", f"可选：{'、'.join(_FORGES)}；都不用写 none")
    return tuple(forge for forge in _FORGES if forge in words)


def _forges_asked(target: Path, asks: bool) -> tuple[str, ...]:
    """The platform the repository's remotes are on; all of them where that cannot be seen: an unused file is inert."""
    from ledger.starter import repository_of

    repository = repository_of(target)
    urls = (
        repository.run("config", "--get-regexp", r"^remote\..*\.url$").out.decode("utf-8", "replace")
        if repository
        else ""
    )
    likely = tuple(forge for forge in _FORGES if forge in urls) or _FORGES
    if not asks:
        return likely
    chosen: tuple[str, ...] = _asked(
        "流水线放在哪个平台：github、gitlab、gitee，不用就写 none", ",".join(likely), lambda text: _forges((text,))
    )
    return chosen


def _committer(target: Path, name: str, email: str, asks: bool) -> tuple[str, str]:
    """Name and address for this repository, asked only where git does not know who commits."""
    from ledger import starter
    from ledger.errors import GitRefused

    there = next(folder for folder in (target, *target.parents) if folder.is_dir())
    if (name and email) or starter.committer(there):
        return name, email
    if asks:
        name = name or click.prompt("提交人姓名（记在每次提交里）", err=True)
        email = email or click.prompt("提交人邮箱", err=True)
    if not (name.strip() and email.strip()):
        raise GitRefused(
            "git 不知道提交人是谁，不能提交",
            "加 --name 姓名 --email 邮箱（只用于这个仓库），或用 --no-commit 先不提交",
        )
    return name.strip(), email.strip()


# ---------------------------------------------------------------------- telling


def _shape(planned: Planned) -> dict[str, Any]:
    found = {"new": planned.new, "extended": planned.extended, "kept": planned.kept, "derived": planned.derived}
    return {name: list(paths) for name, paths in found.items()}


def _tell_plan(planned: Planned, as_json: bool) -> None:
    if as_json:
        print_json({"folder": str(planned.folder), "commit": None, **_shape(planned)})
        return
    if planned.repository is None:
        click.echo(f"要建仓库  {visible(str(planned.folder))}")
    _tell_files(planned, "要写", "要补几行")
    if not planned.writes:
        click.echo("文件已经齐全。")
    note("试运行：没有写文件，没有提交。")


def _tell_files(planned: Planned, new: str, extended: str, *, briefly: bool = False) -> None:
    for path in planned.new:
        click.echo(visible(f"{new}  {path}"))
    for path in planned.extended:
        click.echo(visible(f"{extended}  {path}"))
    for path in () if briefly else planned.kept:
        click.echo(visible(f"已有，没有动  {path}"))


def _advise(answers: Answers, planned: Planned, folder: Path, known: bool) -> None:
    """What to do next, and what could not be done for the user."""
    if ".gitlab-ci.yml" in planned.kept and ".gitlab/taizhang.yml" in planned.new:
        note("要在现有的 .gitlab-ci.yml 里加上：include: [{local: .gitlab/taizhang.yml}]")
    if planned.repository and planned.repository.root != planned.folder and answers.forges:
        note(f"这个目录在仓库 {planned.repository.root} 里面；流水线文件要放在仓库顶层才起作用。")
    if answers.forges and not answers.install and any(path.startswith("ci/") for path in planned.new):
        note("流水线要知道怎么装 taizhang：在平台的变量里设 TAIZHANG_PIP（pip install 后面的写法）。")
    if not known:
        where = "" if folder == Path() else f"-C {shlex.quote(str(folder))} "
        note(f"下一步：taizhang {where}import notice 通知.docx --ledger {answers.ledger} --dry-run")
