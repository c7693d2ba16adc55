import { expect, it } from "vitest";
import { exhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry } from "../support/registry.ts";
import { scratch } from "../support/scratch.ts";

/** A case of one image, after two targets that were typed wrong; the registry is gone since. */
async function mistyped() {
  const cwd = scratch();
  const run = (...args: readonly string[]) => exhume(args, { cwd });
  const registry = await startRegistry();
  const { host } = registry;
  registry.push("team/app", image({ layers: [gzipLayer([layer.file("a", "b")])] }), { tags: ["1"] });
  for (const name of ["team/app", "team/ap", "team/app:one"]) await run("audit", `${host}/${name}`);
  await registry.close();
  const withdraw = (target: string, ...flags: readonly string[]) =>
    run("coverage", "--withdraw", `${host}/${target}`, ...flags);
  return { host, run, withdraw };
}

it("a target that was typed wrong no longer makes the case incomplete, and the ledger says who withdrew it and why", async () => {
  const { run, withdraw } = await mistyped();
  expect((await run("status")).stdout).toContain("INCOMPLETE");
  const unsaid = await withdraw("team/ap");
  expect([unsaid.status, unsaid.stderr]).toEqual([
    2,
    expect.stringMatching(/needs a reason\n {2}hint: exhume coverage/),
  ]);
  expect((await withdraw("team/ap", "--note", "typed wrong", "--by", "ann")).stdout).toContain("1 entry of the ledger");
  expect((await run("status")).stdout).toContain("INCOMPLETE");
  expect((await withdraw("team/app:one", "--note", "no such tag", "--by", "ann")).status).toBe(0);
  expect((await run("status")).stdout).toContain("COMPLETE    everything");
  const told = (await run("coverage")).stdout.replace(/\s+/g, " ");
  expect(told).toMatch(/team\/ap: withdrawn by ann on \d{4}-\d\d-\d\d: typed wrong \(listing tags .*404/);
});

it("what was seen, and what is not missing, is not withdrawn", async () => {
  const { host, run, withdraw } = await mistyped();
  const nothing = await withdraw("team/other", "--note", "again");
  expect([nothing.status, nothing.stderr]).toEqual([2, expect.stringContaining("misses nothing")]);
  await run("audit", `${host}/team/app`);
  const seen = await withdraw("team/app", "--note", "no matter");
  expect([seen.status, seen.stderr]).toEqual([
    2,
    expect.stringMatching(/was audited: 1 manifest .*\n.*audit it again/),
  ]);
  expect((await run("status")).stdout).toContain("INCOMPLETE");
});
