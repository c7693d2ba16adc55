import { createHash, createHmac } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFindings } from "../catalog/findings/read-findings.ts";
import { unreadable } from "../catalog/findings/unreadable.ts";
import type { ImportedFinding } from "../domain/imported.ts";
import type { WorkEvent, WorkState } from "../domain/rotation.ts";
import type { ImportedRow } from "../store/imports.ts";
import type { Store } from "../store/store.ts";
import type { Identifier } from "./identify-value.ts";

export interface ImportFile {
  readonly store: Store;
  readonly identifier: Identifier;
  readonly file: string;
  /** A tool, or `auto`. */
  readonly format: string;
  /** Told of each line or entry that could not be read, and why. */
  readonly onLost: (text: string) => void;
}

export interface ImportResult {
  readonly file: string;
  /** The same bytes were taken before: nothing was read. */
  readonly known: boolean;
  readonly tools: readonly string[];
  readonly findings: number;
  /** Findings whose value the tool does not tell. */
  readonly withoutValue: number;
  /** Secrets and places that the case had not. */
  readonly newSecrets: number;
  readonly newPlaces: number;
  /** Secrets that the tool says work. */
  readonly active: number;
  readonly lost: number;
}

/** Rows that are written at a time. */
const BATCH = 500;

/** Takes the findings of a file into the case. A file that was taken to its end is not read again; one that was not goes on. */
export async function importFile(input: ImportFile, signal: AbortSignal): Promise<ImportResult> {
  const { store, file } = input;
  const fileKey = createHmac("sha256", store.key())
    .update(`import ${await digestOf(file, signal)}`)
    .digest("hex");
  const importId = store.imports.start(fileKey);
  const result = createResult(file);
  if (importId === undefined) return { ...result.end(), known: true };
  const target = { store, importId, recordActive: createActiveLog(store) };
  let batch: TakenFinding[] = [];
  const write = (): void => {
    result.add(store.atomically(() => record(batch, target)));
    batch = [];
  };
  for await (const read of readFindings(input, signal)) {
    if ("lost" in read) result.lose(input.onLost, `${read.at}: ${read.lost}`);
    else batch.push(take(read.finding, input.identifier));
    if (batch.length >= BATCH) write();
  }
  write();
  const ended = result.end();
  store.imports.finish(importId, ended);
  return ended;
}

async function digestOf(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(file, { signal })) hash.update(chunk as Buffer);
  } catch (error) {
    signal.throwIfAborted();
    throw unreadable(file, error);
  }
  return hash.digest("hex");
}

interface TakenFinding {
  readonly tool: string;
  readonly rows: readonly ImportedRow[];
  readonly active: boolean;
}

/** What is a secret in names and places is masked before anything is made of them. */
function take(told: ImportedFinding, identifier: Identifier): TakenFinding {
  const finding = identifier.mask(told);
  const { tool, rule, place, active = false } = finding;
  return { tool, active, rows: identifier.identify(finding).map((secret) => ({ secret, tool, rule, place })) };
}

interface Added {
  readonly tools: readonly string[];
  readonly findings: number;
  readonly withoutValue: number;
  readonly newSecrets: number;
  readonly newPlaces: number;
  readonly active: number;
}

interface Target {
  readonly store: Store;
  readonly importId: number;
  readonly recordActive: (batch: readonly TakenFinding[]) => number;
}

function record(batch: readonly TakenFinding[], { store, importId, recordActive }: Target): Added {
  const added = store.imports.record(
    importId,
    batch.flatMap(({ rows }) => rows),
  );
  return {
    tools: [...new Set(batch.map(({ tool }) => tool))],
    findings: batch.length,
    withoutValue: batch.filter(({ rows }) => rows.every(({ secret }) => secret.sealedHash === "")).length,
    newSecrets: added.secrets,
    newPlaces: added.places,
    active: recordActive(batch),
  };
}

/**
 * Answers of providers that other tools got, as entries of the log. One is said again only after something was done about
 * the secret. Gives how many were said.
 */
function createActiveLog({ events }: Store): (batch: readonly TakenFinding[]) => number {
  let log: Map<string, readonly WorkEvent[]> | undefined;
  return (batch) => {
    const added: WorkEvent[] = [];
    for (const { secret, tool } of batch.filter(({ active }) => active).flatMap(({ rows }) => rows)) {
      log ??= new Map(events.all());
      const earlier = log.get(secret.fingerprint) ?? [];
      const last = earlier.findLast(({ kind }) => kind === "state" || kind === "reopened" || kind === "verified");
      if (last?.kind === "verified" && last.actor === tool) continue;
      const event = activeEvent(secret, { tool, state: earlier.at(-1)?.state ?? secret.about.known ?? "new" });
      log.set(secret.fingerprint, [...earlier, event]);
      added.push(event);
    }
    events.append(added);
    return added.length;
  };
}

const activeEvent = (
  { fingerprint }: ImportedRow["secret"],
  { tool, state }: { readonly tool: string; readonly state: WorkState },
): WorkEvent => ({
  fingerprint,
  kind: "verified",
  state,
  actor: tool,
  at: new Date().toISOString(),
  note: `reported active by ${tool}`,
  data: { status: "active", by: tool },
});

function createResult(file: string) {
  const counts = { findings: 0, withoutValue: 0, newSecrets: 0, newPlaces: 0, active: 0, lost: 0 };
  const tools = new Set<string>();
  return {
    add: (added: Added): void => {
      for (const tool of added.tools) tools.add(tool);
      for (const name of ["findings", "withoutValue", "newSecrets", "newPlaces", "active"] as const)
        counts[name] += added[name];
    },
    lose: (onLost: ImportFile["onLost"], text: string): void => {
      counts.lost++;
      onLost(text);
    },
    end: (): ImportResult => ({ file, known: false, tools: [...tools].sort(), ...counts }),
  };
}
