import { expect, it } from "vitest";
import { createImageLists, type Shown } from "../../src/audit/image-lists.ts";
import type { Served } from "../../src/audit/served-places.ts";
import { digest } from "../support/case.ts";

const MANY = 60_000;
const served = (at: number): Served => ({
  ...{ registry: "r.example", repository: "app", manifest: digest(String(at)), tags: [`1.${at}`], present: true },
  ...(at % 2 === 0 ? {} : { firstSeen: "2026-11-01T00:00:00.000Z", pulls: at }),
});
const live: Shown = { exposure: "live", layer: 2, historyLine: "COPY . /app" };
const deleted: Shown = { exposure: "deleted", layer: 2, removedBy: { layer: 3, historyLine: "RUN rm .env" } };

/** Two lists with more images than are kept at a time. */
const twoLists = () => {
  const lists = createImageLists();
  const places = Array.from({ length: MANY }, (_, at) => lists.place(served(at)));
  const list = (shown: Shown) => lists.list(places.flatMap((place) => [place, lists.way({ ...shown })]));
  return { lists, one: list(live), other: list(deleted), same: list(live) };
};

it("tells every image of a list with its way, whatever was forgotten in between", () => {
  const { one, other } = twoLists();
  const first = one.images;
  expect(other.images[7]).toEqual({ ...served(7), ...deleted });
  expect(one.images).not.toBe(first);
  expect(one.images).toHaveLength(MANY);
  expect(one.images[6]).toEqual({ ...served(6), ...live });
  expect(Object.keys(one.images[6] ?? {})).not.toContain("pulls");
  expect(one.images).toEqual(first);
});

it("makes each list and each image once for who keeps them all", () => {
  const { lists, one, other, same } = twoLists();
  lists.keepAll();
  const first = one.images;
  expect(other.images).toHaveLength(MANY);
  expect(one.images).toBe(first);
  expect(same.images[5]).toBe(first[5]);
});
