// The page of a patient.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, json, launch, open, sheets } from "./browser.mjs";

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
    assert.deepEqual(complaints, []);
    await close();
  });
}

test("accessible", () => accessible(browser, "demo/TUM01.report.html"));

test("sheets of paper", async (t) => {
  const { page, close } = await open(browser, "demo/TUM01.report.html");
  const { count, wide } = await sheets(page);
  t.diagnostic(`${count} sheets`);
  assert.ok(!wide && count >= 1);
  await close();
});
