import { describe, expect, it } from "vitest";
import type { ImageExposure } from "../../src/domain/rotation.ts";
import { basePhrase } from "../../src/report/phrases.ts";
import { baseImage } from "../../src/rotation/base-image.ts";
import { planRotation } from "../../src/rotation/plan.ts";
import { digest, image, NOW, occurrence, secret } from "../support/case.ts";
import { RUNBOOKS } from "../support/report.ts";

/** `team/app:1 abc`: an image with the layers a, b and c, of which the second holds the secret. */
const stack = (text: string, parts: Partial<ImageExposure> = {}): ImageExposure => {
  const [repository = "", tag = ""] = text.split(/[: ]/);
  return image({ repository, tags: [tag], manifest: digest(text), layer: 1, ...parts });
};
const baseOf = (...texts: readonly (string | ImageExposure)[]) => {
  const images = texts.map((text) => (typeof text === "string" ? stack(text) : text));
  const layers = new Map(texts.map((text, at) => [images[at]?.manifest, typeof text === "string" ? text : "x:1 "]));
  return baseImage(images, (manifest) => [...(layers.get(manifest)?.split(" ")[1] ?? "")]);
};
const named = (name: string, images: number, repositories: number) => ({
  name: `registry.example/${name}`,
  images,
  repositories,
});

describe("baseImage", () => {
  it.each<[string, ReturnType<typeof baseOf>, ReturnType<typeof baseImage>]>([
    ["one image", baseOf("app:1 abc"), undefined],
    ["an image that another repository is built on", baseOf("base:1 ab", "app:1 abc"), named("base:1", 1, 1)],
    [
      "one that several are built on",
      baseOf("base:1 ab", "app:1 abc", "app:2 abd", "web:1 abe"),
      named("base:1", 3, 2),
    ],
    ["the lowest of several", baseOf("base:1 ab", "java:1 abj", "app:1 abjc"), named("base:1", 2, 2)],
    [
      "the one that explains most",
      baseOf("base:1 ab", "app:1 abc", "old:1 yz", "app:2 yzc", "web:2 yzd"),
      named("old:1", 2, 2),
    ],
    ["the tag it is built on", baseOf("base:1 ab", "base:2 abx", "app:1 abxc", "web:1 abxd"), named("base:2", 2, 2)],
    ["an image of the same repository", baseOf("app:1 ab", "app:2 abc"), undefined],
    ["a copy", baseOf("base:1 ab", "mirror:1 ab"), undefined],
    ["layers that begin otherwise", baseOf("base:1 ab", "app:1 bab"), undefined],
    [
      "layers that many share and no image is made of",
      baseOf("app:1 abc", "app:2 abd", "web:1 abe"),
      { images: 3, repositories: 2 },
    ],
    ["layers that few share", baseOf("app:1 abc", "web:1 abe"), undefined],
    ["layers that one repository shares", baseOf("app:1 abc", "app:2 abd", "app:3 abe"), undefined],
    ["the topmost layer", baseOf("app:1 ab", "web:1 ab", "job:1 ab"), undefined],
  ])("%s", (_, base, expected) => {
    expect(base).toEqual(expected);
  });

  it("counts a copy in another repository as one more image, but not as a sign of a base", () => {
    const copy = { ...stack("app:1 abc"), repository: "mirror/app" };
    const layers = (texts: readonly ImageExposure[]) =>
      baseImage(texts, (manifest) => [...(manifest === digest("base:1 ab") ? "ab" : "abc")]);
    expect(layers([stack("base:1 ab"), stack("app:1 abc"), copy])).toEqual(named("base:1", 2, 2));
    expect(layers([stack("app:1 abc"), copy, { ...copy, repository: "third/app" }])).toBeUndefined();
  });

  it("has one that lost its tag left behind, not built again", () => {
    const base = { name: "registry.example/base@sha256:0123456789ab", images: 3, repositories: 2 };
    expect(basePhrase(base, (text) => text)).toBe(
      "rebuild the 3 images on it, in 2 repositories, on a newer base: no tag points at registry.example/base@sha256:0123456789ab any more",
    );
    expect(basePhrase({ ...base, name: "registry.example/base:1" }, (text) => text)).toMatch(
      /^rebuild \S+base:1 first/,
    );
  });

  it("leaves out what is gone", () => {
    expect(baseOf("base:1 ab", stack("app:1 abc", { present: false }))).toBeUndefined();
  });
});

describe("planBases", () => {
  it("names a base once, with the open tasks it brings", () => {
    const base = named("base:1", 3, 2);
    const of = (name: string, parts: Parameters<typeof secret>[1] = {}) =>
      secret(name, { occurrences: [occurrence()], base, ...parts });
    const plan = planRotation(
      [
        of("a", { severity: "critical" }),
        of("b"),
        of("c", { state: "rotated" }),
        of("d", { base: { images: 9, repositories: 4 } }),
      ],
      { runbooks: RUNBOOKS, now: NOW },
    );
    expect(plan.bases).toEqual([{ ...base, tasks: [secret("a").id, secret("b").id] }]);
    expect(plan.open.find(({ id }) => id === secret("d").id)?.base).toEqual({ images: 9, repositories: 4 });
  });
});
