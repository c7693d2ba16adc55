import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type CaseListing, listingOf } from "../../src/audit/case-listing.ts";
import { judgeCase } from "../../src/cli/gate.ts";
import { type Config, readConfig } from "../../src/config.ts";
import { SEVERITIES } from "../../src/domain/finding.ts";
import { isOpen, type Secret, type WorkEvent, type WorkState } from "../../src/domain/rotation.ts";
import { lastRuns } from "../../src/rotation/run-span.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { type OpenCase, withCase } from "../../src/wire-case.ts";
import { withListing } from "../../src/wire-listing.ts";
import { recordLargeCase } from "../bench/large-case.ts";
import { exhume } from "../support/exhume.ts";
import { seeded } from "../support/random.ts";
import { scratch } from "../support/scratch.ts";

const HOUR = 3_600_000;
const SHAPE = {
  ...{ repositories: 4, imagesOfEach: 6, imagesOfBuild: 2, secrets: 12, placesOfEach: 4 },
  ...{ dependencyFiles: 20, again: 2 },
};
const signal = new AbortController().signal;

let folder: string;
let db: string;
beforeEach(async () => {
  folder = scratch();
  db = join(folder, "case.db");
  await recordLargeCase(db, SHAPE);
});

const configOf = (flags: Readonly<Record<string, unknown>> = {}): Config =>
  readConfig({ flags: { db, ...flags }, env: { HOME: folder }, cwd: folder });

/** All that a listing shows; when it was made is no part of it. */
const shown = ({ summary, lines, rows, repositories }: CaseListing) => ({
  summary: { ...summary, generatedAt: "" },
  ...{ lines: [...lines({ all: true })], repositories: repositories(), first: [...lines({ leading: true, limit: 5 })] },
  rows: [true, false].map((all) => rows({ all })),
});

const POLICIES = ["low", "high,new", "low,new", "critical,unrotated", "low,unrotated"];

/** What gates name of a listing that is shown, and what they name of a case that was read. */
const gated = async () => {
  const of = (failOn: string): Config => configOf({ failOn, failConfidence: "low" });
  return withListing(
    configOf(),
    { onNotice: () => undefined, use: (opened) => POLICIES.map((policy) => judgeCase(opened, of(policy)).secrets) },
    signal,
  );
};
const named = async () => {
  const use = ({ plan, runs }: OpenCase) => {
    const since = lastRuns(runs).previous?.endedAt;
    const open = plan.open.flatMap(({ secrets }) => secrets).filter(({ state }) => isOpen(state));
    const isNew = ({ firstSeen, events }: Secret): boolean =>
      since === undefined ||
      [firstSeen, ...events.flatMap(({ kind, at }) => (kind === "reopened" ? at : []))].some((at) => at > since);
    const tests: Readonly<Record<string, (secret: Secret) => boolean>> = {
      new: isNew,
      unrotated: ({ state }) => ["new", "triaged", "replacing"].includes(state),
    };
    return POLICIES.map((policy) => {
      const [least = "", only = ""] = policy.split(",");
      const severe = SEVERITIES.join(" ").split(least)[0] + least;
      return open
        .filter((secret) => severe.includes(secret.severity) && (tests[only]?.(secret) ?? true))
        .map(({ id }) => id);
    });
  };
  return withCase(configOf(), { use }, signal);
};

const listed = async (config: Config) =>
  withListing(config, { onNotice: () => undefined, use: ({ listing }) => shown(listing) }, signal);
const worked = async (config: Config) =>
  withCase(config, { use: (opened) => shown(listingOf(opened).listing) }, signal);

/** Listings that the next command would find, whatever its settings. */
const kept = (): number => {
  const reader = new Database(db, { readonly: true });
  const count = Number(reader.prepare("SELECT count(*) FROM listing WHERE whole = 0").pluck().get());
  reader.close();
  return count;
};

/** Who reads the case after it finds no place of any secret. */
const hidePlaces = (): void => {
  const writer = new Database(db);
  writer.exec("DELETE FROM place");
  writer.close();
};

const write = (work: (store: Store) => void, path = db): void => {
  const store = openStore(path, { create: false });
  work(store);
  store.close();
};

const event = (fingerprint: string, state: WorkState): WorkEvent => ({
  ...{ fingerprint, kind: "state", state, actor: "ann", at: new Date().toISOString() },
  ...(state === "accepted" ? { data: { until: "2099-01-01" } } : {}),
});

