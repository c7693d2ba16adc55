import type { Digest } from "../domain/digest.ts";
import type { Allowed, Confidence, DocumentKind, Facts, Severity, Span, Validity } from "../domain/finding.ts";
import type { ImportedSighting } from "../domain/imported.ts";
import type { Provenance, Strength } from "../domain/provenance.ts";
import type {
  BaseImage,
  EventKind,
  ExposureKind,
  Hidden,
  ImageExposure,
  Visibility,
  WorkState,
} from "../domain/rotation.ts";
import type { Owner } from "../rotation/owner.ts";
import type { Wave } from "../rotation/power.ts";
import type { Progress } from "../rotation/progress.ts";
import type { Risk } from "../rotation/risk.ts";
import type { Dependency } from "../rotation/task.ts";
import type { TrendPoint } from "../rotation/trend.ts";
import type { ExposureWindow } from "../rotation/window.ts";

/**
 * The report, JSON format version 1: what `templates/report.schema.json` describes field by field. A field is only
 * added with a new optional key; a change of meaning needs a new version. Dates are ISO 8601. No value is in it.
 */
export interface ReportModel {
  readonly version: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly case: CaseInfo;
  readonly generatedAt: string;
  readonly verdict: Verdict;
  readonly totals: Totals;
  readonly progress?: Progress;
  /** One point for each audit, oldest first. */
  readonly trend?: readonly TrendPoint[];
  /** Worst first: the order of the plan. */
  readonly secrets: readonly SecretReport[];
  readonly credentials: readonly CredentialReport[];
  /** The open work, by what can be done together, in order. */
  readonly waves?: readonly WaveReport[];
  readonly coverage: CoverageReport;
  /** The event log: whoever keeps the head of today can prove later that nothing was changed or taken out since. */
  readonly log?: LogReport;
}

/** `head`: hash of the last entry (64 zeros: there is none). `broken`: the first entry that does not hold, in words. */
export interface LogReport {
  readonly entries: number;
  readonly head: string;
  readonly broken?: string;
}

/** `incomplete`: something that was listed was not fully read. */
export type Verdict = "complete" | "incomplete";

export interface CaseInfo {
  readonly id: string;
  readonly createdAt: string;
  readonly rulesetId: string;
  /** As typed, credentials masked. */
  readonly targets: readonly string[];
}

/**
 * What the case holds. `manifests` counts images, indexes, attestations and all else; `blobs` those that were read, at least in
 * part; `bytes`: read from the registry.
 */
export interface AuditTotals {
  readonly repositories: number;
  readonly manifests: number;
  readonly images: number;
  readonly tags: number;
  readonly blobs: number;
  readonly bytes: number;
  /** Secrets that are not in this report. */
  readonly hidden: Hidden;
}

export interface Totals extends AuditTotals {
  readonly secrets: number;
  /** Secrets with work left; `bySeverity` counts these only. */
  readonly open: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly byState: Readonly<Record<WorkState, number>>;
}

export interface SecretReport {
  /** First 12 hex digits of the fingerprint. */
  readonly id: string;
  readonly fingerprint: string;
  readonly ruleId: string;
  readonly provider: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly preview: string;
  /** As of `generatedAt`: expiry is applied. */
  readonly validity: Validity;
  /** Why it is taken to be expired, or what else its dates tell. */
  readonly validityReason?: string;
  /** Accepted by a line of the ignore file, and not by an event. */
  readonly allowed?: Allowed;
  /** Ids of the values that stood in its place before, and of those that came after it. */
  readonly follows?: readonly string[];
  readonly followedBy?: readonly string[];
  /** It is open, and a value that it follows was said to be dead. */
  readonly leakedAgain?: true;
  readonly work: { readonly state: WorkState; readonly events: readonly EventReport[] };
  /** Of its task: the day by which it should be done, and whether that is over. Closed work has none. */
  readonly due?: string;
  readonly overdue?: boolean;
  readonly owner?: Owner;
  readonly facts: Facts;
  readonly reasons: readonly string[];
  /** From when until when others could read it, and who did. */
  readonly window?: ExposureWindow;
  /** Plain SHA-256 of the value, only when asked for. */
  readonly sha256?: string;
  readonly occurrences: readonly OccurrenceReport[];
  /** What other tools said of it; see `exhume import`. */
  readonly imported?: readonly ImportedSighting[];
  /** No tool told its value: it is known by its place only. */
  readonly withoutValue?: true;
}

