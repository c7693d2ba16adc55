import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { checkedManifest } from "../../src/registry/checked-manifest.ts";

const body = Buffer.from(JSON.stringify({ schemaVersion: 2, layers: [] }));
const digestBy = (algorithm: string): string => `${algorithm}:${createHash(algorithm).update(body).digest("hex")}`;
const repository = { registry: "r.example", name: "app" };

describe.each(["sha256", "sha512"])("a manifest asked for by %s", (algorithm) => {
  const ref = { repository, digest: digestBy(algorithm) };

  it("has that digest", () => expect(checkedManifest(ref, { body, mediaType: "" }).digest).toBe(ref.digest));

  it("is refused when a byte of it was changed", () => {
    const altered = Buffer.from(body.toString().replace("2", "1"));
    expect(() => checkedManifest(ref, { body: altered, mediaType: "" })).toThrow(
      `pulling r.example/app@${ref.digest}: the registry answered with another manifest, ${algorithm}:`,
    );
  });
});
