import type { ImageExposure } from "../domain/rotation.ts";

type Where = Pick<ImageExposure, "registry" | "repository">;

/** Things by a name that is unique in a repository: a digest, a tag. */
export interface PerRepository<T> {
  get(where: Where, name: string): T | undefined;
  set(where: Where, name: string, value: T): void;
  values(): readonly T[];
  size(): number;
}

interface Entry<T> {
  readonly where: Where;
  value: T;
}

/** Most names are those of one repository, which is told without writing out both. */
export function createPerRepository<T>(): PerRepository<T> {
  const first = new Map<string, Entry<T>>();
  const others = new Map<string, T>();
  return {
    get: (where, name) => {
      const known = first.get(name);
      if (known === undefined || isSame(known.where, where)) return known?.value;
      return others.get(keyOf(where, name));
    },
    set: (where, name, value) => {
      const known = first.get(name);
      if (known === undefined) first.set(name, { where, value });
      else if (isSame(known.where, where)) known.value = value;
      else others.set(keyOf(where, name), value);
    },
    values: () => [...Array.from(first.values(), ({ value }) => value), ...others.values()],
    size: () => first.size + others.size,
  };
}

const isSame = (a: Where, b: Where): boolean => a.repository === b.repository && a.registry === b.registry;

const keyOf = ({ registry, repository }: Where, name: string): string => `${registry}/${repository}@${name}`;
