import type { Facts, Severity, Validity } from "../domain/finding.ts";
import type { BaseImage, ImageExposure, Secret, WorkState } from "../domain/rotation.ts";
import type { Credential } from "./credential.ts";
import type { Exposed } from "./exposed.ts";
import type { Owner } from "./owner.ts";
import type { Wave } from "./power.ts";
import type { Risk } from "./risk.ts";
import type { Runbook, RunbookLog, RunbookStep } from "./runbook.ts";
import type { ExposureWindow } from "./window.ts";
import type { Milestone } from "./work.ts";

/** What one task is about: the secrets of one credential, leading secret first, or a single secret. */
export interface Unit {
  readonly secrets: readonly [Secret, ...Secret[]];
  readonly credential?: Credential | undefined;
}

/** A runbook step with the facts of the secret filled in; `done` follows from the work state. */
export interface TaskStep extends RunbookStep {
  readonly done: boolean;
}

/**
 * One way the images show it. `images` counts manifests, of those that are still there if one is, `tags` the tags that point at them. `layer` and `removedBy` are
 * those of the first image; `sameLayers` says whether they hold for all.
 */
export interface ExposureSummary {
  readonly exposure: ImageExposure["exposure"];
  readonly place: string;
  readonly images: number;
  readonly tags: number;
  readonly sameLayers: boolean;
  /** One of the images is still there. */
  readonly served: boolean;
  readonly layer?: number;
  readonly historyLine?: string;
  readonly removedBy?: ImageExposure["removedBy"];
}

/** Another open task that comes first, since whoever holds its secret may read what this one puts in place. */
export interface Dependency {
  readonly id: string;
  /** Where the two stand together. */
  readonly reason: string;
}

/** What the images of a unit come to, together and one by one. */
export interface ExposedUnit {
  readonly each: readonly Exposed[];
  readonly window: ExposureWindow;
  readonly owner?: Owner;
}

/** A secret of a task. */
interface Member {
  readonly secret: Secret;
  readonly exposed: Exposed;
  readonly validity: Validity;
}

/** Where a task stands in the order of work, and what lists show of it. */
export interface RatedTask {
  /** Id of the leading secret. */
  readonly id: string;
  readonly title: string;
  readonly secrets: readonly Secret[];
  /** The same secrets. */
  readonly members: readonly Member[];
  readonly credential?: Credential;
  readonly severity: Severity;
  readonly validity: Validity;
  /** Why it is taken to be expired, or what else its dates tell. */
  readonly validityReason?: string;
  readonly state: WorkState;
  readonly risk: Risk;
  /** When its work makes sense: that of its most powerful secret, the last where there is nothing to replace. */
  readonly wave: Wave;
  readonly window: ExposureWindow;
  /** What to rebuild first. */
  readonly base?: BaseImage;
  /** Of open work: the day by which it should be done, ISO 8601, and whether that is over. */
  readonly due?: string;
  readonly overdue?: boolean;
  /** Undefined: neither a file nor an image says. */
  readonly owner?: Owner;
}

/** What a person does once: rotate one secret, or the secrets that work together. */
export interface Task extends RatedTask {
  /** What is said of all its secrets that have work left, in the order in which it was said. */
  readonly said: readonly Milestone[];
  /** Of earlier waves, closest first. */
  readonly after: readonly Dependency[];
  readonly facts: Facts;
  /** Worst first. Worked out each time, as images are: those of all tasks of a large case would fill the memory. */
  readonly exposures: () => readonly ExposureSummary[];
  /** Every image once, tagged and present ones first. */
  readonly images: () => readonly ImageExposure[];
  readonly runbook: Runbook;
  readonly steps: readonly TaskStep[];
  readonly logs: readonly RunbookLog[];
}
