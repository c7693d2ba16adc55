import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { BlobJob } from "../../src/domain/finding.ts";
import type { Executor, PullBlob } from "../../src/executor/executor.ts";
import { PullError } from "../../src/registry/pull-error.ts";
import { collect } from "../support/collect.ts";

const HOLDER = { registry: "r.example", name: "app" };

/** `mediaType`: what goes wrong, see toy-blob.ts. */
export const toyJob = (name: string, { size = 10, mediaType = "" } = {}): BlobJob => ({
  blob: { digest: `sha256:${name}`, mediaType, size },
  kind: "layer",
  holders: [HOLDER],
});

/** As many bytes as the job says, in chunks that fit nothing; how many are open, and how many bytes were given. */
export function toyPull() {
  const state = { open: 0, given: 0 };
  const pull: PullBlob = async function* (job) {
    state.open++;
    const content = contentOf(job);
    try {
      for (let at = 0; at < job.blob.size; ) {
        const chunk = content.subarray(at, at + CHUNK);
        at += chunk.length;
        state.given += chunk.length;
        yield chunk;
        if (job.blob.mediaType === "breaks") throw new PullError("pulling it: 500");
      }
    } finally {
      state.open--;
    }
  };
  return { pull, state };
}

const CHUNK = 65_000;

const contentOf = ({ blob }: BlobJob): Buffer => Buffer.alloc(blob.size, blob.digest);
const hashOf = (job: BlobJob): string => createHash("sha256").update(contentOf(job)).digest("hex");

/** What every executor does. `open` gives one that runs `toyBlob`. */
export function executorContract(open: (pull: PullBlob) => Executor): void {
  const never = new AbortController().signal;
  const jobs = Array.from({ length: 12 }, (_, at) => toyJob(`${at}`, { size: 1 + at * 60_000 }));

  it.each([
    ["in order", jobs],
    ["in another order", [...jobs].reverse()],
    ["some twice", [...jobs, ...jobs.slice(3, 7)]],
    ["none", []],
  ])("every job comes back with what was read of it: %s", async (_, given) => {
    const { pull, state } = toyPull();
    const scans = await collect(open(pull)(given, never));
    const byDigest = (a: readonly [string, unknown], b: readonly [string, unknown]): number => (a[0] < b[0] ? -1 : 1);
    expect(scans.map((scan): [string, unknown] => [scan.digest, scan.reason]).sort(byDigest)).toEqual(
      given.map((job): [string, unknown] => [job.blob.digest, hashOf(job)]).sort(byDigest),
    );
    expect(state.open).toBe(0);
  });

  it("jobs and results are plain JSON", async () => {
    const { pull } = toyPull();
    const wire = JSON.parse(JSON.stringify(jobs)) as readonly BlobJob[];
    const scans = await collect(open(pull)(wire, never));
    expect(JSON.parse(JSON.stringify(scans))).toEqual(scans);
    expect(scans).toHaveLength(jobs.length);
  });

  it("a pull that fails is the failure of its blob", async () => {
    const { pull, state } = toyPull();
    const scans = await collect(open(pull)([toyJob("bad", { mediaType: "breaks", size: 300_000 }), ...jobs], never));
    expect(scans.filter(({ status }) => status === "unreachable")).toMatchObject([
      { digest: "sha256:bad", reason: "pulling it: 500" },
    ]);
    expect(scans).toHaveLength(jobs.length + 1);
    expect(state.open).toBe(0);
  });

  it("what a blob does not read is not pulled", async () => {
    const { pull, state } = toyPull();
    const size = 50_000_000;
    await collect(open(pull)([toyJob("long", { size, mediaType: "first byte" })], never));
    expect(state.open).toBe(0);
    expect(state.given).toBeLessThan(size / 10);
  });

  it("takes no more jobs than it has room for", async () => {
    const { pull } = toyPull();
    let taken = 0;
    const counted = function* (): Generator<BlobJob> {
      for (const job of jobs) {
        taken++;
        yield job;
      }
    };
    let done = 0;
    for await (const _ of open(pull)(counted(), never)) expect(taken - done++).toBeLessThanOrEqual(LIMIT + 1);
    expect(done).toBe(jobs.length);
  });

  it("an abort ends it, and what is being pulled", async () => {
    const { pull, state } = toyPull();
    const controller = new AbortController();
    const begun: PullBlob = async function* (job, holder, signal) {
      yield* pull(job, holder, signal);
      controller.abort();
      yield* pull(job, holder, signal);
    };
    await expect(collect(open(begun)(jobs, controller.signal))).rejects.toThrow(
      expect.objectContaining({ name: "AbortError" }),
    );
    expect(state.open).toBe(0);
  });
}

export const LIMIT = 3;
