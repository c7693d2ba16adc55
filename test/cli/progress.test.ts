import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
});
