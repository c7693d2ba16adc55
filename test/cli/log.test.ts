import { createHash } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { exhume } from "../support/exhume.ts";
import { scratch } from "../support/scratch.ts";

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
const [first, second] = [hash("first"), hash("second")];

/** A case with four entries on two secrets; the note of one is long and hostile. */
const caseWithLog = (): string => {
  const cwd = scratch();
  const store = openStore(join(cwd, "exhume.db"), { create: true });
  const entry = { actor: "ann", at: "2026-11-27T10:00:00.000Z", kind: "state" } as const;
  store.events.append([
    { ...entry, fingerprint: first, state: "replacing" },
    { ...entry, fingerprint: second, state: "disabled", note: "abuse seen", data: { forced: true } },
    { ...entry, fingerprint: first, state: "deployed", note: `\u001b[31mred ${"long ".repeat(40)}` },
    {
      ...entry,
      fingerprint: first,
      state: "deployed",
      kind: "verified",
      actor: "bob",
      data: { dead: true, status: 401 },
    },
  ]);
  store.close();
  return cwd;
};
const damage = (cwd: string, sql: string): void => {
  const db = new Database(join(cwd, "exhume.db"));
  db.exec(`DROP TRIGGER event_is_append_only_update; DROP TRIGGER event_is_append_only_delete; ${sql}`);
  db.close();
};

describe("exhume log", () => {
  it("tells who did what, newest last, in 80 columns that a terminal can show", async () => {
    const cwd = caseWithLog();
    const { status, stdout } = await exhume(["log"], { cwd });
    const lines = stdout.trimEnd().split("\n");
    expect(status).toBe(0);
    expect(lines.slice(0, 4)).toEqual([
      `2026-11-27T10:00:00 ${first.slice(0, 12)} ann: new -> replacing`,
      `2026-11-27T10:00:00 ${second.slice(0, 12)} ann: new -> disabled (forced)`,
      "    abuse seen",
      `2026-11-27T10:00:00 ${first.slice(0, 12)} ann: replacing -> deployed`,
    ]);
    expect(lines.at(-1)).toBe(`2026-11-27T10:00:00 ${first.slice(0, 12)} bob: verified (dead, status: 401)`);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).not.toContain("\u001b");
    expect((await exhume(["log", second.slice(0, 6)], { cwd })).stdout.trim().split("\n")).toHaveLength(2);
    expect((await exhume(["log", "ffff"], { cwd })).stderr).toMatch(/no secret has the id[\s\S]*hint: /);
  });

  it("proves that nothing was changed, also after an earlier head", async () => {
    const cwd = caseWithLog();
    const { head, entries } = JSON.parse((await exhume(["log", "--json"], { cwd })).stdout);
    expect(entries.map((entry: { secretId: string }) => entry.secretId)).toEqual(
      [first, second, first, first].map((fingerprint) => fingerprint.slice(0, 12)),
    );
    const verified = await exhume(["log", "--verify"], { cwd });
    expect([verified.status, verified.stdout]).toEqual([0, `4 entries, head ${head}: intact\n`]);
    for (const known of [head, entries[1].hash, head.slice(0, 16).toUpperCase()])
      expect((await exhume(["log", "--expect-head", known], { cwd })).status).toBe(0);
    expect((await exhume(["status", "--json"], { cwd })).stdout).toContain(head);
    expect((await exhume(["plan"], { cwd })).stdout.replaceAll("\n", " ")).toContain(
      `Event log: 4 entries, head \`${head}\``,
    );
  });

  it.each([
    [
      "UPDATE event SET note = 'abuse sees' WHERE id = 2",
      ["--verify"],
      /^exhume: entry 2 of the event log does not match/,
    ],
    ["DELETE FROM event WHERE id = 3", ["--verify"], /^exhume: entry 4 of the event log follows on entry 2/],
    ["DELETE FROM event WHERE id = 4", ["--expect-head"], /^exhume: no entry of the event log has the hash/],
    [
      "UPDATE event SET data = '{' WHERE id = 2",
      [],
      /entry 2 of the event log cannot be read[\s\S]*hint: exhume log --verify/,
    ],
  ])("after %j says which entry, and exits with 2", async (sql, args, message) => {
    const cwd = caseWithLog();
    const { head } = JSON.parse((await exhume(["log", "--json"], { cwd })).stdout);
    damage(cwd, sql);
    const typed = args[0] === "--expect-head" ? [...args, head] : args;
    const ended = await exhume(["log", ...typed], { cwd });
    expect([ended.status, ended.stdout, ended.stderr]).toEqual([2, "", expect.stringMatching(message)]);
  });

  it.each([
    [["--expect-head", "xyz"], /16 to 64 hexadecimal digits/],
    [["--verify", "ab"], /cannot be verified/],
  ])("refuses %j", async (args, message) => {
    const ended = await exhume(["log", ...args], { cwd: caseWithLog() });
    expect([ended.status, ended.stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});
