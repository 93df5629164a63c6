"""The server: what the editor says goes to a ``Desk``, what the desk says goes back.

A change only stores the text; the file is judged once typing pauses. Rules that compare tasks run on opening and
saving, beside the typing, in a thread of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from cli import findings
from cli.languageserver import convert
from cli.languageserver.convert import TextMap
from ledger import store, yamlfile
from ledger.checks import layout
from ledger.diagnostics import Diagnostic
from ledger.editor import fixes, hover, links, offers
from ledger.editor.desk import Desk, kind_of
from ledger.errors import EditRefused, FileRefused, LedgerError, NotFound

PAUSE = 0.2
"""Seconds without a key press after which a changed file is judged."""
REWRITE = "taizhang.rewriteFile"
LARGE = 200_000
"""Longer texts (characters) are judged beside the typing, too."""


class Server(LanguageServer):
    """One editor window: its open files, and a desk for each repository they lie in."""

    def __init__(self, version: str) -> None:
        super().__init__("taizhang", version, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.desks: dict[Path, Desk] = {}
        self.open: dict[str, tuple[Desk, str]] = {}
        self.told: dict[str, list[Diagnostic]] = {}
        """What was last said of each open file, so that its fixes can be offered."""
        self._versions: dict[str, int] = {}
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._reviews: dict[tuple[Path, str], asyncio.Task[None]] = {}
        self._again: set[tuple[Path, str]] = set()

    @property
    def encoding(self) -> str:
        """How positions count: UTF-16 unless the client prefers otherwise."""
        return str(getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding) or "utf-16")

    def report_server_error(self, error: Exception, source: Any) -> None:
        """A bug, said in Chinese; the editor goes on without this answer. A failed request answers for itself."""
        if source is not FeatureRequestError:
            said = f"台账的语言服务器出错（程序的问题，不是您的）：{type(error).__name__}: {error}"
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, said))

    # -------------------------------------------------------------- which file is meant

    def place(self, uri: str) -> tuple[Desk, str] | None:
        """The desk and the path in the repository of a file; ``None`` for a file of no ledger."""
        if uri in self.open:
            return self.open[uri]
        full = to_fs_path(uri)
        if not full or "\0" in full:
            return None
        try:
            root = store.find_root(_existing(Path(full)))
            path = _real(Path(full)).relative_to(root).as_posix()
        except (NotFound, ValueError, OSError):
            return None
        if not kind_of(path):
            return None
        return self.desks.setdefault(root, Desk(root)), path

    def uri(self, desk: Desk, path: str) -> str:
        """The URI of a file: the one the editor uses, if it is open."""
        for known, (of, open_path) in self.open.items():
            if of is desk and open_path == path:
                return known
        return from_fs_path(str(desk.root / path)) or ""

    def map(self, desk: Desk, path: str) -> TextMap:
        """Offsets and positions of a file as it is now."""
        return TextMap(desk.text(path) or "", self.encoding)

    # -------------------------------------------------------------- what comes in

    def opened(self, uri: str, text: str, version: int) -> None:
        """A file was opened: judge it at once, then the ledger around it."""
        at = self.place(uri)
        if at is None:
            return
        self._versions[uri] = version
        self.open[uri] = at
        at[0].put(at[1], text)
        self.judge(uri)
        self.review(*at)

    def changed(self, uri: str, text: str, version: int) -> None:
        """A key press: the text is stored, everything else waits for a pause."""
        at = self.open.get(uri)
        if at is None:
            return
        self._versions[uri] = version
        at[0].put(at[1], text)
        if uri in self._waiting:
            self._waiting.pop(uri).cancel()
        self._waiting[uri] = asyncio.get_running_loop().call_later(PAUSE, self.judge, uri)

    def saved(self, uri: str) -> None:
        """A file was saved: the rules that compare tasks are asked again."""
        at = self.open.get(uri)
        if at is not None:
            self.judge(uri)
            self.review(*at)

    def closed(self, uri: str) -> None:
        """A file was closed: its findings go, the file on disk counts again."""
        at = self.open.pop(uri, None)
        if uri in self._waiting:
            self._waiting.pop(uri).cancel()
        self.told.pop(uri, None)
        self._versions.pop(uri, None)
        if at is not None:
            at[0].drop(at[1])
            self._publish(uri, [])

    def others_changed(self, uris: list[str]) -> None:
        """Files changed on disk (a pull, another program): the ledgers around open files are looked at again."""
        touched = {(at[0].root, _ledger(at[1])) for uri in uris if (at := self.place(uri))}
        for desk, path in list(self.open.values()):
            if (desk.root, _ledger(path)) in touched:
                self.review(desk, path)

    # -------------------------------------------------------------- what goes out

    def judge(self, uri: str) -> None:
        """Find what is wrong with one open file and tell the editor; very long texts are left to a thread."""
        self._waiting.pop(uri, None)
        at = self.open.get(uri)
        if at is None:
            return
        desk, path = at
        if len(desk.buffers.get(path, "")) > LARGE:
            self._beside(self._judge_beside(uri, desk, path))
        else:
            self._tell(uri, desk, path, desk.judge(path))

    async def _judge_beside(self, uri: str, desk: Desk, path: str) -> None:
        text = desk.buffers.get(path)
        found = await asyncio.to_thread(desk.judge, path)
        if self.open.get(uri) == (desk, path) and desk.buffers.get(path) is text:
            self._tell(uri, desk, path, found)

    def _tell(self, uri: str, desk: Desk, path: str, found: list[Diagnostic]) -> None:
        self.told[uri] = found
        text = desk.text(path) or ""
        if len(text) > yamlfile.MAX_BYTES:
            text = ""  # such a file is not read, and what is said of it stands at its beginning
        places = TextMap(text, self.encoding)
        placed = findings.place(found, lambda file: text.removeprefix("\ufeff") if file == path else None)
        self._publish(uri, [convert.diagnostic(one, places) for one in placed])

    def _publish(self, uri: str, found: list[types.Diagnostic]) -> None:
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, self._versions.get(uri)))

    def review(self, desk: Desk, path: str) -> None:
        """Ask about the whole ledger in a thread; one review at a time, and one more if something came between."""
        key = (desk.root, _ledger(path))
        if not key[1]:
            return
        if key in self._reviews:
            self._again.add(key)
            return
        self._reviews[key] = self._beside(self._review(desk, key))

    async def _review(self, desk: Desk, key: tuple[Path, str]) -> None:
        try:
            await asyncio.to_thread(desk.review, key[1])
        except LedgerError as failure:
            self.window_log_message(types.LogMessageParams(types.MessageType.Warning, failure.message))
        finally:
            del self._reviews[key]
        for uri, (of, path) in list(self.open.items()):
            if of is desk and _ledger(path) == key[1] and uri not in self._waiting:
                self.judge(uri)
        if key in self._again:
            self._again.discard(key)
            self.review(desk, f"{store.FOLDER}/{key[1]}/{store.CONFIG}")

    def _beside(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        return task

    # -------------------------------------------------------------- code actions

    def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """The fixes of the findings in a range."""
        at, uri = self.place(params.text_document.uri), params.text_document.uri
        if at is None:
            return []
        desk, path = at
        text = desk.text(path) or ""
        places = TextMap(text, self.encoding)
        told = self.told.get(uri, [])
        found: list[types.CodeAction] = []
        for item in findings.place(told, lambda file: text.removeprefix("\ufeff") if file == path else None):
            shown = convert.diagnostic(item, places)
            if not _touches(shown.range, params.range):
                continue
            for fix in fixes.of(desk, path, item.finding):
                found.append(self._action(desk, uri, fix, shown))
        wanted = params.context.only
        return [one for one in found if not wanted or any(_is_kind(one.kind, kind) for kind in wanted)]

    def _action(self, desk: Desk, uri: str, fix: fixes.Fix, shown: types.Diagnostic) -> types.CodeAction:
        action = types.CodeAction(
            fix.title, kind=types.CodeActionKind.QuickFix, diagnostics=[shown], is_preferred=fix.sure or None
        )
        if fix.rewrite:
            action.command = types.Command(fix.title, REWRITE, arguments=[uri])
            return action
        changes: dict[str, list[types.TextEdit]] = {}
        for file, after in fix.texts.items():
            edit = convert.edit(desk.text(file) or "", after, self.encoding)
            if edit:
                changes[self.uri(desk, file)] = [edit]
        action.edit = types.WorkspaceEdit(changes=changes)
        return action

    def rewrite(self, uri: str) -> None:
        """Write a file anew as UTF-8 with ``\\n``; refused while the editor holds unsaved changes."""
        at = self.place(uri)
        if at is None:
            return
        desk, path = at
        try:
            data = desk.tree.disk.read(path)
            after = fixes.rewritten(data)
            if after is None:
                raise FileRefused(f"{path} 认不出是什么编码", "用记事本打开，另存为 UTF-8")
            text = desk.buffers.get(path)
            if text is not None and "\ufffd" not in text and _plain(text) != after.decode("utf-8"):
                raise FileRefused(f"{path} 有没保存的改动", "先保存，再用一次")
            store.write_bytes(desk.root / path, after)
        except LedgerError as failure:
            self.warn(failure)

    def warn(self, failure: LedgerError) -> None:
        """Show a failure to the person at the editor."""
        said = f"{failure.message}。{failure.hint}" if failure.hint else failure.message
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, said))


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _ledger(path: str) -> str:
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else ""


def _existing(path: Path) -> Path:
    """The nearest folder above a file that exists: a deleted file still belongs to its ledger."""
    for folder in path.parents:
        if folder.is_dir():
            return folder
    raise NotFound(f"没有这个目录：{path.parent}")


def _real(path: Path) -> Path:
    """The path with its folder resolved; the file itself may be gone or be a link."""
    return _existing(path).resolve() / path.relative_to(_existing(path))


def _touches(one: types.Range, other: types.Range) -> bool:
    # a whole line counts, so that the lamp shows wherever the cursor is in it
    return one.start.line <= other.end.line and other.start.line <= one.end.line


def _is_kind(kind: types.CodeActionKind | str | None, wanted: types.CodeActionKind | str) -> bool:
    have, want = (str(getattr(one, "value", one) or "") for one in (kind, wanted))
    return not want or have == want or have.startswith(want + ".")


def make(version: str) -> Server:
    """A server with every feature registered."""
    server = Server(version)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        server.opened(document.uri, document.text, document.version)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.changed(uri, server.workspace.get_text_document(uri).source, params.text_document.version)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        server.saved(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.closed(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_files(params: types.DidChangeWatchedFilesParams) -> None:
        server.others_changed([change.uri for change in params.changes])

    @server.feature(types.INITIALIZED)
    def initialized(params: types.InitializedParams) -> None:
        _watch(server)

    _register_reading(server)
    _register_writing(server)
    return server


def _watch(server: Server) -> None:
    """Ask the client to tell of ledger files that change on disk, where it can."""
    workspace = server.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace else None
    if watching and watching.dynamic_registration:
        patterns = [types.FileSystemWatcher(f"**/{store.FOLDER}/**/*.yaml")]
        options = types.DidChangeWatchedFilesRegistrationOptions(patterns)
        registration = types.Registration("taizhang-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        server.client_register_capability(types.RegistrationParams([registration]))


def _register_reading(server: Server) -> None:
    trigger = types.CompletionOptions(trigger_characters=[" ", "[", "{", ",", "-", ":"])

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, trigger)
    def completion(params: types.CompletionParams) -> types.CompletionList | None:
        at = server.place(params.text_document.uri)
        if at is None:
            return None
        places = server.map(*at)
        found = offers.at(*at, places.offset(params.position))
        # asked again with every letter: which offers fit is decided here
        return types.CompletionList(True, [convert.item(offer, n, places) for n, offer in enumerate(found)])

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def show(params: types.HoverParams) -> types.Hover | None:
        at = server.place(params.text_document.uri)
        if at is None:
            return None
        places = server.map(*at)
        found = hover.at(*at, places.offset(params.position))
        pages = _pages(server, params.text_document.uri, at, places, params.position)
        texts = [*([found.text] if found else []), *pages]
        if not texts:
            return None
        shown = types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(texts))
        return types.Hover(shown, places.range(found.start, found.end) if found else None)

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(params: types.DefinitionParams) -> list[types.Location]:
        return _spots(server, params.text_document.uri, params.position, links.definition)

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def references(params: types.ReferenceParams) -> list[types.Location]:
        return _spots(server, params.text_document.uri, params.position, links.references)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outline(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        at = server.place(params.text_document.uri)
        if at is None:
            return []
        places = server.map(*at)
        return [convert.symbol(entry, places) for entry in links.outline(*at)]

    @server.feature(types.WORKSPACE_SYMBOL)
    def tasks(params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        zero = types.Range(types.Position(0, 0), types.Position(0, 0))
        return [
            types.WorkspaceSymbol(
                types.Location(server.uri(desk, spot.file), zero), name, types.SymbolKind.File, container_name=spot.file
            )
            for desk in server.desks.values()
            for name, spot in links.tasks(desk, params.query)
        ]


def _pages(server: Server, uri: str, at: tuple[Desk, str], places: TextMap, position: types.Position) -> list[str]:
    """The pages of the rules whose findings stand at a position."""
    text = places.text.removeprefix("\ufeff")
    placed = findings.place(server.told.get(uri, []), lambda file: text if file == at[1] else None)
    codes = []
    for item in placed:
        shown = places.of(item.where)
        if shown.start <= position <= shown.end:
            codes.append(item.finding.code)
    return [page for code in dict.fromkeys(codes) if (page := convert.explained(code))]


def _spots(server: Server, uri: str, position: types.Position, look: Any) -> list[types.Location]:
    at = server.place(uri)
    if at is None:
        return []
    desk, path = at
    found = look(desk, path, server.map(desk, path).offset(position))
    return [types.Location(server.uri(desk, spot.file), server.map(desk, spot.file).of(spot.where)) for spot in found]


def _register_writing(server: Server) -> None:
    kinds = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        return server.actions(params)

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    def formatting(params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        at = server.place(params.text_document.uri)
        if at is None or kind_of(at[1]) not in ("task", "ledger"):
            return []
        before = at[0].text(at[1]) or ""
        try:
            after = layout.canonical(at[1], before.encode("utf-8", "surrogatepass")).decode("utf-8")
        except (EditRefused, FileRefused) as failure:
            server.warn(failure)
            return []
        edit = convert.edit(before, after, server.encoding)
        return [edit] if edit else []

    @server.command(REWRITE)
    def rewrite(uri: str) -> None:
        server.rewrite(uri)


def serve(version: str) -> None:
    """Talk to an editor over stdin and stdout until it says goodbye."""
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR)
    out = sys.stdout.buffer
    # whatever else prints must not get between the messages
    with contextlib.redirect_stdout(sys.stderr):
        try:
            make(version).start_io(sys.stdin.buffer, out)
        except MemoryError as failure:  # what the head of a message announces is asked for at once
            raise LedgerError(
                "编辑器发来的消息太大，放不下", "重新启动语言服务器；再出现就更新编辑器的扩展"
            ) from failure
