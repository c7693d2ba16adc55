import { describe, expect, it } from "vitest";
import type { WorkState } from "../../src/domain/rotation.ts";
import { type FailPolicy, judged, named, parseFailPolicy } from "../../src/rotation/gate.ts";
import { secret } from "../support/case.ts";

describe("parseFailPolicy", () => {
  it.each<[string, FailPolicy | undefined]>([
    ["never", { severity: "never" }],
    ["low", { severity: "low" }],
    ["high,new", { severity: "high", only: "new" }],
    ["critical, unrotated", { severity: "critical", only: "unrotated" }],
    ["terrible", undefined],
    ["new", undefined],
    ["never,new", undefined],
    ["high,old", undefined],
    ["high,", undefined],
    ["high,new,unrotated", undefined],
    ["", undefined],
  ])("%j", (text, expected) => {
    expect(parseFailPolicy(text)).toEqual(expected);
  });
});

describe("named", () => {
  const before = "2026-10-01T00:00:00.000Z";
  const since = "2026-10-31T00:00:00.000Z";
  const after = "2026-11-20T00:00:00.000Z";
  const old = { firstSeen: before };
  const reopened = (at: string) => [
    { fingerprint: "f", kind: "reopened" as const, state: "new" as const, actor: "exhume", at },
  ];
  const all = [
    secret("new-critical", { severity: "critical", firstSeen: after }),
    secret("old-critical", { severity: "critical", ...old }),
    secret("old-replacing", { ...old, state: "replacing" }),
    secret("old-deployed", { ...old, state: "deployed" }),
    secret("new-deployed", { firstSeen: after, state: "deployed" }),
    secret("back", { ...old, events: reopened(after) }),
    secret("back-before", { ...old, events: reopened(before) }),
    secret("new-medium", { severity: "medium", firstSeen: after }),
    secret("new-unsure", { confidence: "low", firstSeen: after }),
    ...(["rotated", "verified", "accepted", "false-positive", "test"] as const).map((state: WorkState) =>
      secret(`new-${state}`, { severity: "critical", firstSeen: after, state }),
    ),
  ].map(judged);
  const names = new Map(
    ["new-critical", "old-critical", "old-replacing", "old-deployed", "new-deployed"]
      .concat("back", "back-before", "new-medium", "new-unsure")
      .map((name) => [secret(name).id, name]),
  );
  const gate = (policy: string, from: string | undefined = since) =>
    named(all, { policy: parseFailPolicy(policy)!, confidence: "medium", since: from }).map(({ id }) => names.get(id));

  it.each([
    ["never", []],
    ["critical", ["new-critical", "old-critical"]],
    ["critical,new", ["new-critical"]],
    ["high,new", ["new-critical", "new-deployed", "back"]],
    ["high,unrotated", ["new-critical", "old-critical", "old-replacing", "back", "back-before"]],
    ["medium,new", ["new-critical", "new-deployed", "back", "new-medium"]],
  ])("%s names %j", (policy, expected) => {
    expect(gate(policy)).toEqual(expected);
  });

  it("takes everything for new in the first audit", () => {
    expect(named(all, { policy: { severity: "critical", only: "new" }, confidence: "low", since: undefined })).toEqual(
      named(all, { policy: { severity: "critical" }, confidence: "low", since }),
    );
  });
});
