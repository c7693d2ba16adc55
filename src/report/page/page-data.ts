import type { Digest } from "../../domain/digest.ts";
import type { DocumentKind } from "../../domain/finding.ts";
import type { BaseImage, ExposureKind } from "../../domain/rotation.ts";
import type { Credential } from "../../rotation/credential.ts";
import type { Risk } from "../../rotation/risk.ts";
import type { Runbook, StepKind } from "../../rotation/runbook.ts";
import type { Order } from "../../rotation/transitions.ts";
import type { Milestone } from "../../rotation/work.ts";
import type {
  CredentialReport,
  ImageReport,
  OccurrenceReport,
  ReportModel,
  SecretReport,
  TaskReport,
  WaveReport,
} from "../model.ts";

/**
 * What is embedded in `report.html`, as JSON. It is the report model in the order of the plan, with everything that repeats
 * told once: a number where the model has an image, a layer or a long text is an index into the list of its name. Texts of
 * images are as they are in the model; whoever shows them shows them as text. No value is in it.
 */
export interface PageData
  extends Pick<
    ReportModel,
    "tool" | "case" | "generatedAt" | "verdict" | "totals" | "progress" | "trend" | "coverage"
  > {
  readonly version: 1;
  readonly log?: ReportModel["log"];
  readonly texts: readonly string[];
  readonly blobs: readonly Digest[];
  readonly steps: readonly PageStep[];
  readonly logs: readonly PageLog[];
  readonly terms: Risk["terms"];
  readonly orders: readonly Order[];
  readonly secrets: readonly PageSecret[];
  /** Open ones first, in the order of the plan. */
  readonly tasks: readonly PageTask[];
  /** Of open work; `tasks` are indexes. */
  readonly waves: readonly (Omit<WaveReport, "tasks"> & { readonly tasks: readonly number[] })[];
  readonly credentials: readonly CredentialReport[];
  readonly runbooks: readonly PageRunbook[];
  readonly images: readonly PageImage[];
  readonly layers: readonly PageLayer[];
  /** How the images show one or more places; `PagePlace.shown` is an index. */
  readonly shows: readonly PageShow[];
  /** What `exhume fix` would change. */
  readonly fixes: readonly PageFix[];
}

export interface PageSecret
  extends Omit<SecretReport, "occurrences" | "imported" | "sha256" | "work">,
    Pick<SecretReport["work"], "state" | "events"> {
  readonly task: number;
  readonly places: readonly PagePlace[];
}

/** What a place has in common with its secret is not told again: the rule, the confidence; nor that it is of the application. */
export interface PagePlace
  extends Pick<OccurrenceReport, "line" | "provenanceReason" | "toldBy">,
    Partial<Pick<OccurrenceReport, "ruleId" | "provenance" | "confidence">> {
  readonly kind: DocumentKind;
  readonly blob: number;
  /** Of `texts`, as `name`. */
  readonly path: number;
  readonly name?: number;
  readonly shown: number;
}

/** How the first images that hold a place show it; `more` counts the others. */
export interface PageShow {
  readonly ways: readonly PageWay[];
  readonly more?: number;
}

/** Images that show a place in the same way. */
export interface PageWay {
  readonly images: readonly number[];
  readonly exposure: ExposureKind;
  /** 0-based. */
  readonly layer?: number;
  /** The history line, of `texts`. */
  readonly line?: number;
  readonly removedBy?: { readonly layer: number; readonly line?: number };
}

/** One manifest in one repository. `layers`: bottom first, of `PageData.layers`; absent: the case does not hold them. */
export interface PageImage extends Omit<ImageReport, "exposure" | "layer" | "historyLine" | "removedBy"> {
  readonly layers?: readonly number[];
}

export interface PageLayer {
  readonly digest: Digest;
  /** Bytes in the registry; -1: not known. */
  readonly size: number;
  /** The history line that made it, of `texts`. */
  readonly line?: number;
}

export interface PageTask extends Pick<TaskReport, "id" | "title" | "severity" | "validity" | "state" | "after"> {
  /** Indexes; the leading secret first. */
  readonly secrets: readonly number[];
  /** What people read of its state, where that is another word. */
  readonly word?: string;
  readonly wave: number;
  readonly base?: BaseImage;
  readonly due?: string;
  readonly overdue?: boolean;
  readonly owner?: SecretReport["owner"];
  readonly risk: { readonly score: number; readonly terms: readonly number[] };
  readonly credential?: Pick<Credential, "evidence" | "likely">;
  /** What has been said of the work, and what the order of work asks for. */
  readonly said: readonly Milestone[];
  readonly order: number;
  readonly runbook: number;
  readonly steps: readonly number[];
  readonly logs: readonly number[];
  /** What the reader must fill in: `<REGION>: each region the account uses`, of `texts`. */
  readonly fillIn: readonly number[];
}

/** Numbers are of `texts`. */
export interface PageStep {
  /** What it is called where it is ticked: `contain-2`. */
  readonly key: string;
  readonly kind: StepKind;
  readonly text: number;
  readonly ui?: number;
  readonly command?: number;
  readonly reversible?: false;
  readonly done: boolean;
}

/** Numbers are of `texts`. */
export interface PageLog {
  readonly text: number;
  readonly query?: number;
  readonly noQuery?: number;
}

export interface PageRunbook
  extends Pick<Runbook, "id" | "title" | "reviewed" | "sources" | "sideEffects" | "privilege"> {
  /** In words. */
  readonly overlap: string;
  readonly unconfirmed?: string;
}

/** One source, or a repository whose Dockerfile was reconstructed: what `exhume fix --format json` writes of it, in part. */
export interface PageFix {
  readonly name: string;
  readonly reconstructed: boolean;
  readonly verdict: string;
  readonly notes: readonly string[];
  readonly secrets: readonly { readonly id: string; readonly title: string; readonly verdict: string }[];
  readonly dockerfiles: readonly PageDockerfile[];
  /** In files that start builds. */
  readonly steps: readonly PageFixStep[];
}

/** What is left to a person. */
export interface PageFixStep {
  readonly code: string;
  readonly path?: string;
  readonly secret?: string;
  readonly line?: number;
  readonly reason: string;
  readonly advice: string;
  readonly sketch?: string;
}

export interface PageDockerfile {
  readonly path: string;
  readonly fixes: readonly {
    readonly id: string;
    readonly title: string;
    readonly verdict: string;
    readonly secrets: readonly string[];
    readonly notes: readonly string[];
  }[];
  /** The first ones. */
  readonly manual: readonly PageFixStep[];
  readonly moreManual?: number;
  /** The command that builds it from then on. */
  readonly build?: string;
  /** Unified, values masked; empty when nothing changes. */
  readonly diff: string;
}
