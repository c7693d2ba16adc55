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
  const { at, fingerprint, actor, kind, note, data } = event;
  const step = kind === "note" && typeof data?.step === "string" ? `step ${data.step} done` : undefined;
  const what = isChange(event)
    ? `${before} -> ${event.state}${qualities(event)}`
    : (step ?? `${kind}${qualities(event)}`);
  const who = `${at.slice(0, 19)} ${named ? `${fingerprint.slice(0, 12)} ` : ""}${actor}: `;
  const why = note === undefined || (step !== undefined && note === `step done: ${data?.step}`) ? [] : [note];
  return [
    ...wrap(cleanText(who + what), { width, first: "", rest: "    " }).split("\n"),
    ...why.flatMap((text) => wrap(shortenDigests(cleanText(text)), { width, first: "    ", rest: "    " }).split("\n")),
  ];
}

/** What an entry rests on, in brackets: `(forced)`, `(until 2027-01-31)`, `(status: 401)`. */
const qualities = ({ kind, data }: WorkEvent): string => {
  const facts = Object.entries(data ?? {}).flatMap(([name, value]) => (value === false ? [] : factWords(name, value)));
  const words = [...(kind === "reopened" ? ["re-opened"] : []), ...facts];
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
};

const factWords = (name: string, value: string | number | boolean): string =>
  value === true ? name : name === "until" ? `until ${value}` : `${name}: ${value}`;
