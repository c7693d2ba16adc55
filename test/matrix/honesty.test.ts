import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { coverageText } from "../../src/report/coverage-text.ts";
import { exhume } from "../support/exhume.ts";
import { digestOf, gzipLayer, image, index, layer } from "../support/image.ts";
import type { TestRegistry } from "../support/registry.ts";
import { scratch } from "../support/scratch.ts";
import { openCase, openRegistry, stored, token } from "./audit-layers.ts";

const plain = (text: string) => gzipLayer([layer.file("f", text)]);
const always = Number.POSITIVE_INFINITY;

interface Loss {
  readonly name: string;
  /** What is wrong with a registry that holds nothing else; gives the targets below its host. */
  readonly spoil: (registry: TestRegistry) => readonly string[];
  readonly status: "partial" | "skipped" | "unreachable";
  readonly scope: "registry" | "repository" | "manifest" | "blob" | "file";
  readonly reason: RegExp;
}

const LOSSES: readonly Loss[] = [
  {
    name: "a layer with data behind its end",
    spoil: (registry) => {
      const layers = [stored(Buffer.concat([plain("x").bytes, Buffer.from("junk")]))];
      registry.push("app", image({ layers }), { tags: ["1"] });
      return [""];
    },
    status: "partial",
    scope: "blob",
    reason: /data after the end of the gzip stream/,
  },
  {
    name: "a file that is cut",
    spoil: (registry) => {
      const cut = Buffer.from(gzipLayer([layer.file("app/cut", "c".repeat(5000))]).bytes);
      registry.push("app", image({ layers: [stored(cut.subarray(0, cut.length - 20))] }), { tags: ["1"] });
      return [""];
    },
    status: "partial",
    scope: "file",
    reason: /the tar ends early/,
  },
  {
    name: "a pattern that names nothing",
    spoil: (registry) => {
      registry.push("app", image({ layers: [plain("x")] }), { tags: ["1"] });
      return ["/app", "/taem/*"];
    },
    status: "skipped",
    scope: "registry",
    reason: /no repository/,
  },
  {
    name: "a layer that is not there",
    spoil: (registry) => {
      const lost = plain("lost");
      registry.push("app", image({ layers: [lost] }), { tags: ["1"] });
      registry.faults.add({ path: `/v2/app/blobs/${lost.digest}`, kind: "status", status: 404, times: always });
      return [""];
    },
    status: "unreachable",
    scope: "blob",
    reason: /404/,
  },
  {
    name: "a config that is not there",
    spoil: (registry) => {
      const built = image({ layers: [plain("x")] });
      registry.push("app", built, { tags: ["1"] });
      const path = `/v2/app/blobs/${built.config.digest}`;
      registry.faults.add({ path, kind: "status", status: 403, times: always });
      return [""];
    },
    status: "unreachable",
    scope: "blob",
    reason: /403/,
  },
  {
    name: "a platform that is not there",
    spoil: (registry) => {
      const gone = image({ layers: [plain("gone")], platform: { os: "linux", architecture: "arm64" } });
      registry.push("app", index([image({ layers: [plain("x")] }), gone]), { tags: ["1"] });
      const path = `/v2/app/manifests/${gone.manifest.digest}`;
      registry.faults.add({ path, kind: "status", status: 404, times: always });
      return [""];
    },
    status: "unreachable",
    scope: "manifest",
    reason: /404/,
  },
  {
    name: "tags that may not be listed",
    spoil: (registry) => {
      for (const name of ["app", "shut"]) registry.push(name, image({ layers: [plain(name)] }), { tags: ["1"] });
      registry.faults.add({ path: "/v2/shut/tags/list", kind: "status", status: 403, times: always });
      return [""];
    },
    status: "unreachable",
    scope: "repository",
    reason: /listing tags .*403/,
  },
  {
    name: "a registry that may not be listed",
    spoil: (registry) => {
      registry.faults.add({ path: "/v2/_catalog", kind: "status", status: 403, times: always });
      return [""];
    },
    status: "unreachable",
    scope: "registry",
    reason: /403/,
  },
];

