import { describe, expect, it } from "vitest";
import { type Moment, reportedAt, shareOfBytes } from "./curve.ts";
import { plantedImages } from "./images.ts";
import { auditPlanted } from "./order.ts";

describe("the curve of what was reported", () => {
  const moments: readonly Moment[] = [
    { bytes: 0, reported: 1 },
    { bytes: 10, reported: 4 },
    { bytes: 60, reported: 4 },
    { bytes: 100, reported: 8 },
  ];

  it("counts what was told by the time that the share of bytes had been pulled, and not after", () => {
    const shares = [0, 0.09, 0.1, 0.59, 0.99, 1].map((share) => reportedAt(moments, share));
    expect(shares).toEqual([1, 1, 4, 4, 4, 8]);
    expect(reportedAt([], 1)).toBe(0);
  });

  it("tells the bytes that it took, also that so many never were", () => {
    expect([1, 4, 5, 9].map((count) => shareOfBytes(moments, count))).toEqual([0, 0.1, 1, undefined]);
  });
});

describe("the planted images", () => {
  const shape = { images: 24, repositories: 4, plants: 50, scale: 1 / 20_000 };

  it("are the same each time, share their lower layers, and have one COPY layer each", () => {
    const planted = plantedImages(shape);
    const digests = ({ images }: typeof planted) => images.map(({ image }) => image.manifest.digest);
    expect(digests(plantedImages(shape))).toEqual(digests(planted));
    const layers = planted.images.map(({ image }) => [...image.blobs.keys()].slice(1));
    const unique = (at: number): number => new Set(layers.map((digests) => digests[at])).size;
    expect([0, 1, 2, 3, 4].map(unique)).toEqual([4, 4, 4, 8, 24]);
  });

  it("hold every planted secret where an audit finds it", async () => {
    const planted = plantedImages(shape);
    const moments = await auditPlanted(planted);
    expect(new Set(planted.plants.map(({ where }) => where)).size).toBe(6);
    expect(moments.at(-1)?.reported).toBe(planted.plants.length);
  });
});
