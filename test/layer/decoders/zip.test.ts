import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bytes, seeded } from "../../support/random.ts";
import { scratch } from "../../support/scratch.ts";
import { requireTool } from "../../support/tools.ts";
import { zipEntry, zipFile } from "../../support/zip.ts";
import { zstdFrame } from "../../support/zstd.ts";
import { secret } from "../secret-scanner.ts";
import { scanFile } from "./scan-container.ts";

const random = seeded("noise");
const noise = (length: number): string => bytes(random, length).toString("base64");
const BIG = `${noise(100_000)}${secret(2)}${noise(50_000)}`;

const PIPE = `
class Pipe:
    def __init__(self): self.file = open('a', 'wb')
    def write(self, data): return self.file.write(data)
    def flush(self): self.file.flush()
`;

describe.skipIf(!requireTool("python3"))("archives of other programs", () => {
  /** Runs a script with the folder as its working directory, and gives a file that it made. */
  const made = (name: string, script: string): Buffer => {
    const cwd = scratch();
    mkdirSync(`${cwd}/conf`);
    writeFileSync(`${cwd}/conf/app.properties`, `a=1\npassword=${secret(1)}\n`);
    writeFileSync(`${cwd}/conf/big.txt`, BIG);
    execFileSync("python3", ["-c", script], { cwd });
    return readFileSync(`${cwd}/${name}`);
  };
  const EXPECTED = [`app.jar!/conf/app.properties: ${secret(1)}`, `app.jar!/conf/big.txt: ${secret(2)}`];

  it.each([
    ["deflate", "z.ZipFile('a','w',z.ZIP_DEFLATED)"],
    ["stored", "z.ZipFile('a','w',z.ZIP_STORED)"],
    ["written to a pipe, with sizes behind the entries", "z.ZipFile(Pipe(),'w',z.ZIP_DEFLATED)"],
  ])("%s", async (_, open) => {
    const script = `
import zipfile as z
${PIPE}
a = ${open}
for name in ['conf/app.properties', 'conf/big.txt']: a.write(name)
a.close()
`;
    const { found, skips, findings } = await scanFile("app.jar", made("a", script));
    expect({ found, skips }).toEqual({ found: EXPECTED, skips: [] });
    expect(findings.find(({ preview }) => preview === secret(1))?.line).toBe(2);
  });

  it("zip64", async () => {
    const script = `
import zipfile as z
a = z.ZipFile('a', 'w', z.ZIP_DEFLATED)
for name in ['conf/app.properties', 'conf/big.txt']:
    with a.open(name, 'w', force_zip64=True) as entry: entry.write(open(name, 'rb').read())
a.close()
`;
    expect(await scanFile("app.jar", made("a", script))).toMatchObject({ found: EXPECTED, skips: [] });
  });

  it.each([
    ["BZIP2", "z.ZipFile('a','w')"],
    ["LZMA", "z.ZipFile('a','w')"],
    ["BZIP2", "z.ZipFile(Pipe(),'w')"],
    ["LZMA", "z.ZipFile(Pipe(),'w')"],
  ])("packed with %s by %s", async (method, open) => {
    const script = `
import zipfile as z
${PIPE}
a = ${open}
for name in ['conf/app.properties', 'conf/big.txt']: a.write(name, compress_type=z.ZIP_${method})
a.close()
`;
    expect(await scanFile("app.jar", made("a", script))).toMatchObject({ found: EXPECTED, skips: [] });
  });
});

describe.skipIf(!requireTool("7z"))("archives of 7z", () => {
  const made = (name: string, ...options: readonly string[]): Buffer => {
    const cwd = scratch();
    writeFileSync(`${cwd}/a.txt`, `${"a".repeat(1000)}${secret(1)}`);
    execFileSync("7z", ["a", ...options, name, "a.txt"], { cwd, stdio: "ignore" });
    return readFileSync(`${cwd}/${name}`);
  };

  it.each([
    ["Deflate64", "the zip entry is packed with Deflate64 (9): it is not unpacked"],
    ["PPMd", "the zip entry is packed with PPMd (98): it is not unpacked"],
  ])("of zip with %s: said", async (method, reason) => {
    expect((await scanFile("a.zip", made("a.zip", "-tzip", `-mm=${method}`))).skips).toEqual([
      `a.zip!/a.txt: ${reason}`,
    ]);
  });

  it.each(["BZip2", "LZMA"])("of zip with %s", async (method) => {
    expect(await scanFile("a.zip", made("a.zip", "-tzip", `-mm=${method}`))).toMatchObject({
      found: [`a.zip!/a.txt: ${secret(1)}`],
      skips: [],
    });
  });

  it("of zip with a password: said", async () => {
    expect((await scanFile("a.zip", made("a.zip", "-tzip", "-px", "-mem=AES256"))).skips).toEqual([
      "a.zip!/a.txt: the zip entry is encrypted: its content is not read",
    ]);
  });

  it("of its own format: said", async () => {
    expect((await scanFile("a.7z", made("a.7z"))).skips).toEqual([
      "a.7z: a 7z archive, which is not unpacked: scanned as it is",
    ]);
  });
});

