import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseWorkTable } from "../../src/catalog/work-table.ts";
import type { Secret, WorkEvent } from "../../src/domain/rotation.ts";
import { csvFormat } from "../../src/report/formats/csv.ts";
import { changeSecret, secretsMeant } from "../../src/rotation/change.ts";
import { rowChanges } from "../../src/rotation/row-changes.ts";
import type { Task } from "../../src/rotation/task.ts";
import { nextStates, orderOf } from "../../src/rotation/transitions.ts";
import { workOfSecret } from "../../src/rotation/work.ts";
import { NOW, SECRETS, secret } from "../support/case.ts";
import { reportOf } from "../support/report.ts";

type Row = Record<string, string>;

/** An id that spreadsheets make a number of. */
const NUMBER: Secret = { ...secret("numeric"), id: "12345e678901", fingerprint: `12345e678901${"0".repeat(52)}` };
const ALL: readonly Secret[] = [
  ...SECRETS,
  NUMBER,
  ...["a", "b", "c"].map((name) => secret(name, { provider: "npm", runbook: "npm" })),
];

const tasksOf = (secrets: readonly Secret[]): readonly Task[] => {
  const { open, closed, tests } = reportOf(secrets).plan;
  return [...open, ...closed, ...tests];
};
const table = (secrets: readonly Secret[]): readonly Row[] => {
  const { model, extra } = reportOf(secrets);
  return parse(csvFormat.render(model, extra), { columns: true });
};
const changesOf = (rows: readonly Row[], secrets: readonly Secret[], force = false) => {
  const text = stringify([...rows], { header: true });
  return rowChanges(parseWorkTable("work.csv", Buffer.from(text)), {
    tasks: tasksOf(secrets),
    force,
    actor: "kim",
    now: NOW,
  });
};
const eventsOf = (changes: ReturnType<typeof rowChanges>): readonly WorkEvent[] =>
  changes.flatMap(({ task, change }) =>
    secretsMeant(task).flatMap((one) => {
      const outcome = changeSecret(one, task, change);
      if (!("events" in outcome)) throw new Error(outcome.problem);
      return outcome.events;
    }),
  );
/** The case after these events. */
const withEvents = (secrets: readonly Secret[], events: readonly WorkEvent[]): readonly Secret[] =>
  secrets.map((one) => {
    const after = {
      ...one,
      events: [...one.events, ...events.filter((event) => event.fingerprint === one.fingerprint)],
    };
    return { ...after, state: workOfSecret(after, NOW).state };
  });

/** What spreadsheets do to a file. */
const saved = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t"),
  quoted: fc.boolean(),
  bom: fc.boolean(),
  record_delimiter: fc.constantFrom("\n" as const, "\r\n" as const),
  reversed: fc.boolean(),
});

