import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { PullError } from "../../src/registry/pull-error.ts";
import { verified } from "../../src/registry/verified.ts";
import { collect } from "../support/collect.ts";

const bytes = Buffer.from("twelve bytes");
const digest = (algorithm: string): string => `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
const read = async (
  blob: { readonly digest: string; readonly size: number },
  source: readonly Uint8Array[] = [bytes],
) => Buffer.concat(await collect(verified(Readable.from(source), blob, "pulling it")));

describe("verified bytes", () => {
  it.each(["sha256", "sha512"])("pass when %s and size agree", async (algorithm) => {
    expect(await read({ digest: digest(algorithm), size: 12 }, [bytes.subarray(0, 5), bytes.subarray(5)])).toEqual(
      bytes,
    );
  });

  it("pass with a size that is not known", async () => {
    expect(await read({ digest: digest("sha256"), size: -1 })).toEqual(bytes);
  });

  it("pass when a descriptor says more than there is, and the digest is right", async () => {
    expect(await read({ digest: digest("sha256"), size: 13 })).toEqual(bytes);
  });

  it("pass when the rest that a wrong size promises cannot be had", async () => {
    async function* cut() {
      yield bytes;
      throw new PullError("pulling it: it ended at byte 12 of 13");
    }
    const blob = { digest: digest("sha256"), size: 13 };
    expect(Buffer.concat(await collect(verified(cut(), blob, "it")))).toEqual(bytes);
    const other = { digest: `sha256:${"0".repeat(64)}`, size: 13 };
    await expect(collect(verified(cut(), other, "it"))).rejects.toThrow("pulling it: it ended at byte 12 of 13");
  });

  it.each([
    ["shorter", 13, `sha256:${"0".repeat(64)}`, /pulling it: it ended at byte 12 of 13/],
    ["longer", 11, digest("sha256"), /pulling it: it is longer than the 11 bytes/],
    ["other bytes", 12, `sha256:${"0".repeat(64)}`, /digest-mismatch/],
    ["other bytes of unknown size", -1, `sha256:${"0".repeat(64)}`, /digest-mismatch/],
  ])("%s is a PullError", async (_name, size, expected, message) => {
    await expect(read({ digest: expected, size })).rejects.toMatchObject({
      name: "PullError",
      message: expect.stringMatching(message),
    });
  });

  it("a source that does not end is left at the first byte too many", async () => {
    let given = 0;
    async function* endless() {
      for (; ; given++) yield bytes;
    }
    await expect(collect(verified(endless(), { digest: digest("sha256"), size: 12 }, "it"))).rejects.toThrow(/longer/);
    expect(given).toBe(1);
  });
});
