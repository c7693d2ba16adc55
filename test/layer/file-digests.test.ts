import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createFileDigests } from "../../src/layer/file-digests.ts";

const MEBIBYTE = 1024 * 1024;
const of = (bytes: Uint8Array, ...names: readonly string[]): readonly string[] =>
  names.map((name) => createHash(name).update(bytes).digest("hex"));
const digestsOf = (
  files: readonly (readonly [string, Uint8Array])[],
  isKnown: boolean,
): readonly (readonly string[])[] => {
  const digests = createFileDigests();
  return files.map(([path, bytes]) => {
    digests.begin(path, isKnown ? bytes.length : undefined);
    for (let at = 0; at < bytes.length; at += 700_001) digests.push(bytes.subarray(at, at + 700_001));
    return digests.end().map((digest) => digest.toString("hex"));
  });
};

describe.each([true, false])("digests of a file whose size is known: %s", (isKnown) => {
  const small = Buffer.alloc(3 * MEBIBYTE, "small");
  const large = Buffer.alloc(20 * MEBIBYTE, "large");

  it("are all that manifests use, of any file that can be held", () => {
    const all = of(small, "md5", "sha1", "sha256");
    expect(
      digestsOf(
        [
          ["app/a", small],
          ["usr/bin/b", Buffer.from("x")],
          ["c", small],
        ],
        isKnown,
      ),
    ).toEqual([all, of(Buffer.from("x"), "md5", "sha1", "sha256"), all]);
  });

  it("of a large file are those of its system, once that is known, and none where no package has files", () => {
    expect(
      digestsOf(
        [
          ["usr/bin/a", large],
          ["etc/debian_version", Buffer.from("12")],
          ["usr/bin/a", large],
          ["app/a", large],
          ["opt/venv/lib/python3/site-packages/a.so", large],
        ],
        isKnown,
      ),
    ).toEqual([
      of(large, "md5", "sha1", "sha256"),
      of(Buffer.from("12"), "md5", "sha1", "sha256"),
      of(large, "md5"),
      [],
      of(large, "md5", "sha256"),
    ]);
  });
});
