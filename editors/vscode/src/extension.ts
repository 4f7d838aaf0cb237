// Starts the onrecord server and adds to the editor what the protocol has no words for.
import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  ExecuteCommandRequest,
  LanguageClient,
  LanguageClientOptions,
  Location,
  Position,
  RevealOutputChannelOn,
  State as ClientState,
  StaticFeature,
} from "vscode-languageclient/node";
import { candidates, find } from "./find";
import { QuotesView } from "./view";
import { oneLine, passageAround, Place, progress, Quote, RecordState, Said, speakerOf, State, statusBar, virtualAddress } from "./words";

const t = vscode.l10n.t;
/** Crashes after which the server stays down: whatever ends it so often will do so again. */
const CRASHES = 5;

let client: LanguageClient | undefined;
let context: vscode.ExtensionContext;
let status: vscode.StatusBarItem;
let view: QuotesView;
let log: vscode.LogOutputChannel;
let state: State = { kind: "starting" };
/** What the server is at, by its progress tokens. */
const working = new Map<string | number, string>();
/** The server's `onrecord:` addresses, by how the editor writes them. */
const written = new Map<string, string>();
/** What each draft is held against, as it was last heard. */
const records = new Map<string, RecordState>();
let askAgain: ReturnType<typeof setTimeout> | undefined;
/** Starts and stops follow one another. */
let turn: Promise<void> = Promise.resolve();

export async function activate(the: vscode.ExtensionContext): Promise<void> {
  context = the;
  log = vscode.window.createOutputChannel("On record", { log: true });
  status = vscode.window.createStatusBarItem("onrecord", vscode.StatusBarAlignment.Left);
  status.name = t("On record");
  view = new QuotesView((draft) => execute<Quote[] | null>("onrecord.quotes", [draft.toString()]), isDraft);
  const command = (name: string, run: (...args: never[]) => unknown) =>
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
  command("onrecord.restart", restart);
  command("onrecord.log", () => log.show());
  command("onrecord.install", openInstallPage);
  command("onrecord.readRecord", readRecord);
  command("onrecord.chooseRecord", chooseRecord);
  command("onrecord.addArticle", addArticle);
  command("onrecord.sheet", openSheet);
  command("onrecord.askWhoSaid", () => ask((said) => said.location && open(said.location)));
  command("onrecord.insertQuote", () => ask(insert));
  command("onrecord.refreshQuotes", () => view.refresh(0));
  command("onrecord.open", open);
  context.subscriptions.push(
    log,
    status,
    view,
    vscode.workspace.registerTextDocumentContentProvider("onrecord", { provideTextDocumentContent: virtualText }),
    vscode.languages.onDidChangeDiagnostics(() => {
      show();
      view.refresh();
      askRecord();
    }),
    vscode.window.onDidChangeActiveTextEditor(() => {
      show();
      askRecord();
      view.refresh(0);
    }),
    vscode.workspace.onDidChangeTextDocument((e) => {
      if (isDraft(e.document)) {
        view.refresh();
      }
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      records.delete(document.uri.toString());
      view.refresh();
    }),
    vscode.workspace.onDidChangeConfiguration((e) => {
      if (e.affectsConfiguration("onrecord.server") || e.affectsConfiguration("onrecord.documents")) {
        void restart();
      } else if (e.affectsConfiguration("onrecord")) {
        // The server hears of it too; it needs a moment to read it.
        setTimeout(askRecord, 500);
        view.refresh(1000);
      }
    }),
  );
  await inTurn(start);
}

export async function deactivate(): Promise<void> {
  clearTimeout(askAgain);
  await client?.stop();
}

function inTurn(work: () => Promise<void>): Promise<void> {
  turn = turn.then(work).catch((e) => log.error(e));
  return turn;
}

function setting<T>(name: string, otherwise: T): T {
  return vscode.workspace.getConfiguration("onrecord").get<T>(name) ?? otherwise;
}

function isDraft(document: vscode.TextDocument): boolean {
  return ["file", "untitled"].includes(document.uri.scheme) && setting<string[]>("documents", []).includes(document.languageId);
}

