import type { ExposureKind } from "../src/domain/rotation.ts";
import { EXPOSURES, isOpen } from "../src/domain/rotation.ts";
import type { PageData, PageImage, PageLayer, PageSecret, PageShown, PageTask } from "../src/report/page/page-data.ts";
import { createTicks, type Ticks } from "./ticks.ts";

/** The data of the report with what every view looks up. */
export interface Case {
  readonly data: PageData;
  readonly ticks: Ticks;
  text(index: number | undefined): string;
  image(index: number): PageImage;
  task(index: number): PageTask;
  layer(index: number): PageLayer;
  /** Images of the report that hold a layer. */
  holders(layer: number): number;
  /** By the id that people type, or a longer one. */
  secret(id: string): PageSecret | undefined;
  /** What lists show of each secret, in the order of the plan. */
  readonly rows: readonly SecretRow[];
}

export interface SecretRow {
  readonly secret: PageSecret;
  readonly wave: number;
  readonly open: boolean;
  /** Worst first; none when another tool told it, and no image. */
  readonly exposures: readonly ExposureKind[];
  readonly images: number;
  /** `registry.example/app`, sorted. */
  readonly repositories: readonly string[];
  readonly owner: string;
  /** In lower case: what a search looks through. */
  readonly words: string;
}

export function openCase(data: PageData): Case {
  const of = lookUps(data);
  return { ...of, ticks: createTicks(of, () => new Date().toISOString()) };
}

function lookUps(data: PageData): Omit<Case, "ticks"> {
  const byId = new Map(data.secrets.map((secret) => [secret.id, secret]));
  const found = <T>(list: readonly T[], index: number, what: string): T => {
    const one = list[index];
    if (one === undefined) throw new Error(`the report has no ${what} ${index}`);
    return one;
  };
  const image = (index: number): PageImage => found(data.images, index, "image");
  const task = (index: number): PageTask => found(data.tasks, index, "task");
  const holders = new Map<number, number>();
  for (const { layers = [] } of data.images)
    for (const layer of new Set(layers)) holders.set(layer, (holders.get(layer) ?? 0) + 1);
  return {
    data,
    image,
    task,
    layer: (index) => found(data.layers, index, "layer"),
    holders: (layer) => holders.get(layer) ?? 0,
    text: (index) => (index === undefined ? "" : found(data.texts, index, "text")),
    secret: (id) => byId.get(id.slice(0, 12)),
    rows: data.secrets.map((secret) => toRow(secret, { data, image, wave: task(secret.task).wave })),
  };
}

interface RowContext {
  readonly data: PageData;
  readonly image: (index: number) => PageImage;
  readonly wave: number;
}

function toRow(secret: PageSecret, { data, image, wave }: RowContext): SecretRow {
  const shown = shownOf(data, secret);
  const images = new Set(shown.map((one) => one.image));
  const more = secret.places.reduce((sum, { shown: index }) => Math.max(sum, data.shows[index]?.more ?? 0), 0);
  const repositories = [...new Set([...images].map((index) => repositoryName(image(index))))].sort();
  const exposures = EXPOSURES.filter((kind) => shown.some((one) => one.exposure === kind));
  const owner = secret.owner?.name ?? "";
  const words = [secret.id, secret.title, secret.provider, secret.preview, secret.ruleId, owner, ...repositories]
    .concat(secret.places.slice(0, 20).flatMap(({ path, name }) => [path, name ?? ""]))
    .join(" ")
    .toLowerCase();
  const open = isOpen(secret.state);
  return { secret, wave, open, exposures, images: images.size + more, repositories, owner, words };
}

/** Every image that shows one of the places, as far as the report lists them. */
export const shownOf = ({ shows }: PageData, { places }: PageSecret): readonly PageShown[] =>
  [...new Set(places.map(({ shown }) => shown))].flatMap((index) => shows[index]?.images ?? []);

/** `registry.example/team/app`; an archive has no repository. */
export const repositoryName = ({ registry, repository }: Pick<PageImage, "registry" | "repository">): string =>
  repository === "" ? registry : `${registry}/${repository}`;
