import type { Digest } from "./digest.ts";
import type { Descriptor, Platform, Repository } from "./oci.ts";
import type { PackageFiles, Provenance, Strength } from "./provenance.ts";
import type { ScanMemory } from "./scan-memory.ts";

/** Where in a blob a document stands. `command`: Cmd, Entrypoint, Healthcheck, OnBuild. `annotation`: of a manifest. */
export type DocumentKind = "file" | "env" | "history" | "label" | "command" | "config" | "attestation" | "annotation";

/** A stream of bytes with a path inside a blob: a tar entry, or `Env[NPM_TOKEN]`, `history[3]`, `Labels[key]` of a config. */
export interface DocumentInfo {
  readonly kind: DocumentKind;
  readonly path: string;
}

/** Byte offsets in the document, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Severity = "critical" | "high" | "medium" | "low";
export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

/** How sure the scanner is that this is a real secret of this kind. `low` covers failed checksums. */
export type Confidence = "high" | "medium" | "low";
export const CONFIDENCES: readonly Confidence[] = ["high", "medium", "low"];

/** What is known without the network. `expired` and the states after it are set later, never by the scanner. */
export type Validity = "unknown" | "malformed" | "expired" | "active" | "dead";

/** Offline facts of a secret, safe to print: account ids, user names, hosts, expiry. Never (part of) the value. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/**
 * How a replacement can live beside the old value. A: two at once natively. B: issue new, then revoke old. C: one value
 * only, so a second principal. D: in place, with a short outage or a grace period. E: expires alone.
 */
export type Overlap = "A" | "B" | "C" | "D" | "E";
export const OVERLAPS: readonly Overlap[] = ["A", "B", "C", "D", "E"];

/** A redacted match in one document. Carries nothing from which the value can be rebuilt. */
export interface Finding {
  /** HMAC-SHA256 of the value under the key of the case, hex: the identity of the secret. */
  readonly fingerprint: string;
  /** SHA-256 of the value, encrypted under the key of the case, hex; see scan/fingerprint.ts. */
  readonly sealedHash: string;
  readonly ruleId: string;
  readonly provider: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly strength: Strength;
  readonly runbook: string;
  /** Longest life of such a secret as an ISO 8601 duration (`PT12H`), when its kind bounds it. */
  readonly lifetime?: string;
  /** When this kind overlaps otherwise than its runbook says. */
  readonly overlap?: Overlap;
  readonly preview: string;
  readonly validity: Validity;
  readonly facts: Facts;
  /** Set for documented example values: recorded, not a task. */
  readonly known?: "test";
  /** Why it was kept, in words a person understands: `checksum valid`, `name says password`. */
  readonly reasons: readonly string[];
  /** Span of the value. */
  readonly span: Span;
  /** 1-based. */
  readonly line: number;
  /** Name the value was assigned to, if any: `NPM_TOKEN`, `database.password`. */
  readonly name?: string;
}

/** The public half of a credential, an account id or a certificate: no secret, but it says whose secret stands beside it. */
export interface PublicHalf {
  /** As that of a finding: a value that is a secret elsewhere in the blob is no public half. */
  readonly fingerprint: string;
  readonly ruleId: string;
  readonly title: string;
  /** What it tells of the secret. */
  readonly facts: Facts;
  /** Ids of the rules whose findings it may belong to, or `*-end` of ids. */
  readonly completes: readonly string[];
  /** Name of the fact that proves that two halves are of one pair: equal in both, wherever they stand. */
  readonly by?: string;
  readonly alike: boolean;
  readonly name?: string;
  /** 1-based. */
  readonly line: number;
}

/** A public half that is known by a fact of the secret, in whatever image that stands. */
export type KeyedHalf = Pick<PublicHalf, "title" | "facts"> & { readonly by: string };

/**
 * A public half that may tell whose a secret of another document is, by their names, or as the only one of an image. It is
 * no secret, but nobody can be sure of that before all blobs are read: see store/named-halves.ts.
 */
export interface NamedHalf
  extends Pick<PublicHalf, "fingerprint" | "ruleId" | "title" | "completes" | "alike" | "line"> {
  /** What the value is of the secret: `user`. */
  readonly fact: string;
  readonly value: string;
  readonly name?: string;
  readonly document: DocumentInfo;
}

/** Somebody has said that a finding may stay. */
export interface Allowed {
  /** `.exhumeignore:12`, or `baseline`. */
  readonly by: string;
  readonly reason?: string;
}

