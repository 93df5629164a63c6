"""Which request gets which answer."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from ledger import edits
from ledger.actions import Place, Result, unit_form
from ledger.errors import LedgerError, NotFound
from ledger.model import Record
from ledger.periods import Period
from ledger.report.webpages import source
from ledger.serving import pages, typed
from ledger.serving.entering import Outcome, enter
from ledger.serving.guard import Guard
from ledger.serving.live import Live, View
from ledger.serving.pages import Framed
from ledger.serving.tries import Tries
from ledger.serving.typed import Typed, version_of
from ledger.serving.wire import LONGEST_BODY, BadRequest, Request, Response, redirect, request_of

Key = TypeVar("Key")
Value = TypeVar("Value")

_KEPT = 50
"""Pages and done forms that are remembered."""
_OWN = {"/-/live.js": ("live.js", "js"), "/-/live.css": ("live.css", "css")}
_METHODS = ("GET", "HEAD", "POST")
_CONTROL = re.compile("[\x00-\x1f\x7f]")


@dataclass
class App:
    """The answers of one server: what it shows, who may ask, and whether it takes forms."""

    live: Live
    guard: Guard
    editing: bool = False
    failed: Callable[[Exception], None] = lambda _: None
    """Is told of a fault of the program, which a visitor sees as a page."""
    tries: Tries = field(default_factory=Tries)
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _made: OrderedDict[tuple[str, str], Framed] = field(default_factory=OrderedDict)
    _done: OrderedDict[str, tuple[Result, str]] = field(default_factory=OrderedDict)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """WSGI."""
        try:
            response = self.answer(request_of(environ))
        except BadRequest as problem:
            response = self._plain(400, "看不懂这个请求", str(problem))
        except Exception as bug:
            self.failed(bug)
            response = self._plain(
                500,
                "程序出错",
                "这是程序的问题，不是您的。刚才要登记的内容可能没有记上，台账文件没有改动一半",
                "退回上一页再试一次；还是这样，请把启动程序的窗口里显示的话发给维护人员",
            )
        start(response.line, response.all_headers())
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [response.body]

    def answer(self, request: Request) -> Response:
        """The response to a request. ``BadRequest`` for one that cannot be read."""
        if not self.guard.knows_host(request):
            return self._plain(421, "地址不对", "这个网址不是本程序的", "用启动时显示的地址打开")
        if request.method not in _METHODS:
            refused = self._plain(405, "不支持这种请求", f"网页只用 {'、'.join(_METHODS)}")
            return Response(refused.status, refused.body, refused.kind, (("Allow", ", ".join(_METHODS)),))
        if request.path in _OWN and request.method != "POST":
            return _own(request.path)
        if "token" in request.query:
            return self._exchange(request)
        if request.method == "POST":
            return self._post(request)
        if not self.guard.admits(request):
            return self._locked()
        return self._get(request)

    # ------------------------------------------------------------------ coming in

    def _exchange(self, request: Request) -> Response:
        """The token leaves the address as soon as it was seen: addresses are kept in histories."""
        if request.method == "POST" or not self.guard.token:
            return self._plain(400, "看不懂这个请求", "这里不用令牌")
        wait = self.tries.wait(request.address)
        if wait:
            told = self._plain(
                429, "令牌错了太多次", f"这台机器连续写错令牌，{wait} 秒以后再试", "复制启动时显示的整个地址"
            )
            return Response(told.status, told.body, told.kind, (("Retry-After", str(wait)),))
        if not self.guard.is_token(request.query["token"]):
            self.tries.wrong(request.address)
            return self._locked()
        self.tries.right(request.address)
        rest = {name: value for name, value in request.query.items() if name != "token"}
        to = _address(request.path) + (f"?{urlencode(rest)}" if rest else "")
        return redirect(to, self.guard.set_cookie())

    def _locked(self, kept: Typed | None = None) -> Response:
        texts = pages.kept(kept.values) if kept else []
        body = pages.said(
            "要用启动时显示的地址打开",
            "没有令牌，或者令牌不对",
            "复制启动时显示的整个地址，连同 token= 后面的内容",
            texts,
        )
        return _html(403, pages.page(None, "要用启动时显示的地址打开", body))

    # ------------------------------------------------------------------ reading

    def _get(self, request: Request) -> Response:
        view = self.live.view()
        if request.path == "/-/version":
            return self._version(request, view)
        if view.site is None:
            fault = view.fault or LedgerError("台账读不出来")
            title = "台账现在读不出来"
            body = pages.bar(view.version) + pages.said(title, fault.message, fault.hint)
            return _html(503, pages.page(None, title, body))
        if request.path.startswith(pages.EDIT) and self.editing:
            return self._form(request, view)
        if request.path.startswith(pages.DONE) and self.editing:
            return self._was_done(request, view)
        return self._page(request, view)

    def _page(self, request: Request, view: View) -> Response:
        site = view.site
        path = request.path.removeprefix("/") or "index.html"
        if site is None or path not in site.paths():
            hint = (
                "从首页开始看"
                if self.editing or not request.path.startswith(pages.EDIT)
                else "启动时加 --edit 才能登记"
            )
            return self._said(404, view, "没有这一页", f"没有网页 {request.path}", hint)
        tag = f'"{hashlib.sha256(f"{view.version} {path} {self.editing}".encode()).hexdigest()[:24]}"'
        fresh = (("ETag", tag), ("Cache-Control", "no-cache"))
        if request.headers.get("if-none-match") == tag:
            return Response(304, b"", _kind(path), fresh)
        if not path.endswith(".html"):
            taken = (("Content-Disposition", "attachment"),) if path.startswith("files/") else ()
            return Response(200, site.page(path).data, _kind(path), (*fresh, *taken))
        key = (view.version, path)
        framed = self._made.get(key)
        if framed is None:
            framed = pages.of_site(site, path, view.version, editing=self.editing)
            _keep(self._made, key, framed)
        return _html(200, framed, fresh)

    def _version(self, request: Request, view: View) -> Response:
        """What a page asks every few seconds: has the ledger, has the entry in the form changed."""
        said = {"version": view.version}
        if view.site is not None and "task" in request.query:
            record = view.ledger.by_id.get(request.query["task"])
            period = _period(request.query.get("period", ""))
            if record and period:
                said["entry"] = version_of(_entry(view, record, period, request.query.get("unit", "")))
        return Response(200, json.dumps(said).encode(), "json")

    # ------------------------------------------------------------------ the form

    def _record(self, request: Request, view: View) -> Record:
        identity = request.path.removeprefix(pages.EDIT)
        record = view.ledger.by_id.get(identity)
        if record is None:
            raise NotFound(f"台账里没有任务 {identity}", "它可能刚被改名或删去；从首页找找看")
        return record

    def _chosen(self, asked: dict[str, str], view: View, record: Record) -> tuple[Period, str]:
        """The period and unit of a form. ``LedgerError`` for what is none."""
        units = pages.units_of(view.ledger, record)
        period = _period(asked["period"]) if "period" in asked else pages.first_choice(view.ledger)
        if period is None:
            raise LedgerError(f"没有“{asked['period']}”这一期", "写成 2020-04、2020-Q2 的样子")
        unit = asked.get("unit", "").strip() or (units[0] if units else "")
        if not unit:
            raise LedgerError(f"{record.task.id} 没有写责任单位", f"先在 {record.path} 里写上 units")
        known = next((one for one in units if view.ledger.registry.same(one, unit)), None)
        if known is None:
            raise LedgerError(f"{unit} 不是 {record.task.id} 的责任单位", f"可选：{'、'.join(units)}")
        return period, unit if unit in units else known

    def _form(self, request: Request, view: View) -> Response:
        try:
            record = self._record(request, view)
            period, unit = self._chosen(dict(request.query), view, record)
        except LedgerError as failure:
            return self._said(404, view, "不能登记", failure.message, failure.hint)
        entry = _entry(view, record, period, unit)
        body = pages.form(view.ledger, record, period, unit, entry, self.guard.mark(record.task.id))
        return _html(200, pages.page(view.site, f"登记进展 {record.task.id}", body))

    def _post(self, request: Request) -> Response:
        if not self.editing:
            return self._plain(405, "这里只能看", "启动时没有加 --edit，不能登记")
        if len(request.body) > LONGEST_BODY:
            most = f"一次最多 {LONGEST_BODY // 1024} KB，没有登记"
            return self._plain(413, "内容太长", most, "按浏览器的“后退”，您填的内容还在；删短了再登记")
        if self.guard.is_foreign(request):
            return self._plain(403, "没有登记", "请求来自别的网站", "在本程序的网页里填写")
        if not request.path.startswith(pages.EDIT):
            return self._plain(404, "没有这一页", f"没有网页 {_CONTROL.sub('', request.path)}")
        form = request.form
        if not self.guard.admits(request):
            return self._locked(_typed_only(form) if self.guard.is_from_us(request) else None)
        return self._submit(request, form)

    def _submit(self, request: Request, form: dict[str, str]) -> Response:
        view = self.live.view(now=True)
        try:
            record = self._record(request, view)
            period, unit = self._chosen(form, view, record)
        except LedgerError as failure:
            texts = pages.kept(_typed_only(form).values)
            return self._said(409, view, "没有登记", failure.message, failure.hint, texts)
        entered = typed.read(form, record.task)
        if not self.guard.is_marked(record.task.id, form.get("mark", "")):
            if not self.guard.is_from_us(request):
                return self._plain(403, "没有登记", "表单的校验码不对", "打开登记的页面重新填写")
            stale = Outcome(message="页面打开得太久，校验码已经换了，没有登记", hint="内容还在，看一遍再登记一次")
            return self._again(403, view, record, (period, unit), entered, form, stale)
        force = form.get("force") == "yes"
        place = Place(self.live.root, view.ledger, record)
        with self._writing:
            # file locks may not tell two threads of one program apart everywhere
            outcome = enter(place, period, unit, entered, form.get("version", ""), force=force)
        if outcome.result is None or outcome.result.commit is None:
            status = 409 if outcome.changed else 422
            return self._again(status, self.live.view(now=True), record, (period, unit), entered, form, outcome)
        commit = outcome.result.commit
        _keep(self._done, commit, (outcome.result, unit))
        self.live.view(now=True)
        return redirect(pages.DONE + commit)

    def _again(
        self,
        status: int,
        view: View,
        record: Record,
        chosen: tuple[Period, str],
        entered: Typed,
        form: dict[str, str],
        outcome: Outcome,
    ) -> Response:
        """The form once more, with what was typed.

        After somebody else's change it is bound to what stands there now: whoever sends it has seen both texts.
        Else it stays bound to what it was filled from.
        """
        if view.site is None:
            return self._said(503, None, "没有登记", outcome.message, outcome.hint, pages.kept(entered.values))
        period, unit = chosen
        record = view.ledger.by_id.get(record.task.id, record)
        entry = outcome.entry if outcome.changed else _entry(view, record, period, unit)
        if not outcome.changed and version_of(entry) != form.get("version", ""):
            outcome = Outcome(
                changed=True, entry=entry, faults=outcome.faults, message=outcome.message, hint=outcome.hint,
                said=outcome.said, forcible=outcome.forcible,
            )  # fmt: skip
        mark = self.guard.mark(record.task.id)
        body = pages.form(
            view.ledger, record, period, unit, entry, mark, entered.values, outcome, forced=form.get("force") == "yes"
        )
        return _html(status, pages.page(view.site, f"没有登记 {record.task.id}", body))

    def _was_done(self, request: Request, view: View) -> Response:
        known = self._done.get(request.path.removeprefix(pages.DONE))
        if known is None:
            return self._said(404, view, "没有这一页", "这次登记的说明已经不在了", "提交在历史里：taizhang log")
        return _html(200, pages.page(view.site, "已登记", pages.done(*known)))

    # ------------------------------------------------------------------ sentences

    def _said(
        self,
        status: int,
        view: View | None,
        title: str,
        message: str,
        hint: str = "",
        texts: Iterable[tuple[str, str]] = (),
    ) -> Response:
        return _html(status, pages.page(view.site if view else None, title, pages.said(title, message, hint, [*texts])))

    def _plain(self, status: int, title: str, message: str, hint: str = "") -> Response:
        return self._said(status, None, title, message, hint)


def _keep(kept: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    """Remember one more, forget the oldest. Several threads may do so at once."""
    kept[key] = value
    for old in list(kept)[:-_KEPT]:
        kept.pop(old, None)


def _typed_only(form: dict[str, str]) -> Typed:
    return Typed(form)


def _entry(view: View, record: Record, period: Period, unit: str) -> Any:
    task, same = record.task, view.ledger.registry.same
    form = unit_form(Place(Path(), view.ledger, record), unit)
    n = edits.find_entry(task, period, form, same)
    return None if n is None else task.progress[n]


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None


def _address(path: str) -> str:
    from urllib.parse import quote

    # a path that begins with // would name another host
    return "/" + quote(path.lstrip("/"), safe="/-_.")


def _own(path: str) -> Response:
    name, kind = _OWN[path]
    return Response(200, source(name).encode(), kind, (("Cache-Control", "no-cache"),))


def _kind(path: str) -> str:
    return path.rpartition(".")[2]


def _html(status: int, framed: Framed, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    return Response(status, framed.html, "html", (("Content-Security-Policy", framed.policy), *headers))
