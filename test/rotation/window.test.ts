import { describe, expect, it } from "vitest";
import type { ImageExposure } from "../../src/domain/rotation.ts";
import { windowLines } from "../../src/report/window-text.ts";
import { exposureWindow } from "../../src/rotation/window.ts";
import { image } from "../support/case.ts";

type Parts = Parameters<typeof image>[0];
const undated = (parts: Parts = {}): ImageExposure => {
  const { since: _, ...rest } = image(parts);
  return rest;
};
const gone = (day: string): Parts => ({ present: false, goneSince: `2026-${day}T00:00:00Z` });

describe("exposureWindow", () => {
  it.each<[string, readonly ImageExposure[], ReturnType<typeof exposureWindow>]>([
    ["no image", [], { served: false }],
    [
      "the first push, still served",
      [image({ since: "2026-02-01", sinceIs: "pushed" }), image({ since: "2026-01-01", sinceIs: "created" })],
      { served: true, from: "2026-01-01", fromIs: "created" },
    ],
    [
      "one without a date",
      [image({ since: "2026-02-01", sinceIs: "pushed" }), undated()],
      { served: true, from: "2026-02-01", fromIs: "pushed", maybeEarlier: true },
    ],
    ["none with a date", [undated()], { served: true, maybeEarlier: true }],
    [
      "the last that went",
      [undated(gone("05-01")), undated(gone("06-01"))],
      { served: false, maybeEarlier: true, to: "2026-06-01T00:00:00Z" },
    ],
    [
      "one that went unseen",
      [undated(gone("05-01")), undated({ present: false })],
      { served: false, maybeEarlier: true },
    ],
    ["one that is left", [undated(gone("05-01")), undated()], { served: true, maybeEarlier: true }],
    ["an archive", [undated({ registry: "oci:dir" })], { served: true, local: true, maybeEarlier: true }],
    [
      "the widest circle, and since when it is open",
      [
        undated({ visibility: "private", visibleSince: "2026-01-01" }),
        undated({ visibility: "anonymous", visibleSince: "2026-04-01" }),
        undated({ visibility: "public", visibleSince: "2026-05-01" }),
      ],
      { served: true, maybeEarlier: true, visibility: "public", publicSince: "2026-04-01" },
    ],
    [
      "the last pull, each repository counted once",
      [
        undated({ pulledAt: "2026-03-01", pulls: 5 }),
        undated({ pulledAt: "2026-04-01", pulls: 5 }),
        undated({ repository: "other", pulls: 2 }),
      ],
      { served: true, maybeEarlier: true, lastPull: "2026-04-01", pulls: 7 },
    ],
  ])("%s", (_, images, expected) => {
    expect(exposureWindow(images)).toEqual(expected);
  });
});

describe("windowLines", () => {
  it.each<[ReturnType<typeof exposureWindow>, readonly string[]]>([
    [
      { served: true },
      [
        "readable since an unknown day, still served",
        "the registry is not known to be private",
        "the registry does not record pulls: assume it was read",
      ],
    ],
    [
      {
        served: false,
        from: "2026-01-01T00:00:00Z",
        fromIs: "pushed",
        to: "2026-02-03T00:00:00Z",
        visibility: "private",
      },
      [
        "readable since 2026-01-01 (when it was pushed), until 2026-02-03 or earlier: an audit then found it gone",
        "the registry is private: whoever may log in can pull",
        "the registry does not record pulls: assume it was read",
      ],
    ],
    [
      {
        served: true,
        from: "2026-01-01",
        fromIs: "created",
        maybeEarlier: true,
        visibility: "public",
        publicSince: "2026-03-04",
        lastPull: "2026-05-06",
        pulls: 1,
      },
      [
        "readable since 2026-01-01 (the date the image gives itself) or earlier: not every image has a date, still served",
        "the registry is public, at least since 2026-03-04",
        "last recorded pull 2026-05-06, its repositories were pulled 1 time in all",
      ],
    ],
    [{ served: true, local: true }, ["readable since an unknown day, in local archives only"]],
  ])("%j", (window, lines) => {
    expect(windowLines(window)).toEqual(lines);
  });
});
