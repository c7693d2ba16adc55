import { describe, expect, it } from "vitest";
import { judgeProof } from "../../../src/audit/prove/judge-proof.ts";
import type { BuildSide, ProofFacts, ProvenSecret } from "../../../src/audit/prove/proof.ts";

const secret: ProvenSecret = { label: "NPM_TOKEN", id: "NPM_TOKEN", kind: "variable", canary: "c1", required: true };
const built = (places: readonly string[], losses: readonly { readonly blob: string; readonly what: string }[] = []) =>
  ({
    kind: "built",
    found: { blobs: 5, places: places.map((place) => ({ canary: "c1", place })), losses },
  }) as BuildSide;
const broken = (why: "base" | "frontend" | "unable" | "timeout" | "step"): BuildSide => ({
  kind: "failed",
  why,
  line: "npm: 401",
});
const proven: ProofFacts = {
  before: built(["config: history[4]"]),
  after: built([]),
  without: "fails",
  trail: { kind: "none" },
};
const judge = (facts: Partial<ProofFacts>, more: Partial<ProvenSecret> = {}): string => {
  const { verdict, reason } = judgeProof({ ...secret, ...more }, { ...proven, ...facts });
  return reason === "" ? verdict : `${verdict}: ${reason}`;
};

describe("what the builds show of a secret", () => {
  it.each<[string, Partial<ProofFacts>]>([
    ["proven", {}],
    [
      "failed: the canary is in the new image: layer 2 of 3: app/.npmrc",
      { after: built(["layer 2 of 3: app/.npmrc"]) },
    ],
    [
      "failed: the canary is in provenance or cache: cache layer 1 of 2: app/.npmrc",
      {
        trail: {
          kind: "searched",
          found: { blobs: 3, places: [{ canary: "c1", place: "cache layer 1 of 2: app/.npmrc" }], losses: [] },
        },
      },
    ],
    ["failed: the new Dockerfile builds without the secret, although its mount is required", { without: "builds" }],
    ["failed: it builds before the change and not after", { after: broken("step") }],
    ["not proven: whether it fails without the secret is not known: the build took too long", { without: "timeout" }],
    ["not proven: the canary did not get into the image before the change either", { before: built([]) }],
    ["not proven: it does not build before the change", { before: broken("step") }],
    ["not proven: the build fails the same way before and after", { before: broken("step"), after: broken("step") }],
    ["not proven: the base image is not at hand", { before: broken("base"), after: broken("base") }],
    [
      "not proven: it builds neither before nor after the change",
      { before: broken("step"), after: broken("frontend") },
    ],
    ["not proven: it builds before the change; after it the build took too long", { after: broken("timeout") }],
    [
      "not proven: it builds before the change; after it this builder does not know what the Dockerfile uses: try another --builder or --form file",
      { after: broken("unable") },
    ],
    [
      "not proven: not all could be read: layer 3 of 3: a.zip: encrypted",
      { after: built([], [{ blob: "new", what: "layer 3 of 3: a.zip: encrypted" }]) },
    ],
  ])("%s", (expected, facts) => {
    expect(judge(facts)).toBe(expected);
  });

  it("another canary in the image is none of its own", () => {
    expect(judge({ after: built(["app/x"]) }, { canary: "c2" })).toMatch(/^not proven: the canary did not get into/);
  });

  it("what cannot be read in a layer of both images cannot hold it", () => {
    const base = { blob: "base", what: "layer 1 of 3: a.zip: encrypted" };
    expect(judge({ before: built(["config"], [base]), after: built([], [base]) })).toBe("proven");
  });

  it("a mount that is not required need not fail", () => {
    expect(judge({ without: "builds" }, { required: false })).toBe("proven");
  });

  it("without a place for a canary nothing is proven", () => {
    expect(judge({}, { problem: ".npmrc is not in the source tree" })).toBe(
      "not proven: .npmrc is not in the source tree",
    );
  });
});