describe("a listing that is kept", () => {
  it("shows what reading the whole case shows, whatever was done before", async () => {
    const random = seeded("listings");
    const next = (below: number): number => Math.floor(random() * below);
    const states: readonly WorkState[] = ["triaged", "replacing", "rotated", "accepted", "false-positive", "new"];
    const prints = await withCase(
      configOf(),
      { use: ({ model }) => model.secrets.map((one) => one.fingerprint) },
      signal,
    );
    const steps: readonly (() => void | Promise<void>)[] = [
      () => write(({ events }) => events.append([event(prints[next(prints.length)]!, states[next(states.length)]!)])),
      () =>
        write(({ events }) =>
          events.append([{ ...event(prints[next(prints.length)]!, "new"), kind: "reopened", actor: "exhume" }]),
        ),
      async () => recordLargeCase(db, { ...SHAPE, again: 1 + next(3) }),
      () => writeFileSync(join(folder, ".exhumeignore"), `secret ${prints[next(prints.length)]}\n`),
      () =>
        write(({ imports }) => {
          const id = imports.start(`file ${random()}`)!;
          imports.finish(id, { findings: 0, lost: 0 });
        }),
    ];
    for (let step = 0; step < 12; step++) {
      await steps[next(steps.length)]!();
      const config = configOf();
      const expected = await worked(config);
      expect(await listed(config)).toEqual(expected);
      expect(kept()).toBeGreaterThan(0);
      expect(await listed(config)).toEqual(expected);
      expect(await gated()).toEqual(await named());
    }
  });

  it.each<readonly [string, (store: Store) => void]>([
    ["an audit", ({ runs }) => void runs.start({ targets: ["r"], rulesetId: "x", tool: "0" })],
    [
      "a repository that was listed",
      ({ images }) =>
        images.finishRepository(1, { repository: { registry: "r", name: "n" }, method: "tags", identity: "ann" }),
    ],
    ["a gap", ({ runs }) => runs.recordGap(1, { scope: "registry", subject: "r", status: "skipped", reason: "x" })],
    ["an import", ({ imports }) => void imports.start("key")],
  ])("is gone with %s", async (_, work) => {
    await listed(configOf());
    expect(kept()).toBe(1);
    write(work);
    expect(kept()).toBe(0);
  });

  describe("whose case was worked on since", () => {
    afterEach(() => void vi.useRealTimers());
    const prints = async () =>
      withCase(
        configOf(),
        { use: ({ plan }) => plan.open.flatMap(({ secrets }) => secrets).map((one) => one.fingerprint) },
        signal,
      );

    it("is put in order again without the places of the case, after any events and on any day", async () => {
      const random = seeded("renewed");
      const next = (below: number): number => Math.floor(random() * below);
      const states: readonly WorkState[] = [
        "triaged",
        "replacing",
        "rotated",
        "accepted",
        "false-positive",
        "new",
        "verified",
      ];
      const whole = join(folder, "whole.db");
      for (const end of ["", ".key"]) copyFileSync(`${db}${end}`, `${whole}${end}`);
      const all = await prints();
      await listed(configOf());
      hidePlaces();
      let clock = Date.now();
      for (let step = 0; step < 40; step++) {
        // Within a day only what was worked on is looked at again.
        clock += step % 5 === 0 ? 40 * HOUR : HOUR / 60;
        const at = new Date(clock).toISOString();
        const print = all[next(all.length)]!;
        const kinds = [
          { ...event(print, states[next(states.length)]!), at },
          { ...event(print, "new"), kind: "note" as const, note: "seen", at },
          { ...event(print, "new"), kind: "verified" as const, at, data: { validity: "active", status: 200 } },
          { ...event(print, "accepted"), at, data: { until: at.slice(0, 10) } },
        ];
        const added = step % 3 > 0 ? [kinds[next(kinds.length)]!] : [];
        for (const path of [db, whole]) write(({ events }) => events.append(added), path);
        vi.useFakeTimers({ toFake: ["Date"], now: new Date(at) });
        const expected = await worked(configOf({ db: whole }));
        expect(await listed(configOf())).toEqual(expected);
        expect(await listed(configOf())).toEqual(expected);
        vi.useRealTimers();
      }
    });
  });

  it("tells a gate what fails without the places of the case", async () => {
    const failing = await exhume(["status", "--db", db, "--fail-on", "low", "--json"], { cwd: folder });
    expect(JSON.parse(failing.stdout).gate.failing.length).toBeGreaterThan(0);
    expect(kept()).toBe(1);
    hidePlaces();
    for (const policy of ["low", "low,unrotated"]) {
      const again = await exhume(["status", "--db", db, "--fail-on", policy, "--json"], { cwd: folder });
      expect([again.status, JSON.parse(again.stdout).gate.failing]).toEqual([
        failing.status,
        JSON.parse(failing.stdout).gate.failing,
      ]);
    }
  });

  it("is not that of other settings", async () => {
    const all = await listed(configOf());
    const sure = await listed(configOf({ sla: termsOf("critical: 400\nhigh: 400\n") }));
    expect(sure.lines[0]?.due).not.toBe(all.lines[0]?.due);
    expect(kept()).toBe(2);
  });

  it("is not made of a case that somebody else wrote to while it was read", async () => {
    const reading = openStore(db, { create: false });
    write(({ events }) => events.append([event("ab", "triaged")]));
    reading.listings.keep("key", { ...LISTING, lines: [], tasks: [] });
    reading.close();
    expect(kept()).toBe(0);
  });

  it("counts what is overdue when it is shown", () => {
    const store = openStore(db, { create: false });
    const lines = ["2026-01-01", "2026-01-03", undefined].map((due, member) => ({
      ...{ rank: 1, task: "ab", member, open: due !== undefined, follower: false, line: "{}", row: "" },
      ...(due === undefined ? {} : { due }),
    }));
    store.listings.keep("key", { ...LISTING, lines, tasks: [] });
    const found = store.listings.find("key", "2026-01-01");
    expect(["2026-01-01", "2026-01-02", "2026-01-04"].map((now) => found?.dues(now))).toEqual([
      { overdue: 0, due: "2026-01-01" },
      { overdue: 1, due: "2026-01-03" },
      { overdue: 2, due: undefined },
    ]);
    store.close();
  });

  it.each(["2025-12-31", "2026-01-02"])("does not count before or after the time for which it was made: %s", (now) => {
    const store = openStore(db, { create: false });
    store.listings.keep("key", { ...LISTING, lines: [], tasks: [] });
    expect(store.listings.find("key", "2026-01-01T12")?.isCurrent).toBe(true);
    expect(store.listings.find("key", now)?.isCurrent).toBe(false);
    store.close();
  });
});

const LISTING = { madeAt: "2026-01-01", holdsUntil: "2026-01-02", summary: "{}", repositories: "[]" };

const termsOf = (text: string): string => {
  const path = join(folder, "sla.yml");
  writeFileSync(path, text);
  return path;
};
