// Every string that a user sees can be translated, and none is left in the lists that nobody uses.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { test } from "node:test";

const json = (file: string) => JSON.parse(fs.readFileSync(file, "utf8"));
const bundles = fs.readdirSync("l10n").map((name) => `l10n/${name}`);
const manifests = fs.readdirSync(".").filter((name) => /^package\.nls.*\.json$/.test(name));
const LANGUAGES = ["de", "es", "fr"];

test("the strings in the code are those of the bundles", () => {
  const used = new Set<string>();
  for (const name of fs.readdirSync("src")) {
    const source = fs.readFileSync(`src/${name}`, "utf8");
    for (const [, text] of source.matchAll(/\bt\(\s*"((?:[^"\\]|\\.)*)"/g)) {
      used.add(JSON.parse(`"${text}"`));
    }
  }
  assert.ok(used.size > 20);
  for (const bundle of bundles) {
    assert.deepEqual(Object.keys(json(bundle)).sort(), [...used].sort(), bundle);
  }
});

test("the strings of the manifest are those of its lists", () => {
  const used = [...fs.readFileSync("package.json", "utf8").matchAll(/"%([\w.]+)%"/g)].map((m) => m[1]).sort();
  assert.ok(used.length > 20);
  for (const manifest of manifests) {
    assert.deepEqual(Object.keys(json(manifest)).sort(), used, manifest);
  }
});

test("each language has a bundle and a manifest's list, and nothing else lies beside them", () => {
  assert.deepEqual(bundles.sort(), ["l10n/bundle.l10n.json", ...LANGUAGES.map((l) => `l10n/bundle.l10n.${l}.json`)].sort());
  assert.deepEqual(manifests.sort(), ["package.nls.json", ...LANGUAGES.map((l) => `package.nls.${l}.json`)].sort());
});

test("a translation keeps what is filled in, code, and what its links lead to", () => {
  const kept = (text: string) => [...text.matchAll(/\{\d\}|`[^`]*`|\]\([^)]*\)/g)].map(([part]) => part).sort();
  const english = json("package.nls.json") as Record<string, string>;
  const pairs = [
    ...bundles.map((file) => [file, (key: string) => key] as const),
    ...manifests.map((file) => [file, (key: string) => english[key]] as const),
  ];
  for (const [file, original] of pairs) {
    for (const [key, value] of Object.entries(json(file) as Record<string, string>)) {
      assert.ok(value.trim(), `${file}: ${key}`);
      assert.deepEqual(kept(value), kept(original(key)), `${file}: ${key}`);
    }
  }
});

test("a translation is no copy of the English", () => {
  // What reads the same in another language: the name, and the French for a source.
  const same = ["On record", "On record: {0}.", "Source", "1 source", "{0} sources"];
  for (const language of LANGUAGES) {
    const bundle = json(`l10n/bundle.l10n.${language}.json`) as Record<string, string>;
    const left = Object.keys(bundle).filter((key) => bundle[key] === key && !same.includes(key));
    assert.deepEqual(left, [], language);
    const [english, list] = [json("package.nls.json"), json(`package.nls.${language}.json`)];
    assert.deepEqual(Object.keys(list).filter((key) => list[key] === english[key]), [], language);
  }
});

test("all commands of the manifest are registered, and all registered ones are in it or internal", () => {
  const source = fs.readFileSync("src/extension.ts", "utf8");
  const registered = [...source.matchAll(/^ {2}command\("([\w.]+)"/gm)].map((m) => m[1]).sort();
  const declared = json("package.json").contributes.commands.map((c: { command: string }) => c.command);
  assert.deepEqual([...declared, "onrecord.open"].sort(), registered);
});
