import { describe, expect, it } from "vitest";
import type { ImageExposure, Occurrence, Secret } from "../../src/domain/rotation.ts";
import { placeReports } from "../../src/report/value-history.ts";
import { leakedAgainNotes } from "../../src/rotation/leaked-again.ts";
import type { RunSpan } from "../../src/rotation/run-span.ts";
import { leakedAgain, linkSuccessions, placesOf } from "../../src/rotation/succession.ts";
import { digest, image, occurrence, secret } from "../support/case.ts";

const run = (id: number): RunSpan => ({
  id,
  startedAt: `2026-0${id}-01T10:00:00.000Z`,
  endedAt: `2026-0${id}-01T11:00:00.000Z`,
  finished: true,
});
const RUNS = [run(1), run(2), run(3)];
const seenIn = (id: number): string => `2026-0${id}-01T10:30:00.000Z`;

/** An image of team/shop that run `seen` saw first. */
const built = (name: string, seen: number, parts: Partial<ImageExposure> = {}): ImageExposure =>
  image({ manifest: digest(name), tags: [name], firstSeen: seenIn(seen), since: "2026-01-02T00:00:00Z", ...parts });
const at = (blob: string, images: readonly ImageExposure[], parts: Partial<Occurrence> = {}): Occurrence =>
  occurrence({ blob: digest(blob), name: "TOKEN", images, ...parts });
const value = (name: string, occurrences: readonly Occurrence[], parts: Partial<Secret> = {}): Secret =>
  secret(name, { occurrences, ...parts });

const linked = (secrets: readonly Secret[]): readonly Secret[] => linkSuccessions(secrets, placesOf(secrets, RUNS));

/** `b follows a` for each pair, by name. */
const links = (secrets: readonly Secret[], names: readonly string[] = ["a", "b", "c", "d"]): readonly string[] => {
  const nameOf = new Map(names.map((name) => [secret(name).id, name]));
  return linked(secrets).flatMap(({ id, follows = [] }) =>
    follows.map((before) => `${nameOf.get(id)} follows ${nameOf.get(before)}`),
  );
};

describe("a value follows another", () => {
  it.each<[string, readonly Secret[]]>([
    [
      "that an earlier audit saw in its place",
      [value("a", [at("1", [built("1.0", 1)])]), value("b", [at("2", [built("2.0", 2)])])],
    ],
    [
      "in an older image of the same audit",
      [
        value("a", [at("1", [built("1.0", 1, { since: "2026-01-02T00:00:00Z" })])]),
        value("b", [at("2", [built("2.0", 1, { since: "2026-01-03T00:00:00Z" })])]),
      ],
    ],
    [
      "in a lower layer of one image",
      [
        value("a", [at("1", [built("1.0", 1, { layer: 2, exposure: "overwritten" })])]),
        value("b", [at("2", [built("1.0", 1, { layer: 4 })])]),
      ],
    ],
    [
      "though its line has moved, and in the history its instruction",
      [
        value("a", [at("1", [built("1.0", 1)], { kind: "history", path: "history[3]", line: 1 })]),
        value("b", [at("2", [built("2.0", 2)], { kind: "history", path: "history[5]", line: 9 })]),
      ],
    ],
    [
      "by its rule where it has no name",
      [
        value("a", [occurrence({ blob: digest("1"), images: [built("1.0", 1)] })]),
        value("b", [occurrence({ blob: digest("2"), images: [built("2.0", 2)] })]),
      ],
    ],
  ])("%s", (_, secrets) => {
    expect(links(secrets)).toEqual(["b follows a"]);
    expect(links([...secrets].reverse())).toEqual(["b follows a"]);
  });

  const first = value("a", [at("1", [built("1.0", 1)])]);
  it.each<[string, Secret]>([
    ["another name", value("b", [at("2", [built("2.0", 2)], { name: "OTHER" })])],
    ["another path", value("b", [at("2", [built("2.0", 2)], { path: "app/.env.test" })])],
    ["another kind of document", value("b", [at("2", [built("2.0", 2)], { kind: "env" })])],
    ["another repository", value("b", [at("2", [built("2.0", 2, { repository: "team/other" })])])],
    ["another registry", value("b", [at("2", [built("2.0", 2, { registry: "other.example" })])])],
    ["the same blob: they stand side by side", value("b", [at("1", [built("2.0", 2)])])],
    ["an image of no known order", value("b", [at("2", [built("2.0", 1)])])],
  ])("but not at %s", (_, other) => {
    expect(links([first, other])).toEqual([]);
  });

  it("is the nearest one before it, and the nearest line where several were changed at once", () => {
    const older = value("a", [at("1", [built("1.0", 1)])]);
    const middle = value("b", [at("2", [built("2.0", 2)])]);
    const newest = value("c", [at("3", [built("3.0", 3)])]);
    expect(links([newest, older, middle])).toEqual(["c follows b", "b follows a"]);
    const list = (name: string, blob: string, line: number, seen: number) =>
      value(name, [at(blob, [built(String(seen), seen)], { line })]);
    expect(links([list("a", "1", 1, 1), list("b", "1", 9, 1), list("c", "2", 8, 2), list("d", "2", 2, 2)])).toEqual([
      "c follows b",
      "d follows a",
    ]);
  });

  it("keeps those that stay in a list out of it", () => {
    const stays = value("a", [at("1", [built("1.0", 1)], { line: 1 }), at("2", [built("2.0", 2)], { line: 1 })]);
    const goes = value("b", [at("1", [built("1.0", 1)], { line: 2 })]);
    const comes = value("c", [at("2", [built("2.0", 2)], { line: 1 })]);
    expect(links([stays, goes, comes])).toEqual(["c follows b"]);
  });

  it("takes a file with hundreds of values under one name for a list", () => {
    const many = Array.from({ length: 300 }, (_, index) => value(`v${index}`, [at(`b${index}`, [built("1.0", 1)])]));
    expect(placesOf([...many, first], RUNS)).toEqual([]);
  });

  it("finds its way through 100,000 occurrences", () => {
    const images = [built("1.0", 1), built("2.0", 2)];
    const secrets = Array.from({ length: 50_000 }, (_, index) =>
      images.map((one, step) =>
        value(`s${index}-${step}`, [at(`b${index}-${step}`, [one], { path: `app/${index}.env` })]),
      ),
    ).flat();
    expect(linked(secrets).filter(({ follows }) => follows?.length === 1)).toHaveLength(50_000);
  });
});

