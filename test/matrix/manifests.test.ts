import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { type DockerRegistry, startDockerRegistry } from "../support/docker-registry.ts";
import {
  artifact,
  attestation,
  type BuiltBlob,
  type BuiltImage,
  type BuiltIndex,
  descriptor,
  digestOf,
  gzipLayer,
  type ImageOptions,
  image,
  index,
  jsonBlob,
  layer,
  withManifest,
} from "../support/image.ts";
import { provenance } from "../support/provenance.ts";
import { failure } from "../support/registry/answer.ts";
import type { TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { scratch } from "../support/scratch.ts";
import { testRegistry } from "../support/source.ts";
import { requireTool } from "../support/tools.ts";

const TOOLS = ["docker-registry", "skopeo", "umoci"].map(requireTool).every(Boolean);
const INDEX = "application/vnd.oci.image.index.v1+json";
const LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
const IMAGE_CONFIG = "application/vnd.oci.image.config.v1+json";
const DSSE = "application/vnd.dsse.envelope.v1+json";
/** Whose image holds none of the layers below it. */
const NOTHING = gzipLayer([layer.file("nothing", "here")]);

const token = (seed: number): string => expand("ghp_<base62:30><crc32>", seed);
/** An image with a secret in the file `k<seed>`. */
const secretImage = (seed: number, options: Partial<ImageOptions> = {}): BuiltImage =>
  image({ layers: [gzipLayer([layer.file(`k${seed}`, token(seed))])], ...options });
const blob = (mediaType: string, content: string): BuiltBlob => {
  const bytes = Buffer.from(content);
  return { bytes, digest: digestOf(bytes), mediaType };
};

const openCase = (): TestCase => {
  const opened = createTestCase();
  onTestFinished(() => opened.remove());
  return opened;
};

/** What a report says: `path exposure tags` of each secret, and the ledger without the gap that every registry has. */
const seen = async (opened: TestCase) => {
  const { verdict, totals, secrets, coverage } = (await opened.report()).model;
  const shown = secrets.flatMap(({ occurrences }) =>
    occurrences.flatMap(({ path, images }) => images.map(({ exposure, tags }) => `${path} ${exposure} ${tags}`)),
  );
  const ledger = coverage.entries
    .filter(({ reason }) => !reason.startsWith("untagged manifests"))
    .map(({ status, scope, reason }) => `${status} ${scope} ${reason}`);
  return { verdict, images: totals.images, manifests: totals.manifests, secrets: shown.sort(), ledger };
};

const audited = async ({ host }: { readonly host: string }, path = "") => {
  const opened = openCase();
  await opened.audit(`${host}${path}`);
  return seen(opened);
};

/** Audits one thing under the tag 1. */
const auditedAlone = async (built: BuiltImage | BuiltIndex) => {
  const registry = await testRegistry();
  registry.push("app", built, { tags: ["1"] });
  return audited(registry);
};

const manifestGets = (registry: TestRegistry): readonly string[] =>
  registry.requests.flatMap(({ method, path }) =>
    method === "GET" ? [...path.matchAll(/\/manifests\/(.+)$/g)].map((match) => match[1] ?? "") : [],
  );

const startRealRegistry = async (): Promise<DockerRegistry> => {
  const registry = await startDockerRegistry({ schema1: true });
  onTestFinished(async () => registry.stop());
  return registry;
};

/** An image with a secret in `app/.env`, one in the environment and one in its history, pushed by skopeo. */
const pushBySkopeo = (registry: DockerRegistry, format: "oci" | "v2s2" | "v2s1"): void => {
  const work = scratch();
  const run = (command: string, ...args: readonly string[]): void =>
    void execFileSync(command, args, { cwd: work, stdio: "pipe" });
  const insert = (content: string): void => {
    writeFileSync(join(work, "file"), content);
    run("umoci", "insert", "--rootless", "--image", "layout:app", "file", "/app/.env");
  };
  run("umoci", "init", "--layout", "layout");
  run("umoci", "new", "--image", "layout:app");
  insert(`GITHUB_TOKEN=${token(1)}\n`);
  insert("nothing\n");
  run("umoci", "config", "--image", "layout:app", "--config.env", `TOKEN=${token(2)}`);
  const to = `docker://${registry.host}/app:1`;
  run("skopeo", "copy", "--dest-tls-verify=false", "--format", format, "oci:layout:app", to);
};
const PUSHED = ["Env[TOKEN] env 1", "app/.env overwritten 1"];

/** What the registry serves to a client that accepts one type: its status, and the digest of the bytes. */
const servedAs = async (registry: DockerRegistry, accept: string): Promise<readonly [number, string]> => {
  const response = await fetch(`http://${registry.host}/v2/app/manifests/1`, { headers: { accept } });
  return [response.status, digestOf(Buffer.from(await response.arrayBuffer()))];
};

describe("Manifests", () => {
  it.skipIf(!TOOLS)("OCI", async () => {
    const registry = await startRealRegistry();
    pushBySkopeo(registry, "oci");
    expect((await servedAs(registry, "application/vnd.docker.distribution.manifest.v2+json"))[0]).toBe(404);
    expect(await audited(registry)).toMatchObject({ verdict: "complete", images: 1, secrets: PUSHED, ledger: [] });
    // It has no referrers API, says so in plain text, and is asked for it once.
    const asked = registry.requests().filter(({ path }) => path.includes("/referrers/"));
    expect(asked.map(({ status }) => status)).toEqual([404]);
  });

  it.skipIf(!TOOLS)("v2s2", async () => {
    const registry = await startRealRegistry();
    pushBySkopeo(registry, "v2s2");
    const [, stored] = await servedAs(registry, "application/vnd.docker.distribution.manifest.v2+json");
    const [, converted] = await servedAs(registry, "application/vnd.oci.image.manifest.v1+json");
    expect(converted).not.toBe(stored);
    const opened = openCase();
    await opened.audit(registry.host);
    expect(await seen(opened)).toMatchObject({ verdict: "complete", images: 1, secrets: PUSHED, ledger: [] });
    const [shown] = (await opened.report()).model.secrets;
    expect(shown?.occurrences[0]?.images[0]?.manifest).toBe(stored);
  });

  it("list", async () => {
    const platforms = ["amd64", "arm64"].map((architecture, seed) =>
      secretImage(seed, { format: "docker", platform: { os: "linux", architecture } }),
    );
    expect(await auditedAlone(index(platforms, { format: "docker" }))).toEqual({
      verdict: "complete",
      images: 2,
      manifests: 3,
      secrets: ["k0 live 1", "k1 live 1"],
      ledger: [],
    });
  });

  it("index-in-index", async () => {
    const nested = index([index([index([secretImage(0)]), secretImage(1)]), secretImage(2)]);
    expect(await auditedAlone(nested)).toEqual({
      verdict: "complete",
      images: 3,
      manifests: 6,
      secrets: ["k0 live 1", "k1 live 1", "k2 live 1"],
      ledger: [],
    });
  });

  it.skipIf(!TOOLS)("schema1 signed/unsigned digest: signed, pushed by skopeo to a real registry", async () => {
    const registry = await startRealRegistry();
    pushBySkopeo(registry, "v2s1");
    const opened = openCase();
    await opened.audit(registry.host);
    expect(await seen(opened)).toMatchObject({ verdict: "complete", images: 1, secrets: PUSHED, ledger: [] });
    // Its digest covers the signed part alone: by digest it is served again, so the second audit pulls nothing.
    const before = registry.fetches();
    await opened.audit(registry.host);
    expect([...registry.fetches()]).toEqual([...before]);
  });

  it("schema1 signed/unsigned digest: without a signature it is that of its bytes", async () => {
    const base = secretImage(6);
    const v1Compatibility = JSON.stringify({ os: "linux", container_config: { Cmd: ["COPY k /"] } });
    const old = withManifest(
      base,
      ({ layers }) => ({
        schemaVersion: 1,
        architecture: "amd64",
        fsLayers: (layers as readonly { readonly digest: string }[]).map(({ digest }) => ({ blobSum: digest })),
        history: [{ v1Compatibility }],
      }),
      "application/vnd.docker.distribution.manifest.v1+json",
    );
    const registry = await testRegistry();
    registry.push("app", old, { tags: ["1"] });
    const opened = openCase();
    await opened.audit(registry.host);
    const { model } = await opened.report();
    expect(model.verdict).toBe("complete");
    expect(model.secrets[0]?.occurrences[0]?.images[0]).toMatchObject({
      manifest: old.manifest.digest,
      layer: 0,
      historyLine: "COPY k /",
    });
  });

  const withoutType = ({ mediaType: _, ...manifest }: Record<string, unknown>): object => manifest;

  it("no mediaType", async () => {
    const child = withManifest(secretImage(7), withoutType, "");
    const above = withManifest(index([child]), withoutType, "");
    const shown = { verdict: "complete", images: 1, manifests: 2, secrets: ["k7 live 1"], ledger: [] };
    expect(await auditedAlone(above)).toEqual(shown);
  });

  it.each([INDEX, "application/vnd.docker.distribution.manifest.v1+prettyjws", "text/plain; charset=utf-8"])(
    "wrong Content-Type: an image as %s",
    async (type) => {
      const hidden = [gzipLayer([layer.file("k8", token(8))]), gzipLayer([layer.whiteout("k8")])];
      const child = withManifest(image({ layers: hidden }), withoutType, type);
      expect(await auditedAlone(child)).toEqual({
        verdict: "complete",
        images: 1,
        manifests: 1,
        secrets: ["k8 deleted 1"],
        ledger: [],
      });
    },
  );

  it("wrong Content-Type: an index as an image", async () => {
    const above = withManifest(index([secretImage(9)]), withoutType, "application/vnd.oci.image.manifest.v1+json");
    expect(await auditedAlone(above)).toMatchObject({ verdict: "complete", images: 1, secrets: ["k9 live 1"] });
  });

  it("ambiguous", async () => {
    const child = secretImage(10);
    const both = withManifest(secretImage(11), (manifest) => ({
      ...manifest,
      manifests: [descriptor(child.manifest)],
    }));
    const registry = await testRegistry();
    registry.push("app", child, {});
    registry.push("app", both, { tags: ["1"] });
    const opened = openCase();
    // It stays in the ledger when a later audit finds it as it was.
    for (let run = 0; run < 2; run++) {
      await opened.audit(registry.host);
      expect(await seen(opened)).toEqual({
        verdict: "complete",
        images: 2,
        manifests: 2,
        secrets: ["k10 live 1", "k11 live 1"],
        ledger: [expect.stringMatching(/^unlistable manifest ambiguous: .*CVE-2021-41190/)],
      });
    }
  });

  it("ambiguous: a schema 1 manifest with layers of schema 2", async () => {
    const old = gzipLayer([layer.file("k12", token(12))]);
    const base = secretImage(13);
    // Under the digest of what it says is signed it would be another one.
    const covered = Buffer.from(JSON.stringify({ formatLength: 1, formatTail: "fQ" })).toString("base64url");
    const both = withManifest(base, (manifest) => ({
      ...manifest,
      fsLayers: [{ blobSum: old.digest }],
      history: [],
      signatures: [{ protected: covered }],
    }));
    const registry = await testRegistry();
    registry.push("app", image({ layers: [old] }), {});
    registry.push("app", both, { tags: ["1"] });
    expect((await audited(registry)).secrets).toEqual(["k12 live 1", "k13 live 1"]);
    expect((await audited(registry, `/app@${both.manifest.digest}`)).verdict).toBe("complete");
  });

  it("attestation", async () => {
    const built = image({ layers: [NOTHING] });
    const shown = { verdict: "complete", images: 1, manifests: 3, ledger: [] };
    for (const version of ["v0.2", "v1"] as const) {
      const about = attestation({
        subject: built,
        version,
        buildArgs: { KEY: token(14) },
        dockerfile: `ARG T=${token(15)}`,
      });
      expect(await auditedAlone(index([built, about]))).toEqual({
        ...shown,
        secrets: ["Dockerfile attestation 1", "build-arg[KEY] attestation 1"],
      });
    }
  });

  describe("what cosign keeps beside an image", () => {
    const built = image({ layers: [NOTHING] });
    const config = jsonBlob(IMAGE_CONFIG, {
      architecture: "",
      os: "",
      config: {},
      rootfs: { type: "layers", diff_ids: [] },
    });
    const statement = JSON.stringify(provenance({ subject: built, buildArgs: { KEY: token(16) } }));
    const payload = Buffer.from(statement).toString("base64");
    const beside: Readonly<Record<string, BuiltImage>> = {
      att: artifact(config, [
        blob(DSSE, JSON.stringify({ payloadType: "application/vnd.in-toto+json", payload, signatures: [] })),
      ]),
      sig: artifact(config, [
        blob("application/vnd.dev.cosign.simplesigning.v1+json", `{"optional":{"note":"${token(17)}"}}`),
      ]),
      sbom: artifact(config, [blob("text/spdx", `PackageComment: ${token(18)}`)]),
    };
    const start = async (): Promise<TestRegistry> => {
      const registry = await testRegistry();
      registry.push("app", built, { tags: ["1"] });
      const tag = built.manifest.digest.replace(":", "-");
      for (const [suffix, one] of Object.entries(beside)) registry.push("app", one, { tags: [`${tag}.${suffix}`] });
      return registry;
    };

    it("cosign tag", async () => {
      const { secrets, ...shown } = await audited(await start());
      expect(shown).toEqual({ verdict: "complete", images: 1, manifests: 4, ledger: [] });
      // The attestation, read through its envelope, is shown by the image it speaks of.
      expect(secrets).toContain("build-arg[KEY] attestation 1");
      expect(secrets).toHaveLength(3);
    });

    it.each(["tag", "digest"])(
      "cosign tag: of an image that is named by its %s, without a list of tags",
      async (by) => {
        const registry = await start();
        const shown = await audited(registry, by === "tag" ? "/app:1" : `/app@${built.manifest.digest}`);
        expect(shown).toMatchObject({ verdict: "complete", images: 1, manifests: 4, ledger: [] });
        expect(shown.secrets).toHaveLength(3);
        expect(registry.requests.filter(({ path }) => path.includes("tags/list"))).toEqual([]);
      },
    );
  });

  describe("what refers to an image", () => {
    const subject = image({ layers: [NOTHING] });
    const referring = [20, 21, 22].map((seed) =>
      withManifest(
        artifact(jsonBlob("application/vnd.acme.v1+json", {}), [blob("text/plain", token(seed))], {
          artifactType: "application/vnd.acme.v1",
        }),
        (manifest) => ({ ...manifest, subject: descriptor(subject.manifest) }),
      ),
    );
    const push = (registry: TestRegistry, name: string): void => {
      registry.push(name, subject, { tags: ["1"] });
      for (const one of referring) registry.push(name, one, {});
    };
    /** A registry without the API keeps an index of them under a tag. */
    const pushByTag = (registry: TestRegistry): void => {
      registry.push("app", subject, { tags: ["1"] });
      registry.push("app", index(referring), { tags: [subject.manifest.digest.replace(":", "-")] });
    };

    it("referrers API / 404 fallback: the API, in pages", async () => {
      const registry = await testRegistry({ pageSize: 1 });
      push(registry, "app");
      const shown = await audited(registry);
      expect(shown).toMatchObject({ verdict: "complete", images: 1, manifests: 4, ledger: [] });
      expect(shown.secrets).toHaveLength(3);
    });

    it.each(["", "/app:1", `/app@${subject.manifest.digest}`])(
      "referrers API / 404 fallback: the tag, of target %s",
      async (path) => {
        const registry = await testRegistry({ referrers: false });
        pushByTag(registry);
        const shown = await audited(registry, path);
        expect(shown).toMatchObject({ verdict: "complete", images: 1, manifests: 5, ledger: [] });
        expect(shown.secrets).toHaveLength(3);
        // Only what is under way before the first answer asks as well.
        const asked = registry.requests.filter((request) => request.path.includes("/referrers/"));
        expect(asked.length).toBeLessThanOrEqual(2);
      },
    );

    it.each([401, 403])(
      "referrers API / 404 fallback: %i in one repository is said once and ends nothing",
      async (status) => {
        const registry = await testRegistry();
        registry.push("a", index([subject, secretImage(23)]), { tags: ["1"] });
        push(registry, "b");
        registry.faults.add({ path: /^\/v2\/a\/referrers\//, kind: "status", status, times: Infinity });
        const shown = await audited(registry);
        expect(shown).toMatchObject({ verdict: "incomplete", images: 2 });
        expect(shown.ledger).toEqual([
          expect.stringMatching(new RegExp(`^unreachable manifest listing referrers .*/a: ${status}`)),
        ]);
        expect(shown.secrets).toHaveLength(4);
      },
    );

    it("referrers API / 404 fallback: what was attached to one platform since the last audit", async () => {
      const registry = await testRegistry();
      registry.push("app", index([subject, secretImage(23)]), { tags: ["1"] });
      const opened = openCase();
      await opened.audit(registry.host);
      for (const one of referring) registry.push("app", one, {});
      const before = manifestGets(registry).length;
      await opened.audit(registry.host);
      expect((await seen(opened)).secrets).toHaveLength(4);
      expect(manifestGets(registry)).toHaveLength(before + referring.length);
    });

    it("referrers API / 404 fallback: a filter nobody asked for", async () => {
      const registry = await testRegistry();
      push(registry, "app");
      const filtered = { "oci-filters-applied": "artifactType" };
      registry.faults.add({
        path: new RegExp(`/referrers/${subject.manifest.digest}$`),
        kind: "change",
        change: (answer) => ({ ...answer, headers: { ...answer.headers, ...filtered } }),
      });
      const shown = await audited(registry);
      expect(shown.ledger).toEqual([expect.stringMatching(/the registry filtered them, which nobody asked for$/)]);
      expect(shown.secrets).toHaveLength(3);
    });

    it("referrers API / 404 fallback: a repository that is gone says nothing of the API", async () => {
      const registry = await testRegistry();
      push(registry, "a");
      push(registry, "b");
      registry.faults.add({
        path: /^\/v2\/a\/referrers\//,
        kind: "change",
        change: () => failure(404, "NAME_UNKNOWN"),
        times: Infinity,
      });
      expect((await audited(registry)).secrets).toHaveLength(3);
    });
  });

  const inlined = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
  const withInlineLayer = (data: (bytes: Uint8Array) => string) => {
    const built = gzipLayer([layer.file("app/.env", `K=${token(24)}`)]);
    const held = withManifest(image({ layers: [built] }), (manifest) => ({
      ...manifest,
      layers: [{ ...descriptor({ ...built, mediaType: LAYER }), data: data(built.bytes) }],
    }));
    return { layer: built, image: held };
  };

  it("inline data: a layer is scanned from the manifest and never asked for", async () => {
    const registry = await testRegistry();
    const built = withInlineLayer(inlined);
    registry.push("app", built.image, { tags: ["1"] });
    const shown = await audited(registry);
    expect([shown.verdict, shown.secrets]).toEqual(["complete", expect.arrayContaining(["app/.env live 1"])]);
    expect(registry.fetches.get(built.layer.digest)).toBeUndefined();
  });

  it("inline data: bytes that are not what they claim are pulled from the registry", async () => {
    const registry = await testRegistry();
    const built = withInlineLayer((bytes) => inlined(bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte))));
    registry.push("app", built.image, { tags: ["1"] });
    const shown = await audited(registry);
    expect([shown.verdict, shown.secrets]).toEqual(["complete", expect.arrayContaining(["app/.env live 1"])]);
    expect(registry.fetches.get(built.layer.digest)).toBe(1);
  });

  it("inline data: a manifest in its index is not asked for", async () => {
    const registry = await testRegistry();
    const child = secretImage(25);
    const { digest, bytes } = child.manifest;
    const above = withManifest(index([child]), (manifest) => ({
      ...manifest,
      manifests: [{ ...descriptor(child.manifest), data: inlined(bytes) }],
    }));
    registry.push("app", above, { tags: ["1"] });
    expect(await audited(registry)).toMatchObject({ verdict: "complete", secrets: ["k25 live 1"] });
    expect(manifestGets(registry)).not.toContain(digest);
  });

  it("unknown artifact", async () => {
    const config = jsonBlob("application/vnd.acme.config.v1+json", { endpoint: token(26) });
    const unknown = artifact(config, [blob("application/vnd.acme.content.v1", `token: ${token(27)}`)]);
    const named = withManifest(
      unknown,
      (manifest) => ({ ...manifest, mediaType: "application/vnd.acme.thing+json" }),
      "application/vnd.acme.thing+json",
    );
    const shown = await auditedAlone(named);
    expect(shown).toMatchObject({ verdict: "complete", images: 0, manifests: 1, ledger: [] });
    expect(shown.secrets).toHaveLength(2);
  });

  it("0 layers", async () => {
    const empty = image({ layers: [], env: [`TOKEN=${token(28)}`] });
    const shown = { verdict: "complete", images: 1, manifests: 1, secrets: ["Env[TOKEN] env 1"], ledger: [] };
    expect(await auditedAlone(empty)).toEqual(shown);
  });

  it("empty descriptor", async () => {
    const empty = blob("application/vnd.oci.empty.v1+json", "{}");
    const built = artifact(empty, [empty], {
      artifactType: "application/vnd.acme.v1",
      annotations: { note: token(29) },
    });
    const registry = await testRegistry();
    // Nobody has to store two bytes that all know.
    registry.push("app", { ...built, blobs: new Map() }, { tags: ["1"] });
    const shown = await audited(registry);
    expect(shown).toMatchObject({ verdict: "complete", images: 0, ledger: [] });
    expect(shown.secrets).toHaveLength(1);
  });

  it("digest mismatch", async () => {
    const [good, bad] = [secretImage(30), secretImage(31)];
    const registry = await testRegistry();
    registry.push("app", index([good, bad]), { tags: ["1"] });
    const other = secretImage(32).manifest.bytes;
    const change = () => ({
      status: 200,
      headers: { "content-type": "", "docker-content-digest": bad.manifest.digest },
      body: other,
    });
    registry.faults.add({ path: `/v2/app/manifests/${bad.manifest.digest}`, kind: "change", change, times: Infinity });
    expect(await audited(registry)).toMatchObject({
      verdict: "incomplete",
      manifests: 2,
      secrets: ["k30 live 1"],
      ledger: [expect.stringMatching(/^unreachable manifest .*the registry answered with another manifest, sha256:/)],
    });
  });

  it(">4 MiB", async () => {
    const huge = secretImage(33, { annotations: { padding: "x".repeat(4 * 1024 * 1024) } });
    const registry = await testRegistry();
    registry.push("app", huge, { tags: ["huge"] });
    registry.push("app", secretImage(34), { tags: ["small"] });
    expect(await audited(registry)).toMatchObject({
      verdict: "incomplete",
      images: 1,
      secrets: ["k34 live small"],
      ledger: [expect.stringMatching(/^unreachable manifest .*larger than 4194304 bytes$/)],
    });
  });

  it("cycle", async () => {
    const built = secretImage(35);
    // The index refers to the image, and the image is in the index.
    const above = withManifest(index([built]), (manifest) => ({ ...manifest, subject: descriptor(built.manifest) }));
    const registry = await testRegistry();
    registry.push("app", above, { tags: ["above"] });
    registry.push("app", built, { tags: ["1"] });
    expect(await audited(registry)).toMatchObject({ verdict: "complete", manifests: 2, secrets: ["k35 live 1,above"] });
    // One that is named by its tag and by what refers to it may be under way twice.
    const asked = manifestGets(registry);
    expect(asked.length).toBeLessThanOrEqual(3);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it("depth bomb", async () => {
    const top = Array.from({ length: 20 }).reduce<BuiltIndex>(
      (below, _, level) => index([below, secretImage(40 + level)]),
      secretImage(39),
    );
    const registry = await testRegistry();
    registry.push("app", top, { tags: ["1"] });
    const shown = await audited(registry);
    expect(shown).toMatchObject({ verdict: "incomplete", manifests: 9, images: 4 });
    expect(shown.ledger).toEqual([expect.stringMatching(/^skipped manifest indexes nest deeper than 4/)]);
    expect(manifestGets(registry)).toHaveLength(9);
  });

  it("same child in 100 indexes = 1 GET", async () => {
    const child = secretImage(36);
    const registry = await testRegistry();
    for (let tag = 0; tag < 100; tag++)
      registry.push("app", index([child], { annotations: { tag: `${tag}` } }), { tags: [`${tag}`] });
    // A tag that the case never saw is pulled by its name without a look-up; what is below is pulled once all the same.
    for (const tag of ["a", "b", "c"]) registry.push("app", index([secretImage(37)]), { tags: [tag] });
    expect(await audited(registry)).toMatchObject({ verdict: "complete", manifests: 103, images: 2 });
    const gets = manifestGets(registry);
    expect(gets.filter((digest) => digest === child.manifest.digest)).toHaveLength(1);
    expect(gets).toHaveLength(105);
  });
});
