import type { Digest } from "../../domain/digest.ts";
import type { Plan } from "../../rotation/plan.ts";
import type { ReportModel } from "../model.ts";
import { type Interned, interned } from "./interned.ts";
import type { PageData, PageFix, PageRunbook, PageSecret } from "./page-data.ts";
import { createPageImages, type PageImages } from "./page-images.ts";
import { pageTask } from "./page-task.ts";

/** One layer of an image as its config and manifest tell it. */
export interface StackLayer {
  readonly digest: Digest;
  /** Bytes in the registry; -1: not known. */
  readonly size: number;
  readonly historyLine?: string;
}

/** Bottom first; undefined: the case does not hold the image. */
export type StackOf = (manifest: Digest) => readonly StackLayer[] | undefined;

export interface PageInput {
  readonly model: ReportModel;
  readonly plan: Plan;
  readonly stackOf: StackOf;
  readonly fixes: readonly PageFix[];
}

/** What an HTML report shows, from the report of a case and its plan. */
export function buildPage({ model, plan, stackOf, fixes }: PageInput): PageData {
  const { tool, case: info, generatedAt, verdict, totals, progress, trend, coverage, credentials, log } = model;
  const texts = interned<string>((text) => text);
  const runbooks = interned<PageRunbook>((runbook) => JSON.stringify(runbook));
  const images = createPageImages({ texts, stackOf });
  const planned = [plan.open, plan.closed, plan.tests].flat();
  const taskOf = new Map(planned.flatMap((task, index) => task.secrets.map(({ id }) => [id, index] as const)));
  const secretOf = new Map(model.secrets.map(({ id }, index) => [id, index]));
  const indexOf = new Map(planned.map((task, index) => [task, index]));
  const tasks = planned.map((task) => pageTask(task, { texts, runbooks, secretOf }));
  const secrets = model.secrets.map((secret) => pageSecret(secret, { images, task: taskOf.get(secret.id) ?? 0 }));
  return {
    version: 1,
    ...{ tool, case: info, generatedAt, verdict, totals, coverage, credentials, secrets, tasks },
    ...(progress === undefined ? {} : { progress }),
    ...(trend === undefined ? {} : { trend }),
    ...(log === undefined ? {} : { log }),
    waves: plan.waves.map(({ wave, title, reason, tasks: members }) => ({
      ...{ wave, title, reason },
      tasks: members.map((task) => indexOf.get(task) ?? 0),
    })),
    texts: texts.all,
    runbooks: runbooks.all,
    ...{ images: images.images(), layers: images.layers(), shows: images.shows(), fixes },
  };
}

interface SecretContext {
  readonly images: PageImages;
  readonly task: number;
}

function pageSecret(
  { work, occurrences, imported: _, sha256: __, ...secret }: ReportModel["secrets"][number],
  { images, task }: SecretContext,
): PageSecret {
  return {
    ...secret,
    ...work,
    task,
    places: occurrences.map(({ images: shown, span: _span, strength: _strength, ...place }) => ({
      ...place,
      shown: images.show(shown),
    })),
  };
}

export type Texts = Interned<string>;
