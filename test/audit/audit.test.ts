import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { attestation, gzipLayer, image, index, layer, plainLayer, zstdLayer } from "../support/image.ts";
import { seeded } from "../support/random.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { certificate } from "../support/sample-keys.ts";
import { expand } from "../support/samples.ts";
import { zipFile } from "../support/zip.ts";

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

const token = (seed: number): string => expand("ghp_<base62:30><crc32>", seed);
const blobGets = (): number =>
  registry.requests.filter(({ method, path }) => method === "GET" && /\/blobs\//.test(path)).length;
const manifestGets = (): number =>
  registry.requests.filter(({ method, path }) => method === "GET" && /\/manifests\//.test(path)).length;
const audit = async (...paths: readonly string[]) =>
  investigation.audit(...(paths.length === 0 ? [""] : paths).map((path) => `${registry.host}${path}`));

describe("every byte once", () => {
  it("40 tags built from 6 layers cause 6 layer fetches", async () => {
    const layers = Array.from({ length: 6 }, (_, number) =>
      gzipLayer([layer.file(`file${number}`, `content ${number}`)]),
    );
    for (let tag = 0; tag < 40; tag++)
      registry.push(
        `team/app${tag % 4}`,
        image({ layers: layers.slice(0, 1 + (tag % 6)), labels: { tag: String(tag) } }),
        { tags: [`v${tag}`] },
      );
    await audit();
    for (const { digest } of layers) expect(registry.fetches.get(digest)).toBe(1);
    expect([...registry.fetches.values()].every((count) => count === 1)).toBe(true);
  });

  it("the same audit again pulls no blob and no manifest", async () => {
    registry.push("app", index([image({ layers: [gzipLayer([layer.file("a", "b")])] })]), { tags: ["1", "2"] });
    await audit();
    const [blobs, manifests] = [blobGets(), manifestGets()];
    await audit();
    expect([blobGets(), manifestGets()]).toEqual([blobs, manifests]);
  });

  it("a tag that moved costs only what is new", async () => {
    const base = gzipLayer([layer.file("base", "x".repeat(5000))]);
    registry.push("app", image({ layers: [base] }), { tags: ["latest"] });
    await audit();
    const top = gzipLayer([layer.file("new", "y")]);
    registry.push("app", image({ layers: [base, top] }), { tags: ["latest"] });
    await audit();
    expect([registry.fetches.get(base.digest), registry.fetches.get(top.digest)]).toEqual([1, 1]);
    const { model } = await investigation.report();
    expect(model.totals.images).toBe(2);
  });

  it("new rules scan everything again", async () => {
    registry.push("app", image({ layers: [gzipLayer([layer.file("a", "b")])] }), { tags: ["1"] });
    await audit();
    const before = blobGets();
    writeFileSync(`${investigation.folder}/own.yml`, OWN_RULE);
    const other = createTestCase({ db: investigation.db, rules: [investigation.folder] });
    await other.audit(registry.host);
    other.remove();
    expect(blobGets()).toBe(2 * before);
  });
});

const OWN_RULE = `rules:
  - id: acme-token
    title: Acme token
    provider: acme
    keywords: [acme_]
    pattern: (?<secret>acme_[0-9a-f]{32})
    severity: high
    runbook: generic
    examples: ["acme_<hex:32>", "T=acme_<hex:32>"]
    counterexamples: ["acme_<hex:12>"]
`;

describe("one secret, every place", () => {
  it("is joined across layers, compressions, configs, histories, attestations and repositories", async () => {
    const value = token(1);
    const filed = image({ layers: [gzipLayer([layer.file("app/.env", `GITHUB_TOKEN=${value}\n`)])] });
    const zipped = image({ layers: [zstdLayer([layer.file("srv/config", `token: ${value}\n`)])] });
    const plain = image({
      layers: [plainLayer([layer.file("opt/x", value)])],
      env: [`GH_TOKEN=${value}`],
      labels: { key: value },
    });
    const built = image({
      layers: [gzipLayer([layer.file("a", "b")])],
      history: [{ createdBy: `RUN |1 GH=${value} /bin/sh -c make # buildkit` }],
    });
    registry.push("a", filed, { tags: ["1"] });
    registry.push("b", zipped, { tags: ["1"] });
    registry.push("c", plain, { tags: ["1"] });
    registry.push("d", index([built, attestation({ subject: built, buildArgs: { GH: value } })]), { tags: ["1"] });
    await audit();
    const { model } = await investigation.report();
    expect(model.secrets).toHaveLength(1);
    const exposures = model.secrets[0]!.occurrences.flatMap(({ kind, images }) =>
      images.map(({ repository, exposure }) => `${repository} ${kind} ${exposure}`),
    );
    expect(exposures.sort()).toEqual([
      "a file live",
      "b file live",
      "c env env",
      "c file live",
      "c label label",
      "d attestation attestation",
      "d history history",
    ]);
    expect(JSON.stringify(model)).not.toContain(value);
  });

  it("is told apart by how each image shows it", async () => {
    const value = token(2);
    const secret = gzipLayer([layer.file("app/.env", `T=${value}`), layer.file("app/keep", "k")]);
    const history = [{ createdBy: "COPY .env app/" }, { createdBy: "RUN rm app/.env" }];
    registry.push("app", image({ layers: [secret] }), { tags: ["live"] });
    registry.push("app", image({ layers: [secret, gzipLayer([layer.whiteout("app/.env")])], history }), {
      tags: ["deleted"],
    });
    registry.push("app", image({ layers: [secret, gzipLayer([layer.opaque("app")])] }), { tags: ["opaque"] });
    registry.push("app", image({ layers: [secret, gzipLayer([layer.file("app/.env", "T=none")])] }), {
      tags: ["overwritten"],
    });
    await audit();
    const { model } = await investigation.report();
    const [occurrence] = model.secrets[0]!.occurrences;
    expect(Object.fromEntries(occurrence!.images.map(({ tags, exposure }) => [tags.join(), exposure]))).toEqual({
      live: "live",
      deleted: "deleted",
      opaque: "deleted",
      overwritten: "overwritten",
    });
    expect(occurrence!.images.find(({ tags }) => tags.includes("deleted"))).toMatchObject({
      layer: 0,
      historyLine: "COPY .env app/",
      removedBy: { layer: 1, historyLine: "RUN rm app/.env" },
    });
  });

  it("in a container is where the container is: deleted, or overwritten, or there", async () => {
    const jar = zipFile([{ path: "conf/app.properties", content: `github.token=${token(7)}\n` }]);
    const secret = gzipLayer([layer.file("app/app.jar", jar)]);
    registry.push("app", image({ layers: [secret] }), { tags: ["live"] });
    registry.push("app", image({ layers: [secret, gzipLayer([layer.whiteout("app/app.jar")])] }), {
      tags: ["deleted"],
    });
    registry.push("app", image({ layers: [secret, gzipLayer([layer.file("app/app.jar", "x")])] }), {
      tags: ["overwritten"],
    });
    await audit();
    const { model } = await investigation.report();
    const [occurrence] = model.secrets[0]!.occurrences;
    expect(occurrence!.path).toBe("app/app.jar!/conf/app.properties");
    expect(Object.fromEntries(occurrence!.images.map(({ tags, exposure }) => [tags.join(), exposure]))).toEqual({
      live: "live",
      deleted: "deleted",
      overwritten: "overwritten",
    });
  });

  it("is found on every platform, and the tag of the index is the tag of each", async () => {
    const make = (architecture: string, seed: number) =>
      image({ platform: { os: "linux", architecture }, layers: [gzipLayer([layer.file("k", token(seed))])] });
    registry.push("app", index([make("amd64", 3), make("arm64", 4)]), { tags: ["1"] });
    await audit();
    const { model } = await investigation.report();
    expect(
      model.secrets
        .flatMap(({ occurrences }) => occurrences[0]!.images.map(({ platform, tags }) => `${platform} ${tags}`))
        .sort(),
    ).toEqual(["linux/amd64 1", "linux/arm64 1"]);
  });
});

describe("a value in a name", () => {
  it("of a file, variable or label is found, and masked where the name is shown", async () => {
    const [path, label, inside] = [token(21), token(22), token(23)];
    registry.push(
      "app",
      image({
        layers: [gzipLayer([layer.file(`keys/${path}.txt`, `T=${inside}`)])],
        labels: { [label]: `x ${inside}` },
        env: [`${inside}=${path}`],
      }),
      { tags: ["1"] },
    );
    await audit();
    const { model } = await investigation.report();
    expect(model.totals.secrets).toBe(3);
    for (const value of [path, label, inside]) expect(JSON.stringify(model)).not.toContain(value);
    expect(JSON.stringify(model)).toContain("keys/•••.txt");
  });
});

describe("honest coverage", () => {
  it("a blob that is not there is a ledger entry, and the rest is scanned", async () => {
    const lost = gzipLayer([layer.file("lost", "x")]);
    registry.push("app", image({ layers: [lost, gzipLayer([layer.file("k", token(5))])] }), { tags: ["1"] });
    registry.faults.add({ path: `/v2/app/blobs/${lost.digest}`, kind: "status", status: 404, times: Infinity });
    await audit();
    const { model } = await investigation.report();
    expect(model.verdict).toBe("incomplete");
    expect(model.coverage.entries).toContainEqual(
      expect.objectContaining({
        scope: "blob",
        status: "unreachable",
        subject: expect.stringContaining(lost.digest),
        reason: expect.stringContaining("404"),
      }),
    );
    expect(model.secrets).toHaveLength(1);
  });

  it("a layer that is cut inside is partial: what could be read was scanned", async () => {
    const whole = gzipLayer([
      layer.file("k", token(8)),
      layer.file(
        "big",
        Buffer.alloc(200_000).map((_, at) => (at * 7919) % 253),
      ),
    ]);
    const cut = plainLayer(whole.bytes.subarray(0, whole.bytes.length - 500));
    registry.push("app", image({ layers: [cut] }), { tags: ["1"] });
    await audit();
    const { model } = await investigation.report();
    expect(model.coverage.entries).toContainEqual(expect.objectContaining({ status: "partial" }));
    expect(model.totals.secrets).toBe(1);
  });

  it("an index that names a manifest that is gone says so", async () => {
    const there = image({ layers: [gzipLayer([layer.file("k", token(9))])] });
    const gone = image({
      layers: [gzipLayer([layer.file("k", token(10))])],
      platform: { os: "linux", architecture: "arm64" },
    });
    registry.push("app", index([there, gone]), { tags: ["1"] });
    registry.faults.add({
      path: `/v2/app/manifests/${gone.manifest.digest}`,
      kind: "status",
      status: 404,
      times: Infinity,
    });
    await audit();
    const { model } = await investigation.report();
    expect(model.coverage.entries).toContainEqual(
      expect.objectContaining({
        scope: "manifest",
        status: "unreachable",
        subject: expect.stringContaining(gone.manifest.digest),
      }),
    );
    expect(model.totals.secrets).toBe(1);
  });
});

describe("the work", () => {
  it("survives a later audit, and a secret that comes back in a new image re-opens it", async () => {
    const value = token(11);
    registry.push("app", image({ layers: [gzipLayer([layer.file("k", value)])] }), { tags: ["1"] });
    await audit();
    track(investigation.db, "rotated");
    await audit();
    expect((await investigation.report()).model.secrets[0]!.work.state).toBe("rotated");
    registry.push("app", image({ layers: [gzipLayer([layer.file("other", `again ${value}`)])] }), { tags: ["2"] });
    const events = await audit();
    expect(events).toContainEqual(expect.objectContaining({ type: "reopened" }));
    expect((await investigation.report()).model.secrets[0]!.work).toMatchObject({
      state: "new",
      events: [{ state: "rotated" }, { kind: "reopened" }],
    });
  });

  it("what is no longer in the registry is kept, and said to be gone", async () => {
    const leaking = image({ layers: [gzipLayer([layer.file("k", token(12))])] });
    registry.push("app", leaking, { tags: ["1"] });
    registry.push("app", image({ layers: [gzipLayer([layer.file("k", "clean")])] }), { tags: ["2"] });
    await audit();
    registry.remove("app", leaking.manifest.digest);
    await audit();
    await audit();
    const { runs } = openRuns(investigation.db);
    const { model } = await investigation.report();
    const shown = model.secrets[0]!.occurrences[0]!.images;
    expect(shown).toEqual([expect.objectContaining({ present: false, tags: [], goneSince: expect.any(String) })]);
    expect(shown[0]!.goneSince! < runs[2]!.startedAt).toBe(true);
  });

  it("an image that lost its tag is still there: it is looked up by digest, without a pull", async () => {
    const leaking = image({ layers: [gzipLayer([layer.file("k", token(13))])] });
    registry.push("app", leaking, { tags: ["1"] });
    registry.push("app", image({ layers: [gzipLayer([layer.file("k", "clean")])] }), { tags: ["2"] });
    await audit();
    registry.untag("app", "1");
    const pulls = manifestGets();
    await audit();
    expect((await investigation.report()).model.secrets[0]!.occurrences[0]!.images).toEqual([
      expect.objectContaining({ present: true, tags: [] }),
    ]);
    expect(manifestGets()).toBe(pulls);
  });
});

const openRuns = (db: string) => {
  const store = openStore(db, { create: false });
  const runs = store.runs.all();
  store.close();
  return { runs };
};

const track = (db: string, state: "rotated"): void => {
  const store = openStore(db, { create: false });
  const [secret] = store.secrets.all();
  store.events.append([
    { fingerprint: secret!.fingerprint, kind: "state", state, actor: "ann", at: new Date().toISOString() },
  ]);
  store.close();
};

describe("a certificate of another image", () => {
  it("says whose private key it is, whichever was read first", async () => {
    const key = expand("<pem:ed25519>", 7);
    const pem = certificate(key, { random: seeded("of another image"), name: "pay.corp.internal" });
    registry.push("app", image({ layers: [gzipLayer([layer.file("srv/tls.key", key)])] }), { tags: ["1"] });
    registry.push("proxy", image({ layers: [gzipLayer([layer.file("etc/tls.crt", pem)])] }), { tags: ["1"] });
    await audit();
    const { model } = await investigation.report();
    expect(model.secrets).toHaveLength(1);
    expect(model.secrets[0]?.facts).toMatchObject({ certificateSubject: "CN=pay.corp.internal" });
  });
});
