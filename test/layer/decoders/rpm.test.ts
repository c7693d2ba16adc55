import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { scratch } from "../../support/scratch.ts";
import { requireTool } from "../../support/tools.ts";
import { secret } from "../secret-scanner.ts";
import { scanFile } from "./scan-container.ts";

const SPEC = `
Name: p
Version: 1
Release: 1
Summary: x
License: x
BuildArch: noarch
%description
x
%install
mkdir -p %{buildroot}/etc
echo "token=${secret(2)}" > %{buildroot}/etc/app.conf
echo "other=${secret(3)}" > %{buildroot}/etc/b.conf
%post
export T=${secret(1)}
%files
/etc/app.conf
/etc/b.conf
`;

describe.skipIf(!requireTool("rpmbuild"))("an rpm package", () => {
  const built = (payload: string): Buffer => {
    const cwd = scratch();
    writeFileSync(`${cwd}/p.spec`, SPEC);
    const defines = { _topdir: cwd, _binary_payload: payload, _rpmfilename: "p.rpm", _build_id_links: "none" };
    const options = Object.entries(defines).flatMap(([name, value]) => ["--define", `${name} ${value}`]);
    execFileSync("rpmbuild", ["-bb", ...options, "p.spec"], { cwd, stdio: "ignore" });
    return readFileSync(`${cwd}/RPMS/p.rpm`);
  };

  it.each([
    ["w9.gzdio", "payload.cpio.gz"],
    ["w3.xzdio", "payload.cpio.xz"],
    ["w3.zstdio", "payload.cpio.zst"],
    ["w9.bzdio", "payload.cpio.bz2"],
    ["w6.lzdio", "payload.cpio.lzma"],
    ["w.ufdio", "payload.cpio"],
  ])("whose payload is %s", async (payload, name) => {
    const { found, findings, skips } = await scanFile("p.rpm", built(payload), { sizes: [333] });
    expect({ found, skips }).toEqual({
      found: [
        `p.rpm!/${name}!/etc/app.conf: ${secret(2)}`,
        `p.rpm!/${name}!/etc/b.conf: ${secret(3)}`,
        `p.rpm!/scripts/postin: ${secret(1)}`,
      ],
      skips: [],
    });
    expect(findings.every(({ line }) => line === 1)).toBe(true);
  });

  it("that is cut in its payload, or in a header", async () => {
    const whole = built("w.ufdio");
    const payload = whole.indexOf("070701");
    const { found, skips } = await scanFile("p.rpm", whole.subarray(0, payload + 140));
    expect(found).toContain(`p.rpm!/scripts/postin: ${secret(1)}`);
    expect(skips).toEqual([
      expect.stringMatching(/^p\.rpm!\/payload\.cpio!\/etc\/app\.conf: the cpio archive ends early: \d+ bytes of this/),
      expect.stringMatching(
        /^p\.rpm!\/payload\.cpio: the cpio archive ends early at byte \d+: the rest is not unpacked/,
      ),
    ]);
    for (const cut of [100, 1000])
      expect((await scanFile("p.rpm", whole.subarray(0, cut))).skips).toEqual([
        "p.rpm: a header of the rpm package is cut or damaged: not unpacked",
      ]);
    expect((await scanFile("p.rpm", whole.subarray(0, payload))).skips).toEqual([
      "p.rpm!/payload.cpio: the payload of the rpm package is missing, or of a kind that is not read: scanned as it is",
    ]);
  });
});

describe.skipIf(!requireTool("cpio"))("a cpio archive", () => {
  const made = (format: string): Buffer => {
    const cwd = scratch();
    mkdirSync(`${cwd}/etc`);
    writeFileSync(`${cwd}/etc/a.env`, `x\n${secret(1)}`);
    writeFileSync(`${cwd}/etc/b.env`, secret(2));
    return execFileSync("cpio", ["-o", "-H", format], { cwd, input: "etc\netc/a.env\netc/b.env\n", stdio: "pipe" });
  };
  const EXPECTED = [`i!/etc/a.env: ${secret(1)}`, `i!/etc/b.env: ${secret(2)}`];

  it.each(["newc", "crc", "odc"])("of the format %s", async (format) => {
    expect(await scanFile("i", made(format), { sizes: [77] })).toMatchObject({ found: EXPECTED, skips: [] });
    expect(await scanFile("i", gzipSync(made(format)))).toMatchObject({ found: EXPECTED, skips: [] });
  });

  it("followed by another one, as it is or compressed: the initial file system of Linux", async () => {
    const zeros = Buffer.alloc(512);
    const [plain, packed] = [made("newc"), gzipSync(made("newc"))];
    const two = await scanFile("i", Buffer.concat([plain, zeros, plain]));
    expect(two).toMatchObject({ found: [...EXPECTED, ...EXPECTED].sort(), skips: [] });
    expect(await scanFile("i", Buffer.concat([plain, zeros, packed]))).toMatchObject({
      found: [...EXPECTED, `i!/rest!/etc/a.env: ${secret(1)}`, `i!/rest!/etc/b.env: ${secret(2)}`],
      skips: [],
    });
  });

  it("that is damaged is scanned as it is from there on", async () => {
    const damaged = made("newc");
    damaged.write("x", damaged.lastIndexOf("070701", damaged.indexOf("b.env")));
    const { found, skips } = await scanFile("i", damaged);
    expect(found).toEqual([EXPECTED[0], `i: ${secret(2)}`]);
    expect(skips).toEqual([
      expect.stringMatching(/^i: the cpio archive is damaged at byte \d+: the rest is not unpacked$/),
    ]);
  });

  it("of large files of an rpm package, whose headers have no sizes", async () => {
    expect((await scanFile("i", Buffer.from(`07070X00000001${"\0".repeat(200)}${secret(1)}`))).skips).toEqual([
      "i: a cpio archive of an rpm package with files of 4 GiB or more: not unpacked, but scanned as it is",
    ]);
  });
});
