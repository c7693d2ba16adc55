import { isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from "yaml";
import { type ArgValue, readBuildArg } from "./arg-value.ts";
import { dataAt, keyOf, pairOf, rangeOf } from "./yaml-text.ts";

export interface FoundArg {
  readonly index: number;
  readonly name: string;
  readonly value: ArgValue;
  readonly start: number;
}

export interface ServiceArgs {
  readonly node: YAMLMap | YAMLSeq | undefined;
  readonly found: readonly FoundArg[];
  /** An alias or a merge key may hold some of them. */
  readonly shared: boolean;
}

export const readArgs = (build: YAMLMap, dropped: readonly string[]): ServiceArgs => {
  const node = pairOf(build, "args")?.value;
  if (!isMap(node) && !isSeq(node))
    return { node: undefined, found: [], shared: node !== undefined && node !== null && !isScalar(node) };
  const all = isMap(node) ? node.items.map((pair) => argOfPair(keyOf(pair), pair.value)) : node.items.map(argOfItem);
  const found = all.flatMap((one, index) => {
    const start = rangeOf(isMap(node) ? node.items[index]?.key : node.items[index])?.start ?? 0;
    return dropped.includes(one.name) ? [{ ...one, index, start }] : [];
  });
  const shared = node.anchor !== undefined || (isMap(node) && node.items.some((pair) => keyOf(pair) === "<<"));
  return { node, found, shared };
};

const argOfPair = (name: string, value: unknown): { name: string; value: ArgValue } => {
  const given = isScalar(value) ? value.value : undefined;
  if (given === null || given === undefined) return { name, value: { kind: "env", name } };
  return { name, value: composeValue(String(given)) };
};

const argOfItem = (item: unknown): { name: string; value: ArgValue } => {
  const [name = "", ...rest] = (isScalar(item) ? String(item.value) : "").split("=");
  return { name, value: rest.length === 0 ? { kind: "env", name } : composeValue(rest.join("=")) };
};

/** `${NAME:-default}` and `${NAME:?message}` take NAME from the environment too. */
const composeValue = (text: string): ArgValue => {
  const name = /^\$\{(\w+)(?::?[-?][^{}]*)?\}$/.exec(text)?.[1];
  return name ? { kind: "env", name } : readBuildArg(`X=${text}`, "shell").value;
};

/** Names of the arguments of a service after aliases and merge keys. */
export const mergedArgs = (data: unknown, service: string): readonly string[] => {
  const args = dataAt(data, "services", service, "build", "args");
  if (Array.isArray(args)) return args.map((one) => String(one).split("=")[0] ?? "");
  return args !== null && typeof args === "object" ? Object.keys(args) : [];
};
