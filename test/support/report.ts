import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadRunbooks } from "../../src/catalog/runbooks.ts";
import { loadTemplate } from "../../src/catalog/templates.ts";
import type { Secret } from "../../src/domain/rotation.ts";
import { buildReport } from "../../src/report/build-report.ts";
import type { CoverageEntry } from "../../src/report/model.ts";
import type { PageParts } from "../../src/report/page/render-page.ts";
import { planRotation } from "../../src/rotation/plan.ts";
import type { RunSpan } from "../../src/rotation/run-span.ts";
import { GAPS, NOW, SECRETS } from "./case.ts";

export const TEMPLATES = resolve(import.meta.dirname, "../../templates");
const { signal } = new AbortController();
export const RUNBOOKS = await loadRunbooks(join(TEMPLATES, "runbooks"), signal);
const CHECKLIST = await loadTemplate(TEMPLATES, "checklist.md.hbs", signal);

/** As they are shipped. */
const pageParts = (): PageParts => ({
  ...JSON.parse(readFileSync(resolve(TEMPLATES, "../dist/page.json"), "utf8")),
  template: readFileSync(join(TEMPLATES, "report.html.hbs"), "utf8"),
});

/** The plan and the report of the secrets, and what a format needs besides. */
export const reportOf = (
  secrets: readonly Secret[] = SECRETS,
  entries: readonly CoverageEntry[] = GAPS,
  runs: readonly RunSpan[] = [],
) => {
  const plan = planRotation(secrets, { runbooks: RUNBOOKS, now: NOW });
  const model = buildReport({
    tool: { name: "exhume", version: "0.1.0" },
    case: {
      id: "c0ffee00",
      createdAt: "2026-11-20T08:00:00.000Z",
      rulesetId: "sha256:feed",
      targets: ["registry.example", "oci-archive:build.tar"],
    },
    now: NOW,
    plan,
    totals: {
      repositories: 6,
      manifests: 31,
      images: 20,
      tags: 17,
      blobs: 58,
      bytes: 1_234_567_890,
      hidden: { vendored: 3, lowConfidence: 0, weakInLibraries: 0 },
    },
    coverage: { scanned: 86, entries },
    runs,
  });
  return {
    plan,
    model,
    extra: {
      plan,
      checklist: CHECKLIST,
      page: () => ({ parts: pageParts, stackOf: () => undefined, fixes: () => [] }),
    },
  };
};
