// The page of a comparison with MLPA.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, launch, open } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test("nothing is complained of", async () => {
  const { page, complaints, close } = await open(browser, "compare/compare.html");
  assert.ok((await page.locator("table").count()) > 3);
  assert.deepEqual(complaints, []);
  await close();
});

test("accessible", () => accessible(browser, "compare/compare.html"));
