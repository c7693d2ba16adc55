import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Facts } from "../../src/domain/finding.ts";
import type { ImageExposure, WorkEvent } from "../../src/domain/rotation.ts";
import { closureLines } from "../../src/report/closure-text.ts";
import { columns } from "../../src/report/columns.ts";
import { indented } from "../../src/report/indented.ts";
import { type ClosureInput, closureOf, type Standing } from "../../src/rotation/closure.ts";
import { digest, image, secret } from "../support/case.ts";

const golden = (name: string) => resolve(import.meta.dirname, "../../fixtures/report", name);
const about = secret("github");
const day = (month: number): string => `2026-${String(month).padStart(2, "0")}-03T10:00:00.000Z`;
const event = (kind: WorkEvent["kind"], month: number, data?: Facts, note?: string): WorkEvent => ({
  fingerprint: about.fingerprint,
  kind,
  state: kind === "reopened" ? "new" : "rotated",
  actor: "kim",
  at: day(month),
  ...(data === undefined ? {} : { data }),
  ...(note === undefined ? {} : { note }),
});
const revoked = (month: number) =>
  event("evidence", month, { evidence: "revoked", file: "screen.png", sha256: "ab".repeat(32), bytes: 9 });
const logs = (month: number) => event("evidence", month, { evidence: "logs-reviewed" }, "no use after June");
const dead = (month: number) => event("verified", month, { status: "dead" });
const active = (month: number) => event("verified", month, { status: "active" });

const SHOP: Standing = {
  name: "registry.example/team/shop",
  listed: { run: 4, at: day(10) },
  losses: [],
  newest: digest("shop:2.0"),
};
const gone = image({ tags: [], present: false });
const untagged = image({ tags: [] });
const judge = (parts: Partial<ClosureInput> & { readonly events?: readonly WorkEvent[] } = {}) => {
  const { events = [revoked(9), logs(9)], ...rest } = parts;
  return closureOf({
    secret: { ...about, events },
    images: [gone],
    standings: [SHOP],
    isAudited: true,
    assessment: { validity: "unknown" },
    asks: "github",
    ...rest,
  });
};
const lacking = (closure: ReturnType<typeof judge>): readonly string[] =>
  closure.parts.filter(({ proven }) => !proven).map(({ id }) => id);