describe("a table of work that comes back", () => {
  it("changes nothing when nothing was filled in, however it was saved", () => {
    fc.assert(
      fc.property(saved, ({ reversed, ...options }) => {
        const rows = table(ALL);
        const names = Object.keys(rows[0]!);
        const text = stringify([...rows], { header: true, columns: reversed ? names.reverse() : names, ...options });
        const read = parseWorkTable("work.csv", Buffer.from(text));
        expect(read).toHaveLength(rows.length);
        expect(rowChanges(read, { tasks: tasksOf(ALL), force: false, actor: "kim", now: NOW })).toEqual([]);
      }),
    );
  });

  it("changes exactly what was filled in, and nothing when it is read once more", () => {
    const tasks = tasksOf(ALL).filter(({ state }) => state !== "test");
    const edit = fc.record({ pick: fc.nat(20), note: fc.constantFrom("", "done", "=1+1", "-x", "two\nlines") });
    fc.assert(
      fc.property(
        fc.array(fc.option(edit, { nil: undefined }), { minLength: tasks.length, maxLength: tasks.length }),
        (edits) => {
          const rows = table(ALL).map((row): Row => ({ ...row }));
          const expected = tasks.flatMap((task, index) => {
            const [one, row] = [edits[index], rows.find(({ id }) => id?.replace(/^'/, "") === task.id)!];
            if (one === undefined) return [];
            const next = [task.state, ...nextStates(workOfSecret(task.secrets[0]!, NOW), orderOf(task))];
            const state = next[one.pick % next.length]!;
            const note = one.note === "" && state === "new" && task.state === "rotated" ? "why" : one.note;
            Object.assign(row, { state, note: note.startsWith("=") || note.startsWith("-") ? `'${note}` : note });
            if (state === task.state && note === "") return [];
            const kind = state === task.state ? "note" : "state";
            return task.secrets.map(({ fingerprint }) => [fingerprint, kind, state, note === "" ? undefined : note]);
          });
          const events = eventsOf(changesOf(rows, ALL));
          const told = events.map(({ fingerprint, kind, state, note }) => [fingerprint, kind, state, note]);
          expect(told.sort(byText)).toEqual(expected.sort(byText));
          expect(eventsOf(changesOf(rows, withEvents(ALL, events)))).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  const one = [secret("x")];
  const filled = (parts: Row): readonly Row[] => [{ ...table(one)[0]!, ...parts }];
  const event = (state: WorkEvent["state"], parts: Partial<WorkEvent> = {}): WorkEvent => ({
    fingerprint: one[0]!.fingerprint,
    kind: "state",
    state,
    actor: "ann",
    at: "2026-11-22T00:00:00Z",
    ...parts,
  });

  it("is refused where the case went on since, unless it is forced, or says the same", () => {
    const later = withEvents(one, [event("replacing")]);
    expect(() => changesOf(filled({ state: "deployed" }), later)).toThrowError(
      expect.objectContaining({
        code: "TABLE_CONFLICT",
        message: expect.stringMatching(
          /^work\.csv:2: \w+ was new when the table was made, is replacing now, and would become deployed/,
        ),
      }),
    );
    expect(changesOf(filled({ state: "deployed" }), later, true)).toHaveLength(1);
    expect(changesOf(filled({ state: "replacing" }), later)).toEqual([]);
    expect(changesOf(filled({ state: "new" }), later)).toEqual([]);
    expect(changesOf(filled({ note: "seen" }), later)).toMatchObject([{ change: { states: [], note: "seen" } }]);
  });

  it("compares with the case where nothing tells what it was", () => {
    const bare = (state: string): readonly Row[] => [{ id: one[0]!.id, state }];
    expect(changesOf(bare("new"), one)).toEqual([]);
    expect(changesOf(bare("triaged"), one)).toMatchObject([{ change: { states: ["triaged"], actor: "kim" } }]);
  });

  it("says who did it, and until when it is accepted, also in the dates of another country", () => {
    const row = { state: "accepted", note: "moving", by: "ann", until: "31.01.2027" };
    expect(changesOf(filled(row), one)).toMatchObject([{ change: { actor: "ann", until: "2027-01-31" } }]);
    const later = withEvents(one, [event("accepted", { note: "moving", data: { until: "2027-02-03" } })]);
    const exported = { ...table(later)[0]! };
    expect(exported).toMatchObject({ state: "accepted", until: "2027-02-03", last_note: "moving" });
    expect(changesOf([{ ...exported, until: "02/03/2027" }], later)).toEqual([]);
    expect(changesOf([{ ...exported, until: "2027-03-31", note: "later" }], later)).toMatchObject([
      { change: { states: ["accepted"], until: "2027-03-31" } },
    ]);
  });

  it.each<[string, Row, RegExp]>([
    [
      "a day that is two",
      { state: "accepted", note: "x", until: "02/03/2027" },
      /until may be 2027-03-02 or 2027-02-03/,
    ],
    ["a day that is over", { state: "accepted", note: "x", until: "2026-01-31" }, /until 2026-01-31 is over/],
    ["an id of nobody", { id: "ffffffffffff", state: "triaged" }, /no secret of the case has the id ffffffffffff/],
    ["a table of another case", { id: "ffffffffffff" }, /this row and all others are of another case/],
    ["an id that became a number", { id: "1.23457E+11", state: "triaged" }, /no secret of the case/],
    ["too little of an id", { id: one[0]!.id.slice(0, 5), state: "triaged" }, /no secret of the case/],
  ])("with %s is refused", (_, parts, message) => {
    expect(() => changesOf(filled(parts), one)).toThrowError(
      expect.objectContaining({ code: "TABLE_INVALID", message: expect.stringMatching(message) }),
    );
  });

  it("names a task once, and only those of the case", () => {
    const row = filled({ state: "triaged" })[0]!;
    expect(() => changesOf([row, row], one)).toThrowError(/^work\.csv:3: changes what work\.csv:2 changes too/);
    expect(() => changesOf([row, { ...row, id: "ffffffffffff" }], one)).toThrowError(
      /^work\.csv:3: no secret of the case/,
    );
    expect(changesOf([row, { ...row, id: "ffffffffffff", state: "new" }], one)).toHaveLength(1);
  });
});
