// The client for VS Code: starts `taizhang lsp` and hands its answers to the editor. No dependencies, so that it
// can be installed from a file on a machine without network.
"use strict";
const vscode = require("vscode");
const { spawn } = require("child_process");

const SELECTOR = { scheme: "file", language: "yaml", pattern: "**/tasks/**" };

class Server {
  constructor(command, args, cwd, log) {
    this.number = 0;
    this.waiting = new Map();
    this.handlers = new Map();
    this.buffer = Buffer.alloc(0);
    this.process = spawn(command, args, { cwd, windowsHide: true });
    this.process.stdout.on("data", (data) => this.take(data));
    this.process.stderr.on("data", (data) => log(data.toString("utf8")));
    this.gone = new Promise((resolve) => {
      this.process.on("error", (error) => resolve(error));
      this.process.on("exit", (code) => resolve(code));
    });
    this.process.stdin.on("error", () => {});
    this.dead = false;
    this.gone.then(() => {
      this.dead = true;
      for (const { resolve } of this.waiting.values()) resolve(null);
      this.waiting.clear();
    });
  }

  send(message) {
    if (this.dead) return;
    const data = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }), "utf8");
    this.process.stdin.write(`Content-Length: ${data.length}\r\n\r\n`);
    this.process.stdin.write(data);
  }

  notify(method, params) {
    this.send({ method, params });
  }

  request(method, params, token) {
    if (this.dead) return Promise.resolve(null);
    const id = ++this.number;
    if (token) token.onCancellationRequested(() => this.notify("$/cancelRequest", { id }));
    return new Promise((resolve) => {
      this.waiting.set(id, { resolve });
      this.send({ id, method, params });
    });
  }

  take(data) {
    this.buffer = Buffer.concat([this.buffer, data]);
    for (;;) {
      const end = this.buffer.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: *(\d+)/i.exec(this.buffer.toString("ascii", 0, end))[1]);
      if (this.buffer.length < end + 4 + length) return;
      const message = JSON.parse(this.buffer.toString("utf8", end + 4, end + 4 + length));
      this.buffer = this.buffer.subarray(end + 4 + length);
      this.answer(message);
    }
  }

  answer(message) {
    if (message.method && message.id !== undefined) {
      this.send({ id: message.id, result: null });
    } else if (message.method) {
      const handler = this.handlers.get(message.method);
      if (handler) handler(message.params);
    } else {
      const waiting = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      // a request that failed has no answer: the editor shows nothing
      if (waiting) waiting.resolve(message.error ? null : message.result);
    }
  }
}

const position = (one) => new vscode.Position(one.line, one.character);
const range = (one) => new vscode.Range(position(one.start), position(one.end));
const location = (one) => new vscode.Location(vscode.Uri.parse(one.uri), range(one.range));
const markdown = (text) => new vscode.MarkdownString(text);

function completion(one) {
  // what a word means stands beside it in every line, not only in the chosen one
  const label = one.labelDetails ? { label: one.label, description: one.labelDetails.description } : one.label;
  const item = new vscode.CompletionItem(label, (one.kind || 1) - 1);
  item.range = range(one.textEdit.range);
  item.insertText = one.textEdit.newText;
  item.filterText = one.filterText;
  item.sortText = one.sortText;
  item.detail = one.detail;
  item.preselect = one.preselect;
  if (one.documentation) item.documentation = one.documentation;
  return item;
}

function diagnostic(one) {
  const shown = new vscode.Diagnostic(range(one.range), one.message, one.severity - 1);
  shown.code = one.code;
  shown.source = one.source;
  shown.tags = one.tags;
  return shown;
}

function symbol(one) {
  const shown = new vscode.DocumentSymbol(
    one.name, one.detail || "", one.kind - 1, range(one.range), range(one.selectionRange)
  );
  shown.children = (one.children || []).map(symbol);
  return shown;
}

function action(one) {
  const shown = new vscode.CodeAction(one.title, vscode.CodeActionKind.QuickFix);
  shown.isPreferred = Boolean(one.isPreferred);
  shown.diagnostics = (one.diagnostics || []).map(diagnostic);
  if (one.command) shown.command = one.command;
  if (one.edit) {
    shown.edit = new vscode.WorkspaceEdit();
    for (const [uri, edits] of Object.entries(one.edit.changes)) {
      for (const edit of edits) shown.edit.replace(vscode.Uri.parse(uri), range(edit.range), edit.newText);
    }
  }
  return shown;
}

let server = null;

