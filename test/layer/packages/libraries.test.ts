import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { LAYER_LIMITS } from "../../../src/layer/limits.ts";
import { scanLayer } from "../../../src/layer/scan-layer.ts";
import { layer } from "../../support/image.ts";
import { type TarEntry, tarball } from "../../support/tar.ts";
import { chunks } from "../chunks.ts";
import { createSecretScanner, namedSecret, prefixSecret, secret } from "../secret-scanner.ts";

const CONTENT = `${secret(1)}\n${prefixSecret(2)}\n${namedSecret(3)}\n`;
const scan = async (entries: readonly TarEntry[]) =>
  scanLayer(
    chunks(tarball(entries), 65_536),
    { scanner: createSecretScanner(), limits: LAYER_LIMITS },
    new AbortController().signal,
  );
/** What becomes of a proven, a shaped and a named secret in the file. */
const whose = async (path: string, ...others: readonly TarEntry[]) => {
  const { findings, weakInLibraries } = await scan([layer.file(path, CONTENT), ...others]);
  const here = findings.filter(({ document }) => document.path === path);
  return {
    kept: here.map(({ strength, confidence, provenance }) => `${strength} ${confidence} ${provenance}`),
    reason: here[0]?.provenanceReason,
    weakInLibraries,
  };
};
const APPLICATION = ["proof high application", "prefix high application", "name high application"];
const DEPENDENCY = ["proof medium dependency", "prefix low dependency"];
const application = (reason?: string) => ({ kept: expect.toSatisfy(sameAs(APPLICATION)), reason, weakInLibraries: 0 });
const dependency = (reason: string) => ({ kept: DEPENDENCY, reason, weakInLibraries: 1 });
const sameAs = (wanted: readonly string[]) => (got: readonly string[]) =>
  JSON.stringify([...got].sort()) === JSON.stringify([...wanted].sort());

const json = (path: string, content: object): TarEntry => layer.file(path, JSON.stringify(content));
const manifest = (name: string, more: object = {}): TarEntry =>
  json(`app/node_modules/${name}/package.json`, { name, version: "1.0.0", ...more });
const lock = (packages: Readonly<Record<string, object>>): TarEntry =>
  json("app/node_modules/.package-lock.json", { lockfileVersion: 3, packages });
const url = (host: string) => ({ resolved: `https://${host}/x.tgz` });

describe("node_modules", () => {
  const FILE = "app/node_modules/x/lib/a.js";

  it("has packages that everybody has: only what proves itself is sure there", async () => {
    expect(await whose(FILE, manifest("x"))).toEqual(dependency("in the npm package x"));
    expect(await whose("app/node_modules/a/node_modules/x/b", manifest("a"), manifest("a/node_modules/x"))).toEqual(
      dependency("in the npm package x"),
    );
    expect(
      await whose("app/node_modules/.pnpm/x@1/node_modules/@s/x/b", manifest(".pnpm/x@1/node_modules/@s/x")),
    ).toEqual(dependency("in the npm package @s/x"));
  });

  it.each([
    ["private", manifest("x", { private: true })],
    ["licensed to nobody", manifest("x", { license: "UNLICENSED" })],
    ["restricted", manifest("x", { publishConfig: { access: "restricted" } })],
    ["local", lock({ "node_modules/x": { resolved: "file:../x" } })],
    ["local", lock({ "node_modules/x": { resolved: "lib/x", link: true } })],
    [
      "from a repository that asks for a key",
      lock({ "node_modules/x": { resolved: "git+ssh://git@acme.example/x.git" } }),
    ],
    [
      "from another registry than most packages",
      lock({
        "node_modules/x": url("npm.acme.example"),
        "node_modules/y": url("registry.example"),
        "node_modules/z": url("registry.example"),
      }),
    ],
  ])("has packages that are %s: they count as the owner's", async (why, fact) => {
    expect(await whose(FILE, manifest("x"), fact)).toEqual(application(`in the npm package x, which is ${why}`));
  });

  it("has scopes with a registry of their own", async () => {
    const file = "app/node_modules/@acme/x/a.js";
    const npmrc = layer.file("app/.npmrc", "@acme:registry=https://npm.acme.example/\n");
    expect(await whose(file, manifest("@acme/x"), npmrc)).toEqual(
      application("in the npm package @acme/x, which is of a scope with a registry of its own"),
    );
    expect(await whose(file, manifest("@acme/x"))).toEqual(dependency("in the npm package @acme/x"));
  });

  it("holds what is in no package: caches, files of nobody", async () => {
    const none = application("in node_modules, but in no package");
    expect(await whose("app/node_modules/.cache/babel/a.json", manifest("x"))).toEqual(none);
    expect(await whose("app/node_modules/settings.js", manifest("x"))).toEqual(none);
    expect(await whose("app/node_modules/y/a.js", manifest("x"))).toEqual(none);
  });
});

