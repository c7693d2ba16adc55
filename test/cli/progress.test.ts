import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { progressLine } from "../../src/cli/progress-line.ts";
import { columns } from "../../src/report/columns.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { scratch } from "../support/scratch.ts";
import { onTerminal } from "../support/terminal.ts";
import { requireTool } from "../support/tools.ts";

let registry: TestRegistry;
beforeEach(async () => {
  registry = await startRegistry();
  for (const number of [1, 2, 3]) {
    const token = expand("ghp_<base62:30><crc32>", 850 + number);
    registry.push("app", image({ layers: [gzipLayer([layer.file(".env", `GITHUB_TOKEN=${token}\n`)])] }), {
      tags: [`v${number}`],
    });
  }
});
afterEach(async () => registry.close());

describe.skipIf(!requireTool("script"))("an audit on a terminal", () => {
  it("counts the secrets as it goes, where a narrow terminal still shows them", async () => {
    const shown = await onTerminal(["audit", registry.host], { cwd: scratch() });
    expect(shown).toMatch(/100% \| 3 new secrets \| 6\/6 blobs \|/);
    expect(shown).toContain("COMPLETE");
  });

  it("draws no line that wraps, and changes nothing of the terminal that it would have to put back", async () => {
    const width = 40;
    const shown = await onTerminal(["audit", registry.host, "--db", "narrow.db"], { cwd: scratch(), width });
    const drawn = shown.split(/\r|\n|\u001b\[\d*[GKJ]/).filter((line) => /%/.test(line));
    expect(drawn.length).toBeGreaterThan(0);
    expect(drawn.filter((line) => columns(line) >= width)).toEqual([]);
    expect(shown).not.toMatch(/\u001b\[\?(?:25|7)[lh]/);
  });
});

describe("progressLine", () => {
  const counts = { images: 9, blobs: 5, blobsTotal: 20, bytes: 5e8, bytesTotal: 2e9, secrets: 1 };
  const pace = { elapsed: 10_000, left: 30, width: 100, unicode: false };

  it("has rate and time left", () => {
    expect(progressLine(counts, pace)).toBe(
      "####............ 25% | 1 new secret | 5/20 blobs | 500.0 MB | 50.0 MB/s | 30s left",
    );
    expect(progressLine(counts, { ...pace, left: 7500 })).toContain("2h 5m left");
    expect(progressLine(counts, { ...pace, elapsed: 0, left: undefined })).toMatch(/500\.0 MB$/);
    expect(progressLine({ ...counts, bytes: 3e9 }, pace)).toMatch(/^#{16} 100% .* MB\/s$/);
  });

  it("leaves out what a narrow terminal has no room for, as a whole", () => {
    expect(progressLine(counts, { ...pace, width: 40 })).toBe("####............ 25% | 1 new secret");
    for (let width = 1; width < 100; width++)
      expect(columns(progressLine(counts, { ...pace, width }))).toBeLessThanOrEqual(Math.max(1, width - 1));
  });
});
