// What the extension shows, put into words: no editor needed, so tested without one.

/** A place in the protocol's terms. */
export interface Place {
  uri: string;
  range: { start: { line: number; character: number }; end: { line: number; character: number } };
}

/** A place on record where somebody said the words asked for: an answer to `onrecord.whoSaid`. */
export interface Said {
  speaker: string | null;
  text: string;
  passage: string;
  credit: string;
  title: string | null;
  location: Place | null;
  /** The words as the draft would quote them. */
  insert: string | null;
}

export type Status = "misattributed" | "altered" | "misdated" | "contested" | "unverified" | "verified";

/** A draft's quote: an entry of the answer to `onrecord.quotes`. */
export interface Quote {
  status: Status;
  range: Place["range"];
  text: string;
  speaker: string | null;
  findings: { code: string; message: string }[];
  sources: { speaker: string | null; credit: string; text: string; location: Place | null }[];
}

/** `vscode.l10n.t`, or a stand-in for it. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

/** The groups of the view, what needs work first. */
export const STATUSES: readonly Status[] = ["misattributed", "altered", "misdated", "contested", "unverified", "verified"];

/** Those that the record has something against. */
export const DOUBTFUL: readonly Status[] = ["misattributed", "altered", "misdated", "contested"];

export function statusName(status: Status, t: Translate): string {
  switch (status) {
    case "misattributed":
      return t("Misattributed");
    case "altered":
      return t("Altered");
    case "misdated":
      return t("Said on another day");
    case "contested":
      return t("Contested");
    case "unverified":
      return t("Unverified");
    case "verified":
      return t("Verified");
  }
}

/** The quotes by their standing, groups without any left out. */
export function grouped(quotes: readonly Quote[]): { status: Status; quotes: Quote[] }[] {
  return STATUSES.map((status) => ({ status, quotes: quotes.filter((q) => q.status === status) })).filter(
    (group) => group.quotes.length > 0,
  );
}

/** One line that a list or a screen reader can take. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** The record's words with what surrounds them, beginning near enough to them for one line of a list. */
export function passageAround(said: { passage: string; text: string }, before = 40): string {
  const passage = oneLine(said.passage);
  const at = passage.indexOf(oneLine(said.text));
  if (at <= before) {
    return passage || oneLine(said.text);
  }
  const from = passage.indexOf(" ", at - before);
  return `…${passage.slice(from < at ? from : at)}`;
}

/** The address of an `onrecord:` document as the server writes it, out of the editor's parts. */
export function virtualAddress(uri: { authority: string; path: string; query: string }): string {
  const [name, ...value] = uri.query.split("=");
  // As a form encodes it, which is how the server does.
  const query = new URLSearchParams([[name, value.join("=")]]).toString();
  return `onrecord://${uri.authority}${encodeURI(uri.path)}${uri.query ? `?${query}` : ""}`;
}

export function speakerOf(of: { speaker: string | null }, t: Translate): string {
  return of.speaker ?? t("Speaker not named");
}

/** What a screen reader says of a quote: the colour and the icon in words. */
export function quoteAloud(quote: Quote, t: Translate): string {
  const found = quote.findings.map((f) => f.message);
  const sources = quote.sources.length === 1 ? t("1 source") : t("{0} sources", quote.sources.length);
  const line = t("line {0}", quote.range.start.line + 1);
  return [statusName(quote.status, t), speakerOf(quote, t), oneLine(quote.text), ...found, sources, line].join(", ");
}

/** The state of the server, for the status bar. */
export type State =
  | { kind: "starting" }
  | { kind: "missing" }
  | { kind: "stopped" }
  | { kind: "reading"; done: string }
  | { kind: "running"; findings: number; record?: RecordState };

/** What a draft is held against: the answer to `onrecord.recordState`. */
export interface RecordState {
  record: "none" | "opening" | "broken" | "open";
  /** The document lies in the record itself. */
  source: boolean;
}

/** The status bar's text and what a screen reader says for it, without the icon's name. */
export function statusBar(state: State, t: Translate): { icon: string; text: string; tooltip: string } {
  switch (state.kind) {
    case "starting":
      return { icon: "loading~spin", text: t("On record: starting"), tooltip: t("The server is starting") };
    case "missing":
      return { icon: "error", text: t("On record: no server"), tooltip: t("How to install onrecord") };
    case "stopped":
      return { icon: "debug-disconnect", text: t("On record: stopped"), tooltip: t("Restart the server") };
    case "reading":
      return { icon: "loading~spin", text: t("On record: reading the record {0}", state.done).trim(), tooltip: t("Show the log") };
    case "running": {
      // Without a record, "no findings" would sound like praise.
      if (state.record?.record === "none") {
        return { icon: "circle-slash", text: t("On record: no record"), tooltip: t("Choose the record's folders") };
      }
      if (state.record?.record === "opening") {
        return { icon: "loading~spin", text: t("On record: reading the record {0}", "").trim(), tooltip: t("Show the log") };
      }
      if (state.record?.record === "broken") {
        return { icon: "error", text: t("On record: the record cannot be read"), tooltip: t("Show the log") };
      }
      if (state.record?.source) {
        return { icon: "archive", text: t("On record: a source"), tooltip: t("This document is part of the record") };
      }
      const n = state.findings;
      const text = n === 0 ? t("No findings") : n === 1 ? t("1 finding") : t("{0} findings", n);
      return { icon: n === 0 ? "check" : "quote", text, tooltip: t("Open the fact-check sheet") };
    }
  }
}

/** How far the reading of the record is, out of a `$/progress` value; `null` at its end. */
export function progress(value: { kind: string; percentage?: number; message?: string }): string | null {
  if (value.kind === "end") {
    return null;
  }
  return value.percentage === undefined ? (value.message ?? "") : `${value.percentage} %`;
}
