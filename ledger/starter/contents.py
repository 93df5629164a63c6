"""The files of a new ledger repository, as bytes by path; the texts lie in ``templates/init``.

What people will certainly change (settings, registry, README) is written with comments that say how; what the
program can look up by itself is left out.
"""

from __future__ import annotations

import importlib.resources
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from ledger import configfile, store, yamlfile
from ledger.editor import vscode
from ledger.errors import LedgerError, NotFound
from ledger.model import Config, Document, ListSpec, Reporting
from ledger.periods import Period
from ledger.starter.answers import Answers, due_words

FORGES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "github": ((".github/workflows/taizhang.yml", "github.yml"),),
    "gitlab": ((".gitlab/taizhang.yml", "gitlab.yml"), (".gitlab-ci.yml", "gitlab-ci.yml")),
    "gitee": ((".workflow/taizhang.yml", "gitee.yml"),),
}
"""Platform → (path in the repository, text in ``templates/init``)."""
SCRIPT = "ci/taizhang.sh"
_EVERY = {"month": "每月", "quarter": "每季度"}
_SLOT = re.compile(r"@([A-Z]+)@")


def files(answers: Answers, registry: bytes | None = None) -> dict[str, bytes]:
    """Every file of the new repository. ``registry``: the ``units.yaml`` to begin with, that of last year's ledger."""
    base = f"{store.FOLDER}/{answers.ledger}"
    slots = _slots(answers)
    named = [
        (f"{base}/{store.CONFIG}", _config(answers)),
        (f"{base}/{store.REGISTRY}", registry or _registry(answers)),
        ("README.md", _text("README.md", slots)),
        ("templates/README.md", _shipped("README.md").read_bytes()),
        (".pre-commit-config.yaml", _text("pre-commit-config.yaml", slots)),
    ]
    if answers.forges:
        named.append((SCRIPT, _text("ci.sh", slots)))
        named += [(path, _text(name, slots)) for forge in answers.forges for path, name in FORGES[forge]]
    return dict(named)


@dataclass(frozen=True)
class _Shelf:
    """Files that are not on disk yet, as a ``Tree``."""

    held: Mapping[str, bytes]

    def files(self, under: str) -> Iterator[str]:
        return iter(sorted(path for path in self.held if path.startswith(f"{under}/")))

    def read(self, path: str) -> bytes:
        return self.held[path]


def editor(folder: Path, made: Mapping[str, bytes]) -> dict[str, bytes]:
    """Settings, schemas and snippets for VS Code, for the ledgers on disk and those about to be made.

    Schemas are derived from the ledgers, and so belong to each clone, not into history: see ``is_derived``.
    """
    trees: list[store.Tree] = [store.WorkTree(folder)] if (folder / store.FOLDER).is_dir() else []
    found: dict[str, store.Ledger] = {}
    for tree in [*trees, _Shelf(made)]:
        for name in store.names(tree):
            with suppress(LedgerError):  # a ledger that cannot be read is told by check
                found.setdefault(name, store.load(tree, name))
    texts = vscode.files([found[name] for name in sorted(found)])
    return {path: text.encode("utf-8") for path, text in texts.items()}


def is_derived(path: str) -> bool:
    """Whether a file is made from the ledgers and made anew whenever they change."""
    return path.startswith(f"{vscode.SCHEMAS}/")


def templates(kinds: Iterable[str]) -> dict[str, bytes]:
    """The shipped templates of document kinds, to be copied into a ledger and restyled there."""
    found: dict[str, bytes] = {}
    for kind in kinds:
        if kind not in (known := template_kinds()):
            raise NotFound(f"没有“{kind}”这种模板", f"可选：{'、'.join(known)}")
        for item in sorted(_shipped(kind).iterdir(), key=lambda item: item.name):
            found[f"templates/{kind}/{item.name}"] = item.read_bytes()
    return found


def template_kinds() -> list[str]:
    """The document kinds that have templates."""
    return sorted(
        item.name for item in _shipped("").iterdir() if item.is_dir() and item.joinpath("template.md.j2").is_file()
    )


def lines() -> dict[str, tuple[str, ...]]:
    """Files of which only some lines are ours: ``.gitattributes`` and ``.gitignore``."""
    return {
        name: tuple(_text(source, {}).decode("utf-8").splitlines())
        for name, source in ((".gitattributes", "gitattributes"), (".gitignore", "gitignore"))
    }


def demo_readme() -> bytes:
    """What to try in the demo ledger."""
    return _text("demo.md", {})


def hook(program: str, folder: str) -> bytes:
    """The ``pre-commit`` hook of one clone: how a shell starts this program, and where the ledgers are."""
    return _text("pre-commit", {"PROGRAM": program, "FOLDER": folder.replace("'", "'\\''")})


def _config(answers: Answers) -> bytes:
    year, place = answers.year, answers.place
    config = Config(
        answers.ledger,
        f"{place.district}{year}年重点工作任务督查台账",
        year,
        {
            "main": ListSpec(
                "main",
                f"{year}年主要工作任务责任分解立项表",
                "附件1",
                {"category": "类别", "text": "重点任务目标", "leaders": "牵头领导", "units": "责任单位"},
            )
        },
        office=answers.office,
        document=Document(issuer=f"{place.name}人民政府办公室" if place.name and place.prefix != "街道" else ""),
        reporting=Reporting(
            every=answers.every,
            form="附件4",
            title=f"{year}年主要工作任务落实情况表",
            due=answers.due,
            plan_form="附件3",
            plan_title=f"{year}年工作任务落实计划表",
        ),
    )
    text = yamlfile.dump(configfile.encode(config), block=configfile.BLOCK)
    head = _text("ledger-head.yaml", {"YEAR": str(year)}).decode("utf-8")
    tail = _text("ledger-tail.yaml", {}).decode("utf-8")
    return f"{head}{text}{tail}".encode()


def _registry(answers: Answers) -> bytes:
    place = answers.place
    prefix = "" if place.prefix == "街道" else place.prefix
    values = {"district": place.district, "city": place.city, "prefix": prefix}
    text = yamlfile.dump({key: value for key, value in values.items() if value}, block=lambda path: not path)
    slots = {"PREFIX": prefix or "区"}
    return _text("units-head.yaml", slots) + text.encode() + _text("units-tail.yaml", slots)


def _slots(answers: Answers) -> dict[str, str]:
    first = Period(answers.year, answers.every, 1)
    return {
        "PERIOD": str(first),
        "NEXT": str(first.next()),
        "NAME": answers.place.name or "本级政府",
        "OFFICE": answers.office,
        "YEAR": str(answers.year),
        "LEDGER": answers.ledger,
        "EVERY": _EVERY[answers.every],
        "DUE": due_words(answers.due),
        "PIP": answers.install.replace("'", ""),
    }


def _text(name: str, slots: Mapping[str, str]) -> bytes:
    """A shipped text with its ``@NAME@`` slots filled."""
    return _SLOT.sub(lambda found: slots[found[1]], _source(name)).encode()


@cache
def _source(name: str) -> str:
    return _shipped(f"init/{name}").read_bytes().decode("utf-8")


def _shipped(name: str) -> Traversable:
    try:
        top: Traversable = importlib.resources.files("taizhang_templates")
    except ModuleNotFoundError:
        top = Path(__file__).resolve().parents[2] / "templates"
    return top.joinpath(*name.split("/")) if name else top