describe("Honesty", () => {
  it("each partial/skipped/unreachable shows in report, exit code and DB", async () => {
    for (const { name, spoil, status, scope, reason } of LOSSES) {
      const registry = await openRegistry();
      const targets = spoil(registry).map((path) => `${registry.host}${path}`);
      const cwd = scratch();
      const db = join(cwd, "exhume.db");
      const { status: exit, stdout } = await exhume(["audit", ...targets], { cwd });
      expect([name, exit, stdout]).toEqual([name, 3, expect.stringContaining("INCOMPLETE")]);
      const { coverage, verdict } = (await openCase({ db }).report()).model;
      expect([name, verdict]).toEqual([name, "incomplete"]);
      const entry = { status, scope, reason: expect.stringMatching(reason) };
      expect(coverage.entries).toContainEqual(expect.objectContaining(entry));
      const ledger = coverageText({ coverage, repositories: [] }).replace(/\s+/g, " ");
      expect([name, ledger]).toEqual([name, expect.stringMatching(reason)]);
      expect([name, kept(db)]).toEqual([
        name,
        expect.arrayContaining([expect.stringMatching(new RegExp(`^${status} .*${reason.source}`))]),
      ]);
    }
  });

  it("secrets and presigned URLs never in logs", async () => {
    const registry = await openRegistry({
      redirectBlobs: true,
      auth: { kind: "bearer", user: "ann", password: PASSWORD, uses: 4 },
    });
    const found = [token(1), token(2), token(3), token(4)] as const;
    const [filed, lost, refused] = [
      gzipLayer([layer.file(`k/${found[0]}`, found[1])]),
      plain("lost"),
      plain("refused"),
    ];
    const history = [{ createdBy: `RUN curl -H "Authorization: token ${found[2]}"` }];
    const layers = [filed, lost, refused, foreign];
    const built = withUrls(image({ layers, history, labels: { [found[3]]: `x ${found[1]}` } }));
    registry.push("app", built, { tags: ["1"] });
    registry.push("other", image({ layers: [stored(Buffer.from("BZh91AY&SY no more"))] }), { tags: ["1"] });
    const bearers = takeBearers(registry);
    registry.faults.add({ path: `/storage/${filed.digest}`, kind: "cut", at: 20 });
    registry.faults.add({ path: `/storage/${lost.digest}`, kind: "status", status: 403, times: always });
    registry.faults.add({ path: `/v2/app/blobs/${foreign.digest}`, kind: "status", status: 404, times: always });
    registry.faults.add({
      path: `/v2/app/blobs/${refused.digest}`,
      kind: "change",
      times: always,
      change: () => ({
        status: 307,
        headers: { location: `http://ann:${PASSWORD}@169.254.169.254/x?X-Signature=${SIGNATURE}` },
        body: new Uint8Array(),
      }),
    });
    const cwd = scratch();
    writeFileSync(join(cwd, "config.json"), JSON.stringify({ auths: { [registry.host]: { auth: LOGIN } } }));
    const env = { DOCKER_CONFIG: cwd, NODE_DEBUG: "exhume*" };
    const said: string[] = [];
    for (const args of [
      ["audit", registry.host, "--json"],
      ["audit", registry.host, "--foreign-layers"],
      ...["json", "markdown"].map((format) => ["report", "--format", format]),
      ...["coverage", "plan", "status", "secrets"].map((verb) => [verb]),
    ]) {
      const { stdout, stderr } = await exhume(args, { cwd, env });
      said.push(stdout, stderr);
    }
    const text = said.join("\n");
    // All of it happened: what could be told was there to be told.
    for (const part of ["EXHUME:HTTP", "/storage/", "which is refused", "403", "foreign layer"])
      expect(text).toContain(part);
    expect(bearers.length).toBeGreaterThan(1);
    expect(registry.requests.some(({ path }) => path.includes("X-Signature="))).toBe(true);
    const signatures = [filed, lost].map(({ digest }) => Buffer.from(digest).toString("base64url"));
    const values = [...found, ...found.map(base64), ...signatures, ...bearers, PASSWORD, LOGIN, SIGNATURE];
    const files = readdirSync(cwd).filter((name) => name !== "config.json");
    expect(files).toContain("exhume.db");
    for (const value of values) {
      expect(text).not.toContain(value);
      for (const name of files) expect([name, readFileSync(join(cwd, name)).includes(value)]).toEqual([name, false]);
    }
  });
});

const base64 = (text: string): string => Buffer.from(text).toString("base64");
/** Joined here, so that no file holds them. */
const PASSWORD = ["only", "for", "this", "test"].join("-");
const SIGNATURE = ["a", "signed", "address"].join("-");
const LOGIN = base64(`ann:${PASSWORD}`);
const foreign = plain("foreign");

/** The manifest names addresses for the foreign layer, one of them signed. */
const withUrls = (built: ReturnType<typeof image>) => {
  const content: { readonly layers: { digest: string; urls?: readonly string[] }[] } = JSON.parse(
    Buffer.from(built.manifest.bytes).toString(),
  );
  for (const one of content.layers)
    if (one.digest === foreign.digest)
      one.urls = [`http://127.0.0.1:1/x?X-Signature=${SIGNATURE}`, "http://127.0.0.1:1/y"];
  const bytes = Buffer.from(JSON.stringify(content));
  const manifest = { ...built.manifest, bytes, digest: digestOf(bytes) };
  return { ...built, manifest, manifests: new Map([[manifest.digest, manifest]]) };
};

/** The tokens that the registry gives out. */
const takeBearers = (registry: TestRegistry): readonly string[] => {
  const bearers: string[] = [];
  registry.faults.add({
    path: "/token",
    kind: "change",
    times: always,
    change: (right) => {
      const { token: given }: { readonly token?: string } = JSON.parse(Buffer.from(right.body).toString());
      if (given !== undefined) bearers.push(given);
      return right;
    },
  });
  return bearers;
};

/** `status reason` of every row that says what a scan or a listing ended as. */
const kept = (path: string): readonly string[] => {
  const db = new Database(path, { readonly: true });
  onTestFinished(() => void db.close());
  const rows = db
    .prepare<[], { readonly status: string; readonly reason: string | null }>(
      `SELECT status, reason FROM blob_scan UNION ALL SELECT status, reason FROM gap
       UNION ALL SELECT blob_scan.status, skip.reason FROM skip JOIN blob_scan USING (blob_id, ruleset_id)`,
    )
    .all();
  return rows.map(({ status, reason }) => `${status} ${reason ?? ""}`);
};
