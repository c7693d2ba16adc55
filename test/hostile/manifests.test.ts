import { describe, expect, it } from "vitest";
import { digestOf } from "../support/image.ts";
import { type Attack, EVIL, endless, on, rawImage, rawManifest, startHostile } from "./hostile-server.ts";
import { auditHostile, expectHeld } from "./run-hostile.ts";

const MEBIBYTE = 1024 * 1024;
const INDEX = "application/vnd.oci.image.index.v1+json";
const digest = (fill: string): string => `sha256:${fill.padStart(64, "0")}`;

describe("answers without an end", () => {
  const token: Attack = (question, answer, host) => {
    if (question.url?.startsWith("/token")) endless(" ")(answer);
    else if (question.url?.startsWith(`/v2/${EVIL}/`))
      answer.writeHead(401, { "www-authenticate": `Bearer realm="http://${host}/token"` }).end();
    else return false;
    return true;
  };
  it.each<[string, Attack, RegExp]>([
    ["a manifest", on("manifests/", endless(" ")), /aa\/evil:1 .*answer is larger than 4194304 bytes/],
    ["a blob", on("blobs/", endless("x")), /longer than the \d+ bytes of its descriptor/],
    ["a list of tags", on("tags/", endless('"a",', { first: '{"tags":[' })), /answer is larger than 16777216 bytes/],
    ["an error", on("tags/", endless(" ", { status: 500 + 1 })), /aa\/evil .*501/],
    ["a token", token, /aa\/evil .*\/token: answer is larger than 65536 bytes/],
  ])("T4 %s", async (_name, attack, reason) => {
    const { host } = await startHostile(attack);
    expectHeld(await auditHostile(host), reason);
  });
});

