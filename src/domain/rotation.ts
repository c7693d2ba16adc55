import type { Digest } from "./digest.ts";
import type {
  Allowed,
  BuildOrigin,
  Confidence,
  DocumentKind,
  Facts,
  Overlap,
  Severity,
  Span,
  Validity,
} from "./finding.ts";
import type { ImportedSighting } from "./imported.ts";
import type { Platform } from "./oci.ts";
import type { Provenance, Strength } from "./provenance.ts";

/** How an image shows a secret, from worst to mildest. */
export type ExposureKind = "live" | "env" | "label" | "history" | "attestation" | "overwritten" | "deleted" | "cache";
export const EXPOSURES: readonly ExposureKind[] = [
  "live",
  "env",
  "label",
  "history",
  "attestation",
  "overwritten",
  "deleted",
  "cache",
];

/**
 * Progress of the work on a secret. `rotated` is `deleted` said in one step: the replacement is live and the old
 * value is revoked. `accepted`, `false-positive`, `third-party` and `test` end the work without a rotation.
 */
export type WorkState =
  | "new"
  | "triaged"
  | "replacing"
  | "deployed"
  | "disabled"
  | "deleted"
  | "rotated"
  | "verified"
  | "accepted"
  | "false-positive"
  | "third-party"
  | "test";
export const WORK_STATES: readonly WorkState[] = [
  "new",
  "triaged",
  "replacing",
  "deployed",
  "disabled",
  "deleted",
  "rotated",
  "verified",
  "accepted",
  "false-positive",
  "third-party",
  "test",
];

/** States in which the old value is said to be dead: a new image that holds it re-opens the work. */
export const DEAD_STATES: readonly WorkState[] = ["deleted", "rotated", "verified"];
const DISMISSED_STATES: readonly WorkState[] = ["accepted", "false-positive", "third-party", "test"];

export const isOpen = (state: WorkState): boolean => !DEAD_STATES.includes(state) && !DISMISSED_STATES.includes(state);

/**
 * `state` and `reopened` (written by an audit) change the state of the work; the others add to what is known: a note,
 * evidence for the end of the work, the answer of a provider (`verified`), a value that was shown (`revealed`), or kept
 * encrypted to somebody (`sealed`).
 */
export type EventKind = "state" | "reopened" | "note" | "evidence" | "verified" | "revealed" | "sealed";

/** One entry of the append-only log. `at` is ISO 8601, `state` that of the work after it. */
export interface WorkEvent {
  readonly fingerprint: string;
  readonly kind: EventKind;
  readonly state: WorkState;
  readonly actor: string;
  readonly at: string;
  readonly note?: string;
  /** What it rests on, for machines: `evidence: revoked`, `status: 401`. Never (part of) a value. */
  readonly data?: Facts;
}

/**
 * Who may pull from a repository. `public` and `private` as the registry tells; `anonymous`: it was read without a login, by
 * whoever reaches the host. Absent: not known.
 */
export type Visibility = "public" | "anonymous" | "private";

/** One image that shows an occurrence. `layer` and `removedBy` are 0-based positions in `rootfs.diff_ids`. */
export interface ImageExposure {
  readonly registry: string;
  readonly repository: string;
  readonly manifest: Digest;
  readonly platform?: Platform;
  /** Tags that point at the manifest or at an index that holds it, in this repository. Empty: untagged. */
  readonly tags: readonly string[];
  readonly exposure: ExposureKind;
  readonly layer?: number;
  /** History line of the instruction that brought the secret, masked. */
  readonly historyLine?: string;
  /** The layer that deleted or overwrote it, with its history line. */
  readonly removedBy?: { readonly layer: number; readonly historyLine?: string };
  /** ISO 8601: push date when the registry tells, else the image's creation date. */
  readonly since?: string;
  /** Whose word that is: the registry's, or the image's own, which its author may set. */
  readonly sinceIs?: "pushed" | "created";
  /** ISO 8601: last pull that the registry recorded, and that cannot have been exhume's own. */
  readonly pulledAt?: string;
  /** Pulls of the whole repository since it exists, as the registry counts. */
  readonly pulls?: number;
  readonly visibility?: Visibility;
  /** ISO 8601: the first audit that saw the repository so, without a break. */
  readonly visibleSince?: string;
  /** False once a later audit no longer found the manifest. */
  readonly present: boolean;
  /** ISO 8601: the first audit that did not find it. */
  readonly goneSince?: string;
  /** ISO 8601: when an audit first saw it in this repository. */
  readonly firstSeen?: string;
  readonly origin?: ImageOrigin;
}

/** What an image says of whose it is, as it stands there. `build`: told by provenance. Others: `org.opencontainers.image.*`. */
interface ImageOrigin {
  readonly build?: BuildOrigin;
  readonly labels: Readonly<Record<string, string>>;
}

/** A secret at one place of one blob, with every image that holds the blob. */
export interface Occurrence {
  readonly blob: Digest;
  readonly kind: DocumentKind;
  readonly path: string;
  readonly line: number;
  readonly span: Span;
  readonly ruleId: string;
  readonly name?: string;
  readonly provenance: Provenance;
  /** Why, in words: `equals the file of the Debian package base-files 12.4`. */
  readonly provenanceReason?: string;
  readonly strength: Strength;
  /** At this place. */
  readonly confidence: Confidence;
  /** Another tool saw it here, and no scan of ours: the span is empty, and the line 1 where that tool tells none. */
  readonly toldBy?: string;
  readonly images: readonly ImageExposure[];
}

/** The image that brings a secret into others, which are built on it; those are rebuilt after it. */
export interface BaseImage {
  /** `registry.example/platform/base:1.4`; absent: the case does not hold the image, only its layers in others. */
  readonly name?: string;
  /** Images that stand on it and show the secret, each in each repository, and their repositories. */
  readonly images: number;
  readonly repositories: number;
}

/** Secrets that a report leaves out, unless it is asked for them. */
export interface Hidden {
  /** All their places are files of distributions, or of libraries where nothing proves them. */
  readonly vendored: number;
  /** Below the confidence that was asked for. */
  readonly lowConfidence: number;
  /** Places in libraries that only a name speaks for: they are counted, and nowhere kept. */
  readonly weakInLibraries: number;
}

/** One unique value. `id` is the shortest form of the fingerprint that is used everywhere for people (12 hex). */
export interface Secret {
  readonly id: string;
  readonly fingerprint: string;
  readonly ruleId: string;
  readonly provider: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly preview: string;
  readonly validity: Validity;
  readonly facts: Facts;
  /** Names of facts that could be another's: they stood in another document, and nothing is judged by them. */
  readonly likelyFacts?: readonly string[];
  readonly runbook: string;
  readonly lifetime?: string;
  readonly overlap?: Overlap;
  readonly reasons: readonly string[];
  readonly state: WorkState;
  /** A line of the ignore file accepts it: its state is `accepted` without an event, for as long as the line holds. */
  readonly allowed?: Allowed;
  readonly events: readonly WorkEvent[];
  /** ISO 8601. */
  readonly firstSeen: string;
  readonly occurrences: readonly Occurrence[];
  /** Ids of the values that stood in its place before, and of those that came after it. */
  readonly follows?: readonly string[];
  readonly followedBy?: readonly string[];
  /** What other tools said of it. */
  readonly imported?: readonly ImportedSighting[];
  /** No tool told its value: it is known by its place only, and equals no other secret. */
  readonly withoutValue?: true;
  readonly base?: BaseImage;
  /** Plain SHA-256 of the value, only when asked for. */
  readonly sha256?: string;
}
