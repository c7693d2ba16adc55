import { createHash, createHmac } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFindings } from "../catalog/findings/read-findings.ts";
import type { ImportedFinding } from "../domain/imported.ts";
import type { WorkEvent } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
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
  let batch: TakenFinding[] = [];
  const write = (): void => {
    result.add(store.atomically(() => record(store, importId, batch)));
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
    throw new UserError({
      code: "IMPORT_UNREADABLE",
      message: `${file} cannot be read: ${error instanceof Error && "code" in error ? String(error.code) : "unknown reason"}`,
      hint: "does it exist, and may you read it?",
    });
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

function record(store: Store, importId: number, batch: readonly TakenFinding[]): Added {
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
    active: recordActive(store, batch),
  };
}

/** The answer of a provider that another tool got. Said again only after something was done about the secret. */
function recordActive(store: Store, batch: readonly TakenFinding[]): number {
  const active = batch.filter((one) => one.active).flatMap(({ rows }) => rows);
  if (active.length === 0) return 0;
  const log = store.events.all();
  const now = new Date();
  const events = new Map<string, WorkEvent>();
  for (const { secret, tool } of active) {
    const { fingerprint } = secret;
    const earlier = log.get(fingerprint) ?? [];
    const last = earlier.findLast(({ kind }) => kind === "state" || kind === "reopened" || kind === "verified");
    if (last?.kind === "verified" && last.actor === tool) continue;
    events.set(`${fingerprint} ${tool}`, {
      fingerprint,
      kind: "verified",
      state: workState(earlier, { now, first: secret.about.known ?? "new" }),
      actor: tool,
      at: now.toISOString(),
      note: `reported active by ${tool}`,
      data: { status: "active", by: tool },
    });
  }
  store.events.append([...events.values()]);
  return events.size;
}

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
