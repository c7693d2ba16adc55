import { describe, expect, it } from "vitest";
import { fixDockerfile } from "../../src/dockerfile/fix.ts";
import { type Case, inputOf, readCases } from "./cases.ts";
import { EDGES, type Edge, RECASTS } from "./edges.ts";

/** A leak that is known by its line stands elsewhere in another text. */
const cases = readCases().filter(({ leaks }) => leaks.every(({ line }) => line === undefined));

const written = ({ change, skips }: Edge): readonly { readonly one: Case; readonly text: string }[] =>
  cases.flatMap((one) => {
    const text = skips?.(one) ? undefined : change(one.before);
    return text === undefined ? [] : [{ one, text }];
  });

const recalled = (one: Case, history: (line: string) => string): Case => ({
  ...one,
  leaks: one.leaks.map((leak) =>
    leak.historyLine === undefined ? leak : { ...leak, historyLine: history(leak.historyLine) },
  ),
});

describe.each(EDGES.map((edge) => [edge.name, edge] as const))("%s", (_name, edge) => {
  const { change, undo, compared = (text: string) => text } = edge;
  const all = written(edge);

  it("can be told from enough of the fixtures", () => expect(all.length).toBeGreaterThan(9));

  it.each(all.map(({ one, text }) => [one.name, one, text] as const))("of %s", (_fixture, one, text) => {
    const result = fixDockerfile(inputOf(edge.history ? recalled(one, edge.history) : one, { text }));
    const verdicts = result.proposals.map(({ fix, verdict }) => `${fix} ${verdict}`);
    expect([verdicts, result.manual.map(({ code }) => code)]).toEqual([one.expected.fixes, one.expected.manual]);
    if (one.expected.fixes.length === 0) expect(result.patchedText).toBe(text);
    else if (undo) expect(undo(result.patchedText)).toBe(one.after);
    else expect(compared(result.patchedText)).toBe(compared(change(one.after) ?? one.after));
  });
});

const verdictsOf = (one: Case) => {
  const { proposals, manual, secretsMoved, patchedText, ignoreFile } = fixDockerfile(inputOf(one));
  return {
    text: patchedText,
    fixes: proposals.map(({ fix, verdict }) => `${fix} ${verdict}`),
    manual: manual.map(({ code }) => code),
    buildFlags: secretsMoved.map(({ buildFlag }) => buildFlag),
    ...(ignoreFile ? { ignoreFile: { path: ignoreFile.path, after: ignoreFile.after } } : {}),
  };
};

describe.each(RECASTS.map(({ name, recast }) => [name, cases.flatMap((one) => recast(one) ?? [])] as const))(
  "with %s",
  (_name, recasts) => {
    it("more than a few of the fixtures can be written", () => expect(recasts.length).toBeGreaterThan(25));

    it.each(recasts.map((one) => [one.name, one] as const))("the same holds: %s", (_fixture, one) =>
      expect(verdictsOf(one)).toEqual({ text: one.after, ...one.expected }),
    );
  },
);
