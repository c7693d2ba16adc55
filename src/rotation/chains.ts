import { shortDigest } from "../domain/digest.ts";
import type { Occurrence } from "../domain/rotation.ts";
import { imageKey } from "./exposures.ts";
import { imageName } from "./image-name.ts";
import { METADATA } from "./metadata.ts";
import type { Dependency, Task } from "./task.ts";

/** Tasks named as coming first; more say nothing more. It also bounds what is kept for each place. */
const NAMED = 3;

/**
 * Adds to a task which tasks of wave 1 come before it: those whose secret stands in the same document, the same config, or
 * else the same image. Whoever took one took both, and reads with the first what replaces the second. The riskiest first;
 * what is only guessed to be a secret holds nothing up. Work: linear in places and images.
 */
export function createChains(tasks: readonly Task[]): (task: Task) => Task {
  const openers = new Map<string, Task[]>();
  for (const task of tasks.filter(
    (one) => one.wave === 1 && one.secrets.some(({ confidence }) => confidence !== "low"),
  ))
    for (const { key } of placesOf(task)) {
      const known = openers.get(key) ?? [];
      if (known.length < NAMED && !known.includes(task)) openers.set(key, [...known, task]);
    }
  return (task) => {
    if (task.wave === 1 || task.wave === 5 || openers.size === 0) return task;
    const found = new Map<string, Dependency>();
    for (const { key, name } of placesOf(task)) {
      for (const { id, title } of openers.get(key) ?? [])
        if (!found.has(id) && found.size < NAMED) found.set(id, { id, reason: `${title} stands with it in ${name()}` });
      if (found.size === NAMED) break;
    }
    return found.size === 0 ? task : { ...task, after: [...found.values()] };
  };
}

interface Place {
  readonly key: string;
  readonly name: () => string;
}

/** Closest first: every document, then every image. */
function* placesOf({ secrets, images }: Task): Generator<Place> {
  for (const { occurrences } of secrets) for (const at of occurrences) yield documentOf(at);
  for (const image of images()) yield { key: imageKey(image), name: () => imageName(image) };
}

/** All metadata of one config is one document. */
const documentOf = ({ blob, kind, path }: Occurrence): Place =>
  METADATA.includes(kind)
    ? { key: blob, name: () => `config ${shortDigest(blob)}` }
    : { key: `${blob} ${kind} ${path}`, name: () => `${path} of ${shortDigest(blob)}` };
