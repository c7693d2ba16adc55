/** What a registry or a worker is known by: `region` is `eu-west-1`. */
export type Labels = Readonly<Record<string, string>>;

/**
 * What a worker serves. Any of the sets will do; of one set every key must fit, with any of its values. No set: it serves
 * every registry.
 */
export type LabelSets = readonly Readonly<Record<string, readonly string[]>>[];

const PAIR = /^([A-Za-z][\w.-]{0,62})=([\w.:/-]{1,255})$/;

/** `region=eu-west-1,account=123456789012; registry=docker.io`. Undefined: it is not written so. */
export function parseLabelSets(text: string): LabelSets | undefined {
  const sets: Record<string, string[]>[] = [];
  for (const written of text.split(";").filter((part) => part.trim() !== "")) {
    const set: Record<string, string[]> = {};
    for (const pair of written.split(",")) {
      const [, key, value] = PAIR.exec(pair.trim()) ?? [];
      if (key === undefined || value === undefined) return undefined;
      set[key] = [...(set[key] ?? []), value];
    }
    sets.push(set);
  }
  return sets;
}

/** The same for the same sets, in whatever order they were written. */
export const labelText = (sets: LabelSets): string =>
  sets
    .map((set) =>
      Object.entries(set)
        .flatMap(([key, values]) => values.map((value) => `${key}=${value}`))
        .sort()
        .join(","),
    )
    .sort()
    .join("; ");

/** Whether a worker with these labels serves a registry that is known by those. */
export const serves = (sets: LabelSets, registry: Labels): boolean =>
  sets.length === 0 ||
  sets.some((set) => Object.entries(set).every(([key, values]) => values.includes(registry[key] ?? "")));
