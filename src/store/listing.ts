import type { Digest } from "../domain/digest.ts";
import type { DocumentKind } from "../domain/finding.ts";

/** A case as it is listed with certain settings; `summary`, `repositories` and `line` are JSON. Times are ISO 8601. */
export interface Listing {
  readonly madeAt: string;
  readonly holdsUntil: string;
  readonly summary: string;
  readonly repositories: string;
}

/** Lines are in the order of `rank`, then `task`, then `member`. */
export interface ListingLine {
  readonly rank: number;
  /** Id of the task. */
  readonly task: string;
  /** Place in the task. */
  readonly member: number;
  readonly open: boolean;
  readonly follower: boolean;
  readonly due?: string;
  readonly line: string;
  /** As a table shows it. */
  readonly row: string;
}

interface LinesWanted {
  /** Closed ones too. */
  readonly all: boolean;
  /** Those too that are rotated with another one. */
  readonly followers: boolean;
  readonly limit?: number;
}

/** Tasks as they were kept, as JSON. */
export interface KeptTasks {
  /** Id of the newest entry of the log that they count. */
  readonly lastEvent: number;
  /** In any order. */
  tasks(): readonly string[];
  /** Those of the secrets by their fingerprints, or the first 12 digits: each once; undefined when one of them is in none. */
  tasksOf(fingerprints: readonly string[]): readonly string[] | undefined;
}

export interface KeptListing extends Listing, KeptTasks {
  /** False: something was added to the log since, or it was made for another time. */
  readonly isCurrent: boolean;
  /** In the order of the plan, to be read at once. */
  lines(wanted: LinesWanted): Iterable<string>;
  /** The rows of the same, followers too. */
  rows(wanted: Pick<LinesWanted, "all">): readonly string[];
  /** Open secrets that are overdue then, and the next time after it by which one is to be dead. */
  dues(now: string): { readonly overdue: number; readonly due: string | undefined };
}

/** All tasks of a case as they were recorded; `summary` and `repositories` are JSON. */
export interface KeptWhole extends Pick<Listing, "summary" | "repositories">, KeptTasks {
  /** False: what was added to the log since may join secrets in another way. */
  readonly isSound: boolean;
  /** Fingerprints of the secrets of which it starts so. */
  fingerprints(start: string): readonly string[];
  taskAt(position: number): string | undefined;
  /** Tasks that may have to come before others. */
  hasOpeners(): boolean;
  /** Where those stand in a blob. */
  openersIn(blob: Digest): readonly OpenerPlace[];
}

export interface OpenerPlace {
  /** Position of the task. */
  readonly position: number;
  readonly kind: DocumentKind;
  readonly path: string;
}

export interface NewTask {
  /** JSON. */
  readonly task: string;
  /** It may have to come before others. */
  readonly isOpener: boolean;
  /** `isTest`: without any event it is a documented example. */
  readonly secrets: readonly { readonly fingerprint: string; readonly isTest: boolean }[];
}
