// Drives the packaged extension in real VS Code as a writer would: by keys, and by what is to be seen.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";

const { WORK, CODE_SERVER_HOME, VSIX, ONRECORD, PICTURES, SHOTS } = process.env;
const require = createRequire(path.join(CODE_SERVER_HOME, "package.json"));
const { chromium } = require("playwright-core");
const entry = require.resolve("code-server/package.json").replace("package.json", "out/node/entry.js");
const news = path.join(WORK, "news");
const draft = path.join(news, "draft.md");

const failures = [];
let page;
let shots = 0;
async function check(what, ok, got) {
  console.log(`${ok ? "ok" : "FAILED"} ${what}${ok || got === undefined ? "" : `: ${JSON.stringify(got)}`}`);
  if (!ok) {
    failures.push(what);
    await page?.screenshot({ path: path.join(SHOTS, `failed-${failures.length}.png`) });
  }
}
async function shot(name) {
  shots += 1;
  await page.screenshot({ path: path.join(SHOTS, `${String(shots).padStart(2, "0")}-${name}.png`) });
  if (PICTURES && ["findings", "hover", "quotes"].includes(name)) {
    fs.mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
  }
}
async function until(condition, patience = 30_000) {
  const end = Date.now() + patience;
  for (;;) {
    const got = await condition();
    if (got || Date.now() > end) {
      return got;
    }
    await page.waitForTimeout(150);
  }
}

// A server of its own, with nothing of the machine's in it.
const data = path.join(WORK, "data");
const flags = ["--user-data-dir", data, "--extensions-dir", path.join(WORK, "extensions"), "--config", path.join(WORK, "config.yaml")];
fs.writeFileSync(path.join(WORK, "config.yaml"), "auth: none\n");
// The browser's settings, and the machine's, where alone a remote window looks for programs.
const scopes = ["User", "Machine"];
for (const scope of scopes) {
  fs.mkdirSync(path.join(data, scope), { recursive: true });
}
const settings = {
  "chat.disableAIFeatures": true,
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.colorTheme": "Default Light Modern",
  "workbench.tips.enabled": false,
  "window.commandCenter": false,
  "editor.minimap.enabled": false,
  "editor.wordWrap": "on",
  "editor.fontSize": 15,
  "editor.accessibilitySupport": "off",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "files.autoSave": "off",
  "markdown.validate.enabled": false,
  "git.enabled": false,
};
const writeSettings = (more) => {
  for (const scope of scopes) {
    fs.writeFileSync(path.join(data, scope, "settings.json"), JSON.stringify({ ...settings, ...more }, null, 2));
  }
};
writeSettings({});
// Nothing goes out; nor does the home folder's configuration come in.
const env = { ...process.env, XDG_CACHE_HOME: path.join(WORK, "cache"), HOME: WORK };
const installed = spawnSync(process.execPath, [entry, ...flags, "--install-extension", VSIX], { env, encoding: "utf8" });
await check("the packaged extension installs", installed.status === 0, installed.stderr + installed.stdout);
const port = await new Promise((resolve) => {
  const probe = net.createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});
const server = spawn(
  process.execPath,
  [entry, ...flags, "--bind-addr", `127.0.0.1:${port}`, "--auth", "none", "--disable-workspace-trust",
    "--disable-telemetry", "--disable-update-check", news],
  { env, stdio: ["ignore", "pipe", "pipe"], detached: true },
);
let said = "";
server.stdout.on("data", (d) => (said += d));
server.stderr.on("data", (d) => (said += d));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