async function start(): Promise<void> {
  become({ kind: "starting" });
  const programs = candidates(setting("server.path", ""), context.extensionPath, os.homedir());
  const found = await find(programs);
  if ("tried" in found) {
    become({ kind: "missing" });
    log.error(`no server; tried: ${found.tried.join(", ")}`);
    // Not waited for: the question may stand open all day.
    void tellMissing(found.tried);
    return;
  }
  log.info(`${found.version}: ${found.command}`);
  client = new LanguageClient("onrecord", "On record", { command: found.command, args: ["lsp"] }, options());
  client.onDidChangeState((e) => {
    if (e.newState === ClientState.Stopped) {
      working.clear();
      become({ kind: "stopped" });
    } else if (e.newState === ClientState.Running) {
      become({ kind: "running", findings: 0 });
      askRecord();
    }
  });
  client.registerFeature(virtualDocuments);
  try {
    await client.start();
  } catch (e) {
    become({ kind: "stopped" });
    log.error(String(e));
  }
}

function options(): LanguageClientOptions {
  const crashes: number[] = [];
  return {
    documentSelector: setting<string[]>("documents", []).flatMap((language) => [
      { language, scheme: "file" },
      { language, scheme: "untitled" },
    ]),
    outputChannel: log,
    // A request that a restart cut off is for the log; what a user must know is told by `errorHandler` and the server.
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    uriConverters: { code2Protocol: (uri) => written.get(uri.toString()) ?? uri.toString(), protocol2Code: parse },
    synchronize: { configurationSection: "onrecord" },
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue }),
      closed: () => {
        const recent = crashes.filter((at) => at > Date.now() - 180_000);
        crashes.splice(0, crashes.length, ...recent, Date.now());
        if (crashes.length < CRASHES) {
          return { action: CloseAction.Restart };
        }
        return { action: CloseAction.DoNotRestart, message: t("The server ended {0} times within three minutes. The log says more.", CRASHES) };
      },
    },
    middleware: {
      handleWorkDoneProgress: (token, value, next) => {
        const done = progress(value);
        if (done === null) {
          working.delete(token);
        } else {
          working.set(token, done);
        }
        show();
        next(token, value);
      },
      // The server names the places of a lens; the editor has a list for them.
      executeCommand: (name, args, next) => {
        if (name !== "onrecord.sources" || !client) {
          return next(name, args);
        }
        const [uri, position, places] = args as [string, Position, Location[]];
        const convert = client.protocol2CodeConverter;
        return vscode.commands.executeCommand(
          "editor.action.showReferences",
          vscode.Uri.parse(uri),
          convert.asPosition(position),
          places.map((place) => convert.asLocation(place)),
        );
      },
    },
  };
}

async function tellMissing(tried: string[]): Promise<void> {
  const install = t("How to install it");
  const settings = t("Open the settings");
  const told = t("The program onrecord cannot be run (tried: {0}). Drafts are not checked.", tried.join(", "));
  const chosen = await vscode.window.showErrorMessage(told, install, settings);
  if (chosen === install) {
    await openInstallPage();
  } else if (chosen === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "onrecord.server.path");
  }
}

/** Comes with the extension, so that it is there without a network and fits this version. */
async function openInstallPage(): Promise<void> {
  const page = vscode.Uri.joinPath(context.extensionUri, "media", "install.md");
  try {
    await vscode.commands.executeCommand("markdown.showPreview", page);
  } catch {
    // Markdown's preview is an extension too, and may be off.
    await vscode.window.showTextDocument(page);
  }
}

function restart(): Promise<void> {
  return inTurn(async () => {
    const old = client;
    client = undefined;
    working.clear();
    await old?.dispose().catch((e) => log.warn(String(e)));
    await start();
  });
}

function become(next: State): void {
  state = next;
  void vscode.commands.executeCommand("setContext", "onrecord.state", next.kind);
  show();
  view.refresh();
}

