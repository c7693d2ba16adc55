import { describe, expect, it } from "vitest";
import { createCollector } from "../../src/layer/collector.ts";
import { LAYER_LIMITS } from "../../src/layer/limits.ts";
import { createMemberScan, HEADERS_PATH, walkTar } from "../../src/layer/member-scan.ts";
import { createPackages } from "../../src/layer/packages/packages.ts";
import { createTarWalker } from "../../src/tar/tar-walker.ts";
import { seeded } from "../support/random.ts";
import { paxEntry, tarball, tarEntry } from "../support/tar.ts";
import { createSecretScanner, secret } from "./secret-scanner.ts";

/** Walks an archive that comes in one buffer, which is filled again for each chunk. */
const scanned = async (archive: Buffer, sizes: readonly number[]) => {
  const collector = createCollector(createSecretScanner(), LAYER_LIMITS.findings, { packages: createPackages() });
  const members = createMemberScan(collector, { prefix: "", unpack: () => undefined });
  const walker = createTarWalker(members.visitor, LAYER_LIMITS);
  const buffer = Buffer.alloc(Math.max(...sizes));
  for (let at = 0, turn = 0; at < archive.length; turn++) {
    const chunk = buffer.subarray(0, archive.copy(buffer, 0, at, at + (sizes[turn % sizes.length] ?? 1)));
    await walkTar(chunk, { walker, members });
    buffer.fill("SECRET-overwritten ");
    at += chunk.length;
  }
  walker.end();
  const paths = await members.end();
  return { ...collector.result(), paths };
};

describe("the members of a tar", () => {
  const random = seeded("members");
  const below = (limit: number): number => Math.floor(random() * limit);

  it("need the bytes of a chunk no longer than until the next one", async () => {
    const content = (n: number): string => `${"x".repeat(below(3000))}${secret(n)}${"y".repeat(below(3000))}`;
    const entries = Array.from({ length: 60 }, (_, n) => ({
      path: `usr/${n}-${secret(n)}`,
      content: content(100 + n),
    }));
    const archive = Buffer.concat([tarball(entries).subarray(0, -1024), Buffer.from(`no header ${secret(999)}`)]);
    const whole = await scanned(archive, [archive.length]);
    expect(whole.findings).toHaveLength(121);
    expect(new Set(whole.findings.map(({ fileKeys }) => fileKeys)).size).toBe(62);
    for (let turn = 0; turn < 10; turn++) {
      const sizes = Array.from({ length: 20 }, () => 1 + below(turn < 5 ? 1000 : 20_000));
      expect(await scanned(archive, sizes)).toEqual(whole);
    }
  });

  it("are told by their headers, in the order of the archive, however many there are", async () => {
    const xattr = `${"a".repeat(40_000)} ${secret(1)}`;
    const link = { path: "l", type: "2", linkname: `to/${secret(2)}` };
    const files = Array.from({ length: 2000 }, (_, n) => ({ path: `folder/${secret(n + 3)}/ü` }));
    const archive = Buffer.concat([paxEntry([["SCHILY.xattr.user.a", xattr]]), tarEntry(link), tarball(files)]);
    const { findings, documents } = await scanned(archive, [archive.length]);
    const record = `40044 SCHILY.xattr.user.a=${xattr}\n`;
    const text = Buffer.from(
      [record, `l -> ${link.linkname}\n`, ...files.map(({ path }) => `${path}\n`)].join(""),
    ).toString("latin1");
    expect(documents).toBe(1);
    expect(findings.map(({ document, preview, span, line }) => [document.path, preview, span.start, line])).toEqual(
      [...text.matchAll(/SECRET-\w{8}/g)].map(({ 0: value, index }, n) => [HEADERS_PATH, value, index, n + 1]),
    );
  });
});
