// Starts the onrecord server and adds to the editor what the protocol has no words for.
import * as cp from "node:child_process";
import * as vscode from "vscode";
import {
  ExecuteCommandRequest,
  LanguageClient,
  LanguageClientOptions,
  Location,
  Position,
  ServerOptions,
  State,
} from "vscode-languageclient/node";

let client: LanguageClient | undefined;
let status: vscode.StatusBarItem;

/** A place on record where somebody said the words asked for. */
interface Said {
  speaker: string | null;
  text: string;
  passage: string;
  credit: string;
  title: string | null;
  location: Location | null;
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  status = vscode.window.createStatusBarItem("onrecord", vscode.StatusBarAlignment.Left);
  status.name = vscode.l10n.t("On record");
  status.command = "onrecord.sheet";
  const command = (name: string, run: (...args: never[]) => unknown) =>
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
  command("onrecord.restart", restart);
  command("onrecord.log", () => client?.outputChannel.show());
  command("onrecord.readRecord", () => execute("onrecord.reindex", []));
  command("onrecord.chooseRecord", chooseRecord);
  command("onrecord.sheet", openSheet);
  command("onrecord.askWhoSaid", whoSaid);
  context.subscriptions.push(
    status,
    vscode.workspace.registerTextDocumentContentProvider("onrecord", { provideTextDocumentContent: virtualText }),
    vscode.languages.onDidChangeDiagnostics(showCount),
    vscode.window.onDidChangeActiveTextEditor(showCount),
    vscode.workspace.onDidChangeConfiguration((e) => {
      if (e.affectsConfiguration("onrecord.server") || e.affectsConfiguration("onrecord.documents")) {
        void restart();
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** The setting, or whatever the PATH has. */
function program(): string {
  return vscode.workspace.getConfiguration("onrecord").get<string>("server.path") || "onrecord";
}

function runs(command: string): Promise<boolean> {
  return new Promise((resolve) => {
    cp.execFile(command, ["--version"], { timeout: 10_000 }, (error) => resolve(!error));
  });
}

async function start(): Promise<void> {
  const command = program();
  if (!(await runs(command))) {
    status.text = "$(error) " + vscode.l10n.t("On record: no server");
    status.show();
    const settings = vscode.l10n.t("Open the settings");
    const told = vscode.l10n.t("The program `{0}` cannot be run. Install onrecord, or say where it is.", command);
    if ((await vscode.window.showErrorMessage(told, settings)) === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "onrecord.server.path");
    }
    return;
  }
  const server: ServerOptions = { command, args: ["lsp"] };
  const languages = vscode.workspace.getConfiguration("onrecord").get<string[]>("documents") ?? [];
  const options: LanguageClientOptions = {
    documentSelector: languages.flatMap((language) => [
      { language, scheme: "file" },
      { language, scheme: "untitled" },
    ]),
    outputChannelName: "On record",
    synchronize: { configurationSection: "onrecord" },
    middleware: {
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
  client = new LanguageClient("onrecord", "On record", server, options);
  client.onDidChangeState((e) => {
    if (e.newState === State.Stopped) {
      status.text = "$(debug-stop) " + vscode.l10n.t("On record: stopped");
    }
  });
  await client.start();
  showCount();
}

async function restart(): Promise<void> {
  await client?.stop().catch(() => undefined);
  client = undefined;
  await start();
}

async function execute<T>(command: string, args: unknown[]): Promise<T | undefined> {
  return client?.sendRequest(ExecuteCommandRequest.type, { command, arguments: args }) as Promise<T | undefined>;
}

/** The number of findings in the draft at hand. */
function showCount(): void {
  const uri = vscode.window.activeTextEditor?.document.uri;
  if (!uri || client?.state !== State.Running) {
    return;
  }
  const found = vscode.languages.getDiagnostics(uri).filter((d) => d.source === "onrecord").length;
  status.text = found === 0 ? "$(check) " + vscode.l10n.t("On record") : "$(quote) " + vscode.l10n.t("{0} findings", found);
  status.tooltip = vscode.l10n.t("Open the fact-check sheet");
  status.show();
}

async function virtualText(uri: vscode.Uri): Promise<string> {
  // Untouched: the server compares addresses as it wrote them.
  const answer = await client?.sendRequest<{ text: string } | null>("workspace/textDocumentContent", {
    uri: uri.toString(),
  });
  return answer?.text ?? "";
}

async function openSheet(): Promise<void> {
  const draft = vscode.window.activeTextEditor?.document.uri;
  if (!draft) {
    return;
  }
  const uri = await execute<string>("onrecord.factCheckSheet", [draft.toString()]);
  if (uri) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
    await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
  }
}

async function whoSaid(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor?.document.getText(editor.selection).trim();
  const words = selected || (await vscode.window.showInputBox({ prompt: vscode.l10n.t("Who said this?") }));
  if (!words) {
    return;
  }
  const found = (await execute<Said[]>("onrecord.whoSaid", [words])) ?? [];
  if (found.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Nobody on record said that."));
    return;
  }
  const items = found.map((said) => ({
    label: said.speaker ?? vscode.l10n.t("Speaker not named"),
    description: said.credit,
    detail: said.text.replace(/\s+/g, " "),
    said,
  }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: words, matchOnDetail: true, matchOnDescription: true });
  const place = chosen?.said.location;
  if (place && client) {
    const location = client.protocol2CodeConverter.asLocation(place);
    await vscode.window.showTextDocument(location.uri, { selection: location.range });
  }
}

async function chooseRecord(): Promise<void> {
  const folders = await vscode.window.showOpenDialog({
    canSelectFiles: true,
    canSelectFolders: true,
    canSelectMany: true,
    openLabel: vscode.l10n.t("Use as record"),
  });
  if (folders?.length) {
    const target = vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
    const paths = folders.map((folder) => folder.fsPath);
    await vscode.workspace.getConfiguration("onrecord").update("record.paths", paths, target);
  }
}
