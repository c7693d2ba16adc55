import { describe, expect, it } from "vitest";
import { cleanMemory, createCleanTable, type FileKey } from "../../../src/layer/known/clean-table.ts";
import { seeded } from "../../support/random.ts";

const random = seeded("keys");
const word = (): number => Math.floor(random() * 2 ** 32);
const keys = (count: number): readonly FileKey[] =>
  Array.from({ length: count }, () => [word(), word(), word(), word()]);

/** Of one set of four places, and of two. */
const SMALL = [96, 192];

describe("a table of clean files", () => {
  it("knows what came of a file, in every thread that has its memory", () => {
    const memory = cleanMemory();
    const [one, other] = [createCleanTable(memory), createCleanTable(memory)];
    const all = keys(5000);
    for (const [at, key] of all.entries()) one.add(key, { documents: 1 + at, unpacked: 3_000_000_000 - at });
    expect(all.map(other.find)).toEqual(all.map((_, at) => ({ documents: 1 + at, unpacked: 3_000_000_000 - at })));
    expect(keys(5000).map(other.find).filter(Boolean)).toEqual([]);
  });

  it("keeps a file that came again once", () => {
    const table = createCleanTable(cleanMemory(SMALL), SMALL);
    const [first, ...rest] = keys(12) as [FileKey, ...FileKey[]];
    for (let turn = 0; turn < 100; turn++) table.add(first, { documents: 1, unpacked: 0 });
    for (const key of rest) table.add(key, { documents: 2, unpacked: 0 });
    expect(rest.filter((key) => table.find(key) !== undefined).length).toBeGreaterThanOrEqual(8);
  });

  it("forgets files for others when it is full, and takes none for another", () => {
    const table = createCleanTable(cleanMemory(SMALL), SMALL);
    const all = keys(1000);
    for (const [at, key] of all.entries()) table.add(key, { documents: 1 + at, unpacked: at });
    const found = all.flatMap((key, at) => {
      const came = table.find(key);
      return came === undefined ? [] : [{ at, came }];
    });
    expect(found.length).toBeGreaterThan(3);
    expect(found.length).toBeLessThanOrEqual(12);
    for (const { at, came } of found) expect(came).toEqual({ documents: 1 + at, unpacked: at });
    expect(found.some(({ at }) => at > 900)).toBe(true);
  });

  it("knows no file of which another thread has written a part", () => {
    const memory = cleanMemory(SMALL);
    const table = createCleanTable(memory, SMALL);
    const words = new Uint32Array(memory);
    const [first, second] = keys(2) as [FileKey, FileKey];
    const written = (key: FileKey, documents: number): readonly number[] => {
      words.fill(0);
      table.add(key, { documents, unpacked: 7 * documents });
      const at = words.findIndex((value) => value !== 0);
      return [...words.subarray(at, at + 6)];
    };
    const [one, other] = [written(first, 1), written(second, 2)];
    for (let mask = 1; mask < 63; mask++) {
      words.fill(0);
      // At any place: those of both keys.
      for (let at = 0; at < words.length; at += 6)
        words.set(
          one.map((value, word) => ((mask >> word) & 1 ? (other[word] ?? 0) : value)),
          at,
        );
      const [ofFirst, ofSecond] = [table.find(first), table.find(second)];
      expect(
        [ofFirst, ofSecond].filter((came) => came !== undefined && came.documents !== (came === ofFirst ? 1 : 2)),
      ).toEqual([]);
    }
  });
});
