import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { reconstructAll } from "../../src/audit/fix-targets.ts";
import { leaksOf } from "../../src/audit/leaks.ts";
import { EMPTY_CONTEXT } from "../../src/dockerfile/build-context.ts";
import { fixDockerfile } from "../../src/dockerfile/fix.ts";
import { withCase } from "../../src/wire-case.ts";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { attestation, gzipLayer, image, index, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";

const value = expand("ghp_<base62:30><crc32>", 91);
const other = expand("ghp_<base62:30><crc32>", 92);
let registry: TestRegistry;
let investigation: TestCase;
beforeEach(async () => {
  registry = await startRegistry();
  investigation = createTestCase();
});
afterEach(async () => {
  await registry.close();
  investigation.remove();
});

const dockerfiles = async () => {
  await investigation.audit(registry.host);
  const use = ({ plan, store }: Parameters<Parameters<typeof withCase>[1]["use"]>[0]) => {
    const secrets = plan.open.flatMap((task) => task.secrets);
    return reconstructAll(secrets, store.secrets).map((target) => ({ target, leaks: leaksOf(secrets, () => true) }));
  };
  return withCase(investigation.config, { use }, new AbortController().signal);
};

const files = gzipLayer([layer.file("app/main.js", "1")]);
const history = [`RUN |1 GITHUB_TOKEN=${value} /bin/sh -c npm ci # buildkit`];

describe("without a source, the Dockerfile", () => {
  it.each(["v0.2", "v1"] as const)("is that of provenance %s, which holds no value", async (version) => {
    const dockerfile = `FROM node:22\nARG GITHUB_TOKEN\n# why\nRUN curl -H "Authorization: Bearer ${other}" https://h.example\nRUN echo $GITHUB_TOKEN | npm ci\n`;
    const app = image({ layers: [files], history });
    registry.push(
      "team/shop",
      index([app, attestation({ subject: app, dockerfile, version, buildArgs: { GITHUB_TOKEN: value } })]),
      { tags: ["1"] },
    );
    const [found] = await dockerfiles();
    expect(found?.target.origin).toMatch(/^From the provenance of \S+\/team\/shop:1, values masked\.$/);
    expect(found?.target.text).toBe(dockerfile.replace(other, "•••"));
    for (const name of readdirSync(investigation.folder)) {
      const kept = readFileSync(join(investigation.folder, name), "latin1");
      expect([name, kept.includes(value), kept.includes(other)]).toEqual([name, false, false]);
    }
    const result = fixDockerfile({ ...found!.target, leaks: found!.leaks, context: EMPTY_CONTEXT });
    expect(result.patchedText).toContain("RUN --mount=type=secret,id=GITHUB_TOKEN,env=GITHUB_TOKEN,required=true echo");
    expect(result.patchedText).toContain('curl -H "Authorization: Bearer $AUTH_TOKEN" https://h.example');
  });

  it("is read from the history where provenance does not hold it", async () => {
    const app = image({ layers: [files], history });
    registry.push("team/shop", index([app, attestation({ subject: app })]), { tags: ["1"] });
    const [found] = await dockerfiles();
    expect(found?.target.origin).toMatch(/^Reconstructed from the history of /);
    expect(found?.target.text).toContain("ARG GITHUB_TOKEN\nRUN npm ci\n");
  });

  it("begins FROM the image of the case that it is built on", async () => {
    const lowest = gzipLayer([layer.file("bin/sh", "x")]);
    const base = image({
      layers: [lowest],
      history: ["ADD rootfs.tar / # buildkit", { createdBy: "ENV LANG=C # buildkit", empty: true }],
    });
    const app = image({
      layers: [lowest, files],
      history: ["ADD rootfs.tar / # buildkit", { createdBy: "ENV LANG=C # buildkit", empty: true }, ...history],
    });
    registry.push("platform/base", base, { tags: ["12"] });
    registry.push("team/shop", app, { tags: ["1"] });
    const [found] = await dockerfiles();
    expect(found?.target.text).toContain(`FROM ${registry.host}/platform/base:12\nARG GITHUB_TOKEN\nRUN npm ci\n`);
    expect(found?.target.text).not.toContain("rootfs");
  });
});
