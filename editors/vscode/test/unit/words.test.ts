import assert from "node:assert/strict";
import { test } from "node:test";
import { grouped, oneLine, passageAround, progress, Quote, quoteAloud, statusBar, statusName, Translate, virtualAddress } from "../../src/words";

const t: Translate = (message, ...args) => message.replace(/\{(\d)\}/g, (_, i) => String(args[i]));
const place = { start: { line: 6, character: 0 }, end: { line: 6, character: 9 } };
const quote = (status: Quote["status"], more: Partial<Quote> = {}): Quote => ({
  status, range: place, text: "We are\n going", speaker: "Ida Lorenz", findings: [], sources: [], ...more,
});

test("quotes are grouped with what needs work first, and empty groups are left out", () => {
  const groups = grouped((["verified", "altered", "unverified", "misdated", "misattributed", "verified"] as const).map((s) => quote(s)));
  assert.deepEqual(
    groups.map((g) => [statusName(g.status, t), g.quotes.length]),
    [["Misattributed", 1], ["Altered", 1], ["Said on another day", 1], ["Unverified", 1], ["Verified", 2]],
  );
});

test("a screen reader hears the standing, the speaker, what is wrong, and where", () => {
  const findings = [{ code: "Q001", message: "said by Marta Keller on record" }];
  assert.equal(
    quoteAloud(quote("misattributed", { findings }), t),
    "Misattributed, Ida Lorenz, We are going, said by Marta Keller on record, 0 sources, line 7",
  );
  assert.match(quoteAloud(quote("unverified", { speaker: null }), t), /^Unverified, Speaker not named,/);
});

test("the status bar counts in grammatical numbers", () => {
  const text = (findings: number) => statusBar({ kind: "running", findings }, t).text;
  assert.deepEqual([text(0), text(1), text(12)], ["No findings", "1 finding", "12 findings"]);
  assert.equal(statusBar({ kind: "reading", done: "40 %" }, t).text, "On record: reading the record 40 %");
  const held = (record: "none" | "opening" | "broken" | "open", source = false) =>
    statusBar({ kind: "running", findings: 0, record: { record, source } }, t).text;
  assert.deepEqual(
    [held("none"), held("opening"), held("broken"), held("open"), held("open", true)],
    ["On record: no record", "On record: reading the record", "On record: the record cannot be read", "No findings", "On record: a source"],
  );
  assert.equal(statusBar({ kind: "missing" }, t).icon, "error");
});

test("progress is a percentage where there is one, and ends", () => {
  assert.equal(progress({ kind: "report", percentage: 40, message: "3 documents" }), "40 %");
  assert.equal(progress({ kind: "report", message: "3 documents" }), "3 documents");
  assert.equal(progress({ kind: "begin" }), "");
  assert.equal(progress({ kind: "end" }), null);
});

test("selected words over several lines are one line", () => {
  assert.equal(oneLine(" a\r\n\tb  c "), "a b c");
});

test("an answer is shown with the words around it, cut at a word", () => {
  const passage = "The minister spoke for an hour about the harbour and its lights. We never sell the lighthouse, she said.";
  assert.equal(passageAround({ passage, text: "never sell" }), "… about the harbour and its lights. We never sell the lighthouse, she said.");
  assert.equal(passageAround({ passage: "We never\nsell.", text: "never sell" }), "We never sell.");
});

test("an address of the server's survives the editor's way of writing it", () => {
  const draft = "file:///home/ida/a%20b/d%26%C3%BC.md";
  const query = new URLSearchParams({ draft }).toString();
  // The editor keeps a query decoded once.
  const parts = { authority: "", path: "/Fact-check sheet.md", query: decodeURIComponent(query) };
  assert.equal(virtualAddress(parts), `onrecord:///Fact-check%20sheet.md?${query}`);
  assert.equal(virtualAddress({ authority: "", path: "/Log.txt", query: "" }), "onrecord:///Log.txt");
});
