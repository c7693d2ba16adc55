import type {
  PageData,
  PageImage,
  PageLayer,
  PageLog,
  PageSecret,
  PageStep,
  PageTask,
  PageWay,
} from "../src/report/page/page-data.ts";
import type { Risk } from "../src/rotation/risk.ts";
import type { Order } from "../src/rotation/transitions.ts";
import { type Place, toPlace } from "./place.ts";
import { type SecretRow, toRow } from "./secret-row.ts";
import { createTicks, type Ticks } from "./ticks.ts";

/** The data of the report with what every view looks up; a number stands for a place in a list of it. */
export interface Case extends LookUps {
  readonly ticks: Ticks;
  /** What lists show of each secret, in the order of the plan. */
  readonly rows: readonly SecretRow[];
}

export interface LookUps {
  readonly data: PageData;
  text(index: number | undefined): string;
  image(index: number): PageImage;
  task(index: number): PageTask;
  layer(index: number): PageLayer;
  /** Images of the report that hold a layer. */
  holders(layer: number): number;
  /** By the id that people type, or a longer one. */
  secret(id: string): PageSecret | undefined;
  steps(task: PageTask): readonly PageStep[];
  logs(task: PageTask): readonly PageLog[];
  terms(task: PageTask): Risk["terms"];
  order(task: PageTask): Order;
  places(secret: PageSecret): readonly Place[];
  /** All ways in which images show a secret, each list of images once. */
  ways(secret: PageSecret): readonly PageWay[];
}

export function openCase(data: PageData): Case {
  const of = lookUps(data);
  const ticks = createTicks(of, () => new Date().toISOString());
  return { ...of, ticks, rows: data.secrets.map((secret) => toRow(of, secret)) };
}

function lookUps(data: PageData): LookUps {
  const byId = new Map(data.secrets.map((secret) => [secret.id, secret]));
  const holders = holdersOf(data);
  const text = from(data.texts, "text");
  return {
    data,
    image: from(data.images, "image"),
    task: from(data.tasks, "task"),
    layer: from(data.layers, "layer"),
    holders: (layer) => holders.get(layer) ?? 0,
    text: (index) => (index === undefined ? "" : text(index)),
    secret: (id) => byId.get(id.slice(0, 12)),
    steps: (task) => task.steps.map(from(data.steps, "step")),
    logs: (task) => task.logs.map(from(data.logs, "log")),
    terms: (task) => task.risk.terms.map(from(data.terms, "term")),
    order: (task) => from(data.orders, "order")(task.order),
    places: (secret) => secret.places.map((place) => toPlace(data, place)),
    ways: ({ places }) =>
      [...new Set(places.map(({ shown }) => shown))].flatMap((index) => data.shows[index]?.ways ?? []),
  };
}

function from<T>(list: readonly T[], what: string): (index: number) => T {
  return (index) => {
    const one = list[index];
    if (one === undefined) throw new Error(`the report has no ${what} ${index}`);
    return one;
  };
}

function holdersOf({ images }: PageData): ReadonlyMap<number, number> {
  const holders = new Map<number, number>();
  for (const { layers = [] } of images)
    for (const layer of new Set(layers)) holders.set(layer, (holders.get(layer) ?? 0) + 1);
  return holders;
}

/** `registry.example/team/app`; an archive has no repository. */
export const repositoryName = ({ registry, repository }: Pick<PageImage, "registry" | "repository">): string =>
  repository === "" ? registry : `${registry}/${repository}`;
