import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, onTestFinished } from "vitest";
import { programsOnPath } from "../../src/builder/programs-on-path.ts";
import type { Secret } from "../../src/domain/rotation.ts";
import type { PageExtra } from "../../src/report/format.ts";
import { htmlFormat } from "../../src/report/formats/html.ts";
import type { CoverageEntry } from "../../src/report/model.ts";
import type { PageFix } from "../../src/report/page/page-data.ts";
import type { RunSpan } from "../../src/rotation/run-span.ts";
import { reportOf } from "./report.ts";

export interface OpenedReport {
  readonly page: Page;
  /** What the page wrote to its console as an error, or did not catch. */
  readonly errors: readonly string[];
  /** Addresses that it asked for, besides itself. */
  readonly requests: readonly string[];
  /** Goes to another part of the report. */
  go(hash: string): Promise<void>;
}

interface OpenOptions {
  /** `#secrets`; default: the first part. */
  readonly hash?: string;
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
}

/** Debian's Chromium, once for a file of tests. Ask `requireTool("chromium")` before. */
export const browser = (): { open(html: string, options?: OpenOptions): Promise<OpenedReport> } => {
  let started: Promise<Browser> | undefined;
  const folder = mkdtempSync(join(tmpdir(), "exhume-page-"));
  afterAll(async () => {
    await (await started)?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  let count = 0;
  return {
    open: async (html, options = {}) => {
      started ??= chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox"] });
      const file = join(folder, `${count++}.html`);
      writeFileSync(file, html);
      return openFile(await started, { file, ...options });
    },
  };
};

const chromiumPath = (): string => programsOnPath("chromium", process.env)[0] ?? "chromium";

async function openFile(
  started: Browser,
  { file, hash = "", width = 1280, height = 900, scheme = "light" }: OpenOptions & { readonly file: string },
): Promise<OpenedReport> {
  const context = await started.newContext({ viewport: { width, height }, colorScheme: scheme, acceptDownloads: true });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const [errors, requests]: [string[], string[]] = [[], []];
  const own = pathToFileURL(file).href;
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => request.url().split("#")[0] !== own && requests.push(request.url()));
  await page.goto(`${own}${hash}`);
  return {
    page,
    errors,
    requests,
    go: async (next) => {
      await page.evaluate(`location.hash = ${JSON.stringify(next)}`);
    },
  };
}

interface HtmlOf extends Partial<Pick<PageExtra, "stackOf">> {
  readonly secrets?: readonly Secret[];
  readonly entries?: readonly CoverageEntry[];
  readonly runs?: readonly RunSpan[];
  readonly fixes?: readonly PageFix[];
}

/** The HTML report of some secrets. */
export const htmlOf = ({ secrets, entries, runs, fixes = [], stackOf = () => undefined }: HtmlOf = {}): string => {
  const { model, extra } = reportOf(secrets, entries, runs);
  return htmlFormat.render(model, { ...extra, page: () => ({ ...extra.page(), stackOf, fixes: () => fixes }) });
};
