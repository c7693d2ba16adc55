import type { EnvSetting } from "./config-row.ts";
import { escaped, isExactly, shellWord } from "./word-body.ts";

/** The variables that the settings come to; those of one name are one JSON object. */
export const mergeSettings = (settings: readonly EnvSetting[]): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  for (const one of settings) if ("value" in one) values.set(one.name, one.value);
  for (const name of new Set(settings.flatMap((one) => ("json" in one ? [one.name] : [])))) {
    const leaves = settings.flatMap((one) => ("json" in one && one.name === name ? one.json : []));
    values.set(name, jsonBody(leaves));
  }
  return values;
};

interface Leaf {
  readonly path: readonly string[];
  readonly value: string;
}

const jsonBody = (leaves: readonly Leaf[]): string => {
  const [first] = leaves;
  if (first !== undefined && first.path.length === 0) return `\\"${first.value}\\"`;
  const keys = [...new Set(leaves.map(({ path }) => path[0] ?? ""))];
  const members = keys.map((key) => {
    const below = leaves
      .filter(({ path }) => path[0] === key)
      .map(({ path, value }) => ({ path: path.slice(1), value }));
    return `${escaped(JSON.stringify(key))}:${jsonBody(below)}`;
  });
  return `{${members.join(",")}}`;
};

/** Assignments in front of a command, but for those that a mount makes: whose value is the variable's. */
export const envPrefix = (settings: ReadonlyMap<string, string>, name: string): string =>
  [...settings]
    .filter(([, value]) => !isExactly(value, name))
    .map(([variable, value]) => `${variable}=${shellWord(value)}`)
    .join(" ");