/** A finding with the document it stands in. */
export interface DocumentFinding extends Finding {
  readonly document: DocumentInfo;
  readonly provenance: Provenance;
  /** Why, in words: `in the npm package left-pad`. */
  readonly provenanceReason?: string;
  /** Keys of the file as it stands, one for each digest that manifests use, base64; see `PackageFiles`. */
  readonly fileKeys?: string;
  /** A later entry of the same layer has the path of the document: no container sees this one. */
  readonly superseded?: true;
}

/** Named loss of coverage inside a blob. `path` is absent when the blob as a whole is meant. */
export interface Skip {
  readonly path?: string;
  readonly reason: string;
}

export type ScanStatus = "scanned" | "partial" | "skipped" | "unreachable";
export type BlobKind = "manifest" | "config" | "layer" | "attestation" | "artifact";

/** Work for one blob: plain JSON, no credentials. `holders` are tried in order. */
export interface BlobJob {
  readonly blob: Descriptor;
  readonly kind: BlobKind;
  readonly holders: readonly Repository[];
}

/** Sorted path hashes of a layer, base64, from which deletion and overwriting are answered; see layer/path-set.ts. */
export interface PathSets {
  /** Every file, link or device. */
  readonly files: string;
  readonly directories: string;
  /** Paths removed by `.wh.<name>`. */
  readonly whiteouts: string;
  /** Directories emptied by `.wh..wh..opq`. */
  readonly opaques: string;
}

/** One `history` entry of a config, values masked. */
export interface HistoryEntry {
  readonly createdBy: string;
  readonly created?: string;
  readonly emptyLayer: boolean;
}

/** The parts of an image config that exhume keeps; every text is masked where a secret was found. */
export interface ImageConfig {
  readonly created?: string;
  readonly platform?: Platform;
  readonly user?: string;
  readonly diffIds: readonly Digest[];
  readonly history: readonly HistoryEntry[];
  /** `org.opencontainers.image.*` labels that name a source or an owner. */
  readonly origin: Readonly<Record<string, string>>;
}

/** The repository and commit of what was built, as provenance tells. */
export interface BuildOrigin {
  readonly source: string;
  readonly revision?: string;
}

/** A Dockerfile that provenance embeds; every value that was found in it, or that its name calls secret, is `•••`. */
export interface BuildFile {
  /** As the build named it: `docker/app.Dockerfile`. */
  readonly path: string;
  readonly text: string;
}

/** The result of one job: plain JSON. A failure is a value. */
export interface BlobScan {
  readonly digest: Digest;
  readonly kind: BlobKind;
  readonly rulesetId: string;
  readonly status: ScanStatus;
  readonly reason?: string;
  /**
   * It is unreachable for a reason that may pass, the host did not answer, or was too busy: from when on another try
   * makes sense (milliseconds since the epoch).
   */
  readonly againAt?: number;
  /** Bytes read from the registry, and bytes after decompression. */
  readonly bytes: number;
  readonly unpackedBytes: number;
  readonly documents: number;
  readonly findings: readonly DocumentFinding[];
  readonly skips: readonly Skip[];
  readonly paths?: PathSets;
  readonly config?: ImageConfig;
  readonly build?: BuildOrigin;
  readonly buildFiles?: readonly BuildFile[];
  readonly halves?: readonly KeyedHalf[];
  readonly named?: readonly NamedHalf[];
  /** Packages of distributions whose manifests stand in it. */
  readonly packages?: readonly PackageFiles[];
  /** Candidates in libraries that only a name or a look speaks for: they are no findings there. */
  readonly weakInLibraries?: number;
  /** Values of secrets that were found, when they are to be kept for the responders. */
  readonly sealed?: readonly SealedValue[];
}

/** The value of a secret, encrypted: only who has an age identity of the recipients can read it. */
export interface SealedValue {
  readonly fingerprint: string;
  /** JSON list of age recipients, sorted. */
  readonly recipients: string;
  /** An age file, base64. */
  readonly ciphertext: string;
}

/** Bytes in, findings out; a document is never collected whole to be scanned. */
export interface Scanner {
  readonly rulesetId: string;
  open(document: DocumentInfo): DocumentScan;
  readonly memory?: ScanMemory;
}

export interface DocumentScan {
  /** The bytes hold until it returns. `last`: nothing follows. */
  push(chunk: Uint8Array, last?: boolean): void;
  /** Once. `isPart`: other parts of the document are scanned alone. */
  end(isPart?: boolean): DocumentResult;
}

export interface DocumentResult {
  readonly findings: readonly Finding[];
  readonly halves?: readonly PublicHalf[];
  /** Loss of coverage in this document, such as a cap on stored findings. */
  readonly skips: readonly Skip[];
}