const key = (keys) => page.keyboard.press(keys);
/** Runs a command by its very name in the palette, whose first guess may be another. */
async function command(name) {
  for (let tries = 1; ; tries += 1) {
    try {
      await key("F1");
      const input = page.locator(".quick-input-widget .quick-input-box input");
      await input.waitFor({ timeout: 5000 });
      await input.fill(`>${name}`, { timeout: 5000 });
      const row = page.locator(`.quick-input-list .monaco-list-row[aria-label^="${name}"]`).first();
      await row.waitFor({ timeout: 8000 });
      await page.waitForTimeout(200);
      await row.click({ timeout: 5000 });
      break;
    } catch (e) {
      // On a busy machine something that came late may have closed the palette.
      if (tries === 3) {
        throw new Error(`no command ${name}: ${await text(page.locator(".quick-input-list .monaco-list-row"))}: ${e}`);
      }
      await key("Escape");
    }
  }
  // Off what the palette was over, so that no other hover comes.
  await page.mouse.move(300, 5);
}
async function openFile(name) {
  await key("Control+p");
  const input = page.locator(".quick-input-widget .quick-input-box input");
  await input.waitFor();
  await input.fill(name);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().waitFor();
  await page.waitForTimeout(300);
  await key("Enter");
  await tab(name);
}
const tab = (name) => page.locator(".tab.active", { hasText: name }).first().waitFor({ timeout: 20_000 });
/** Puts the caret at a line and column, from 1. */
async function goTo(line, column) {
  await key("Control+g");
  const input = page.locator(".quick-input-widget .quick-input-box input");
  await input.waitFor();
  await input.fill(`:${line}:${column}`);
  await page.waitForTimeout(200);
  await key("Enter");
  await page.waitForTimeout(200);
}
const text = (locator) => locator.evaluateAll((all) => all.map((e) => e.textContent.replace(/\u00a0/g, " ")));
/** The Problems list's lines, opened out. */
const problems = () => text(page.locator(".markers-panel .monaco-list-row"));
const lines = () => fs.readFileSync(draft, "utf8").split("\n");
/** Line and column, from 1, of words in the draft. */
const place = (words) => {
  const line = lines().findIndex((l) => l.includes(words));
  return [line + 1, lines()[line].indexOf(words) + 1];
};
const status = () => text(page.locator(".statusbar-item", { hasText: /finding|On record/ }));
/** What the active editor has selected, by way of the clipboard. */
async function selection() {
  await until(() => page.locator(".statusbar-item", { hasText: "selected)" }).count(), 5000);
  await page.evaluate(() => navigator.clipboard.writeText(""));
  return until(async () => {
    await key("Control+c");
    await page.waitForTimeout(300);
    return page.evaluate(() => navigator.clipboard.readText());
  }, 5000);
}

