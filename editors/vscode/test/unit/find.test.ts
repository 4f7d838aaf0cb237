import assert from "node:assert/strict";
import * as path from "node:path";
import { test } from "node:test";
import { candidates, find, run } from "../../src/find";

const answers = (known: Record<string, string>) => async (command: string) => known[command] ?? null;

test("the setting stands alone, a wrong one is not passed over", () => {
  assert.deepEqual(candidates(" ~/bin/onrecord ", "/ext", "/home/ida", "linux"), ["/home/ida/bin/onrecord"]);
});

test("without a setting the bundled program comes before the PATH's", () => {
  assert.deepEqual(candidates("", "/ext", "/home/ida", "linux"), [path.join("/ext", "server", "onrecord"), "onrecord"]);
  assert.match(candidates("", "/ext", "/home/ida", "win32")[0], /onrecord\.exe$/);
});

test("the first program that runs is taken", async () => {
  const found = await find(["a", "b", "c"], answers({ b: "onrecord 0.1.0", c: "onrecord 0.2.0" }));
  assert.deepEqual(found, { command: "b", version: "onrecord 0.1.0" });
});

test("another program of that name is none", async () => {
  assert.deepEqual(await find(["a"], answers({ a: "recorder 3" })), { tried: ["a"] });
});

test("a program that is not there, or fails, cannot be run", async () => {
  assert.equal(await run("/nowhere/onrecord"), null);
  assert.equal(await run("false"), null);
  assert.match((await run(process.execPath)) ?? "", /^v\d+/);
});