describe("what is a zip file by another name", () => {
  it.each([
    ["a.docx", "word/document.xml"],
    ["a.xlsx", "xl/sharedStrings.xml"],
    ["a.nupkg", "content/app.config"],
    ["a.apk", "assets/config.json"],
    ["a.whl", "pkg/settings.py"],
    ["a.egg", "pkg/settings.py"],
    ["a.war", "WEB-INF/web.xml"],
    ["noname", "file"],
  ])("%s", async (path, name) => {
    const zip = zipFile([{ path: name, content: `x ${secret(1)}` }]);
    expect(await scanFile(path, zip)).toMatchObject({ found: [`${path}!/${name}: ${secret(1)}`], skips: [] });
  });

  it("an extension of Chrome, which has a header before it", async () => {
    const zip = zipFile([{ path: "manifest.json", content: secret(1) }]);
    const key = Buffer.alloc(300, "k");
    const three = Buffer.from("Cr24\x03\0\0\0\0\0\0\0");
    three.writeUInt32LE(key.length, 8);
    const two = Buffer.from("Cr24\x02\0\0\0\0\0\0\0\0\0\0\0");
    two.writeUInt32LE(200, 8);
    two.writeUInt32LE(100, 12);
    for (const header of [three, two])
      expect(await scanFile("a.crx", Buffer.concat([header, key, zip]))).toMatchObject({
        found: [`a.crx!/manifest.json: ${secret(1)}`],
        skips: [],
      });
  });
});

describe("what is known, and not unpacked, is said", () => {
  it.each([
    ["Rar!\x1a\x07\x01\0", "a RAR archive"],
    ["Rar!\x1a\x07\0", "a RAR archive"],
    ["MSCF\0\0\0\0", "a cabinet of Windows"],
    [`hsqs${"\0".repeat(24)}\x04\0\0\0`, "a SquashFS image"],
    ["LZIP\x01", "an lzip file"],
    ["\x7fELF\x02\x01\x01\0AI\x02\0\0\0\0\0", "an AppImage"],
    [`\x7fELF\x02\x01\x01${"\0".repeat(225)}\x9a\x0e\x1a\x1bUPX!\xf4\x08\x0e\x16`, "a program packed by UPX"],
    [`MZ\x90\0${"\0".repeat(388)}UPX0\0\0\0\0`, "a program packed by UPX"],
  ])("%j", async (magic, format) => {
    const content = Buffer.from(`${magic}${"\0".repeat(50)}${secret(1)}`, "latin1");
    expect(await scanFile("x", content)).toMatchObject({
      found: [`x: ${secret(1)}`],
      skips: [`x: ${format}, which is not unpacked: scanned as it is`],
    });
  });
});

