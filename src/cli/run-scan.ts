import { createHash } from "node:crypto";
import { pathPrefix, type ScannedPiece } from "../audit/scan-path.ts";
import type { Config } from "../config.ts";
import { type DocumentFinding, SEVERITIES, type Skip } from "../domain/finding.ts";
import { cleanText } from "../report/clean.ts";
import type { Observer } from "../scan/observer.ts";
import { openScan } from "../wire.ts";
import { EXIT } from "./errors.ts";
import { note } from "./print.ts";
import { type ScannedSecret, type ScanTotals, type ScanWriter, scanJson, scanText } from "./scan-output.ts";

export interface ScanCommand {
  readonly config: Config;
  readonly path: string;
  readonly format: "text" | "json";
  /** Fingerprints are those of the case of the settings. */
  readonly caseKey: boolean;
  readonly revealHash: boolean;
  readonly reveal: boolean;
}

/** Scans, prints as it goes, and gives the exit code. */
export async function runScanCommand(command: ScanCommand, signal: AbortSignal): Promise<number> {
  const { config, path, format, caseKey, reveal, revealHash } = command;
  if (reveal)
    note("warning: the values of secrets are printed: do not let this output reach a log or a file that is kept");
  const revealed = new Map<string, string>();
  const observer: Observer = { kept: ({ finding, value }) => void revealed.set(finding.fingerprint, value) };
  const scan = await openScan(config, reveal || revealHash ? { caseKey, observer } : { caseKey }, signal);
  for (const text of scan.notes) note(cleanText(`note: ${text}`));
  const writer = { text: scanText, json: scanJson }[format]({ ...scan, path, prefix: await pathPrefix(path) });
  const numbers = new Map<string, number>();
  const totals: Totals = { files: 0, bytes: 0, findings: 0, secrets: 0, losses: 0 };
  let failed = false;
  for await (const piece of scan.run(path)) {
    for (const finding of piece.findings) {
      failed ||= atThreshold(finding, config.failOn);
      writer.finding(shown(finding, { ...command, numbers, revealed }));
    }
    count(piece, totals);
    tellLosses(piece, writer);
    revealed.clear();
  }
  writer.end({ ...totals, secrets: numbers.size });
  if (failed) return EXIT.findings;
  return totals.losses > 0 ? EXIT.incomplete : EXIT.clean;
}

type Totals = { -readonly [Name in keyof ScanTotals]: number };

const count = ({ file, findings, bytes, skips }: ScannedPiece, totals: Totals): void => {
  totals.files += file ? 1 : 0;
  totals.bytes += bytes;
  totals.findings += findings.length;
  totals.losses += skips.length;
};

/** A documented example opens no door. */
const atThreshold = ({ severity, known }: DocumentFinding, failOn: Config["failOn"]): boolean =>
  failOn !== "never" && known === undefined && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);

interface Shown extends Pick<ScanCommand, "caseKey" | "reveal" | "revealHash"> {
  /** By fingerprint, from 1. */
  readonly numbers: Map<string, number>;
  readonly revealed: ReadonlyMap<string, string>;
}

const shown = (finding: DocumentFinding, { numbers, revealed, caseKey, reveal, revealHash }: Shown): ScannedSecret => {
  const { fingerprint, sealedHash: _sealed, runbook: _runbook, document, ...told } = finding;
  const secret = numbers.get(fingerprint) ?? numbers.size + 1;
  numbers.set(fingerprint, secret);
  const value = revealed.get(fingerprint);
  return {
    secret,
    ...told,
    path: document.path,
    ...(caseKey ? { fingerprint } : {}),
    ...(revealHash && value !== undefined ? { sha256: sha256(value) } : {}),
    ...(reveal && value !== undefined ? { value: readable(value) } : {}),
  };
};

const sha256 = (latin1: string): string => createHash("sha256").update(latin1, "latin1").digest("hex");

/** Bytes that are no UTF-8 are shown as latin1, one character a byte. */
const readable = (latin1: string): string => {
  const bytes = Buffer.from(latin1, "latin1");
  return bytes.equals(Buffer.from(bytes.toString("utf8"))) ? bytes.toString("utf8") : latin1;
};

const tellLosses = ({ skips, notes }: ScannedPiece, writer: ScanWriter): void => {
  const line = ({ path = "", reason }: Skip): string => cleanText(`${path === "" ? "." : path}: ${reason}`);
  for (const skip of skips) {
    writer.skip(skip);
    note(`not fully read: ${line(skip)}`);
  }
  for (const one of notes) note(`note: ${line(one)}`);
};
