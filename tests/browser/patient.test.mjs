// The page of a patient.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, json, launch, open, sheets, tabTo } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

for (const { sample } of json("demo", "run.json").samples) {
  test(`${sample}: a plot per gene, a mark per exon, and nothing is complained of`, async () => {
    const { page, complaints, close } = await open(browser, `demo/${sample}.report.html`);
    const { genes } = json("demo", `${sample}.ikaros.json`).calls;
    const exons = genes.flatMap((gene) => gene.exons);
    assert.equal(await page.locator("svg.exons").count(), genes.length);
    assert.equal(await page.locator("svg.exons .exon").count(), exons.length);
    // One bracket for each junction that has an end in a gene.
    const { junctions_at_large: found } = json("demo", `${sample}.ikaros.json`).calls;
    const drawn = await page.locator("svg.exons .junction").count();
    assert.equal(drawn > 0, found.length > 0, `${drawn} drawn of ${found.length} junctions`);
    assert.deepEqual(complaints, []);
    await close();
  });
}

test("accessible", () => accessible(browser, "demo/TUM01.report.html"));

// Sizes of all texts in points as they are printed, the smallest first.
const printedSizes = (page) =>
  page.evaluate(() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const sizes = [];
    while (walk.nextNode()) {
      const text = walk.currentNode.textContent.trim();
      const parent = walk.currentNode.parentElement;
      if (text === "" || parent.closest("title, style") || parent.getClientRects().length === 0) continue;
      const svg = parent.closest("svg");
      const scale = svg ? svg.getBoundingClientRect().height / svg.viewBox.baseVal.height : 1;
      const points = 0.75 * scale * parseFloat(getComputedStyle(parent).fontSize);
      sizes.push({ text, points, isResult: parent.matches(".headline, .glance dt + dd, .ikzf1 dd, .events td, .variants td, .state") });
    }
    return sizes.sort((a, b) => a.points - b.points);
  });

test("paper is legible: nothing below 6 points, no result below 7", async () => {
  // As wide as an A4 sheet between its margins.
  const { page, close } = await open(browser, "demo/TUM01.report.html", { viewport: { width: 718, height: 1000 } });
  await page.emulateMedia({ media: "print" });
  const sizes = await printedSizes(page);
  assert.ok(sizes.length > 300, `${sizes.length} texts`);
  assert.deepEqual(sizes.filter(({ points }) => points < 5.95), []);
  const results = sizes.filter(({ isResult }) => isResult);
  assert.ok(results.length > 10, `${results.length} results`);
  assert.deepEqual(results.filter(({ points }) => points < 6.95), []);
  await close();
});

test("the keyboard reaches the plots, and a usual result prints on two sheets", async (t) => {
  const { page, close } = await open(browser, "demo/TUM01.report.html");
  const { count, wide } = await sheets(page);
  assert.ok(!wide);
  // Pages whose marks take the focus are those laid out for two sheets.
  if ((await page.locator("svg.exons [tabindex]").count()) === 0) {
    t.skip(`plots without focus; ${count} sheets`);
  } else {
    await tabTo(page, "svg.exons [tabindex]", 2000);
    assert.ok(count <= 2, `${count} sheets`);
  }
  await close();
});
