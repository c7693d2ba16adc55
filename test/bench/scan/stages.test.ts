import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { loadRules } from "../../../src/catalog/rules.ts";
import { compileRuleset } from "../../../src/scan/ruleset.ts";
import { createScanner } from "../../../src/scan/scanner.ts";
import { secretOf, written } from "../../clean/plants/plant.ts";
import { layer } from "../../support/image.ts";
import { scratch } from "../../support/scratch.ts";
import { tarball } from "../../support/tar.ts";
import { countedRuleset } from "./candidates.ts";
import { membersOf } from "./members.ts";
import { rawInflate } from "./raw-inflate.ts";
import { runStage } from "./stage-process.ts";

const text = (n: number): string => written(secretOf("github", n));
const FILES = [0, 1, 2, 3].map((n) => layer.file(`app/settings-${n}.env`, text(n)));

const files = () => {
  const folder = scratch();
  const [tar, gzip] = [join(folder, "layer.tar"), join(folder, "layer.tar.gz")];
  writeFileSync(tar, tarball(FILES));
  writeFileSync(gzip, gzipSync(tarball(FILES)));
  return { tar, gzip, bytes: tarball(FILES).length };
};

it("inflates every byte, and shows every packed one", () => {
  const { gzip, bytes } = files();
  const packed: Buffer[] = [];
  expect(rawInflate(gzip, (piece) => packed.push(Buffer.from(piece)))).toBe(bytes);
  expect(Buffer.concat(packed).equals(gzipSync(tarball(FILES)))).toBe(true);
});

it("takes every so many files of a tar, and no more bytes than it may", async () => {
  const { tar } = files();
  const sample = await membersOf(tar, { step: 2, most: 1000 });
  expect(sample.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()])).toEqual([
    ["app/settings-0.env", text(0)],
    ["app/settings-2.env", text(2)],
  ]);
  expect(await membersOf(tar, { step: 1, most: text(0).length + 1 })).toHaveLength(1);
});

it("counts the runs of patterns, and changes nothing of what is found", async () => {
  const plain = compileRuleset(await loadRules(["rules"], AbortSignal.timeout(30_000)));
  const { ruleset, work } = countedRuleset(plain);
  const find = (rules: typeof plain) => {
    const document = createScanner({ ruleset: rules, key: Buffer.alloc(32) }).open({ kind: "file", path: "a.env" });
    document.push(Buffer.from(text(7)));
    return document.end();
  };
  expect(find(ruleset)).toEqual(find(plain));
  expect(work.get("github-personal-access-token")).toMatchObject({ runs: 1, caught: 1 });
  expect(work.get("npm-access-token")).toMatchObject({ runs: 0, caught: 0 });
});

it("runs a stage of the built product in a process of its own", async () => {
  const { tar, gzip, bytes } = files();
  const { findings = [], ...cost } = await runStage("findings", { layer: gzip, tar, sample: { step: 1, most: 1e6 } });
  expect(findings.map(({ path }) => path)).toEqual(FILES.map(({ path }) => path));
  expect(cost.bytes).toBe(bytes);
  expect(cost.peakBytes).toBeGreaterThan(2 ** 20);
});