try {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: `http://127.0.0.1:${port}` });
  page = await context.newPage();
  await until(async () => said.includes("HTTP server listening"), 60_000);
  await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(news)}`);
  await page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
  await page.locator(".activitybar .action-item").first().waitFor({ timeout: 60_000 });

  // 1: the draft and its findings.
  await openFile("draft.md");
  const squiggles = page.locator(".squiggly-error");
  await check("a quote against the record is underlined", await until(() => squiggles.count(), 60_000));
  await check("the status bar counts the findings", await until(async () => (await status()).some((s) => /\d+ findings/.test(s))), await status());
  await command("Problems: Focus on Problems View");
  const q001 = page.locator(".markers-panel .monaco-list-row", { hasText: "Q001" }).first();
  await check("the Problems list has the finding", await until(() => q001.count()), await problems());
  await q001.click();
  const evidence = page.locator(".markers-panel .monaco-list-row", { hasText: "Harbour Post" });
  await check("with its evidence below it", await until(() => evidence.count()), await problems());
  await shot("findings");

  // 2: hover.
  await command("View: Hide Panel");
  await goTo(...place("hostility in"));
  await page.waitForTimeout(1000);
  await key("Control+k");
  await key("Control+i");
  const hover = page.locator(".monaco-hover:visible", { hasText: "Vladimir Putin" });
  let told = "";
  const whole = (t) => t.includes("Harbour Post") && t.includes("2021-06-16") && t.includes("2 articles on record");
  await until(async () => whole((told = (await text(hover)).join() || told)));
  await check("hover tells who said it, where and when", whole(told), told);
  await shot("hover");
  await key("Escape");
  await key("Escape");

  // 3: go to the source. Two sources: a peek, whose second Enter opens the chosen one.
  await goTo(...place("hostility in"));
  await command("Go to Definition");
  const peek = page.locator(".peekview-widget");
  const opened = await until(async () => (await peek.count()) ? "peek" : (await page.locator(".tab.active", { hasText: /post|Putin, Biden end/ }).count()) ? "file" : "");
  await check("go to definition leads to the sources", opened, await text(page.locator(".tab")));
  if (opened === "peek") {
    await shot("sources");
    await page.locator(".peekview-widget .ref-tree .monaco-list-row", { hasText: "hostility" }).first().dblclick();
  }
  await until(async () => (await page.locator(".tab.active", { hasText: /post-2021|Putin, Biden end/ }).count()) > 0);
  const words = "There was no hostility in the room, and I think both of us wanted to understand the other";
  const chosen = await selection();
  await check("and the very words are selected there", chosen.includes(words) && chosen.length < words.length + 30, chosen);
  await shot("source");

  // An article of an archive comes by itself, not as a line of the archive.
  await openFile("draft.md");
  await goTo(...place("Arms control"));
  await command("Go to Definition");
  await check("an article of an archive opens by itself", await until(() => page.locator(".tab.active", { hasText: "Moscow and Washington" }).count()), await text(page.locator(".tab")));
  await check("at the very words there too", await until(() => page.locator(".statusbar-item", { hasText: "Ln 3, Col 2" }).count()), await text(page.locator(".statusbar-item")));

  // 4: a quick fix.
  await openFile("draft.md");
  await goTo(...place("Biden said afterwards"));
  await command("Quick Fix...");
  const fix = page.locator(".action-widget .monaco-list-row", { hasText: "Attribute to Vladimir Putin" });
  await check("the light bulb offers the right name", await until(() => fix.count()), await text(page.locator(".action-widget .monaco-list-row")));
  await shot("fix");
  await fix.first().click();
  // The server works the edit out when it is chosen; saved until it has come.
  const fixed = await until(async () => {
    await key("Control+s");
    await page.waitForTimeout(300);
    return /Vladimir Putin said afterwards/.test(fs.readFileSync(draft, "utf8"));
  });
  await check("the fix puts the right name in", fixed, lines()[8]);
  await command("Problems: Focus on Problems View");
  const ofLine = (n) => async () => (await problems()).filter((p) => p.includes(`[Ln ${n},`) && p.includes("Q001"));
  const here = place("Vladimir Putin said afterwards")[0];
  await check("and the finding goes", await until(async () => (await ofLine(here)()).length === 0), await problems());

  // 5: a wrong name typed.
  await command("View: Hide Panel");
  const [line, column] = place("Vladimir Putin said afterwards");
  await goTo(line, column);
  await key("Control+Shift+ArrowRight");
  await key("Control+Shift+ArrowRight");
  await page.keyboard.type("Antony Blinken ");
  await command("Problems: Focus on Problems View");
  await check("a wrong name, typed, brings the finding", await until(async () => (await ofLine(here)()).some((p) => p.includes("Q001"))), await problems());
  await command("View: Hide Panel");
  await page.locator(".editor-group-container .monaco-editor").first().click();
  await command("File: Revert File");
  await page.waitForTimeout(500);

  // 6: who said this?
  await goTo(...place("open telephone"));
  for (let i = 0; i < 4; i += 1) {
    await key("Control+Shift+ArrowRight");
  }
  await command("On record: Who said this?");
  const answer = page.locator(".quick-input-list .monaco-list-row", { hasText: "Dmitry Peskov" });
  await check("who said this? lists the record's answers", await until(() => answer.count()), await text(page.locator(".quick-input-list .monaco-list-row")));
  await shot("who-said-this");
  await key("Enter");
  await check("and opens the source", await until(() => page.locator(".tab.active", { hasText: "ledger" }).count()), await text(page.locator(".tab")));
  await check("at the words", /open telephone/.test(await selection()));

  // 7: the view.
  await openFile("draft.md");
  await command("On record: Focus on Quotes View");
  const rows = page.locator(".pane-body .monaco-list-row");
  const aloud = () => rows.evaluateAll((all) => all.map((e) => e.getAttribute("aria-label") ?? ""));
  const groups = async () => (await aloud()).flatMap((r) => r.match(/^([^,]+), \d+$/)?.[1] ?? []);
  const wanted = ["Misattributed", "Altered", "Unverified", "Verified"];
  await check("the view groups the quotes, what needs work first", await until(async () => isDeepStrictEqual(await groups(), wanted)), await aloud());
  // The first quote was put right above.
  const heard = [/^Misattributed, Sergei Lavrov, An open telephone .*, line 13$/, /^Altered, Dmitry Peskov, We are going there .*, line 11$/];
  const labels = await aloud();
  await check("a screen reader hears standing, speaker and line", heard.every((h) => labels.some((r) => h.test(r))), labels);
  const altered = page.locator(".pane-body .monaco-list-row", { hasText: "illusions" });
  await altered.first().click();
  await page.waitForTimeout(500);
  await command("View: Focus Active Editor Group");
  await check("a quote leads to the draft", /illusions/.test(await selection()), await selection());
  await altered.first().click();
  await page.waitForTimeout(300);
  await key("ArrowRight");
  const source = page.locator(".pane-body .monaco-list-row", { hasText: "Lakeside Ledger" });
  await check("its sources are below it", await until(() => source.count()), await aloud());
  await shot("quotes");
  await source.first().click();
  await check("and lead to the source", await until(() => page.locator(".tab.active", { hasText: "ledger" }).count()), await text(page.locator(".tab")));

  await page.waitForTimeout(1500);
  await check("which leaves the draft's quotes in the view", (await aloud()).some((r) => /illusions/.test(r)), await aloud());

  // 8: the fact-check sheet, a document that is no file.
  await command("View: Close All Editors");
  await openFile("draft.md");
  await command("On record: Open the fact-check sheet");
  await check("the fact-check sheet opens", await until(() => page.locator(".view-line", { hasText: "Other words on record" }).count()), await text(page.locator(".tab")));
  await shot("sheet");

  // 9: a quote inserted with its source.
  await command("View: Close All Editors");
  await openFile("draft.md");
  // The editor comes back with the caret where it was; only then is it moved.
  await page.waitForTimeout(1500);
  await goTo(lines().length, 1);
  await key("Enter");
  await page.keyboard.type("nobody should expect a single afternoon");
  await key("Shift+Home");
  await command("On record: Insert a quote with its source");
  await check("quotes to insert are listed", await until(() => answer.count()), await text(page.locator(".quick-input-list .monaco-list-row")));
  await key("Enter");
  await until(() => page.locator(".view-line", { hasText: "Dmitry Peskov said (The" }).count());
  await key("Control+s");
  const last = () => fs.readFileSync(draft, "utf8").trimEnd().split("\n").at(-1);
  await check("and come with words, speaker and source", await until(() => /^“Nobody should expect .*,” Dmitry Peskov said \(The Lakeside Ledger/i.test(last())), last());

  // 10: the record by a setting, the walkthrough, dark and high contrast.
  await command("Welcome: Open Walkthrough");
  const walk = page.locator(".quick-input-list .monaco-list-row", { hasText: "Hold a draft against the record" });
  await check("there is a walkthrough", await until(() => walk.count()), await text(page.locator(".quick-input-list .monaco-list-row")));
  if (await walk.count()) {
    await walk.first().click();
    await check("with its steps", await until(() => page.locator(".getting-started-step", { hasText: "See a finding" }).count()));
    await shot("walkthrough");
  } else {
    await key("Escape");
  }
  await command("View: Close All Editors");
  writeSettings({ "workbench.colorTheme": "Default High Contrast" });
  await openFile("draft.md");
  await check("findings show in high contrast", await until(() => squiggles.count()));
  await page.waitForTimeout(1000);
  await shot("high-contrast");

  // 11: a newcomer's folder, without a record: told, and chosen by the dialog.
  writeSettings({});
  fs.rmSync(path.join(news, "onrecord.toml"));
  await command("On record: Restart the server");
  const without = async () => (await status()).some((s) => s.includes("no record"));
  await check("that there is no record is told", await until(without), await status());
  await shot("no-record");
  await command("On record: Choose the record's folders");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "Folders of articles" }).click();
  const dialog = page.locator(".quick-input-widget .quick-input-box input");
  await until(async () => (await dialog.inputValue()).includes("/"));
  // On a busy machine the dialog writes its own folder in after ours: filled until it stays.
  const folder = path.join(news, "archive") + "/";
  await until(async () => {
    const stays = (await dialog.inputValue()) === folder;
    if (!stays) await dialog.fill(folder);
    await page.waitForTimeout(1000);
    return stays && (await dialog.inputValue()) === folder;
  });
  await page.locator(".quick-input-widget .monaco-button", { hasText: "Use as record" }).click();
  await check("the record chosen is held against", await until(async () => (await squiggles.count()) > 0 && !(await without())), await status());
  const chose = JSON.parse(fs.readFileSync(path.join(news, ".vscode/settings.json"), "utf8"));
  await check("and kept relative to the workspace", chose["onrecord.record.paths"]?.[0] === "archive", chose);

  // 12: an article is put on record.
  fs.writeFileSync(path.join(news, "notice.md"), "The ferry will be late, said the harbour master.\n");
  await openFile("notice.md");
  await command("On record: Put this article on record");
  const added = path.join(news, "archive", "notice.md");
  await check("an article is put on record", await until(() => fs.existsSync(added)), fs.readdirSync(path.join(news, "archive")));
  await openFile("draft.md");

  // 13: the server is restarted, and one that is not there is told.
  await command("On record: Restart the server");
  await check("after a restart the findings are there again", await until(async () => (await squiggles.count()) > 0 && (await status()).some((s) => /\d+ findings/.test(s))), await status());
  writeSettings({ "onrecord.server.path": "/nowhere/onrecord" });
  await check("a missing server is told in the status bar", await until(async () => (await status()).some((s) => s.includes("no server"))), await status());
  const toast = page.locator(".notification-toast", { hasText: "/nowhere/onrecord" });
  await check("and in a message that names it", await until(() => toast.count()));
  await shot("no-server");
  writeSettings({ "onrecord.server.path": ONRECORD });
  await check("the setting, put right, brings the server back", await until(async () => (await status()).some((s) => /\d+ findings/.test(s))), await status());
  await command("Notifications: Show Notifications");
  await page.locator(".notifications-center .monaco-button", { hasText: "How to install" }).first().click();
  await check("which leads to the install page", await until(() => page.locator(".tab.active", { hasText: "install.md" }).count()), await text(page.locator(".tab")));
  await page.waitForTimeout(1500);
  await shot("install");
} catch (e) {
  failures.push(String(e));
  console.log(`FAILED: ${e}`);
  await page?.screenshot({ path: path.join(SHOTS, "failed.png") }).catch(() => undefined);
} finally {
  await browser.close();
  process.kill(-server.pid);
}
console.log(failures.length ? `${failures.length} failed; pictures in ${SHOTS}` : "all passed");
process.exit(failures.length ? 1 : 0);