describe("JSON that grows when it is read", () => {
  const config = (text: string) => rawImage(Buffer.from(text));
  const line = "mysql -p x az a -a passpass- echo -e curl -u a ".repeat(1300);
  it("T4 configs and manifests of millions of values, deep nesting, long keys and endless histories", async () => {
    const { host } = await startHostile(undefined, [
      config(`{"rootfs":{},"a":[${"1,".repeat(1_900_000)}1]}`),
      config(`{"rootfs":{},"a":[${"1,".repeat(7_900_000)}1]}`),
      config(`{"rootfs":{},"history":[${"{},".repeat(1_000_000)}{}]}`),
      config(`{"rootfs":{},"history":[${'{"created_by":"RUN x"},'.repeat(150_000)}{}]}`),
      config(JSON.stringify({ rootfs: {}, history: Array.from({ length: 60 }, () => ({ created_by: line })) })),
      config(JSON.stringify({ rootfs: {}, history: [{ created_by: `|9999 ${"A=b ".repeat(900_000)}` }] })),
      config(`{"rootfs":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`),
      config(
        `{"rootfs":{},"a":${`{"${"k".repeat(20_000)}":`.repeat(90)}[${'"a",'.repeat(400_000)}1]${"}".repeat(90)}}`,
      ),
      rawManifest(Buffer.from(`{"schemaVersion":2,"layers":[],"x":[${"1,".repeat(2_000_000)}1]}`)),
    ]);
    expectHeld(
      await auditHostile(host),
      /blob .*too many values, or is nested too deep: scanned as text/,
      /larger than \d+ bytes: scanned as text/,
    );
  });

  it("T4 attestations of 39 MiB, and four of 7 MiB at once", async () => {
    const statement = (seed: number, mebibytes: number): Buffer => {
      const one = { SPDXID: `package-${"0123456789abcdef".repeat(4)}`, refs: ["pkg:deb/debian/a@1", "x".repeat(230)] };
      return Buffer.from(JSON.stringify({ seed, packages: Array(mebibytes * 2900).fill(one) }));
    };
    const layers = [statement(0, 39), ...[1, 2, 3, 4].map((seed) => statement(seed, 7))];
    const { host } = await startHostile(undefined, rawImage(Buffer.from("{}"), layers, "application/vnd.in-toto+json"));
    expectHeld(await auditHostile(host), /larger than 8388608 bytes: scanned as text/);
  });
});

describe("indexes", () => {
  const child = (of: { readonly manifest: { readonly digest: string; readonly bytes: Uint8Array } }) => ({
    mediaType: INDEX,
    digest: of.manifest.digest,
    size: of.manifest.bytes.length,
  });
  const indexOf = (manifests: readonly object[], also: object = {}) =>
    rawManifest({ schemaVersion: 2, mediaType: INDEX, manifests, ...also }, { mediaType: INDEX });

  it("T4 one with more than 10,000 descriptors is refused", async () => {
    const many = Array.from({ length: 10_001 }, (_, at) => ({ digest: digest(at.toString(16)), size: 1 }));
    const { host } = await startHostile(undefined, indexOf(many));
    expectHeld(await auditHostile(host), /more than 10000 descriptors/);
  });

  it("T5 diamonds of 2^30 paths are walked once, and no deeper than four", async () => {
    let level = [indexOf([], { n: 0 }), indexOf([], { n: 1 })];
    const all = [...level];
    for (let depth = 0; depth < 30; depth++) {
      level = [0, 1].map((n) => indexOf(level.map(child), { n, depth }));
      all.push(...level);
    }
    const [top = indexOf([])] = level;
    const manifests = new Map(all.flatMap((one) => [...one.manifests]));
    const { host, seen } = await startHostile(undefined, { ...top, manifests });
    expectHeld(await auditHostile(host), /indexes nest deeper than 4/);
    expect(seen.filter((one) => one.startsWith(`GET /v2/${EVIL}/manifests/`)).length).toBeLessThan(12);
  });

  it("T5 one that names itself, by an answer that is another manifest, ends", async () => {
    const own = digest("5e1f");
    const { host } = await startHostile(
      on("manifests/", (answer, _host, question) => {
        const body = JSON.stringify({
          schemaVersion: 2,
          mediaType: INDEX,
          manifests: [{ mediaType: INDEX, digest: own, size: 1 }],
        });
        answer
          .writeHead(200, { "content-type": INDEX, "docker-content-digest": own })
          .end(question.method === "HEAD" ? "" : body);
      }),
    );
    expectHeld(await auditHostile(host), /the registry answered with another manifest/);
  });
});

describe("a manifest that says two things", () => {
  it("T6 layers and manifests are both looked at", async () => {
    const layer = Buffer.from("layer");
    const config = Buffer.from("{}");
    const both = rawManifest(
      {
        schemaVersion: 2,
        config: {
          mediaType: "application/vnd.oci.image.config.v1+json",
          digest: digestOf(config),
          size: config.length,
        },
        layers: [{ mediaType: "x", digest: digestOf(layer), size: layer.length }],
        manifests: [{ mediaType: INDEX, digest: digest("ab"), size: 1 }],
      },
      { blobs: [config, layer] },
    );
    const { host, seen } = await startHostile(undefined, both);
    expectHeld(await auditHostile(host), /@sha256:0*ab .*404/);
    expect(seen).toContain(`GET /v2/${EVIL}/blobs/${digestOf(layer)}`);
  });
});

describe("strings that are no digests, sizes or names", () => {
  it("T7 a digest with a path leads nowhere, and a size that is none is not known", async () => {
    const layer = (content: object) => rawManifest({ schemaVersion: 2, layers: [content] });
    const good = digest("aa");
    const { host, seen } = await startHostile(undefined, [
      layer({ digest: "sha256:../../etc/passwd", size: 1 }),
      ...[1e308, -1, "5", 1.5, null].map((size) => layer({ digest: good, size })),
    ]);
    expectHeld(await auditHostile(host), /without a valid digest/, new RegExp(`${good}.*404`));
    expect(seen.filter((one) => one.includes("etc/passwd"))).toEqual([]);
    expect(seen.filter((one) => one.includes(good))).toHaveLength(1);
  });

  it("T7 tags and repositories that are no names are not asked for", async () => {
    const names = ["../../zz/honest/manifests/1", "a b", "\u001b[31mred", "x".repeat(5000), "1?x=y", "", "1"];
    const { host, seen } = await startHostile((question, answer) => {
      const catalog = question.url?.startsWith("/v2/_catalog");
      if (catalog) answer.end(JSON.stringify({ repositories: ["zz/honest", EVIL, "../../x", "?x", "<img src=x>"] }));
      else if (question.url?.startsWith(`/v2/${EVIL}/tags`)) answer.end(JSON.stringify({ tags: names }));
      else return false;
      return true;
    });
    expectHeld(
      await auditHostile(host),
      /aa\/evil .*6 names are not valid/,
      /listing repositories .*3 names are not valid/,
    );
    expect(seen.filter((one) => /\?x|img|red|xxx|\.\./.test(one))).toEqual([]);
  });

  it("T7 a blob that is longer or shorter than its size counts as unread", async () => {
    const { host } = await startHostile(on("blobs/", (answer) => void answer.end("x".repeat(5000))));
    expectHeld(await auditHostile(host), /longer than the \d+ bytes of its descriptor/);
  });
});

it("T4 a listing that goes round in circles ends", async () => {
  const { host, seen } = await startHostile((question, answer) => {
    if (!question.url?.startsWith("/v2/_catalog")) return false;
    answer
      .writeHead(200, { link: '</v2/_catalog?n=1>; rel="next"' })
      .end(JSON.stringify({ repositories: ["zz/honest"] }));
    return true;
  });
  const run = await auditHostile(host);
  expectHeld(run, /its pages go round in a circle/);
  expect(seen.filter((one) => one.includes("_catalog"))).toHaveLength(2);
});

it("T4 fifteen MiB of tags of one letter", async () => {
  const body = `{"tags":[${'"-",'.repeat((15 * MEBIBYTE) / 4)}"1"]}`;
  const { host } = await startHostile(on("tags/", (answer) => void answer.end(body)));
  expectHeld(await auditHostile(host), /aa\/evil .*more than 1000000 of them/);
});
