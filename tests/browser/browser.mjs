// A browser, pages that keep what they complain of, and what the tests ask of every page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = process.env.IKAROS_PAGES;

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM,
    // Chromium's own sandbox does not start as root.
    args: process.getuid() === 0 ? ["--no-sandbox"] : [],
  });

export const json = (...path) => JSON.parse(readFileSync(join(folder, ...path), "utf8"));

// A page as a reader opens it; `complaints` holds errors, warnings and requests.
export const open = async (browser, path, options = {}) => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!request.isNavigationRequest()) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(join(folder, path)).href);
  return { page, complaints, close: () => context.close() };
};

// Findings of axe-core that are serious or critical.
export const accessible = async (browser, path) => {
  const { page, close } = await open(browser, path, { bypassCSP: true });
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
  const grave = violations.filter((found) => ["serious", "critical"].includes(found.impact));
  const words = grave.map(
    (found) => `${found.id}: ${found.help}\n  ${found.nodes.slice(0, 3).map((n) => n.html).join("\n  ")}`,
  );
  assert.deepEqual(words, [], path);
  assert.ok(passes.length > 10, `${path}: axe looked at ${passes.length} rules alone`);
  await close();
};

// Number of sheets that a page prints on, and whether the first lies on its side.
export const sheets = async (page) => {
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf);
  return { count: pdf.match(/\/Type \/Page\b(?!s)/g).length, wide: Number(box[1]) > Number(box[2]) };
};

// Presses Tab until `selector` has the focus.
export const tabTo = async (page, selector, most = 200) => {
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  assert.fail(`${selector} is not reached with ${most} presses of Tab`);
};
