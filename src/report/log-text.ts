import type { WorkEvent, WorkState } from "../domain/rotation.ts";
import { cleanText } from "./clean.ts";
import { wrap } from "./wrap.ts";

/** The log for people, newest last, 80 columns: time (UTC), id of the secret, who, what changed, and why below it. */
export function logText(entries: readonly WorkEvent[]): string {
  const states = new Map<string, WorkState>();
  return entries
    .flatMap((event) => {
      const before = states.get(event.fingerprint) ?? "new";
      if (CHANGES.includes(event.kind)) states.set(event.fingerprint, event.state);
      return entryLines(event, before);
    })
    .map((line) => `${line}\n`)
    .join("");
}

const CHANGES: readonly WorkEvent["kind"][] = ["state", "reopened"];

function entryLines(event: WorkEvent, before: WorkState): readonly string[] {
  const { at, fingerprint, actor, kind, note } = event;
  const what = CHANGES.includes(kind) ? `${before} -> ${event.state}` : kind;
  const head = cleanText(`${at.slice(0, 19)} ${fingerprint.slice(0, 12)} ${actor}: ${what}${qualities(event)}`);
  return [
    wrap(head, { width: WIDTH, first: "", rest: "    " }),
    ...(note === undefined ? [] : [wrap(cleanText(note), { width: WIDTH, first: "    ", rest: "    " })]),
  ];
}

const WIDTH = 80;

/** What an entry rests on, in brackets: `(forced)`, `(until 2027-01-31)`, `(status: 401)`. */
const qualities = ({ kind, data }: WorkEvent): string => {
  const facts = Object.entries(data ?? {}).flatMap(([name, value]) => (value === false ? [] : factWords(name, value)));
  const words = [...(kind === "reopened" ? ["re-opened"] : []), ...facts];
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
};

const factWords = (name: string, value: string | number | boolean): string =>
  value === true ? name : name === "until" ? `until ${value}` : `${name}: ${value}`;
