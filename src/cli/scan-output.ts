import type { Allowed, DocumentFinding, Skip } from "../domain/finding.ts";
import type { Hidden } from "../domain/rotation.ts";
import { cleanText, safeJson } from "../report/clean.ts";
import { hiddenLines } from "../report/hidden-lines.ts";
import { plural, size } from "../report/phrases.ts";
import { wrap } from "../report/wrap.ts";
import { print } from "./print.ts";

/** A finding as `exhume scan` tells it. Same `secret`, same value. */
export interface ScannedSecret
  extends Omit<DocumentFinding, "fingerprint" | "sealedHash" | "runbook" | "fileKeys" | "document"> {
  readonly secret: number;
  readonly path: string;
  readonly fingerprint?: string;
  readonly sha256?: string;
  readonly value?: string;
  readonly allowed?: Allowed;
}

export interface ScanTotals {
  readonly files: number;
  /** As stored. */
  readonly bytes: number;
  readonly findings: number;
  readonly secrets: number;
  /** Of the findings: allowed by an ignore file, and known from the baseline. */
  readonly allowed: number;
  readonly known: number;
  /** Matches that are no findings for an allow list in a file of rules. */
  readonly allowedByRules: number;
  /** Places that were not, or not fully, read. */
  readonly losses: number;
  readonly hidden: Hidden;
}

/** Prints while the scan goes on: what was found is not gathered in memory. */
export interface ScanWriter {
  finding(secret: ScannedSecret): void;
  skip(skip: Skip): void;
  end(totals: ScanTotals): void;
}

interface ScanHead {
  readonly tool: { readonly name: string; readonly version: string };
  readonly rulesetId: string;
  /** As typed. */
  readonly path: string;
  /** Before the paths of findings, so that they can be opened from here. */
  readonly prefix: string;
}

/** For a terminal of 80 columns; a path is never cut. What is allowed is counted only. */
export const scanText = ({ prefix }: ScanHead): ScanWriter => {
  const [counts, secrets] = [new Map<string, number>(), new Set<number>()];
  return {
    finding: (found) => {
      if (found.allowed !== undefined)
        return void counts.set(found.allowed.by, (counts.get(found.allowed.by) ?? 0) + 1);
      secrets.add(found.secret);
      print(secretText(found, prefix));
    },
    skip: () => undefined,
    end: (totals) => {
      const { files, bytes, losses, allowedByRules } = totals;
      const findings = totals.findings - totals.allowed - totals.known;
      const found =
        findings === 0 ? "no secrets" : `${plural(findings, "finding")} of ${plural(secrets.size, "secret")}`;
      print(`${found} in ${plural(files, "file")} (${size(bytes)})`);
      if (counts.size > 0) print(wrap(cleanText(countText(counts)), { width: 80, first: "", rest: "  " }));
      for (const line of hiddenLines(totals.hidden)) print(line);
      if (allowedByRules > 0) print(`${plural(allowedByRules, "candidate")} left out by allow lists of the rules`);
      if (losses > 0) print(`not everything was read: ${plural(losses, "place")}, named above`);
    },
  };
};

/** `3 findings allowed by .exhumeignore:12, 9 known from the baseline`. */
const countText = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .map(([by, count]) =>
      by === "baseline" ? `${count} known from the baseline` : `${plural(count, "finding")} allowed by ${by}`,
    )
    .join(", ");

const secretText = (secret: ScannedSecret, prefix: string): string => {
  const { path, line, title, severity, confidence, preview, name, known, fingerprint, sha256, value } = secret;
  const reasons = [...secret.reasons, ...(secret.provenanceReason === undefined ? [] : [secret.provenanceReason])];
  const said = [
    `${severity} severity, ${confidence} confidence, ${preview}`,
    name && `name ${name}`,
    known && "documented example",
  ];
  return [
    wrap(cleanText(`${prefix}${path}:${line}: ${title}`), { width: 80, first: "", rest: "    " }),
    indented(said.filter(Boolean).join(", ")),
    indented(reasons.join("; ")),
    ...(fingerprint === undefined ? [] : [`  fingerprint ${fingerprint}`]),
    ...(sha256 === undefined ? [] : [`  sha256 ${sha256}`]),
    ...(value === undefined ? [] : [`  value ${safeJson(value)}`]),
  ].join("\n");
};

const indented = (text: string): string => wrap(cleanText(text), { width: 80, first: "  ", rest: "    " });

/** One JSON document, version 1: templates/scan.schema.json. */
export const scanJson = ({ tool, rulesetId, path, prefix }: ScanHead): ScanWriter => {
  const skips: Skip[] = [];
  let first = true;
  print(
    `${safeJson({ version: 1, tool: tool.name, toolVersion: tool.version, rulesetId, target: path, prefix }).slice(0, -1)},"findings":[`,
  );
  return {
    finding: (secret) => {
      print(`${first ? "" : ","}${safeJson(secret)}`);
      first = false;
    },
    skip: (skip) => void (skips.length < LISTED && skips.push(skip)),
    end: (totals) =>
      print(`],"skips":${safeJson(skips)},"totals":${safeJson(totals)},"complete":${totals.losses === 0}}`),
  };
};

/** Losses listed; all are counted. */
const LISTED = 10_000;
