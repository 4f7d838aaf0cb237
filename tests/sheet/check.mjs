// Opens a fact-check sheet in headless Chromium: no request leaves it, nothing in a draft runs, the keyboard reaches
// every mark and its evidence, axe finds nothing, and screenshots are left for people to look at.
// node check.mjs SHEET.html SCREENSHOT-FOLDER
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [sheet, folder] = process.argv.slice(2).map((p) => path.resolve(p));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
try {
  for (const colorScheme of ["light", "dark"]) {
    // axe is a script, and the sheet forbids scripts; the first context leaves that rule in force.
    const page = await (await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 } })).newPage();
    const requests = [];
    page.on("request", (r) => requests.push(r.url()));
    page.on("dialog", () => assert.fail("a script ran"));
    await page.goto(pathToFileURL(sheet).href);
    assert.equal(requests.filter((u) => !u.startsWith("file:")).length, 0, requests.join("\n"));
    assert.equal(requests.length, 1, requests.join("\n"));
    assert.equal(await page.locator("script, img, iframe, object, embed, link, base, form").count(), 0);

    // By keyboard: Tab to the first mark of the draft, Enter shows its evidence, Tab and Enter lead back.
    const marks = page.locator(".draft a");
    assert.ok((await marks.count()) > 0, "no marks");
    let reached = false;
    for (let i = 0; i < 60 && !reached; i++) {
      await page.keyboard.press("Tab");
      reached = await page.evaluate(() => document.activeElement?.matches(".draft a") ?? false);
    }
    assert.ok(reached, "Tab does not reach the marks");
    const name = await page.evaluate(() => document.activeElement.textContent);
    assert.match(name, /\((verified|at odds|contested|unverified|nothing to say)\)$/);
    await page.keyboard.press("Enter");
    const card = page.locator("article:target");
    assert.equal(await card.count(), 1, "Enter shows no evidence");
    const seen = await card.evaluate((c) => c.getBoundingClientRect().top < innerHeight && c.getBoundingClientRect().bottom > 0);
    assert.ok(seen, "the evidence is out of sight");
    await page.screenshot({ path: path.join(folder, `sheet-${colorScheme}.png`) });
    for (let i = 0; i < 3; i++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement?.matches("article a[href^='#m']") ?? false)) break;
    }
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".draft a:target").count(), 1, "no way back to the draft");
    // On a narrow screen nothing is cut off.
    await page.setViewportSize({ width: 360, height: 800 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} pixels too wide on a telephone`);

    const checked = await (await browser.newContext({ colorScheme, bypassCSP: true })).newPage();
    await checked.goto(pathToFileURL(sheet).href);
    await checked.evaluate(axe);
    const { violations } = await checked.evaluate(() => axe.run());
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.help} (${v.nodes[0].html})`), []);
  }
  const page = await browser.newPage();
  await page.goto(pathToFileURL(sheet).href);
  await page.pdf({ path: path.join(folder, "sheet.pdf"), format: "A4", margin: { top: "15mm", bottom: "15mm", left: "15mm", right: "15mm" } });
  console.log("the sheet holds in Chromium, in light and dark");
} finally {
  await browser.close();
}
