import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fingerprint } from "../../../src/scan/fingerprint.ts";
import { openStore } from "../../../src/store/store.ts";
import { startRegistry } from "../../support/registry.ts";
import { built } from "../built.ts";
import type { Keep } from "../figures.ts";
import { mebibytes, print, row } from "../table.ts";
import { type Moment, reportedAt, shareOfBytes } from "./curve.ts";
import { orderShape, type PlantedImages, plantedImages } from "./images.ts";

const SHARES = [0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1];
/** What is to be reported, and before which share of the bytes was pulled (issue 7). */
const WANTED = { reported: 0.95, bytes: 0.1 };

/** Which share of the secrets of a made-up organisation an audit has told by which share of the bytes it pulled. */
export async function order({ small, keep }: { readonly small: boolean; readonly keep: Keep }): Promise<void> {
  const planted = plantedImages(orderShape({ small }));
  print(`Order of work: ${planted.images.length} images with ${planted.plants.length} planted secrets on loopback\n`);
  const moments = await auditPlanted(planted);
  const last = moments.at(-1) ?? { bytes: 0, reported: 0 };
  print(`  ${mebibytes(last.bytes)} of blobs pulled, ${last.reported} of ${planted.plants.length} secrets reported`);
  print(row(["bytes pulled", ...SHARES.map((share) => `${100 * share} %`)], { first: 20, width: 9 }));
  const reported = SHARES.map((share) => (100 * reportedAt(moments, share)) / planted.plants.length);
  print(row(["secrets reported", ...reported.map((share) => `${share.toFixed(1)} %`)], { first: 20, width: 9 }));
  for (const [at, share] of SHARES.entries())
    keep({ name: `order: reported at ${100 * share} % of the bytes`, value: reported[at]!, unit: "%" });
  const share = shareOfBytes(moments, WANTED.reported * planted.plants.length);
  const met = share !== undefined && share <= WANTED.bytes ? "reached" : "not yet";
  print(`  95 % were reported at ${((share ?? 1) * 100).toFixed(1)} % of the bytes (bar: 10 %, ${met})\n`);
  keep({ name: "order: bytes pulled when 95 % were reported", value: 100 * (share ?? 1), unit: "%" });
}

/** The audit of the images, as it went. Nothing else is left of it. */
export async function auditPlanted({ images, plants }: PlantedImages): Promise<readonly Moment[]> {
  const folder = mkdtempSync(join(tmpdir(), "exhume-bench-"));
  const registry = await startRegistry();
  try {
    for (const { repository, tag, image } of images) registry.push(repository, image, { tags: [tag] });
    const { readConfig, runAudit } = await built<typeof import("../../../src/index.ts")>("index");
    const config = readConfig({ flags: { db: join(folder, "case.db") }, env: { HOME: folder }, cwd: folder });
    const wanted = fingerprintsOf(plants, config.db);
    const moments: Moment[] = [];
    let bytes = 0;
    const onBytes = (count: number): void => {
      bytes += count;
    };
    const events = runAudit({ config, targets: [registry.host], onBytes }, new AbortController().signal);
    for await (const event of events) {
      if (event.type !== "blob") continue;
      for (const finding of event.scan.findings) wanted.delete(finding.fingerprint);
      moments.push({ bytes, reported: plants.length - wanted.size });
    }
    return moments;
  } finally {
    await registry.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const fingerprintsOf = (plants: PlantedImages["plants"], db: string): Set<string> => {
  const store = openStore(db, { create: true });
  try {
    return new Set(plants.map(({ value }) => fingerprint(store.key(), value)));
  } finally {
    store.close();
  }
};
