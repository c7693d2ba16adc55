import { shortDigest } from "../domain/digest.ts";
import type { ImageExposure, Occurrence } from "../domain/rotation.ts";
import { imageKey } from "./exposures.ts";
import { imageName } from "./image-name.ts";
import { METADATA } from "./metadata.ts";
import type { Dependency, RatedTask, Task } from "./task.ts";

/** Tasks named as coming first; more say nothing more. It also bounds what is kept for each place. */
const NAMED = 3;

/**
 * Adds to a task which tasks of wave 1 come before it: those whose secret stands in the same document, the same config, or
 * else the same image. Whoever took one took both, and reads with the first what replaces the second. The riskiest first;
 * what is only guessed to be a secret holds nothing up. Work: linear in places and images.
 */
export function createChains(tasks: readonly Task[]): (task: Task) => Task {
  const openers = new Map<string, Task[]>();
  for (const task of tasks.filter(opens))
    for (const { key } of placesOf(task)) {
      const known = openers.get(key) ?? [];
      if (known.length < NAMED && !known.includes(task)) openers.set(key, [...known, task]);
    }
  return openers.size === 0 ? (task) => task : (task) => chainTask(task, ({ key }) => openers.get(key) ?? []);
}

/** Of open tasks, those that others come after. */
export const opens = ({ wave, secrets }: Pick<RatedTask, "wave" | "secrets">): boolean =>
  wave === 1 && secrets.some(({ confidence }) => confidence !== "low");

/** The same task after those that stand where it stands. `openersAt`: the first ones of a place, in the order of the plan. */
export function chainTask(
  task: Task,
  openersAt: (place: ChainPlace) => readonly Pick<RatedTask, "id" | "title">[],
): Task {
  if (task.wave === 1 || task.wave === 5) return task;
  const found = new Map<string, Dependency>();
  for (const place of placesOf(task)) {
    for (const { id, title } of openersAt(place).slice(0, NAMED))
      if (!found.has(id) && found.size < NAMED)
        found.set(id, { id, reason: `${title} stands with it in ${place.name()}` });
    if (found.size === NAMED) break;
  }
  return found.size === 0 ? task : { ...task, after: [...found.values()] };
}

/** A document, by one of its places, or an image. */
export type ChainPlace = { readonly key: string; readonly name: () => string } & (
  | { readonly at: Occurrence }
  | { readonly image: ImageExposure }
);

/** Closest first: every document, then every image. */
function* placesOf({ secrets, images }: Task): Generator<ChainPlace> {
  for (const { occurrences } of secrets) for (const at of occurrences) yield documentOf(at);
  for (const image of images()) yield { key: imageKey(image), name: () => imageName(image), image };
}

/** All metadata of one config is one document. */
const documentOf = (at: Occurrence): ChainPlace => {
  const { blob, kind, path } = at;
  return METADATA.includes(kind)
    ? { key: blob, name: () => `config ${shortDigest(blob)}`, at }
    : { key: `${blob} ${kind} ${path}`, name: () => `${path} of ${shortDigest(blob)}`, at };
};