describe("site-packages", () => {
  const SITE = "usr/lib/python3/site-packages";
  const FILE = `${SITE}/foo/settings.py`;
  const sum = (text: string): string => `sha256=${createHash("sha256").update(text).digest("base64url")}`;
  const record = (...lines: readonly string[]): TarEntry =>
    layer.file(`${SITE}/Foo-1.2.dist-info/RECORD`, `foo/__init__.py,,0\n${lines.join("\n")}\n`);

  it("has wheels: a file as it was packaged is a library's", async () => {
    expect(await whose(FILE, record(`foo/settings.py,${sum(CONTENT)},9`))).toEqual(
      dependency("equals the file of the Python package Foo 1.2"),
    );
    expect(await whose(FILE, layer.file(`${SITE}/foo-1.2.egg-info/PKG-INFO`, "x"))).toEqual(
      dependency("in the Python package foo 1.2"),
    );
    expect(await whose(`${SITE}/foo/__pycache__/settings.pyc`, record())).toEqual(
      dependency("in the Python package Foo 1.2"),
    );
  });

  it("holds what no wheel has: changed files, added files, folders of nobody", async () => {
    expect(await whose(FILE, record(`foo/settings.py,${sum("x")},9`))).toEqual(
      application("differs from the file of the Python package Foo 1.2"),
    );
    expect(await whose(FILE, record("foo/other.py,,"))).toEqual(
      application("in the folder of the Python package Foo 1.2, which does not list it"),
    );
    expect(await whose(`${SITE}/bar/settings.py`, record())).toEqual(
      application("in site-packages, but in no package"),
    );
  });

  it("has packages that were installed from a folder", async () => {
    const local = json(`${SITE}/Foo-1.2.dist-info/direct_url.json`, { url: "file:///src/foo", dir_info: {} });
    expect(await whose(FILE, local, record(`foo/settings.py,${sum(CONTENT)},9`))).toEqual(
      application("in the Python package Foo 1.2, which was installed from an address or a folder"),
    );
  });
});

describe("other libraries", () => {
  it.each([
    ["usr/local/bundle/gems/rack-3.0.8/lib/a.rb", "in the Ruby gem rack-3.0.8"],
    ["root/go/pkg/mod/github.com/a/b@v1.2.3/c_test.go", "in the Go module github.com/a/b@v1.2.3"],
    ["usr/local/cargo/registry/src/x-6f17d22bba15001f/ring-0.17.8/a.pem", "in the Rust crate ring-0.17.8"],
    ["root/.m2/repository/org/x/y/1.2/y-1.2.xml", "in the Maven artifact org/x/y/1.2"],
  ])("%s", async (path, reason) => {
    expect(await whose(path)).toEqual(dependency(reason));
  });

  it("vendor is one where its tool left a list", async () => {
    const file = "app/vendor/a/b/test.php";
    expect(await whose(file, layer.file("app/vendor/composer/installed.json", "{}"))).toEqual(
      dependency("below vendor, where Composer keeps libraries"),
    );
    expect(await whose(file)).toEqual(application());
    expect(await whose("usr/local/bundle/bundler/gems/acme-0a1b2c/a.rb")).toEqual(application());
  });

  it("are told by no word in a path", async () => {
    for (const path of ["app/test/a.js", "usr/lib/acme/a.conf", "usr/share/acme/examples/a", "app/vendor.js", "bin/a"])
      expect(await whose(path)).toEqual(application());
  });
});

describe("hostile manifests", () => {
  it.each([
    ["app/node_modules/x/package.json", "[".repeat(100_000)],
    ["app/node_modules/x/package.json", '{"publishConfig":null,"_resolved":[],"private":{}}'],
    ["app/node_modules/.package-lock.json", '{"packages":{"node_modules/x":null,"node_modules/y":{"resolved":3}}}'],
    ["usr/lib/python3/site-packages/a-1.dist-info/RECORD", `,,\n"\n${",".repeat(10_000)}\n../../../../x,sha256=a,`],
    ["var/lib/dpkg/status", "Package: \n\n\nPackage: x\nConffiles:\n /a b\n\u0000"],
    ["var/lib/dpkg/info/x.md5sums", `${"0".repeat(32)}  ../../..\n${"g".repeat(32)}  x\n`],
    ["lib/apk/db/installed", "P:x\nR:\nZ:\nZ:Q1\nZ:Q2!!\nF\n\nZ:Q1AAAA\n"],
  ])("%s makes nothing fail", async (path, content) => {
    const { skips, findings } = await scan([layer.file(path, content), layer.file("app/a", secret(1))]);
    expect({ skips, found: findings.length }).toEqual({ skips: [], found: 1 });
  });

  it("larger than a manifest may be are not read, and that is said", async () => {
    const path = "app/.npmrc";
    const { skips } = await scan([layer.file(path, "x".repeat(2 ** 20 + 1))]);
    expect(skips).toEqual([{ path, reason: expect.stringContaining("larger than a manifest") }]);
  });
});
