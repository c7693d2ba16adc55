import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scratch } from "../../support/scratch.ts";
import { requireTool } from "../../support/tools.ts";
import { secret } from "../secret-scanner.ts";
import { scanFile } from "./scan-container.ts";

describe.skipIf(!requireTool("dpkg-deb"))("a Debian package", () => {
  const built = (compression: string): Buffer => {
    const cwd = scratch();
    mkdirSync(`${cwd}/p/DEBIAN`, { recursive: true });
    mkdirSync(`${cwd}/p/etc`);
    writeFileSync(
      `${cwd}/p/DEBIAN/control`,
      "Package: p\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n",
    );
    writeFileSync(`${cwd}/p/DEBIAN/postinst`, `#!/bin/sh\nexport T=${secret(1)}\n`, { mode: 0o755 });
    writeFileSync(`${cwd}/p/etc/app.conf`, `token=${secret(2)}\n`);
    execFileSync("dpkg-deb", ["--root-owner-group", `-Z${compression}`, "-b", "p", "p.deb"], { cwd, stdio: "ignore" });
    return readFileSync(`${cwd}/p.deb`);
  };

  it.each([
    ["gzip", "gz"],
    ["zstd", "zst"],
    ["xz", "xz"],
  ])("packed with %s", async (compression, suffix) => {
    expect(await scanFile("p.deb", built(compression))).toMatchObject({
      found: [
        `p.deb!/control.tar.${suffix}!/postinst: ${secret(1)}`,
        `p.deb!/data.tar.${suffix}!/etc/app.conf: ${secret(2)}`,
      ],
      skips: [],
    });
  });

  it("that is cut: what was before is kept, and the loss is said", async () => {
    const whole = built("gzip");
    const { found, skips } = await scanFile("p.deb", whole.subarray(0, whole.length - 20));
    expect(found).toContain(`p.deb!/control.tar.gz!/postinst: ${secret(1)}`);
    expect(skips).toContainEqual(
      expect.stringMatching(
        /^p\.deb!\/data\.tar\.gz: the ar archive ends early: \d+ bytes of this member are missing$/,
      ),
    );
  });

  it("with a header that is none", async () => {
    const damaged = built("gzip");
    damaged.write("x", damaged.indexOf("control.tar") + 50);
    expect((await scanFile("p.deb", damaged)).skips).toEqual([
      "p.deb: a header of the ar archive is cut or damaged at byte 72: the rest is not unpacked",
    ]);
  });
});
