// The view "On record": the draft's quotes by how they stand to the record.
import * as vscode from "vscode";
import { DOUBTFUL, grouped, oneLine, Quote, quoteAloud, speakerOf, Status, statusName } from "./words";

const t = vscode.l10n.t;

type Node =
  | { kind: "group"; status: Status; quotes: Quote[] }
  | { kind: "quote"; quote: Quote; draft: vscode.Uri }
  | { kind: "source"; source: Quote["sources"][number] };

const ICONS: Record<Status, [string, string]> = {
  misattributed: ["error", "list.errorForeground"],
  altered: ["diff-modified", "list.errorForeground"],
  misdated: ["calendar", "list.warningForeground"],
  contested: ["warning", "list.warningForeground"],
  unverified: ["question", "disabledForeground"],
  verified: ["pass", "testing.iconPassed"],
};

export class QuotesView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly tree: vscode.TreeView<Node>;
  private draft: vscode.Uri | undefined;
  private quotes: Quote[] = [];
  private later: ReturnType<typeof setTimeout> | undefined;

  /** `ask` is how the server is asked for a draft's quotes; `null` while no record is open, `undefined` without a server. */
  constructor(
    private readonly ask: (draft: vscode.Uri) => Promise<Quote[] | null | undefined>,
    private readonly isDraft: (document: vscode.TextDocument) => boolean,
  ) {
    this.tree = vscode.window.createTreeView("onrecord.quotes", { treeDataProvider: this, showCollapseAll: true });
    this.tree.onDidChangeVisibility(() => this.refresh());
  }

  dispose(): void {
    clearTimeout(this.later);
    this.tree.dispose();
    this.changed.dispose();
  }

  /** Asks anew once typing has paused: the view is to be right, not fast. */
  refresh(delay = 400): void {
    clearTimeout(this.later);
    this.later = setTimeout(() => void this.load(), delay);
  }

  private async load(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    // Looking into a source leaves the draft's quotes where they are.
    if (document && this.isDraft(document) && !this.isSource(document.uri)) {
      this.draft = document.uri;
    } else if (this.draft && !vscode.workspace.textDocuments.some((d) => d.uri.toString() === this.draft?.toString())) {
      this.draft = undefined;
    }
    const draft = this.draft;
    let quotes: Quote[] | null | undefined = [];
    if (draft && this.tree.visible) {
      try {
        quotes = await this.ask(draft);
      } catch {
        // The draft has changed under the question; its change asks again.
        return;
      }
    } else if (draft) {
      return;
    }
    if (draft?.toString() !== this.draft?.toString()) {
      return;
    }
    this.quotes = quotes ?? [];
    this.tree.message = this.message(quotes);
    this.tree.description = draft && vscode.workspace.asRelativePath(draft);
    const doubtful = this.quotes.filter((q) => DOUBTFUL.includes(q.status)).length;
    const tooltip = doubtful === 1 ? t("1 quote to look into") : t("{0} quotes to look into", doubtful);
    this.tree.badge = doubtful ? { value: doubtful, tooltip } : undefined;
    this.changed.fire(undefined);
  }

  /** Whether the quotes shown lead there: then it is looked at for them, and is no draft. */
  private isSource(uri: vscode.Uri): boolean {
    const here = uri.toString();
    const shown = this.quotes.flatMap((q) => q.sources).flatMap((s) => (s.location ? [s.location.uri] : []));
    return shown.some((place) => vscode.Uri.parse(place).toString() === here);
  }

  private message(quotes: Quote[] | null | undefined): string | undefined {
    // The view's welcome says what to do.
    if (!this.draft || quotes === undefined) {
      return undefined;
    }
    if (quotes === null) {
      return t("No record is open.");
    }
    return quotes.length === 0 ? t("No quotes that could be looked up.") : undefined;
  }

  getChildren(node?: Node): Node[] {
    const draft = this.draft;
    if (!node) {
      return grouped(this.quotes).map((group) => ({ kind: "group", ...group }));
    }
    switch (node.kind) {
      case "group":
        return draft ? node.quotes.map((quote) => ({ kind: "quote", quote, draft })) : [];
      case "quote":
        return node.quote.sources.map((source) => ({ kind: "source", source }));
      case "source":
        return [];
    }
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case "group": {
        const item = new vscode.TreeItem(statusName(node.status, t), vscode.TreeItemCollapsibleState.Expanded);
        item.id = node.status;
        item.description = String(node.quotes.length);
        item.iconPath = icon(node.status);
        item.accessibilityInformation = { label: `${statusName(node.status, t)}, ${node.quotes.length}` };
        return item;
      }
      case "quote": {
        const { quote, draft } = node;
        const state = quote.sources.length
          ? vscode.TreeItemCollapsibleState.Collapsed
          : vscode.TreeItemCollapsibleState.None;
        const item = new vscode.TreeItem(speakerOf(quote, t), state);
        item.description = `“${oneLine(quote.text)}”`;
        item.tooltip = [`“${quote.text}”`, speakerOf(quote, t), ...quote.findings.map((f) => `${f.code}: ${f.message}`)].join("\n\n");
        item.iconPath = icon(quote.status);
        item.accessibilityInformation = { label: quoteAloud(quote, t) };
        item.command = { command: "onrecord.open", title: t("Go to the quote"), arguments: [{ uri: draft.toString(), range: quote.range }, false, true] };
        return item;
      }
      case "source": {
        const { source } = node;
        const item = new vscode.TreeItem(speakerOf(source, t));
        item.description = source.credit;
        item.tooltip = `“${source.text}”\n\n${speakerOf(source, t)}, ${source.credit}`;
        item.iconPath = new vscode.ThemeIcon("file-text");
        item.accessibilityInformation = { label: [t("Source"), speakerOf(source, t), source.credit, oneLine(source.text)].join(", ") };
        if (source.location) {
          item.command = { command: "onrecord.open", title: t("Open the source"), arguments: [source.location, true, true] };
        }
        return item;
      }
    }
  }
}

function icon(status: Status): vscode.ThemeIcon {
  const [name, colour] = ICONS[status];
  return new vscode.ThemeIcon(name, new vscode.ThemeColor(colour));
}
