import { describe, expect, it } from "vitest";
import { canaryOf, createCanaryScanner } from "../../../src/audit/prove/canary-scanner.ts";

const [one, other] = [canaryOf("0a1b".repeat(6)), canaryOf("c2d3".repeat(6))];
const found = (...chunks: readonly string[]): readonly string[] => {
  const document = createCanaryScanner([one, other]).open({ kind: "file", path: "x" });
  for (const chunk of chunks) document.push(Buffer.from(chunk));
  return document.end().findings.map(({ fingerprint }) => fingerprint);
};

describe("canaries in a document", () => {
  it("are found as they are, each once", () => {
    expect(found(`a ${one} b ${one}`)).toEqual([one]);
    expect(found(other, one)).toEqual([one, other].sort((a, b) => (a === other ? -1 : b === other ? 1 : 0)));
    expect(found(`a ${one.slice(0, -1)} b`)).toEqual([]);
  });

  it("are found wherever the document is cut", () => {
    for (let at = 0; at <= one.length; at += 1)
      expect(found(`ab${one.slice(0, at)}`, `${one.slice(at)}cd`)).toEqual([one]);
    expect(found(...`x${one}y`)).toEqual([one]);
  });

  it("are found in base64, however they are aligned", () => {
    for (const head of ["", "u", "us", "use", "user:"])
      for (const tail of ["", "\n", "xy"])
        expect(found(Buffer.from(head + one + tail).toString("base64"))).toEqual([one]);
  });
});
