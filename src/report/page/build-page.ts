import type { Digest } from "../../domain/digest.ts";
import type { Secret } from "../../domain/rotation.ts";
import type { Plan } from "../../rotation/plan.ts";
import type { ReportModel } from "../model.ts";
import { type Interned, interned } from "./interned.ts";
import type { PageData, PageFix, PageSecret } from "./page-data.ts";
import { createPageImages, type PageImages } from "./page-images.ts";
import { pageTask, taskPools } from "./page-task.ts";

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
  const blobs = interned<Digest>((digest) => digest);
  const pools = taskPools();
  const images = createPageImages({ texts, stackOf });
  const planned = [plan.open, plan.closed, plan.tests].flat();
  const told = planned.flatMap((task, index) => task.secrets.map((secret) => ({ secret, task: index })));
  const secretOf = new Map(told.map(({ secret: { id } }, index) => [id, index]));
  const indexOf = new Map(planned.map((task, index) => [task, index]));
  const tasks = planned.map((task) => pageTask(task, { texts, pools, secretOf }));
  const secrets = told.map(({ secret, task }, index) => {
    const report = model.secrets[index];
    if (report?.id !== secret.id) throw new Error(`${secret.id} is not told in its place`);
    return pageSecret(report, { texts, blobs, images, task, occurrences: secret.occurrences });
  });
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
    blobs: blobs.all,
    ...{ runbooks: pools.runbooks.all, steps: pools.steps.all, logs: pools.logs.all },
    ...{ terms: pools.terms.all, orders: pools.orders.all },
    ...{ images: images.images(), layers: images.layers(), shows: images.shows(), fixes },
  };
}

interface SecretContext {
  readonly texts: Texts;
  readonly blobs: Interned<Digest>;
  readonly images: PageImages;
  readonly task: number;
  readonly occurrences: Secret["occurrences"];
}

function pageSecret(
  { work, occurrences: _, imported: __, sha256: ___, ...secret }: ReportModel["secrets"][number],
  { texts, blobs, images, task, occurrences }: SecretContext,
): PageSecret {
  return {
    ...secret,
    ...work,
    task,
    places: occurrences.map((place) => {
      const { kind, line, path, name, blob, provenance, provenanceReason, confidence, ruleId, toldBy } = place;
      return {
        ...{ kind, line, blob: blobs.numberOf(blob), path: texts.numberOf(path), shown: images.show(place.images) },
        ...(name === undefined ? {} : { name: texts.numberOf(name) }),
        ...(provenance === "application" ? {} : { provenance }),
        ...(provenanceReason === undefined ? {} : { provenanceReason }),
        ...(confidence === secret.confidence ? {} : { confidence }),
        ...(ruleId === secret.ruleId ? {} : { ruleId }),
        ...(toldBy === undefined ? {} : { toldBy }),
      };
    }),
  };
}

export type Texts = Interned<string>;
