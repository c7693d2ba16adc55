import { createHash } from "node:crypto";
import { pathPrefix, type ScannedPiece } from "../audit/scan-path.ts";
import { BY_BASELINE } from "../catalog/allow/baseline.ts";
import type { Config } from "../config.ts";
import type { DocumentFinding, Skip } from "../domain/finding.ts";
import { cleanText } from "../report/clean.ts";
import type { Dropped, Observer } from "../scan/observer.ts";
import { valueText } from "../scan/value-text.ts";
import { openScan } from "../wire.ts";
import { EXIT } from "./errors.ts";
import { fails, refuseCasePolicy } from "./fails.ts";
import { createHiddenFindings } from "./hidden-findings.ts";
import { note } from "./print.ts";
import { createScanAllow, placePrefix, type ScanAllow } from "./scan-allow.ts";
import { type ScannedSecret, type ScanTotals, type ScanWriter, scanJson, scanText } from "./scan-output.ts";

export interface ScanCommand {
  readonly config: Config;
  readonly path: string;
  readonly format: "text" | "json";
  /** Fingerprints are those of the case of the settings. */
  readonly caseKey: boolean;
  readonly revealHash: boolean;
  readonly reveal: boolean;
  /** The path that stdin stands for. */
  readonly stdinName: string | undefined;
}

/** Scans, prints as it goes, and gives the exit code. */
export async function runScanCommand(command: ScanCommand, signal: AbortSignal): Promise<number> {
  const { config, path, format, caseKey, reveal, stdinName } = command;
  refuseCasePolicy(config);
  if (reveal)
    note("warning: the values of secrets are printed: do not let this output reach a log or a file that is kept");
  const prefix = await pathPrefix(path);
  const allow = createScanAllow(config, { prefix, caseKey });
  const { observer, revealed, totals } = watch(command, allow);
  const scan = await openScan(config, { caseKey, stdinName, ...(observer === undefined ? {} : { observer }) }, signal);
  for (const text of scan.notes) note(cleanText(`note: ${text}`));
  const shownPrefix = format === "json" ? placePrefix(prefix) : prefix;
  const writer = { text: scanText, json: scanJson }[format]({ ...scan, path, prefix: shownPrefix });
  const numbers = new Map<string, number>();
  const hidden = createHiddenFindings(config);
  let failed = false;
  for await (const piece of scan.run(path)) {
    for (const finding of hidden.told(piece)) {
      const secret = shown(finding, { ...command, numbers, revealed, allow });
      writer.finding(secret);
      totals.findings++;
      tally(secret, totals);
      // A documented example opens no door.
      failed ||= secret.allowed === undefined && finding.known === undefined && fails(finding, config);
    }
    count(piece, totals);
    tellLosses(piece, writer);
    revealed.clear();
  }
  writer.end({ ...totals, secrets: numbers.size, hidden: hidden.totals() });
  for (const text of allow.notes()) note(cleanText(`note: ${text}`));
  if (failed) return EXIT.findings;
  return totals.losses > 0 ? EXIT.incomplete : EXIT.clean;
}

type Totals = { -readonly [Name in keyof Omit<ScanTotals, "hidden">]: number };

interface Watch {
  readonly observer: Observer | undefined;
  /** Values of the piece at hand, by fingerprint; empty unless somebody needs them. */
  readonly revealed: Map<string, string>;
  readonly totals: Totals;
}

/** To be told of every candidate costs time: only of what is asked for. */
const watch = ({ config, reveal, revealHash }: ScanCommand, { needsValues }: ScanAllow): Watch => {
  const revealed = new Map<string, string>();
  const totals: Totals = {
    files: 0,
    bytes: 0,
    findings: 0,
    secrets: 0,
    allowed: 0,
    known: 0,
    allowedByRules: 0,
    losses: 0,
  };
  const dropped = ({ allowed }: Dropped): void => {
    totals.allowedByRules += allowed === true ? 1 : 0;
  };
  const observer: Observer = {
    ...(reveal || revealHash || needsValues
      ? { kept: ({ finding, value }) => void revealed.set(finding.fingerprint, value) }
      : {}),
    ...(config.rules.length === 0 ? {} : { dropped }),
  };
  return { observer: Object.keys(observer).length === 0 ? undefined : observer, revealed, totals };
};

const tally = ({ allowed }: ScannedSecret, totals: Totals): void => {
  if (allowed?.by === BY_BASELINE) totals.known++;
  else if (allowed !== undefined) totals.allowed++;
};

const count = ({ file, bytes, skips }: ScannedPiece, totals: Totals): void => {
  totals.files += file ? 1 : 0;
  totals.bytes += bytes;
  totals.losses += skips.length;
};

interface Shown extends Pick<ScanCommand, "caseKey" | "reveal" | "revealHash"> {
  /** By fingerprint, from 1. */
  readonly numbers: Map<string, number>;
  readonly revealed: ReadonlyMap<string, string>;
  readonly allow: ScanAllow;
}

const shown = (finding: DocumentFinding, { numbers, revealed, allow, ...asked }: Shown): ScannedSecret => {
  const { caseKey, reveal, revealHash } = asked;
  const { fingerprint, sealedHash: _sealed, runbook: _runbook, fileKeys: _keys, document, ...told } = finding;
  const secret = numbers.get(fingerprint) ?? numbers.size + 1;
  numbers.set(fingerprint, secret);
  const value = revealed.get(fingerprint);
  const hash = value === undefined ? undefined : sha256(value);
  const allowed = allow.judge(finding, hash);
  return {
    secret,
    ...told,
    path: document.path,
    ...(caseKey ? { fingerprint } : {}),
    ...(allowed === undefined ? {} : { allowed }),
    ...(revealHash && hash !== undefined ? { sha256: hash } : {}),
    ...(reveal && value !== undefined ? { value: valueText(value) } : {}),
  };
};

const sha256 = (latin1: string): string => createHash("sha256").update(latin1, "latin1").digest("hex");

const tellLosses = ({ skips, notes }: ScannedPiece, writer: ScanWriter): void => {
  const line = ({ path = "", reason }: Skip): string => cleanText(`${path === "" ? "." : path}: ${reason}`);
  for (const skip of skips) {
    writer.skip(skip);
    note(`not fully read: ${line(skip)}`);
  }
  for (const one of notes) note(`note: ${line(one)}`);
};