export interface EventReport {
  readonly kind: EventKind;
  readonly state: WorkState;
  readonly actor: string;
  readonly at: string;
  readonly note?: string;
  readonly data?: Facts;
}

export interface OccurrenceReport {
  readonly blob: Digest;
  readonly kind: DocumentKind;
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** Byte offsets in the document, end exclusive. */
  readonly span: Span;
  readonly ruleId: string;
  readonly name?: string;
  readonly provenance: Provenance;
  readonly provenanceReason?: string;
  readonly strength: Strength;
  readonly confidence: Confidence;
  /** Another tool saw it here: the span is empty, and the line 1 where that tool tells none. */
  readonly toldBy?: string;
  readonly images: readonly ImageReport[];
}

export interface ImageReport {
  readonly registry: string;
  readonly repository: string;
  readonly manifest: Digest;
  /** `linux/amd64`, `linux/arm/v7`. */
  readonly platform?: string;
  readonly tags: readonly string[];
  readonly exposure: ExposureKind;
  /** 0-based position in `rootfs.diff_ids`, as in `removedBy`. */
  readonly layer?: number;
  readonly historyLine?: string;
  readonly removedBy?: { readonly layer: number; readonly historyLine?: string };
  readonly since?: string;
  readonly sinceIs?: ImageExposure["sinceIs"];
  readonly pulledAt?: string;
  readonly pulls?: number;
  readonly visibility?: Visibility;
  readonly visibleSince?: string;
  readonly present: boolean;
  readonly goneSince?: string;
  readonly firstSeen?: string;
}

export interface WaveReport {
  readonly wave: Wave;
  readonly title: string;
  readonly reason: string;
  /** Riskiest first. */
  readonly tasks: readonly TaskReport[];
}

export interface TaskReport {
  /** Of its leading secret. */
  readonly id: string;
  readonly title: string;
  readonly secrets: readonly string[];
  readonly severity: Severity;
  readonly validity: Validity;
  readonly state: WorkState;
  readonly risk: Risk;
  readonly after: readonly Dependency[];
  readonly base?: BaseImage;
  readonly window: ExposureWindow;
}

export interface CredentialReport {
  readonly id: string;
  readonly secrets: readonly string[];
  readonly kind: string;
  readonly evidence: string;
  /** That could be chance. */
  readonly likely?: true;
}

type CoverageScope = "registry" | "repository" | "manifest" | "blob" | "file";

/** `unlistable`: the registry has no way to list it, for example untagged manifests. */
export type CoverageStatus = "scanned" | "partial" | "skipped" | "unreachable" | "unlistable";
export const COVERAGE_STATUSES: readonly CoverageStatus[] = [
  "scanned",
  "partial",
  "skipped",
  "unreachable",
  "unlistable",
];

/** One thing of the ledger. `subject`: `registry.example/app`, with a digest below a repository. */
export interface CoverageEntry {
  readonly scope: CoverageScope;
  readonly subject: string;
  readonly status: CoverageStatus;
  readonly reason: string;
  /** Path of the document inside the blob. */
  readonly path?: string;
}

export interface CoverageReport {
  readonly verdict: Verdict;
  /** `scanned` counts manifests and blobs that were read to the end; the others count `entries`. */
  readonly counts: Readonly<Record<CoverageStatus, number>>;
  readonly entries: readonly CoverageEntry[];
}
