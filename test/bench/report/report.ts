import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Page } from "playwright-core";
import { programsOnPath } from "../../../src/builder/programs-on-path.ts";
import type { Keep } from "../figures.ts";
import { median, print, row } from "../table.ts";
import { largeReport } from "./large-report.ts";

interface Options {
  readonly small: boolean;
  readonly runs: number;
  readonly keep: Keep;
}

/** The HTML report of a large case: how long it takes to write, how large it is, and how quickly a browser answers in it. */
export async function report({ small, runs, keep }: Options): Promise<void> {
  const count = small ? 1000 : 10_000;
  const [program] = programsOnPath("chromium", process.env);
  if (program === undefined) {
    print("HTML report: chromium is not installed\n");
    return;
  }
  const started = performance.now();
  const html = await largeReport(count);
  const written = performance.now() - started;
  const folder = mkdtempSync(join(tmpdir(), "exhume-bench-"));
  const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
  try {
    const file = join(folder, "report.html");
    writeFileSync(file, html);
    const measured: Measured[] = [];
    for (let run = 0; run < runs; run++) {
      const page = await browser.newPage();
      measured.push(await measure(page, pathToFileURL(file).href));
      await page.close();
    }
    const middle = (of: (one: Measured) => number): number => median(measured.map(of));
    const rows = [
      ["made and written", `${written.toFixed(0)} ms`],
      ["size", `${(html.length / 1e6).toFixed(1)} MB`],
      ["first paint", `${middle(({ paint }) => paint).toFixed(0)} ms`],
      ["a word typed, to the next frame", `${middle(({ word }) => word).toFixed(0)} ms`],
      ["a choice made, to the next frame", `${middle(({ choice }) => choice).toFixed(0)} ms`],
      ["sorted, to the next frame", `${middle(({ sorted }) => sorted).toFixed(0)} ms`],
      ["a secret opened, to the next frame", `${middle(({ opened }) => opened).toFixed(0)} ms`],
    ];
    print(`HTML report of ${count.toLocaleString("en")} secrets\n`);
    for (const cells of rows) print(row(cells));
    print("");
    keep({ name: "report: first paint", value: middle(({ paint }) => paint) / 1000, unit: "s" });
    keep({ name: "report: filter", value: middle(({ word }) => word) / 1000, unit: "s" });
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds. */
interface Measured {
  readonly paint: number;
  readonly word: number;
  readonly choice: number;
  readonly sorted: number;
  readonly opened: number;
}

async function measure(page: Page, url: string): Promise<Measured> {
  await page.goto(`${url}#secrets`);
  await page.locator("tbody tr").first().waitFor();
  const paint = Number(await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
  const word = await frameAfter(page, `type(document.querySelector("input[type=search]"), "service-17")`);
  await frameAfter(page, `type(document.querySelector("input[type=search]"), "")`);
  await page.locator("details", { hasText: "Severity" }).locator("summary").click();
  await page.locator(".facet fieldset input").first().waitFor();
  const choice = await frameAfter(page, `document.querySelector(".facet fieldset input").click()`);
  const sorted = await frameAfter(page, `document.querySelectorAll("thead button")[6].click()`);
  const opened = await frameAfter(page, `document.querySelector("tbody th a").click()`);
  return { paint, word, choice, sorted, opened };
}

/** Milliseconds from a doing to the frame after it that shows what came of it. */
const frameAfter = async (page: Page, doing: string): Promise<number> =>
  Number(
    await page.evaluate(`new Promise((resolve) => {
      const type = (input, text) => {
        input.value = text;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      };
      const started = performance.now();
      ${doing};
      setTimeout(() => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started))));
    })`),
  );
