import { afterEach, expect, it } from "vitest";
import { createTestCase } from "../../support/audit.ts";
import { gzipLayer, image, layer } from "../../support/image.ts";
import type { Answer } from "../../support/registry/answer.ts";
import { type RegistryOptions, startRegistry } from "../../support/registry.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => void (await Promise.all(closing.splice(0).map(async (close) => close()))));

const LOGIN = { user: "robin", password: ["only", "for", "tests"].join("-") };

/** Audits r.example, which is at the address of the registry; gives what was seen and not seen. */
const auditElsewhere = async (options: RegistryOptions) => {
  const registry = await startRegistry(options);
  registry.push("team/app", image({ layers: [gzipLayer([layer.file("a", "b")])] }), { tags: ["1"] });
  const auth = Buffer.from(`${LOGIN.user}:${LOGIN.password}`).toString("base64");
  const test = createTestCase(
    { endpoint: [`r.example=http://${registry.host}/`] },
    { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { "r.example": { auth } } }) },
  );
  closing.push(registry.close, test.remove);
  await test.audit("r.example");
  const { model } = await test.report();
  return {
    images: model.totals.images,
    verdict: model.verdict,
    entries: model.coverage.entries.map(({ subject, status }) => `${status} ${subject}`),
  };
};

const SEEN = { images: 1, verdict: "complete", entries: ["unlistable r.example/team/app"] };

it("a registry is audited under its own name at another address", async () => {
  expect(await auditElsewhere({})).toEqual(SEEN);
});

it("a login goes to the token server and blobs come from the storage that a registry at such an address names", async () => {
  expect(await auditElsewhere({ auth: { kind: "bearer", ...LOGIN }, redirectBlobs: true })).toEqual(SEEN);
});

it("pages go on where a registry at such an address names itself", async () => {
  const registry = await startRegistry({ pageSize: 1 });
  registry.push("team/app", image({ layers: [gzipLayer([layer.file("a", "b")])] }), { tags: ["1", "2"] });
  const change = (answer: Answer): Answer => ({
    ...answer,
    headers: { ...answer.headers, link: String(answer.headers.link ?? "").replace("<", `<http://${registry.host}`) },
  });
  registry.faults.add({ path: "/v2/team/app/tags/list", kind: "change", change });
  const test = createTestCase({ endpoint: [`r.example=http://${registry.host}/`] });
  closing.push(registry.close, test.remove);
  await test.audit("r.example/team/app");
  expect((await test.report()).model).toMatchObject({ totals: { tags: 2 } });
});