async function activate(context) {
  const output = vscode.window.createOutputChannel("台账");
  const settings = vscode.workspace.getConfiguration("taizhang");
  const [command, ...args] = settings.get("command") || ["taizhang", "lsp", "--stdio"];
  const folder = (vscode.workspace.workspaceFolders || [])[0];
  server = new Server(command, args, folder && folder.uri.fsPath, (text) => output.append(text));
  const running = server;
  let stopped = false;
  running.gone.then((why) => {
    if (stopped) return;
    vscode.window.showErrorMessage(
      why instanceof Error
        ? `没有启动台账的语言服务器：找不到“${command}”。装好 taizhang[lsp]，或在设置 taizhang.command 里写明它在哪里。`
        : "台账的语言服务器停了（详情见输出窗口“台账”）。先在终端里运行 taizhang lsp --check 看看。"
    );
  });
  const answer = await running.request("initialize", {
    processId: process.pid,
    rootUri: folder ? folder.uri.toString() : null,
    capabilities: { general: { positionEncodings: ["utf-16"] } },
  });
  if (!answer) return;
  running.notify("initialized", {});

  const found = vscode.languages.createDiagnosticCollection("taizhang");
  running.handlers.set("textDocument/publishDiagnostics", (params) =>
    found.set(vscode.Uri.parse(params.uri), params.diagnostics.map(diagnostic))
  );
  running.handlers.set("window/showMessage", (params) => vscode.window.showWarningMessage(params.message));
  running.handlers.set("window/logMessage", (params) => output.appendLine(params.message));

  const ours = (document) => vscode.languages.match(SELECTOR, document) > 0;
  const name = (document) => ({ uri: document.uri.toString() });
  const at = (document, place) => ({
    textDocument: name(document),
    position: { line: place.line, character: place.character },
  });
  const open = (document) => {
    if (!ours(document)) return;
    const text = document.getText();
    running.notify("textDocument/didOpen", {
      textDocument: { ...name(document), languageId: "yaml", version: document.version, text },
    });
  };
  const watcher = vscode.workspace.createFileSystemWatcher("**/tasks/**/*.yaml");
  const changed = (uri, type) =>
    running.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uri.toString(), type }] });

  context.subscriptions.push(
    output,
    found,
    watcher,
    watcher.onDidCreate((uri) => changed(uri, 1)),
    watcher.onDidChange((uri) => changed(uri, 2)),
    watcher.onDidDelete((uri) => changed(uri, 3)),
    vscode.workspace.onDidOpenTextDocument(open),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (!ours(document) || contentChanges.length === 0) return;
      running.notify("textDocument/didChange", {
        textDocument: { ...name(document), version: document.version },
        contentChanges: [{ text: document.getText() }],
      });
    }),
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (ours(document)) running.notify("textDocument/didSave", { textDocument: name(document) });
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (ours(document)) running.notify("textDocument/didClose", { textDocument: name(document) });
    }),
    vscode.languages.registerCompletionItemProvider(
      SELECTOR,
      {
        provideCompletionItems: async (document, place, token) => {
          const list = await running.request("textDocument/completion", at(document, place), token);
          return list ? new vscode.CompletionList(list.items.map(completion), list.isIncomplete) : [];
        },
      },
      ...answer.capabilities.completionProvider.triggerCharacters
    ),
    vscode.languages.registerHoverProvider(SELECTOR, {
      provideHover: async (document, place, token) => {
        const shown = await running.request("textDocument/hover", at(document, place), token);
        return shown && new vscode.Hover(markdown(shown.contents.value), shown.range ? range(shown.range) : undefined);
      },
    }),
    vscode.languages.registerDefinitionProvider(SELECTOR, {
      provideDefinition: async (document, place, token) =>
        ((await running.request("textDocument/definition", at(document, place), token)) || []).map(location),
    }),
    vscode.languages.registerReferenceProvider(SELECTOR, {
      provideReferences: async (document, place, context_, token) => {
        const params = { ...at(document, place), context: { includeDeclaration: true } };
        return ((await running.request("textDocument/references", params, token)) || []).map(location);
      },
    }),
    vscode.languages.registerDocumentSymbolProvider(SELECTOR, {
      provideDocumentSymbols: async (document, token) =>
        ((await running.request("textDocument/documentSymbol", { textDocument: name(document) }, token)) || []).map(
          symbol
        ),
    }),
    vscode.languages.registerWorkspaceSymbolProvider({
      provideWorkspaceSymbols: async (query, token) =>
        ((await running.request("workspace/symbol", { query }, token)) || []).map(
          (one) => new vscode.SymbolInformation(one.name, one.kind - 1, one.containerName || "", location(one.location))
        ),
    }),
    vscode.languages.registerCodeActionsProvider(
      SELECTOR,
      {
        provideCodeActions: async (document, where, context_, token) => {
          const params = {
            textDocument: name(document),
            range: { start: { ...at(document, where.start).position }, end: { ...at(document, where.end).position } },
            context: { diagnostics: [] },
          };
          return ((await running.request("textDocument/codeAction", params, token)) || []).map(action);
        },
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }
    ),
    vscode.languages.registerDocumentFormattingEditProvider(SELECTOR, {
      provideDocumentFormattingEdits: async (document, options, token) => {
        const params = { textDocument: name(document), options: { tabSize: 2, insertSpaces: true } };
        const edits = (await running.request("textDocument/formatting", params, token)) || [];
        return edits.map((edit) => vscode.TextEdit.replace(range(edit.range), edit.newText));
      },
    }),
    ...answer.capabilities.executeCommandProvider.commands.map((one) =>
      vscode.commands.registerCommand(one, (...given) =>
        running.request("workspace/executeCommand", { command: one, arguments: given })
      )
    ),
    {
      dispose: () => {
        stopped = true;
      },
    }
  );
  vscode.workspace.textDocuments.forEach(open);
}

async function deactivate() {
  if (!server) return;
  const last = server;
  server = null;
  await last.request("shutdown", null);
  last.notify("exit", null);
}

module.exports = { activate, deactivate };
