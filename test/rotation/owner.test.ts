import { describe, expect, it } from "vitest";
import type { ImageExposure } from "../../src/domain/rotation.ts";
import { type OwnerOf, ownerOf } from "../../src/rotation/owner.ts";
import { image } from "../support/case.ts";

const labelled = (labels: Readonly<Record<string, string>>, parts: Partial<ImageExposure> = {}): ImageExposure =>
  image({
    ...parts,
    origin: {
      labels: Object.fromEntries(
        Object.entries(labels).map(([key, text]) => [`org.opencontainers.image.${key}`, text]),
      ),
      ...parts.origin,
    },
  });
const written: OwnerOf = ({ repository }) =>
  repository === "team/shop" ? { name: "@shop", from: "owners file line 3" } : undefined;

describe("the owner of a task", () => {
  it("is the one that a person wrote, before what images say", () => {
    const images = [labelled({ authors: "Ann" }, { repository: "team/other" }), labelled({ authors: "Ben" })];
    expect(ownerOf({ images }, written)).toEqual({ name: "@shop", from: "owners file line 3" });
  });

  it("is what is told of the build, then the best label, with where that stands", () => {
    const labels = {
      url: "https://shop.example",
      vendor: "Corp",
      source: "https://git.example/a",
      revision: "1a2b3c4",
    };
    const build = { source: "https://git.example/shop.git", revision: "5d6e7f8" };
    expect(ownerOf({ images: [image({ origin: { build, labels: {} } }), labelled(labels)] }, undefined)).toEqual({
      name: "https://git.example/shop.git",
      from: "provenance of registry.example/team/shop, revision 5d6e7f8",
    });
    expect(ownerOf({ images: [labelled(labels)] }, undefined)).toEqual({
      name: "https://git.example/a",
      from: "label source of registry.example/team/shop, revision 1a2b3c4",
    });
    expect(ownerOf({ images: [labelled({ ...labels, authors: "Ann" })] }, undefined)?.from).toBe(
      "label authors of registry.example/team/shop",
    );
  });

  it("has those of other images beside it, once each", () => {
    const of = (authors: string, repository: string) => labelled({ authors }, { repository });
    expect(ownerOf({ images: [of("Ann", "a"), of("Ben", "b"), of("Ann", "c"), of("Ben", "d")] }, undefined)).toEqual({
      name: "Ann",
      from: "label authors of registry.example/a",
      others: ["Ben"],
    });
  });

  it.each([[[]], [[image()]], [[labelled({ authors: " \u001b\u200b ", title: "shop" })]]])(
    "of %j is unknown",
    (images) => {
      expect(ownerOf({ images }, undefined)).toBeUndefined();
    },
  );

  it("never shows the login in an address", () => {
    expect(ownerOf({ images: [labelled({ source: "https://bot:hunter2@git.example/a" })] }, undefined)?.name).toBe(
      "https://git.example/a",
    );
  });
});
