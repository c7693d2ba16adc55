import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { HEADERS_PATH } from "../../../src/layer/member-scan.ts";
import { tarball } from "../../support/tar.ts";
import { zipFile } from "../../support/zip.ts";
import { zstdFrame } from "../../support/zstd.ts";
import { secret } from "../secret-scanner.ts";
import { scanEntries, scanFile } from "./scan-container.ts";

const env = `TOKEN=${secret(1)}\n`;
const jar = zipFile([{ path: "conf/log.gz", content: gzipSync(env) }]);

describe("containers in containers", () => {
  it("a gzip file in a jar in a war", async () => {
    const war = zipFile([{ path: "WEB-INF/lib/a.jar", content: jar }]);
    expect(await scanFile("app.war", war)).toMatchObject({
      found: [`app.war!/WEB-INF/lib/a.jar!/conf/log.gz!/log: ${secret(1)}`],
      skips: [],
    });
  });

  it.each([
    ["backup.tar", (tar: Buffer) => tar],
    ["backup.tar.gz", gzipSync],
    ["backup.tar.zst", zstdFrame],
  ])("%s: its files stand right below it", async (path, pack) => {
    const tar = tarball([
      { path: "./etc/app.env", content: env },
      { path: "deep.jar", content: jar },
    ]);
    expect((await scanFile(path, pack(tar))).found).toEqual([
      `${path}!/deep.jar!/conf/log.gz!/log: ${secret(1)}`,
      `${path}!/etc/app.env: ${secret(1)}`,
    ]);
  });

  it("a container that holds its content as it is tells it once, at the inner path", async () => {
    const stored = zipFile([{ path: "a", content: env, method: 0 }]);
    const comment = Buffer.concat([stored, Buffer.from(`comment ${secret(2)}`)]);
    expect((await scanFile("s.zip", comment)).found).toEqual([`s.zip!/a: ${secret(1)}`, `s.zip: ${secret(2)}`].sort());
  });

  it("is told of headers, damage and the end of a tar in a tar", async () => {
    const inner = tarball([{ path: "x", type: "2", linkname: secret(3) }]);
    const cut = tarball([{ path: "y", content: "z".repeat(5000) }]).subarray(0, 2000);
    const { found, skips } = await scanEntries([
      { path: "in.tar", content: inner },
      { path: "cut.tar", content: cut },
    ]);
    expect(found).toEqual([`in.tar!/${HEADERS_PATH}: ${secret(3)}`]);
    expect(skips).toEqual(["cut.tar!/y: the tar ends early: 3512 bytes of this entry are missing"]);
  });

  it("deeper than the limit is said, not read", async () => {
    const { found, skips } = await scanFile("a.zip", zipFile([{ path: "b.jar", content: jar }]), {
      limits: { depth: 2 },
    });
    expect(found).toEqual([]);
    expect(skips).toEqual(["a.zip!/b.jar!/conf/log.gz: more than 2 containers in one another: not unpacked"]);
  });
});

describe("two names of one container", () => {
  it("a hard link shows what is in it", async () => {
    const { found } = await scanEntries([
      { path: "a.jar", content: jar },
      { path: "b.jar", type: "1", linkname: "a.jar" },
    ]);
    expect(found).toEqual(["a.jar", "b.jar"].map((name) => `${name}!/conf/log.gz!/log: ${secret(1)}`));
  });

  it("one that a later entry replaces is superseded, with all that is in it", async () => {
    const { findings } = await scanEntries([
      { path: "a.jar", content: jar },
      { path: "a.jar", content: zipFile([{ path: "new", content: secret(2) }]) },
    ]);
    expect(findings.map(({ preview, superseded }) => ({ preview, superseded }))).toEqual([
      { preview: secret(1), superseded: true },
      { preview: secret(2), superseded: undefined },
    ]);
  });
});
