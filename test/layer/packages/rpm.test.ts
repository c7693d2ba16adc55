import { describe, expect, it } from "vitest";
import { unpackKeys } from "../../../src/domain/provenance.ts";
import { LAYER_LIMITS } from "../../../src/layer/limits.ts";
import { scanLayer } from "../../../src/layer/scan-layer.ts";
import { layer } from "../../support/image.ts";
import { installRpms, type Rpm } from "../../support/installed.ts";
import { seeded } from "../../support/random.ts";
import { type TarEntry, tarball } from "../../support/tar.ts";
import { requireTool } from "../../support/tools.ts";
import { chunks } from "../chunks.ts";
import { createSecretScanner, secret } from "../secret-scanner.ts";

/** Long lists of files, so that headers do not fit in a page. */
const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`usr/share/many/file-${n}`, `${n}`]));
const rpm = (name: string, vendor: string, files: Rpm["files"] = {}): Rpm => ({
  name,
  vendor,
  files: { [`usr/share/${name}/a.txt`]: `${secret(1)} ${name}`, ...files },
});
const scan = async (entries: readonly TarEntry[]) =>
  scanLayer(
    chunks(tarball(entries), 65_536),
    { scanner: createSecretScanner(), limits: LAYER_LIMITS },
    new AbortController().signal,
  );

describe.skipIf(!requireTool("rpmbuild")).each(["sqlite", "ndb"] as const)("a database of rpm in %s", (backend) => {
  const packages = [rpm("small", "Fedora Project"), rpm("many", "Red Hat, Inc.", many), rpm("own", "Acme Ltd")];

  it("vouches for the files of its distribution's packages, and for no others", async () => {
    const { packages: found = [], findings } = await scan(installRpms(backend, ...packages));
    expect(found.map(({ keys: _keys, ...one }) => one).sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { manager: "rpm", name: "many", version: "1.2-3", distribution: "Red Hat" },
      { manager: "rpm", name: "small", version: "1.2-3", distribution: "Fedora" },
    ]);
    const keys = new Set(found.flatMap((one) => unpackKeys(Buffer.from(one.keys, "base64"))));
    expect(keys.size).toBe(302);
    const vouched = findings.map(({ document, fileKeys = "" }) => [
      document.path,
      unpackKeys(Buffer.from(fileKeys, "base64")).some((key) => keys.has(key)),
    ]);
    expect(vouched.sort()).toEqual([
      ["usr/share/many/a.txt", true],
      ["usr/share/own/a.txt", false],
      ["usr/share/small/a.txt", true],
    ]);
  });

  it("that is damaged makes nothing fail", async () => {
    const [database] = installRpms(backend, ...packages).filter(({ path }) =>
      /rpmdb\.sqlite$|Packages\.db$/.test(path),
    );
    const random = seeded("damage");
    for (let round = 0; round < 30; round++) {
      const content = Buffer.from(database?.content ?? "");
      for (let n = 0; n < 200; n++) content[Math.floor(random() * content.length)] = Math.floor(random() * 256);
      const damaged = {
        path: database?.path ?? "",
        content: content.subarray(0, Math.floor(random() * content.length)),
      };
      const { findings } = await scan([damaged, layer.file("app/a", secret(2))]);
      expect(findings.some(({ document }) => document.path === "app/a")).toBe(true);
    }
  });
});
