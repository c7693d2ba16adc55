import { expect, it } from "vitest";
import { sharePull } from "../../src/executor/share-pull.ts";
import { collect } from "../support/collect.ts";
import { toyJob, toyPull } from "./contract.ts";

const JOB = toyJob("one", { size: 1_000_000 });
const HOLDER = JOB.holders[0]!;
const never = new AbortController().signal;

const openShared = (job = JOB) => {
  const { pull, state } = toyPull();
  const { pulls, close } = sharePull(pull, 2);
  const [one, two] = pulls.map((each) => each(job, HOLDER, never));
  return { one: one!, two: two!, close, state };
};

it("each reader has all bytes, which were pulled once", async () => {
  const { one, two, state } = openShared();
  const [first, second] = await Promise.all([collect(one), collect(two)]);
  expect(Buffer.concat(first).equals(Buffer.concat(second))).toBe(true);
  expect(state).toEqual({ open: 0, given: JOB.blob.size });
});

it("a reader that waits lets the other one have no more than a chunk, one that leaves all", async () => {
  const { one, two, state } = openShared();
  const slow = two[Symbol.asyncIterator]();
  const fast = collect(one);
  await slow.next();
  await new Promise(setImmediate);
  expect(state.given).toBeLessThan(JOB.blob.size / 4);
  await slow.return?.();
  expect(Buffer.concat(await fast)).toHaveLength(JOB.blob.size);
  expect(state.open).toBe(0);
});

it("a failure of the pull is one for both", async () => {
  const { one, two, state } = openShared(toyJob("bad", { mediaType: "breaks" }));
  const ended = await Promise.allSettled([collect(one), collect(two)]);
  expect(ended.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(state.open).toBe(0);
});

it("ends when it is closed, also for a reader that waits for one that never came", async () => {
  const { one, close, state } = openShared();
  const waiting = collect(one);
  close();
  expect(await waiting).toEqual([]);
  expect(state.open).toBe(0);
});
