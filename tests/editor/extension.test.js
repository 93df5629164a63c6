// Drives the extension with a stand-in for VS Code against the real server; prints what a person would see as JSON.
"use strict";
const fs = require("fs");
const path = require("path");
const Module = require("module");
const { pathToFileURL, fileURLToPath } = require("url");

const [script, root, file, ...command] = process.argv.slice(2);

class Position { constructor(line, character) { Object.assign(this, { line, character }); } }
class Range { constructor(start, end) { Object.assign(this, { start, end }); } }
class Uri {
  constructor(text) { this.text = text; }
  static parse(text) { return new Uri(text); }
  get fsPath() { return fileURLToPath(this.text); }
  toString() { return this.text; }
}
class Named { constructor(...parts) { this.parts = parts; } }
class WorkspaceEdit {
  constructor() { this.edits = []; }
  replace(uri, range, text) { this.edits.push({ uri: uri.toString(), range, text }); }
}

const seen = { diagnostics: new Map(), messages: [], providers: {}, commands: {} };
const listeners = {};
const on = (name) => (listener) => { listeners[name] = listener; return { dispose() {} }; };
const provider = (name) => (...args) => {
  seen.providers[name] = args.find((one) => one && typeof one === "object" && Object.keys(one).some((k) => k.startsWith("provide") && typeof one[k] === "function"));
  return { dispose() {} };
};
const vscode = {
  Position, Range, Uri, WorkspaceEdit,
  CompletionList: class { constructor(items) { this.items = items; } },
  Location: class extends Named {}, MarkdownString: class { constructor(value) { this.value = value; } },
  CompletionItem: class { constructor(label, kind) { Object.assign(this, { label, kind }); } },
  Diagnostic: class { constructor(range, message, severity) { Object.assign(this, { range, message, severity }); } },
  DocumentSymbol: class { constructor(name, detail, kind, range, chosen) { Object.assign(this, { name, kind, range, chosen }); } },
  SymbolInformation: class { constructor(name, kind, where, location) { Object.assign(this, { name, kind }); } },
  CodeAction: class { constructor(title, kind) { Object.assign(this, { title, kind }); } },
  CodeActionKind: { QuickFix: "quickfix" },
  Hover: class { constructor(text, range) { Object.assign(this, { text: text.value, range }); } },
  TextEdit: { replace: (range, text) => ({ range, text }) },
  window: {
    createOutputChannel: () => ({ append: (text) => seen.messages.push(text), appendLine() {}, dispose() {} }),
    showErrorMessage: (text) => seen.messages.push(text),
    showWarningMessage: (text) => seen.messages.push(text),
  },
  workspace: {
    workspaceFolders: [{ uri: Uri.parse(pathToFileURL(root).toString()) }],
    textDocuments: [],
    getConfiguration: () => ({ get: () => command }),
    createFileSystemWatcher: () => ({ onDidCreate: on("create"), onDidChange: on("disk"), onDidDelete: on("delete"), dispose() {} }),
    onDidOpenTextDocument: on("open"), onDidChangeTextDocument: on("change"),
    onDidSaveTextDocument: on("save"), onDidCloseTextDocument: on("close"),
  },
  languages: {
    match: (selector, document) => (document.languageId === "yaml" ? 10 : 0),
    createDiagnosticCollection: () => ({ set: (uri, found) => seen.diagnostics.set(uri.toString(), found), dispose() {} }),
    registerCompletionItemProvider: provider("completion"), registerHoverProvider: provider("hover"),
    registerDefinitionProvider: provider("definition"), registerReferenceProvider: provider("references"),
    registerDocumentSymbolProvider: provider("symbols"), registerWorkspaceSymbolProvider: provider("tasks"),
    registerCodeActionsProvider: provider("actions"), registerDocumentFormattingEditProvider: provider("format"),
  },
  commands: { registerCommand: (name, work) => { seen.commands[name] = work; return { dispose() {} }; } },
};
const load = Module._load;
Module._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));

const until = async (what) => {
  for (let n = 0; n < 600 && !what(); n++) await new Promise((resolve) => setTimeout(resolve, 50));
};

(async () => {
  const extension = require(script);
  let text = fs.readFileSync(path.join(root, file), "utf8");
  const uri = Uri.parse(pathToFileURL(path.join(root, file)).toString());
  const document = { uri, languageId: "yaml", version: 1, getText: () => text };
  const context = { subscriptions: [] };
  await extension.activate(context);
  const said = { messages: seen.messages, commands: Object.keys(seen.commands) };
  if (listeners.open) {
    listeners.open(document);
    text = text.replace("leaders: ", "leaders：");
    document.version = 2;
    listeners.change({ document, contentChanges: [{}] });
    const mine = () => seen.diagnostics.get(uri.toString()) || [];
    await until(() => mine().length);
    said.diagnostics = mine().map((one) => [one.code, one.severity, one.range.start.line]);
    const actions = await seen.providers.actions.provideCodeActions(document, mine()[0].range, {}, undefined);
    said.actions = actions.map((one) => [one.title, one.isPreferred, one.edit.edits.length]);
    const at = (words) => {
      const before = text.slice(0, text.indexOf(words) + words.length);
      return new Position(before.split("\n").length - 1, before.length - before.lastIndexOf("\n") - 1);
    };
    const items = await seen.providers.completion.provideCompletionItems(document, at("unit: 区"), undefined);
    said.completion = items.items.slice(0, 2).map((one) => [one.label.label, one.label.description, one.kind, one.insertText]);
    const hover = await seen.providers.hover.provideHover(document, at("lead_sour"), undefined);
    said.hover = hover.text;
    said.definition = (await seen.providers.definition.provideDefinition(document, at("unit: 区"), undefined)).length;
    text = text.replace("leaders：", "leaders:   ");
    document.version = 3;
    listeners.change({ document, contentChanges: [{}] });
    said.format = await seen.providers.format.provideDocumentFormattingEdits(document, {}, undefined);
    said.symbols = (await seen.providers.symbols.provideDocumentSymbols(document, undefined)).map((one) => one.name);
    listeners.close(document);
  }
  for (const one of context.subscriptions) one.dispose();
  await extension.deactivate();
  process.stdout.write(JSON.stringify(said));
  process.exit(0);
})();
