import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { loadRunbooks } from "../../../src/catalog/runbooks.ts";
import type { ImageExposure, Secret } from "../../../src/domain/rotation.ts";
import { buildReport } from "../../../src/report/build-report.ts";
import { htmlFormat } from "../../../src/report/formats/html.ts";
import type { StackLayer } from "../../../src/report/page/build-page.ts";
import { planRotation } from "../../../src/rotation/plan.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const NOW = new Date("2026-11-23T12:00:00.000Z");
const IMAGES = 2000;
const REPOSITORIES = 60;
const LAYERS = 15;
const LAYER_POOL = 5000;

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
const SEVERITIES = ["critical", "high", "medium", "low"] as const;
const EXPOSURES = ["live", "env", "history", "deleted", "overwritten", "label"] as const;

/** The HTML report of a made-up case: so many secrets with 3 to 5 places each, in 2,000 images of 60 repositories, under all runbooks. */
export async function largeReport(count: number): Promise<string> {
  const runbooks = await loadRunbooks(resolve(ROOT, "templates/runbooks"), new AbortController().signal);
  const kinds = [...runbooks.keys()];
  const images = Array.from({ length: IMAGES }, (_, index) => imageOf(index));
  const secrets = Array.from({ length: count }, (_, index) => secretOf(index, { kinds, images }));
  const plan = planRotation(secrets, { runbooks, now: NOW });
  const model = buildReport({
    tool: { name: "exhume", version: "0.1.0" },
    case: { id: "c0ffee00", createdAt: NOW.toISOString(), rulesetId: "sha256:feed", targets: ["registry.example"] },
    now: NOW,
    plan,
    totals: {
      ...{ repositories: REPOSITORIES, manifests: IMAGES, images: IMAGES, tags: IMAGES, blobs: 30_000, bytes: 1e12 },
      hidden: { vendored: 0, lowConfidence: 0, weakInLibraries: 0 },
    },
    coverage: { scanned: 32_000, entries: [] },
  });
  const page = JSON.parse(readFileSync(resolve(ROOT, "dist/page.json"), "utf8"));
  const template = readFileSync(resolve(ROOT, "templates/report.html.hbs"), "utf8");
  const extra = {
    plan,
    checklist: "",
    page: () => ({ parts: () => ({ ...page, template }), stackOf, fixes: () => [] }),
  };
  return htmlFormat.render(model, extra);
}

const imageOf = (index: number): Omit<ImageExposure, "exposure"> => ({
  registry: "registry.example",
  repository: `team-${index % 12}/app-${index % REPOSITORIES}`,
  manifest: `sha256:${hash(`image ${index}`)}`,
  platform: { os: "linux", architecture: "amd64" },
  tags: index % 5 === 0 ? [] : [`1.${index}`],
  since: `2025-${String((index % 12) + 1).padStart(2, "0")}-15T00:00:00Z`,
  present: index % 11 !== 0,
});

interface Pool {
  readonly kinds: readonly string[];
  readonly images: readonly Omit<ImageExposure, "exposure">[];
}

function secretOf(index: number, { kinds, images }: Pool): Secret {
  const fingerprint = hash(`secret ${index}`);
  const runbook = kinds[index % kinds.length] ?? "generic";
  const places = Array.from({ length: 3 + (index % 3) }, (_, place) => {
    const exposure = EXPOSURES[(index + place) % EXPOSURES.length] ?? "live";
    const at = (index * 7 + place * 13) % images.length;
    const shown = Array.from({ length: 1 + (index % 8) }, (_, one) => images[(at + one) % images.length]);
    return {
      ...({ blob: `sha256:${hash(`layer ${(index + place) % LAYER_POOL}`)}`, kind: "file", line: 1 + place } as const),
      ...{
        path: `app/service-${index % 400}/config/settings-${place}.env`,
        ruleId: `rule-${runbook}`,
        span: { start: 0, end: 40 },
      },
      ...({ name: "API_TOKEN", provenance: "application", strength: "prefix", confidence: "high" } as const),
      images: shown.flatMap((image) =>
        image === undefined
          ? []
          : [{ ...image, exposure, layer: place, historyLine: `COPY service-${index % 400} /app # buildkit` }],
      ),
    };
  });
  return {
    ...{
      id: fingerprint.slice(0, 12),
      fingerprint,
      ruleId: `rule-${runbook}`,
      provider: runbook,
      title: `${runbook} credential`,
    },
    ...({
      severity: SEVERITIES[index % 4] ?? "low",
      confidence: "high",
      preview: `abcd…${index % 1000} (40 characters)`,
    } as const),
    ...({
      validity: "unknown",
      facts: { account: String(1e11 + index) },
      runbook,
      reasons: ["a shape"],
      state: "new",
      events: [],
    } as const),
    ...{ firstSeen: "2026-11-20T08:00:00.000Z", occurrences: places },
  };
}

const stackOf = (manifest: string): readonly StackLayer[] => {
  const seed = Number.parseInt(manifest.slice(7, 13), 16);
  return Array.from({ length: LAYERS }, (_, layer) => ({
    digest: `sha256:${hash(`layer ${layer < 5 ? layer : (seed + layer) % LAYER_POOL}`)}`,
    size: 1_000_000 * layer,
    historyLine: `RUN /bin/sh -c make step-${layer} && make install # buildkit`,
  }));
};
