import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { AWS_ENV } from "../support/ecr.ts";
import { HUB_LOGIN } from "../support/hub.ts";
import { dockerConfig } from "../support/hub-case.ts";
import { requireTool } from "../support/tools.ts";
import { firstImages } from "./images.ts";
import { startRegistries, type WorkedRegistries } from "./organisation.ts";
import { workedValues } from "./values.ts";

const values = workedValues();
const FIRST_AUDIT = new Date("2026-09-25T09:00:00Z");

describe.skipIf(!requireTool("docker-registry"))("the worked case", () => {
  let registries: WorkedRegistries;
  let investigation: TestCase;
  beforeAll(async () => {
    registries = await startRegistries();
    for (const [name, value] of Object.entries(AWS_ENV)) vi.stubEnv(name, value);
    vi.stubEnv("AWS_ENDPOINT_URL_ECR", registries.ecr.url);
    investigation = createTestCase(
      { endpoint: registries.endpoints, region: ["eu-west-1"] },
      { ...AWS_ENV, DOCKER_AUTH_CONFIG: dockerConfig(HUB_LOGIN) },
    );
    // The key of the case decides the ids of its secrets: with this one they are the same each time.
    writeFileSync(`${investigation.db}.key`, `${Buffer.alloc(32, 7).toString("base64")}\n`, { mode: 0o600 });
    await registries.push(firstImages(values));
    vi.useFakeTimers({ toFake: ["Date"], now: FIRST_AUDIT });
    await investigation.audit(...registries.targets);
  }, 120_000);
  afterAll(async () => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    investigation?.remove();
    await registries?.close();
  });

  it("is read in full: thirty images of three registries, with all but the token that is made later", async () => {
    const { model } = await investigation.report();
    expect(model.totals).toMatchObject({ repositories: 8, images: 30, secrets: Object.keys(values).length - 1 });
    expect(model.verdict).toBe("complete");
  });
});
