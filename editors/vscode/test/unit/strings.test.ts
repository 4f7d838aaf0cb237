// Every string that a user sees can be translated, and none is left in the lists that nobody uses.
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { test } from "node:test";

const json = (file: string) => JSON.parse(fs.readFileSync(file, "utf8"));
const bundles = fs.readdirSync("l10n").map((name) => `l10n/${name}`);
const manifests = fs.readdirSync(".").filter((name) => /^package\.nls.*\.json$/.test(name));

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

test("a translation keeps the places for what is filled in", () => {
  for (const bundle of bundles) {
    for (const [key, value] of Object.entries(json(bundle) as Record<string, string>)) {
      const places = (text: string) => [...text.matchAll(/\{\d\}/g)].map(String).sort();
      assert.deepEqual(places(value), places(key), `${bundle}: ${key}`);
    }
  }
});

test("all commands of the manifest are registered, and all registered ones are in it or internal", () => {
  const source = fs.readFileSync("src/extension.ts", "utf8");
  const registered = [...source.matchAll(/^ {2}command\("([\w.]+)"/gm)].map((m) => m[1]).sort();
  const declared = json("package.json").contributes.commands.map((c: { command: string }) => c.command);
  assert.deepEqual([...declared, "onrecord.open"].sort(), registered);
});
