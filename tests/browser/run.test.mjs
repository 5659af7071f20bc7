// run.html: the page of a whole run.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, json, launch, open, sheets, tabTo } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const names = (page) => page.$$eval("#patients tbody tr:not([hidden]) th", (all) => all.map((th) => th.textContent));

for (const run of ["demo", "failed"]) {
  test(`${run}: nothing is complained of, and everything of run.json is there`, async () => {
    const { page, complaints, close } = await open(browser, `${run}/run.html`);
    const samples = json(run, "run.json").samples;
    const finished = samples.filter((sample) => sample.status === "ok");
    assert.deepEqual(await names(page), samples.map((sample) => sample.sample));
    assert.equal(await page.locator("#patients tbody th a").count(), finished.length);
    assert.equal(await page.locator("svg.drift").count(), 5);
    assert.equal(await page.locator("svg.drift .mark").count(), 5 * finished.length);
    const genes = json(run, `${finished[0].sample}.ikaros.json`).calls.genes;
    for (const gene of genes) {
      const row = page.locator(".grid tbody tr", { has: page.getByRole("rowheader", { name: gene.gene, exact: true }) });
      assert.equal(await row.locator("td").count(), samples.length, gene.gene);
    }
    for (const sample of samples.filter((sample) => sample.status === "failed")) {
      const column = samples.indexOf(sample);
      const grounds = await page.$$eval(".grid tbody tr", (rows, at) => rows.map((row) => row.cells[at + 1].className), column);
      assert.ok(grounds.length > 0 && grounds.every((ground) => ground === "o"), sample.sample);
      assert.match(await page.locator("#failures").textContent(), new RegExp(sample.sample));
    }
    assert.deepEqual(complaints, []);
    await close();
  });

  test(`${run}: accessible`, () => accessible(browser, `${run}/run.html`));
}

test("links lead to the reports", async () => {
  const { page, close } = await open(browser, "demo/run.html");
  await page.locator("#patients tbody th a").first().click();
  assert.match(await page.title(), /TUM01/);
  await close();
});

test("every column sorts both ways, by figures where it holds figures, and what is missing stays last", async () => {
  const { page, complaints, close } = await open(browser, "failed/run.html");
  const depths = json("failed", "run.json").samples.filter((sample) => sample.mean_depth !== null);
  const byDepth = depths.sort((a, b) => a.mean_depth - b.mean_depth).map((sample) => sample.sample);
  const head = page.getByRole("columnheader", { name: "Mean depth" });
  await head.getByRole("button").click();
  assert.equal(await head.getAttribute("aria-sort"), "ascending");
  assert.deepEqual(await names(page), [...byDepth, "TUM06"]);
  await head.getByRole("button").focus();
  await page.keyboard.press("Enter");
  assert.equal(await head.getAttribute("aria-sort"), "descending");
  assert.deepEqual(await names(page), [...byDepth.reverse(), "TUM06"]);
  const heads = page.locator("#patients thead button");
  const before = (await names(page)).sort();
  for (let column = 0; column < (await heads.count()); column += 1) {
    await heads.nth(column).click();
    assert.equal(await page.locator("#patients [aria-sort]").count(), 1);
    assert.deepEqual((await names(page)).sort(), before);
  }
  assert.deepEqual(complaints, []);
  await close();
});

test("the table is filtered by text, category and quality", async () => {
  const { page, close } = await open(browser, "failed/run.html");
  const samples = json("failed", "run.json").samples;
  await page.fill("#filter-text", "tum12");
  assert.deepEqual(await names(page), ["TUM12"]);
  assert.equal(await page.textContent("#shown"), `1 of ${samples.length} samples shown`);
  await page.click("#filter button[type=reset]");
  await page.selectOption("#filter-category", "4-7");
  const wanted = samples.filter((sample) => sample.ikzf1_category === "4-7");
  assert.deepEqual(await names(page), wanted.map((sample) => sample.sample));
  await page.selectOption("#filter-quality", "failed");
  assert.deepEqual(await names(page), []);
  await page.selectOption("#filter-category", "");
  assert.deepEqual(await names(page), ["TUM06"]);
  await close();
});

test("the keyboard reaches plots and oncoprint, and the arrows read its fields", async () => {
  const { page, close } = await open(browser, "demo/run.html");
  await tabTo(page, ".grid");
  await page.keyboard.press("ArrowDown");
  const first = await page.textContent("#reading");
  assert.match(first, /^TUM01, IKZF1: deletion/);
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await page.textContent("#reading"), first);
  await tabTo(page, "svg.drift");
  await close();
});

test("without a script it is a plain table", async () => {
  const { page, complaints, close } = await open(browser, "demo/run.html", { javaScriptEnabled: false });
  assert.equal(await page.locator("#patients tbody tr").count(), json("demo", "run.json").samples.length);
  assert.equal(await page.locator("#filter").isVisible(), false);
  assert.equal(await page.locator("button:visible").count(), 0);
  assert.deepEqual(complaints, []);
  await close();
});

test("it prints on its side, the table whole", async () => {
  const { page, close } = await open(browser, "demo/run.html");
  const { count, wide } = await sheets(page);
  assert.ok(wide && count <= 3, `${count} sheets`);
  await close();
});
