import { expect, it } from "vitest";
import { createTestCase } from "../../support/audit.ts";
import { gzipLayer, image, layer } from "../../support/image.ts";
import { startRegistry } from "../../support/registry.ts";

it("a registry is audited under its own name at another address", async () => {
  const registry = await startRegistry();
  registry.push("team/app", image({ layers: [gzipLayer([layer.file("a", "b")])] }), { tags: ["1"] });
  const test = createTestCase({ endpoint: [`r.example=http://${registry.host}/`] });
  await test.audit("r.example");
  const { model } = await test.report();
  test.remove();
  await registry.close();
  expect(model.totals.images).toBe(1);
  expect(model.coverage.entries.map(({ subject }) => subject)).toEqual(["r.example/team/app"]);
});
