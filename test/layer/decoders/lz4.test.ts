import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes, seeded } from "../../support/random.ts";
import { tarball } from "../../support/tar.ts";
import { requireTool } from "../../support/tools.ts";
import { secret } from "../secret-scanner.ts";
import { scanFile } from "./scan-container.ts";

const lz4 = (content: string | Uint8Array, ...options: readonly string[]): Buffer =>
  execFileSync("lz4", ["-c", ...options], { input: Buffer.from(content), maxBuffer: 1 << 30 });
const random = seeded("lz4");
const noise = bytes(random, 200_000).toString("hex");
/** Repeats itself at all distances that a copy can have, and has runs. */
const text = `${noise.slice(0, 50_000)}${"-".repeat(70_000)}${noise.slice(0, 50_000)}${"ab".repeat(500)}`;

describe.skipIf(!requireTool("lz4"))("an lz4 file", () => {
  it.each([
    [["-1"]],
    [["-9"]],
    [["-B4"]],
    [["-B7", "-BD"]],
    [["-B4", "-BD", "-BX"]],
    [["--content-size"]],
    [["--no-frame-crc"]],
    [["-l"]],
  ])("%j", async (options) => {
    const content = lz4(`${noise}${text}${secret(1)}${text}${secret(2)}`, ...options);
    const { found, skips } = await scanFile("lists/main_Packages.lz4", content, { sizes: [777] });
    expect(skips).toEqual([]);
    expect(found).toEqual([1, 2].map((n) => `lists/main_Packages.lz4!/main_Packages: ${secret(n)}`));
  });

  it("of a tar, and one that is empty", async () => {
    const content = lz4(tarball([{ path: "etc/x", content: secret(1) }]));
    expect(await scanFile("a.tar.lz4", content)).toMatchObject({
      found: [`a.tar.lz4!/etc/x: ${secret(1)}`],
      skips: [],
    });
    expect(await scanFile("a.lz4", lz4(""))).toMatchObject({ found: [], skips: [] });
  });

  it("made of several, of both kinds, with a frame to skip and padding", async () => {
    const skipped = Buffer.from("\x50\x2a\x4d\x18\x05\0\0\0notes", "latin1");
    const frames = [lz4("SECRET-0000"), skipped, lz4("0001 ", "-l"), lz4(secret(2)), Buffer.alloc(12)];
    expect(await scanFile("x.lz4", Buffer.concat(frames), { sizes: [5] })).toMatchObject({
      found: [1, 2].map((n) => `x.lz4!/x: ${secret(n)}`),
      skips: [],
    });
  });

  it("that is cut, damaged or followed by other data says so, and gives what comes before", async () => {
    const whole = lz4(`${noise}${secret(1)}${noise}`, "-B4", "-BD");
    for (const [content, skip] of [
      [whole.subarray(0, -70_000), /the lz4 data ends early: the rest is lost$/],
      [whole.subarray(0, -2), /the lz4 data ends early: the rest is lost$/],
      [Buffer.concat([whole, Buffer.from("more")]), /data that is no lz4 frame, from byte \d+: scanned as it is$/],
      [changed(whole, whole.length - 1), /the checksum of the lz4 frame that ends at byte \d+ is wrong$/],
      [changed(whole, 10_000), /(?:checksum of the lz4 frame .* is wrong|the lz4 data is damaged at byte \d+: .*)$/],
    ] as const) {
      const { found, skips } = await scanFile("x.lz4", content);
      expect(skips).toEqual([expect.stringMatching(skip)]);
      if (content.length !== whole.length || content[10_000] === whole[10_000])
        expect(found).toEqual([`x.lz4!/x: ${secret(1)}`]);
    }
    expect((await scanFile("x.lz4", changed(whole, 5))).skips).toEqual([
      "x.lz4: an lz4 frame at byte 0: its header is damaged; not unpacked",
    ]);
  });

  it("gives back whatever was packed", async () => {
    const part = fc.oneof(
      fc.string(),
      fc.nat(300).map((n) => "x".repeat(n)),
      fc.constantFrom(text, noise),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part), fc.constantFrom("-1", "-9", "-l"), async (parts, option) => {
        const { found, skips } = await scanFile("x.lz4", lz4(`${parts.join("")} ${secret(3)}`, option, "-B4"));
        expect({ found, skips }).toEqual({ found: [`x.lz4!/x: ${secret(3)}`], skips: [] });
      }),
      { numRuns: 30 },
    );
  });

  it("of random damage is read without an error", async () => {
    const whole = lz4(`${secret(1)}${noise.slice(0, 3000)}${text}`, "-B4", "-BD");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length - 5), { minLength: 1, maxLength: 5 }), async (places) => {
        const content = places.reduce((damaged, at) => changed(damaged, at + 4), whole);
        expect((await scanFile("x.lz4", content)).skips.length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 60 },
    );
  });
});

const changed = (content: Buffer, at: number): Buffer => {
  const copy = Buffer.from(content);
  copy[at] = (copy[at] ?? 0) ^ 0x55;
  return copy;
};
