import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { PageFix } from "../../src/report/page/page-data.ts";
import type { RunSpan } from "../../src/rotation/run-span.ts";
import { browser, htmlOf } from "../support/browser.ts";
import { digest, SECRETS } from "../support/case.ts";
import { reportOf } from "../support/report.ts";
import { requireTool } from "../support/tools.ts";

const RUNS: readonly RunSpan[] = ["2026-11-20T09", "2026-11-21T12", "2026-11-22T12"].map((hour, index) => ({
  id: index + 1,
  startedAt: `${hour}:00:00.000Z`,
  endedAt: `${hour}:30:00.000Z`,
  finished: true,
}));

const FIX: PageFix = {
  name: "team-shop",
  reconstructed: true,
  verdict: "auto+confirm",
  notes: ["Reconstructed from the history of registry.example/team/shop"],
  secrets: [{ id: SECRETS[1]!.id, title: "x", verdict: "auto" }],
  dockerfiles: [
    {
      path: "Dockerfile",
      fixes: [{ id: "R1", title: "mount it", verdict: "auto", secrets: [SECRETS[1]!.id], notes: ["look at this"] }],
      manual: [
        {
          code: "M5",
          secret: SECRETS[2]!.id,
          line: 4,
          reason: "who knows",
          advice: "do it by hand",
          sketch: "RUN true",
        },
      ],
      build: "docker build --secret id=x .",
      diff: "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,2 +1,2 @@\n FROM base\n-ENV A=•••\n+RUN --mount=type=secret,id=x true <script>\n",
    },
  ],
  steps: [],
};
const html = htmlOf({
  runs: RUNS,
  fixes: [FIX],
  stackOf: (manifest) => [0, 1, 2, 3, 4, 5].map((layer) => ({ digest: digest(`${manifest} ${layer}`), size: 10 })),
});
const PARTS = [
  "#overview",
  "#secrets",
  `#secret/${SECRETS[1]!.id}`,
  "#repositories",
  "#images",
  `#image/${digest("shop:1.0")}`,
  "#graph",
  "#fixes",
  "#progress",
  "#coverage",
];

describe.skipIf(!requireTool("chromium"))("every part of an HTML report", () => {
  const { open } = browser();

  it.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 360],
    ["dark", 360],
  ] as const)("can be read by all, and fits the width: %s, %i px", async (scheme, width) => {
    const { page, errors, requests, go } = await open(html, { scheme, width });
    const problems: unknown[] = [];
    for (const part of PARTS) {
      await go(part);
      await page.locator("main h1").waitFor();
      problems.push(...(await violations(page, part)));
      const over = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      if (Number(over) > 0) problems.push(`${part} is ${over} px too wide`);
    }
    expect(problems).toEqual([]);
    expect([errors, requests]).toEqual([[], []]);
  });

  it("is reached by keyboard, with the focus in sight", async () => {
    const { page } = await open(html);
    const stops: string[] = [];
    for (let press = 0; press < 12; press++) {
      await page.keyboard.press("Tab");
      stops.push(String(await page.evaluate("document.activeElement.textContent")));
      expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).not.toBe("none");
    }
    for (const name of ["Skip to content", "Overview", "Secrets", "Images", "Coverage"])
      expect(stops.some((stop) => stop.startsWith(name))).toBe(true);
    await page.getByRole("link", { name: "Coverage" }).press("Enter");
    await page.getByRole("heading", { level: 1, name: "Coverage" }).waitFor();
    expect(await page.evaluate("document.activeElement.id")).toBe("main");
  });

  it("is light or dark as the reader says", async () => {
    const { page } = await open(html, { scheme: "light" });
    const paper = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await paper();
    const button = page.getByRole("button", { name: /^Colours/ });
    await button.click();
    await button.click();
    expect(await paper()).not.toBe(light);
    await button.click();
    expect(await paper()).toBe(light);
  });
});

/** Serious and critical ones, by axe-core. */
async function violations(page: Page, part: string): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
    readonly violations: readonly {
      readonly id: string;
      readonly impact: string;
      readonly nodes: readonly { readonly html: string }[];
    }[];
  };
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${part}: ${id} ${nodes[0]?.html}`);
}

describe.skipIf(!requireTool("chromium"))("parts of an HTML report", () => {
  const { open } = browser();
  const { model } = reportOf(SECRETS, undefined, RUNS);

  it("draws the burn-down, and tells it in numbers", async () => {
    const { page } = await open(html, { hash: "#progress" });
    expect(await page.locator(".chart canvas").count()).toBe(1);
    const rows = await page.locator(".audits tbody tr").allTextContents();
    for (const [index, { run, open: count }] of model.trend!.entries())
      expect(rows[index]).toContain(`audit ${run}, 2026-11-2${index}${count}`);
  });

  it("shows the ledger by reason, and finds a place in it", async () => {
    const { page } = await open(html, { hash: "#coverage" });
    const [entry] = model.coverage.entries;
    await page.getByRole("searchbox").fill(entry!.reason);
    const texts = await page.locator(".ledger > li").allTextContents();
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) expect(text).toContain(entry!.reason);
  });

  it("shows diffs with signs, as text", async () => {
    const { page } = await open(html, { hash: `#secret/${SECRETS[1]!.id}` });
    await page.getByRole("link", { name: /Dockerfile changes that/ }).click();
    expect(await page.locator(".diff .added").allTextContents()).toEqual([
      "+RUN --mount=type=secret,id=x true <script>\n",
    ]);
    expect(await page.locator(".diff .removed").allTextContents()).toEqual(["-ENV A=•••\n"]);
    await page.getByText("do it by hand").waitFor();
  });

  it("leads from the figures of the overview to what they count", async () => {
    const { page } = await open(html);
    const figure = page.locator(".figure", { hasText: "critical, open" });
    const count = Number(await figure.locator("dd").textContent());
    expect(count).toBe(model.totals.bySeverity.critical);
    await figure.getByRole("link").click();
    expect(await page.getByRole("status").first().textContent()).toContain(`${count} of ${model.secrets.length}`);
  });
});

describe.skipIf(!requireTool("chromium"))("an HTML report on paper", () => {
  const { open } = browser();
  const pages = (pdf: Buffer): number => pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;

  it("is the checklist on A4: every open task, a box for each step", async () => {
    const { page } = await open(html, { scheme: "dark" });
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pages(pdf)).toBeGreaterThan(3);
    expect(pdf.toString("latin1")).toMatch(/\/MediaBox\s*\[0 0 59[45](?:\.\d+)? 84[12]/);
    // Again, and looked at while it is printed.
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    const { plan } = reportOf(SECRETS, undefined, RUNS);
    const steps = plan.open.reduce((sum, task) => sum + task.steps.length, 0);
    expect(await page.locator(".paper-task").count()).toBe(plan.open.length);
    expect(await page.locator(".box").count()).toBe(steps);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    await page.getByRole("heading", { level: 1, name: /open$/ }).waitFor();
    expect(await page.locator(".paper-task").count()).toBe(0);
  });

  it("is one secret where that is shown", async () => {
    const { page } = await open(html, { hash: `#secret/${SECRETS[1]!.id}` });
    const all = pages(await page.pdf({ preferCSSPageSize: true }));
    expect(all).toBeLessThan(8);
    expect(await page.locator(".paper-task").count()).toBe(0);
  });
});
