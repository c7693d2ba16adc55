import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportModel } from "../../src/report/model.ts";
import { createOrganisation, pushOrganisation } from "../demo/organisation.ts";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";

let registry: TestRegistry;
let investigation: TestCase;
let model: ReportModel;
beforeAll(async () => {
  registry = await startRegistry();
  pushOrganisation(registry, createOrganisation());
  investigation = createTestCase();
  await investigation.audit(registry.host);
  ({ model } = await investigation.report());
});
afterAll(async () => {
  investigation.remove();
  await registry.close();
});

const tasks = () => (model.waves ?? []).flatMap((wave) => wave.tasks);
const task = (title: string) => tasks().find((one) => one.title.includes(title));

describe("the plan of an audited organisation", () => {
  it("begins with what opens other secrets, and every open secret is in one task", () => {
    expect(model.waves?.map(({ wave }) => wave)).toEqual([1, 2, 3, 4]);
    expect(tasks().flatMap(({ secrets }) => secrets)).toHaveLength(model.totals.open);
    expect(task("GitHub")?.after).toEqual([]);
    expect(task("npm")?.after.map(({ id }) => id)).toEqual([task("GitHub")?.id]);
  });

  it("names the base image that brings a password into the images of others, and only that", () => {
    expect(task("Password in a URL")?.base).toEqual({
      name: `${registry.host}/platform/base:1.1`,
      images: 9,
      repositories: 3,
    });
    expect(tasks().filter(({ base }) => base !== undefined)).toHaveLength(1);
  });

  it("joins both AWS keys as they stand together, and is sure of it", () => {
    expect(model.credentials.map(({ kind, likely }) => [kind, likely])).toEqual([
      ["aws-access-key", undefined],
      ["aws-access-key", undefined],
    ]);
  });

  it("knows since when it is readable, and that nobody has to log in for it", () => {
    expect(task("Password in a URL")?.window).toMatchObject({
      served: true,
      from: "2024-11-20T08:00:00Z",
      fromIs: "created",
      visibility: "anonymous",
    });
  });
});