describe("entries", () => {
  it("that a later version took out of the directory are still seen", async () => {
    const old = zipEntry({ path: "old.env", content: `x ${secret(3)}` });
    const zip = Buffer.concat([old, zipFile([{ path: "new.env", content: "nothing" }])]);
    expect(await scanFile("a.zip", zip)).toMatchObject({ found: [`a.zip!/old.env: ${secret(3)}`], skips: [] });
  });

  it("behind a shell script, or with a block before the directory as Android has it", async () => {
    const zip = zipFile([{ path: "a", content: secret(1) }]);
    const script = Buffer.concat([Buffer.from("#!/bin/sh\nexec java -jar $0\n"), zip]);
    expect(await scanFile("run.jar", script)).toMatchObject({ found: [`run.jar!/a: ${secret(1)}`], skips: [] });
    expect(await scanFile("bin/run", script)).toMatchObject({ found: [`bin/run!/a: ${secret(1)}`], skips: [] });
    const at = zip.indexOf("PK\x01\x02", 0, "latin1");
    const signed = Buffer.concat([zip.subarray(0, at), Buffer.from("\x18\0\0\0APK Sig Block 42"), zip.subarray(at)]);
    expect(await scanFile("a.apk", signed)).toMatchObject({ found: [`a.apk!/a: ${secret(1)}`], skips: [] });
  });

  it("with names that lead out of the archive stay in it", async () => {
    const zip = zipFile([{ path: "../../etc/x", content: secret(1) }]);
    expect((await scanFile("srv/a.zip", zip)).found).toEqual([`srv/a.zip!/etc/x: ${secret(1)}`]);
  });

  it.each(["signed", "bare"] as const)("stored or deflated, with a %s descriptor behind them", async (descriptor) => {
    const files = [8, 0].map((method) => ({ path: `m${method}`, content: secret(method), method, descriptor }));
    const { found, skips } = await scanFile("a.zip", zipFile([...files, { path: "last", content: secret(9) }]));
    expect(skips).toEqual([]);
    expect(found).toEqual(
      [0, 8]
        .map((n) => `a.zip!/m${n}: ${secret(n)}`)
        .concat(`a.zip!/last: ${secret(9)}`)
        .sort(),
    );
  });

  it("in zstd", async () => {
    const packed = zstdFrame(Buffer.from(secret(4)));
    const zip = zipFile([{ path: "z", content: secret(4), method: 93, packed }]);
    expect(await scanFile("a.zip", zip)).toMatchObject({ found: [`a.zip!/z: ${secret(4)}`], skips: [] });
  });
});

describe("what cannot be read is said, and costs nothing else", () => {
  const last = { path: "last", content: secret(9) };
  const LAST = `a.zip!/last: ${secret(9)}`;

  it("an encrypted entry", async () => {
    const zip = zipFile([{ path: "locked", content: "?", flags: 1 }, last]);
    expect(await scanFile("a.zip", zip)).toMatchObject({
      found: [LAST],
      skips: ["a.zip!/locked: the zip entry is encrypted: its content is not read"],
    });
  });

  it("a damaged entry keeps what was before the damage", async () => {
    const whole = zipEntry({ path: "big", content: BIG });
    const damaged = Buffer.from(zipFile([{ path: "big", content: BIG }, last]));
    damaged.fill(0xff, whole.length - 30_000, whole.length - 20_000);
    const { found, skips } = await scanFile("a.zip", damaged);
    expect(found).toEqual([`a.zip!/big: ${secret(2)}`, LAST]);
    expect(skips).toEqual(["a.zip!/big: the deflate data of the zip entry is damaged: the rest of it is lost"]);
  });

  it("a wrong checksum", async () => {
    const { found, skips } = await scanFile("a.zip", zipFile([{ path: "x", content: secret(1), crc: 1 }, last]));
    expect(found).toEqual([LAST, `a.zip!/x: ${secret(1)}`]);
    expect(skips).toEqual(["a.zip!/x: the checksum of the zip entry is wrong"]);
  });

  it("a cut archive", async () => {
    const zip = zipFile([
      { path: "first", content: secret(1) },
      { path: "big", content: BIG },
    ]);
    const { found, skips } = await scanFile("a.zip", zip.subarray(0, zip.length - 20_000));
    expect(found).toContain(`a.zip!/first: ${secret(1)}`);
    expect(skips).toEqual([
      "a.zip!/big: the zip entry ends early: the rest of it is lost",
      "a.zip: the zip file has no end: entries may be missing",
    ]);
  });

  it("an entry that claims too much, or too little", async () => {
    const much = await scanFile("a.zip", zipFile([{ path: "x", content: secret(1), claimed: 0x7fffffff }, last]));
    expect(much.found).toContain(`a.zip!/x: ${secret(1)}`);
    expect(much.skips).not.toEqual([]);
    const little = await scanFile("a.zip", zipFile([{ path: "x", content: BIG, claimed: 5 }, last]));
    expect(little.found).toContain(LAST);
    expect(little.skips).toEqual(["a.zip!/x: the zip entry ends early: the rest of it is lost"]);
  });

  it("entries that overlap are read once", async () => {
    const inner = zipEntry({ path: "inner", content: secret(1) });
    const zip = zipFile([{ path: "outer", content: "", packed: inner, method: 0, claimed: 0 }, last]);
    expect((await scanFile("a.zip", zip)).found).toEqual([`a.zip!/inner: ${secret(1)}`, LAST]);
  });
});