/** The server's state and the number of findings in the draft at hand. */
function show(): void {
  const document = vscode.window.activeTextEditor?.document;
  const [reading] = working.values();
  let now = state;
  if (state.kind === "running" && reading !== undefined) {
    now = { kind: "reading", done: reading };
  } else if (state.kind === "running") {
    if (!document || !isDraft(document)) {
      status.hide();
      return;
    }
    const findings = vscode.languages.getDiagnostics(document.uri).filter((d) => d.source === "onrecord").length;
    now = { kind: "running", findings, record: records.get(document.uri.toString()) };
  }
  const { icon, text, tooltip } = statusBar(now, t);
  const commands = { starting: "onrecord.log", reading: "onrecord.log", missing: "onrecord.install", stopped: "onrecord.restart", running: "onrecord.sheet" };
  const record = now.kind === "running" ? now.record?.record : undefined;
  status.text = `$(${icon}) ${text}`;
  status.tooltip = tooltip;
  status.command = record === "none" ? "onrecord.chooseRecord" : record === "broken" || record === "opening" ? "onrecord.log" : commands[now.kind];
  status.accessibilityInformation = { label: `${t("On record")}: ${text}. ${tooltip}`, role: "button" };
  const bad = now.kind === "missing" || now.kind === "stopped";
  status.backgroundColor = bad ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
  status.show();
}

/** Asks what the draft at hand is held against, when that may have changed. */
function askRecord(): void {
  const document = vscode.window.activeTextEditor?.document;
  if (!document || !isDraft(document)) {
    return;
  }
  const uri = document.uri.toString();
  void execute<RecordState>("onrecord.recordState", [uri]).then(
    (answer) => {
      if (answer) {
        records.set(uri, answer);
        // Nothing more may come of its own.
        if (answer.record === "opening" || answer.record === "broken") {
          clearTimeout(askAgain);
          askAgain = setTimeout(askRecord, answer.record === "opening" ? 1000 : 5000);
        }
        show();
      }
    },
    // An edit came in between, or an older server.
    () => undefined,
  );
}

async function execute<T>(command: string, args: unknown[]): Promise<T | undefined> {
  if (client?.state !== ClientState.Running) {
    return undefined;
  }
  return client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args }) as Promise<T | undefined>;
}

/** For commands that somebody gave: what stands in their way is told. */
async function executeOrTell<T>(command: string, args: unknown[]): Promise<T | undefined> {
  if (client?.state !== ClientState.Running) {
    void vscode.window.showWarningMessage(t("The server is not running."));
    return undefined;
  }
  try {
    return await execute<T>(command, args);
  } catch (e) {
    const choose = t("Choose the record's folders");
    const reason = e instanceof Error ? e.message : String(e);
    void vscode.window.showWarningMessage(t("On record: {0}.", reason), ...(reason.includes("configured") ? [choose] : [])).then((chosen) =>
      chosen ? vscode.commands.executeCommand("onrecord.chooseRecord") : undefined,
    );
    return undefined;
  }
}

/** An address of the server's, remembered as it wrote it: the editor writes the same one otherwise. */
function parse(uri: string): vscode.Uri {
  const parsed = vscode.Uri.parse(uri);
  if (parsed.scheme === "onrecord") {
    written.set(parsed.toString(), uri);
  }
  return parsed;
}

/** Tells the server that `onrecord:` addresses are opened here, so that an article out of an archive comes by itself. */
const virtualDocuments: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    const workspace = (capabilities.workspace ??= {}) as Record<string, unknown>;
    workspace.textDocumentContent = {};
  },
  initialize: () => undefined,
  getState: () => ({ kind: "static" }),
  clear: () => undefined,
};

async function virtualText(uri: vscode.Uri): Promise<string> {
  // One that is open since before a reload was written by another session's server.
  const address = written.get(uri.toString()) ?? virtualAddress(uri);
  const answer = await client?.sendRequest<{ text: string } | null>("workspace/textDocumentContent", { uri: address });
  return answer?.text ?? t("The server has nothing here any more.");
}

async function readRecord(): Promise<void> {
  await executeOrTell("onrecord.reindex", []);
}

/** The draft at hand; that there is none is told. */
function draftOrTell(): vscode.TextDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document && isDraft(document)) {
    return document;
  }
  void vscode.window.showInformationMessage(t("Open a draft first."));
  return undefined;
}

