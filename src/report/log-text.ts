import type { WorkEvent, WorkState } from "../domain/rotation.ts";
import { isChange } from "../rotation/work.ts";
import { cleanText } from "./clean.ts";
import { shortenDigests } from "./phrases.ts";
import { wrap } from "./wrap.ts";

/** The log for people, newest last, 80 columns: time (UTC), id of the secret, who, what changed, and why below it. */
export const logText = (entries: readonly WorkEvent[]): string =>
  logLines(entries, { width: 80, named: true })
    .map((line) => `${line}\n`)
    .join("");

interface LogLines {
  /** In columns. */
  readonly width: number;
  /** With the ids of the secrets. */
  readonly named: boolean;
}

/** The same in lines; of all that is said of a secret, from the first on. */
export function logLines(entries: readonly WorkEvent[], options: LogLines): readonly string[] {
  const states = new Map<string, WorkState>();
  return entries.flatMap((event) => {
    const before = states.get(event.fingerprint) ?? "new";
    if (isChange(event)) states.set(event.fingerprint, event.state);
    return entryLines(event, before, options);
  });
}

function entryLines(event: WorkEvent, before: WorkState, { width, named }: LogLines): readonly string[] {
  const { at, fingerprint, actor, note, data } = event;
  const who = `${at.slice(0, 19)} ${named ? `${fingerprint.slice(0, 12)} ` : ""}${actor}: `;
  const what = isChange(event) ? `${before} -> ${event.state}` : happened(event);
  const head = shortenDigests(cleanText(`${who}${what}${qualities(event)}`));
  const why = note === undefined || note === `step done: ${data?.step}` ? [] : [shortenDigests(cleanText(note))];
  return [
    ...wrap(head, { width, first: "", rest: "    " }).split("\n"),
    ...why.flatMap((text) => wrap(text, { width, first: "    ", rest: "    " }).split("\n")),
  ];
}

/** What an entry says by itself, and is not repeated in brackets. */
const SAYS: Readonly<Partial<Record<WorkEvent["kind"], string>>> = { note: "step", evidence: "evidence" };

function happened({ kind, data }: WorkEvent): string {
  const word = data?.[SAYS[kind] ?? ""];
  if (word === undefined) return kind;
  return kind === "note" ? `step ${word} done` : `${kind} ${word}`;
}

/** What an entry rests on, in brackets: `(forced)`, `(until 2027-01-31)`, `(status: 401)`. */
const qualities = ({ kind, data }: WorkEvent): string => {
  const facts = Object.entries(data ?? {}).flatMap(([name, value]) =>
    value === false || name === SAYS[kind] ? [] : factWords(name, value),
  );
  const words = [...(kind === "reopened" ? ["re-opened"] : []), ...facts];
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
};

const factWords = (name: string, value: string | number | boolean): string =>
  value === true ? name : name === "until" ? `until ${value}` : `${name}: ${value}`;