describe("rotated, and leaked again", () => {
  const rotated = { state: "rotated" as const };
  const pair = (old: Partial<Secret>, next: Partial<Secret>): readonly Secret[] =>
    linked([value("a", [at("1", [built("1.0", 1)])], old), value("b", [at("2", [built("2.0", 2)])], next)]);
  const again = (secrets: readonly Secret[]): readonly string[] => {
    const byId = new Map(secrets.map((one) => [one.id, one]));
    return secrets.filter((one) => leakedAgain(one, byId)).map(({ id }) => id);
  };

  it.each<[string, Partial<Secret>, Partial<Secret>, boolean]>([
    ["the old one rotated", rotated, {}, true],
    ["the old one proven to be dead", { state: "verified" }, { state: "deployed" }, true],
    ["the old one still in use", {}, {}, false],
    ["the old one no secret", { state: "false-positive" }, {}, false],
    ["both rotated", rotated, rotated, false],
    ["the new one accepted", rotated, { state: "accepted" }, false],
  ])("%s: %s", (_, old, next, expected) => {
    const secrets = pair(old, next);
    expect(again(secrets)).toEqual(expected ? [secret("b").id] : []);
    expect(leakedAgainNotes(placesOf(secrets, RUNS), seenIn(2))).toHaveLength(expected ? 1 : 0);
  });

  it("is noted on the old one, once, and its state stays", () => {
    const [note, ...more] = leakedAgainNotes(placesOf(pair(rotated, {}), RUNS), seenIn(2));
    expect(more).toEqual([]);
    expect(note).toMatchObject({
      fingerprint: secret("a").fingerprint,
      kind: "note",
      state: "rotated",
      at: seenIn(2),
      data: { followedBy: secret("b").id },
    });
    expect(note?.note).toBe(
      `rotated, and leaked again: ${secret("b").id} took its place in registry.example/team/shop app/.env`,
    );
    expect(leakedAgainNotes(placesOf(pair({ ...rotated, events: [note!] }, {}), RUNS), seenIn(3))).toEqual([]);
  });
});

describe("placesOf", () => {
  it("tells values that stood in one place in their order, with the tags that still show them", () => {
    const secrets = [
      value("b", [at("2", [built("2.0", 2), built("2.1", 2)])]),
      value("a", [at("1", [built("1.0", 1, { layer: 3 }), built("0.9", 1, { present: false })])]),
      value("c", [at("9", [built("9.0", 2)], { path: "alone" })]),
    ];
    const [place, ...more] = placesOf(secrets, RUNS);
    expect(more).toEqual([]);
    expect(place).toMatchObject({ repository: "registry.example/team/shop", path: "app/.env", name: "TOKEN" });
    expect(placeReports([place!], secrets)[0]?.versions.map(({ id, tags }) => [id, tags])).toEqual([
      [secret("a").id, ["1.0"]],
      [secret("b").id, ["2.0", "2.1"]],
    ]);
  });

  it("shows no values that stand side by side as versions of each other", () => {
    const [a, b, c] = [
      value("a", [at("1", [built("1.0", 1)])]),
      value("b", [at("1", [built("1.0", 1)]), at("2", [built("2.0", 2)])]),
      value("c", [at("2", [built("2.0", 2)])]),
    ];
    const places = placesOf([a, b, c], RUNS);
    const shown = (one: Secret) => placeReports(places, [one]).map(({ versions }) => versions.map(({ id }) => id));
    expect(shown(a)).toEqual([[a.id, c.id]]);
    expect(shown(b)).toEqual([]);
  });
});