/** The record has a copy of the article from now on; other drafts are held against it. */
async function addArticle(): Promise<void> {
  const article = draftOrTell();
  const copy = article && (await executeOrTell<string>("onrecord.addToRecord", [article.uri.toString()]));
  if (copy) {
    const file = parse(copy);
    const show = t("Show it");
    const told = t("On record now: {0}", vscode.workspace.asRelativePath(file));
    if ((await vscode.window.showInformationMessage(told, show)) === show) {
      await vscode.window.showTextDocument(file);
    }
  }
}

async function openSheet(): Promise<void> {
  const draft = draftOrTell();
  const uri = draft && (await executeOrTell<string>("onrecord.factCheckSheet", [draft.uri.toString()]));
  if (uri) {
    const document = await vscode.workspace.openTextDocument(parse(uri));
    await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
  }
}

/** Who said the selected words, or words to be typed; what is chosen goes to `then`. */
async function ask(then: (said: Said, draft: vscode.TextEditor | undefined) => unknown): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor && oneLine(editor.document.getText(editor.selection));
  const words = selected || (await vscode.window.showInputBox({ prompt: t("Some words of the quote"), title: t("Who said this?") }));
  if (!words) {
    return;
  }
  const found = await executeOrTell<Said[]>("onrecord.whoSaid", [words, editor?.document.uri.toString()]);
  if (!found) {
    return;
  }
  if (found.length === 0) {
    void vscode.window.showInformationMessage(t("Nobody on record said that."));
    return;
  }
  const items = found.map((said) => ({
    label: speakerOf(said, t),
    description: said.credit,
    detail: passageAround(said),
    said,
  }));
  const title = then === insert ? t("Insert a quote with its source") : t("Who said this?");
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: words, matchOnDetail: true, matchOnDescription: true });
  if (chosen) {
    await then(chosen.said, editor);
  }
}

/** `beside` the draft, and without leaving the list that led here. */
async function open(place: Place, beside = false, preserveFocus = false): Promise<void> {
  const { start, end } = place.range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  const viewColumn = beside && vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : undefined;
  const uri = parse(place.uri);
  const shown = vscode.window.visibleTextEditors.find((e) => e.document.uri.toString() === uri.toString());
  await vscode.window.showTextDocument(uri, { selection, preserveFocus, viewColumn: shown?.viewColumn ?? viewColumn });
}

/** In place of the selection: the record's own words, who said them and where. */
async function insert(said: Said, draft: vscode.TextEditor | undefined): Promise<void> {
  if (!draft || !said.insert || draft.document.isClosed) {
    void vscode.window.showInformationMessage(t("Open a draft first."));
    return;
  }
  const text = said.insert;
  const editor = await vscode.window.showTextDocument(draft.document, draft.viewColumn);
  await editor.edit((edit) => edit.replace(draft.selection, text));
  editor.selection = new vscode.Selection(editor.selection.end, editor.selection.end);
}

async function chooseRecord(): Promise<void> {
  // Most systems' dialogs show either folders or files.
  const folders = t("Folders of articles");
  const files = t("Files: an archive in JSON Lines, single articles");
  const title = t("Choose the record's folders");
  const kind = await vscode.window.showQuickPick([folders, files], { title });
  if (!kind) {
    return;
  }
  const places = await vscode.window.showOpenDialog({
    canSelectFiles: kind === files,
    canSelectFolders: kind === folders,
    canSelectMany: true,
    title,
    openLabel: t("Use as record"),
  });
  if (!places?.length) {
    return;
  }
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  // Within the workspace by their place in it, so that the setting is right on a colleague's machine too.
  const paths = places.map(({ fsPath }) => {
    const inside = root && path.relative(root, fsPath);
    return inside && !inside.startsWith("..") && !path.isAbsolute(inside) ? inside.split(path.sep).join("/") : fsPath;
  });
  const target = root ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  const configuration = vscode.workspace.getConfiguration("onrecord");
  const known = configuration.get<string[]>("record.paths") ?? [];
  let wanted = paths;
  if (known.length > 0) {
    const add = t("Add");
    const replace = t("Replace");
    const asked = t("There is a record already: {0}", known.join(", "));
    const answer = await vscode.window.showInformationMessage(asked, { modal: true }, add, replace);
    if (!answer) {
      return;
    }
    wanted = answer === add ? [...new Set([...known, ...paths])] : paths;
  }
  await configuration.update("record.paths", wanted, target);
}