describe("closureOf", () => {
  it("is proven when all of it is there", () => {
    const closure = judge();
    expect([closure.proven, lacking(closure)]).toEqual([true, []]);
  });

  it("takes no image that nobody looked at for one without the secret", () => {
    expect(lacking(judge({ images: [], standings: [], isAudited: false }))).toEqual(["absent", "clean"]);
    expect(lacking(judge({ images: [], standings: [] }))).toEqual([]);
  });

  it.each<[string, readonly WorkEvent[], readonly string[]]>([
    ["nothing was said", [], ["revoked", "logs"]],
    ["a note is no evidence", [event("note", 9, undefined, "revoked")], ["revoked", "logs"]],
    ["a state is no evidence", [event("state", 9)], ["revoked", "logs"]],
    ["the provider refused it", [dead(9), logs(9)], []],
    ["the provider took it", [active(9), logs(9)], ["revoked"]],
    ["it worked before it was revoked", [active(8), revoked(9), logs(9)], []],
    ["it works though somebody said it was revoked", [revoked(8), active(9), logs(9)], ["revoked"]],
    ["the provider did not say", [event("verified", 9, { status: "unknown" }), logs(9)], ["revoked"]],
    ["seen again after all was there", [revoked(7), logs(7), event("reopened", 8)], ["revoked", "logs"]],
    [
      "taken up again by hand after it had ended",
      [revoked(7), logs(7), event("state", 8), { ...event("state", 9), state: "new" }],
      ["revoked", "logs"],
    ],
    ["begun after it was revoked", [revoked(7), logs(7), { ...event("state", 9), state: "deployed" }], []],
    ["and proven once more", [revoked(7), logs(7), event("reopened", 8), dead(9), logs(9)], []],
  ])("%s", (_, events, expected) => {
    expect(lacking(judge({ events }))).toEqual(expected);
  });

  it("names whom to ask as a command that asks, and nobody where there is nobody", () => {
    const hints = (asks: string | undefined) => judge({ events: [], asks }).parts[0]?.missing;
    const evidence = `exhume evidence ${about.id} --revoked --file SCREENSHOT`;
    expect(hints("github")).toEqual([`exhume verify ${about.id} --provider github`, evidence]);
    expect(hints(undefined)).toEqual([evidence]);
  });

  it("takes expiry for a revocation", () => {
    const closure = judge({ events: [logs(9)], assessment: { validity: "expired", reason: "expired 2026-05-01" } });
    expect([closure.proven, closure.parts[0]?.text]).toEqual([true, "expired 2026-05-01"]);
  });

  it.each<[string, readonly ImageExposure[], Partial<Standing>, readonly string[]]>([
    ["a live tag holds it", [image({ tags: ["1.0"] })], {}, ["absent"]],
    ["a live tag serves the layer that deleted it", [image({ tags: ["1.0"], exposure: "deleted" })], {}, ["absent"]],
    ["only an untagged manifest holds it", [untagged], {}, []],
    ["the newest image holds it, untagged", [untagged], { newest: untagged.manifest }, ["clean"]],
    ["the newest image holds it and a tag points at it", [image()], { newest: image().manifest }, ["absent", "clean"]],
    ["it was the newest, and is gone", [gone], { newest: gone.manifest }, []],
    ["its tag is gone", [image({ present: false })], {}, []],
    [
      "an audit could not read all of the repository",
      [gone],
      { losses: ["2 of its blobs were not read in full"] },
      ["absent", "clean"],
    ],
  ])("%s", (_, images, standing, expected) => {
    expect(lacking(judge({ images, standings: [{ ...SHOP, ...standing }] }))).toEqual(expected);
  });

  it("asks for a listing of each repository that held it", () => {
    const { listed: _, ...never } = { ...SHOP, name: "registry.example/old" };
    const closure = judge({ standings: [SHOP, never] });
    expect(lacking(closure)).toEqual(["absent", "clean"]);
    expect(closure.parts[1]?.missing).toEqual([
      "registry.example/old was never listed in full: exhume audit registry.example/old",
    ]);
  });

  it("says once what to audit again, and names no long list of repositories", () => {
    const again = (count: number): readonly string[] => {
      const repositories = Array.from({ length: count }, (_, at) => `r${at}`);
      const images = repositories.map((repository) => image({ repository, tags: ["1"] }));
      const standings = repositories.map((name) => ({
        ...SHOP,
        name: `registry.example/${name}`,
        newest: image().manifest,
      }));
      return judge({ images, standings }).parts.flatMap(({ missing }) => missing.filter((line) => /audit/.test(line)));
    };
    expect(again(2)).toEqual([
      "delete or rebuild them, then: exhume audit registry.example/r0 registry.example/r1",
      "delete each or push ones without it, then: exhume audit registry.example/r0 registry.example/r1",
    ]);
    expect(again(9)).toEqual([
      "delete or rebuild them, then: audit the same targets again (exhume runs)",
      "delete each or push ones without it, then: audit the same targets again (exhume runs)",
    ]);
  });

  it("says so where only another tool saw it", () => {
    const closure = judge({ images: [], standings: [] });
    expect([closure.proven, closure.parts[1]?.text]).toEqual([true, "no image of the case ever held it"]);
  });

  it("says of each part what is missing and how to supply it, and of the rest what proves it", async () => {
    const tags = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5"];
    const holding = [image({ tags }), image({ repository: "legacy/worker", manifest: digest("w"), tags: ["build-1"] })];
    const broken = { name: "registry.example/legacy/worker", losses: ["401 UNAUTHORIZED"], newest: digest("w") };
    const text = [
      ["nothing is there", judge({ events: [], images: holding, standings: [SHOP, { ...SHOP, ...broken }] })],
      ["it still works", judge({ events: [active(9), logs(9)] })],
      ["all is there", judge()],
      [
        "the provider refused it, and no image is left",
        judge({
          events: [dead(9), logs(9)],
          standings: [{ name: SHOP.name, listed: { run: 4, at: day(10) }, losses: [] }],
        }),
      ],
    ]
      .map(([title, closure]) => [title, ...closureLines(closure as ReturnType<typeof judge>).map(indented)].join("\n"))
      .join("\n\n");
    expect(Math.max(...text.split("\n").map(columns))).toBeLessThanOrEqual(80);
    await expect(`${text}\n`).toMatchFileSnapshot(golden("closure.txt"));
  });
});
